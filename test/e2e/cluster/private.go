//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// nodeFolder is everything a node writes; it is in memory, inside the namespaces.
const nodeFolder = "/run/nvj-e2e"

// keptSysctls are set by the kubelet and belong to the whole machine. It gets files
// to write to instead.
var keptSysctls = []string{
	"kernel/keys/root_maxbytes",
	"kernel/keys/root_maxkeys",
	"kernel/panic",
	"kernel/panic_on_oops",
	"vm/overcommit_memory",
	"vm/panic_on_oom",
}

// privateMounts hides from the machine what the daemons write, and from the daemons
// what others of their kind have left on the machine.
func privateMounts() error {
	const recursively = syscall.MS_REC
	if err := mount("", "/", "", recursively|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	if err := mount("proc", "/proc", "proc", 0, ""); err != nil {
		return err
	}
	if err := mount("tmpfs", "/run", "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	for _, folder := range []string{"/var/lib", "/var/log"} {
		if err := copyOnWrite(folder); err != nil {
			return err
		}
	}
	for _, name := range keptSysctls {
		if err := shadowSysctl(name); err != nil {
			return err
		}
	}
	// Volumes are mounted by the kubelet and must be seen by the containers.
	return mount("", "/", "", recursively|syscall.MS_SHARED, "")
}

// copyOnWrite keeps changes to a folder in memory.
func copyOnWrite(folder string) error {
	upper := filepath.Join(nodeFolder, "changes", folder, "upper")
	work := filepath.Join(nodeFolder, "changes", folder, "work")
	if err := errors.Join(os.MkdirAll(upper, 0o755), os.MkdirAll(work, 0o755)); err != nil {
		return err
	}
	return mount("overlay", folder, "overlay", 0, fmt.Sprintf("lowerdir=%s,upperdir=%s,workdir=%s", folder, upper, work))
}

func shadowSysctl(name string) error {
	path := filepath.Join("/proc/sys", name)
	value, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil // not a setting of this kernel
	}
	if err != nil {
		return err
	}
	shadow := filepath.Join(nodeFolder, "sysctl", name)
	if err := os.MkdirAll(filepath.Dir(shadow), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(shadow, value, 0o644); err != nil {
		return err
	}
	return mount(shadow, path, "", syscall.MS_BIND, "")
}

func mount(source, target, kind string, flags uintptr, options string) error {
	if err := syscall.Mount(source, target, kind, flags, options); err != nil {
		return fmt.Errorf("cannot mount %s on %s: %w", kind, target, err)
	}
	return nil
}

// privateNetwork gives the node an address, and a default route, which Kubernetes
// insists on. Both lead nowhere outside the namespace.
func privateNetwork() error {
	if err := syscall.Sethostname([]byte(nodeName)); err != nil {
		return err
	}
	for _, command := range []string{
		"link set lo up",
		"link add node0 type bridge",
		"address add " + nodeAddress + "/24 dev node0",
		"link set node0 up",
		"route add default dev node0",
	} {
		if out, err := exec.Command("ip", strings.Fields(command)...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %w: %s", command, err, out)
		}
	}
	return nil
}
