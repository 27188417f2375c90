//go:build linux

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	cgroupRoot   = "/sys/fs/cgroup"
	cgroupPrefix = "nvj-e2e-"
)

// cgroup is what all pods of one cluster run under. The kernel keeps it when its
// processes are gone, so it is the one thing that has to be removed by hand.
type cgroup struct{ name string }

// makeCgroup makes one named after this process, and removes those of clusters that
// were killed before they could.
func makeCgroup() (cgroup, error) {
	hierarchies, err := cgroupHierarchies()
	if err != nil {
		return cgroup{}, err
	}
	for _, hierarchy := range hierarchies {
		old, err := filepath.Glob(filepath.Join(hierarchy, cgroupPrefix+"*"))
		if err != nil {
			return cgroup{}, err
		}
		for _, path := range old {
			pid, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(path), cgroupPrefix))
			if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
				if err := removeCgroup(path); err != nil {
					return cgroup{}, err
				}
			}
		}
	}
	c := cgroup{name: cgroupPrefix + strconv.Itoa(os.Getpid())}
	for _, hierarchy := range hierarchies {
		if err := os.Mkdir(filepath.Join(hierarchy, c.name), 0o755); err != nil {
			return c, fmt.Errorf("cannot make a cgroup: %w", err)
		}
	}
	return c, nil
}

// cgroupHierarchies are the folders that have cgroups: one with cgroup v2, one for
// each controller with v1, where some are symbolic links to others.
func cgroupHierarchies() ([]string, error) {
	if _, err := os.Stat(filepath.Join(cgroupRoot, "cgroup.controllers")); err == nil {
		return []string{cgroupRoot}, nil
	}
	entries, err := os.ReadDir(cgroupRoot)
	if err != nil {
		return nil, skip{"no cgroups: " + err.Error()}
	}
	var hierarchies []string
	for _, entry := range entries {
		if entry.IsDir() {
			hierarchies = append(hierarchies, filepath.Join(cgroupRoot, entry.Name()))
		}
	}
	if len(hierarchies) == 0 {
		return nil, skip{"no cgroups in " + cgroupRoot}
	}
	return hierarchies, nil
}

func (c cgroup) remove() error {
	hierarchies, err := cgroupHierarchies()
	if err != nil {
		return err
	}
	var errs []error
	for _, hierarchy := range hierarchies {
		errs = append(errs, removeCgroup(filepath.Join(hierarchy, c.name)))
	}
	return errors.Join(errs...)
}

// removeCgroup removes a cgroup and those below it, the deepest first. A process
// that was just killed keeps its cgroup busy until the kernel has buried it.
func removeCgroup(path string) error {
	var folders []string
	err := filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			folders = append(folders, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	deadline := time.Now().Add(10 * time.Second)
	for _, folder := range slices.Backward(folders) {
		for {
			err := syscall.Rmdir(folder)
			if err == nil || errors.Is(err, syscall.ENOENT) {
				break
			}
			if !errors.Is(err, syscall.EBUSY) || time.Now().After(deadline) {
				return fmt.Errorf("cannot remove %s: %w", folder, err)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	return nil
}
