//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// nodePackages is what a node runs besides kube-all.
var nodePackages = []string{"containerd", "runc", "containernetworking-plugins", "iproute2"}

// installPackages installs those of nodePackages that are missing.
func installPackages(ctx context.Context) error {
	var missing []string
	for _, name := range nodePackages {
		out, err := exec.CommandContext(ctx, "dpkg-query", "--show", "--showformat", "${db:Status-Status}", name).Output()
		if err != nil || string(out) != "installed" {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	names := strings.Join(missing, " ")
	fmt.Fprintln(os.Stderr, "cluster: installing", names)
	if err := aptGet(ctx, "update"); err != nil {
		return skip{fmt.Sprintf("missing Debian packages (%s): %v", names, err)}
	}
	if err := aptGet(ctx, append([]string{"install", "--no-install-recommends"}, missing...)...); err != nil {
		return skip{fmt.Sprintf("missing Debian packages (%s): %v", names, err)}
	}
	return nil
}

func aptGet(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "apt-get", append([]string{"-qq", "--yes"}, args...)...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	out, err := cmd.CombinedOutput()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("apt-get %s: %w: %s", args[0], err, lines[len(lines)-1])
	}
	return nil
}

// unpackPackages unpacks packages and all they depend on into the folder root. No
// maintainer script runs and the machine's own packages stay as they are. Packages
// whose names start with one of leaveOut are not unpacked.
func unpackPackages(ctx context.Context, root string, leaveOut []string, packages ...string) (err error) {
	downloads, err := os.MkdirTemp("", "nvj-packages-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(downloads)) }()
	if err := os.MkdirAll(filepath.Join(downloads, "partial"), 0o755); err != nil {
		return err
	}
	// To apt, on a machine where nothing is installed, everything is missing.
	nothing := filepath.Join(downloads, "status")
	if err := os.WriteFile(nothing, nil, 0o644); err != nil {
		return err
	}
	if err := aptGet(ctx, "update"); err != nil {
		return err
	}
	if err := aptGet(ctx, append([]string{
		"install", "--no-install-recommends", "--download-only",
		"-o", "Dir::State::status=" + nothing, "-o", "Dir::Cache::archives=" + downloads,
		"-o", "APT::Sandbox::User=root", "-o", "Debug::NoLocking=1",
	}, packages...)...); err != nil {
		return err
	}
	archives, err := filepath.Glob(filepath.Join(downloads, "*.deb"))
	if err != nil {
		return err
	}
	if err := mergedUsr(root); err != nil {
		return err
	}
	for _, archive := range archives {
		if hasAnyPrefix(filepath.Base(archive), leaveOut) {
			continue
		}
		if err := unpack(ctx, archive, root); err != nil {
			return err
		}
	}
	return nil
}

// mergedUsr makes the folders that base-files makes in a script: Debian has its
// programs and libraries below /usr only, and packages still say /bin and /lib.
func mergedUsr(root string) error {
	for _, name := range []string{"bin", "sbin", "lib", "lib64"} {
		if err := os.MkdirAll(filepath.Join(root, "usr", name), 0o755); err != nil {
			return err
		}
		if err := os.Symlink("usr/"+name, filepath.Join(root, name)); err != nil {
			return err
		}
	}
	return nil
}

func unpack(ctx context.Context, archive, root string) error {
	content := exec.CommandContext(ctx, "dpkg-deb", "--fsys-tarfile", archive)
	extract := exec.CommandContext(ctx, "tar", "--extract", "--directory", root, "--keep-directory-symlink",
		"--exclude=./usr/share/doc/*", "--exclude=./usr/share/man/*", "--exclude=./usr/share/locale/*", "--exclude=./usr/share/info/*")
	pipe, err := content.StdoutPipe()
	if err != nil {
		return err
	}
	extract.Stdin = pipe
	if err := content.Start(); err != nil {
		return err
	}
	if out, err := extract.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot unpack %s: %w: %s", filepath.Base(archive), err, out)
	}
	if err := content.Wait(); err != nil {
		return fmt.Errorf("cannot read %s: %w", filepath.Base(archive), err)
	}
	return nil
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}
