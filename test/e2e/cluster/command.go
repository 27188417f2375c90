//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// exited is the exit code of the command that the cluster was started for. The
// command has said itself what was wrong.
type exited int

func (e exited) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// runCommand runs command with the KUBECONFIG and the kubectl of a cluster's
// folder. When ctx is done the command is asked to end, and made to after a while.
func runCommand(ctx context.Context, folder string, command []string) error {
	if err := enterFolder(folder); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	return commandError(ctx, cmd.Run())
}

// enterFolder sets KUBECONFIG, PATH and TMPDIR, of this process and so of its children. What
// kubectl remembers of one cluster would mislead it about the next at its address,
// and temporary files of a command that is killed are to go with the cluster.
func enterFolder(folder string) error {
	return errors.Join(
		os.Setenv("TMPDIR", filepath.Join(folder, "tmp")),
		os.Setenv("KUBECONFIG", filepath.Join(folder, "kubeconfig")),
		os.Setenv("KUBECACHEDIR", filepath.Join(folder, "kubectl-cache")),
		os.Setenv("PATH", filepath.Join(folder, "bin")+":"+os.Getenv("PATH")),
	)
}

// commandError tells an interrupt, and a command that ran and failed, from one that
// could not be run.
func commandError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return errInterrupted
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exited(128 + int(status.Signal())) // as shells say it
	}
	return exited(exit.ExitCode())
}

// cleaned is err, and what went wrong while cleaning up after it.
func cleaned(err, cleanup error) error {
	if cleanup == nil {
		return err
	}
	return errors.Join(err, fmt.Errorf("cannot clean up: %w", cleanup))
}

var errInterrupted = errors.New("interrupted")

// makeFolders makes what enterFolder names, with a kubectl of the cluster's own version.
func makeFolders(kubeAll, folder string) error {
	return errors.Join(
		os.Mkdir(filepath.Join(folder, "tmp"), 0o755),
		os.Mkdir(filepath.Join(folder, "bin"), 0o755),
		os.Symlink(kubeAll, filepath.Join(folder, "bin", "kubectl")),
	)
}
