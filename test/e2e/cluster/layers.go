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

// busyboxRoot is BusyBox alone, with its names.
func busyboxRoot(ctx context.Context, root string) error {
	if err := unpackPackages(ctx, root, []string{"libc", "libgcc", "gcc-"}, "busybox-static"); err != nil {
		return err
	}
	applets, err := exec.CommandContext(ctx, filepath.Join(root, "bin/busybox"), "--list").Output()
	if err != nil {
		return fmt.Errorf("busybox --list: %w", err)
	}
	for _, applet := range strings.Fields(string(applets)) {
		err := os.Symlink("busybox", filepath.Join(root, "bin", applet))
		if err != nil && !errors.Is(err, os.ErrExist) { // BusyBox lists itself
			return err
		}
	}
	return nil
}

// perl is what starts the names of the packages of Perl, which no image runs.
var perl = []string{"perl", "libperl", "liberror-perl"}

// gitRoot has the programs that the git-sync image has, and no others: the clone
// step must make do with them.
func gitRoot(ctx context.Context, root string) error {
	if err := unpackPackages(ctx, root, perl,
		"bash", "coreutils", "git", "openssh-client", "ca-certificates", "grep", "sed"); err != nil {
		return err
	}
	if err := os.Symlink("bash", filepath.Join(root, "bin/sh")); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	// Any user may add itself, because ssh asks for its name.
	return os.Chmod(filepath.Join(root, "etc/passwd"), 0o666)
}

// debianRoot has what all other images run, stand-ins included.
func debianRoot(ctx context.Context, root string) error {
	// Git and PostgreSQL need Perl for a few of their commands, and PostgreSQL LLVM
	// when it is asked to compile queries.
	if err := unpackPackages(ctx, root, append([]string{"libllvm", "libz3"}, perl...),
		"dash", "coreutils", "grep", "sed", "curl", "openssl", "git", "postgresql",
		"python3-nbclient", "python3-nbformat", "python3-ipykernel"); err != nil {
		return err
	}
	if err := compilePython(ctx, root); err != nil {
		return err
	}
	bin := filepath.Join(root, "usr/local/bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return err
	}
	if err := linkPostgreSQL(root, bin); err != nil {
		return err
	}
	scripts, err := standins.ReadDir("standins")
	if err != nil {
		return err
	}
	for _, script := range scripts {
		content, err := standins.ReadFile("standins/" + script.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(bin, script.Name()), content, 0o755); err != nil {
			return err
		}
	}
	return nil
}

// linkPostgreSQL puts the programs, which Debian keeps in a folder named after the
// version, on the PATH.
func linkPostgreSQL(root, bin string) error {
	programs, err := filepath.Glob(filepath.Join(root, "usr/lib/postgresql/*/bin/*"))
	if err != nil {
		return err
	}
	for _, program := range programs {
		if err := os.Symlink(strings.TrimPrefix(program, root), filepath.Join(bin, filepath.Base(program))); err != nil {
			return err
		}
	}
	return nil
}

// compilePython does what Debian's scripts do on installation. Without it each
// start of a kernel compiles a few thousand files, and cannot keep the result.
func compilePython(ctx context.Context, root string) error {
	libraries, err := filepath.Glob(filepath.Join(root, "usr/lib/python3*"))
	if err != nil {
		return err
	}
	args := []string{root, "python3", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"}
	for _, library := range libraries {
		args = append(args, strings.TrimPrefix(library, root))
	}
	out, err := exec.CommandContext(ctx, "chroot", args...).CombinedOutput()
	// A few libraries carry files for other versions of Python, on purpose.
	if err != nil && !strings.Contains(string(out), "SyntaxError") {
		return fmt.Errorf("cannot compile the Python libraries: %w: %s", err, out)
	}
	return nil
}
