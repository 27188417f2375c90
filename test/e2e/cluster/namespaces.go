//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// nodeSpec is what the process inside the namespaces is told.
type nodeSpec struct {
	KubeAll string   // path of the binary
	Images  string   // path of the OCI layout
	Logs    string   // folder; empty: with everything else
	Cgroup  string   // from the root of the hierarchy
	Command []string // to run when the node is ready
}

// prepare makes or finds everything that a node needs, while there is a network.
func prepare(ctx context.Context, s settings) (nodeSpec, error) {
	if os.Geteuid() != 0 {
		return nodeSpec{}, skip{"a node needs root: namespaces, mounts and cgroups"}
	}
	if err := installPackages(ctx); err != nil {
		return nodeSpec{}, err
	}
	binary, err := kubeAll(ctx, s.buildTimeout)
	if err != nil {
		return nodeSpec{}, err
	}
	images, err := imageLayout(ctx)
	if err != nil {
		return nodeSpec{}, err
	}
	spec := nodeSpec{KubeAll: binary, Images: images}
	if s.logs != "" {
		spec.Logs, err = logFolder(s, "")
	}
	return spec, err
}

// runCluster starts a node in namespaces of its own, runs command in it, and
// returns when nothing of either is left.
func runCluster(ctx context.Context, s settings, command []string) error {
	spec, err := prepare(ctx, s)
	if err != nil {
		return err
	}
	spec.Command = command
	cgroup, err := makeCgroup()
	if err != nil {
		return err
	}
	spec.Cgroup = cgroup.name
	return cleaned(runInNamespaces(ctx, spec), cgroup.remove())
}

func runInNamespaces(ctx context.Context, spec nodeSpec) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	arg, err := json.Marshal(spec)
	if err != nil {
		return err
	}
	// Killing the first process of a process namespace kills all of it, and the
	// mounts and networks go with the last process. That is the whole clean-up.
	cmd := exec.CommandContext(ctx, self, "init", self, "node", string(arg))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID |
			syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS,
		Pdeathsig: syscall.SIGKILL, // also when we are killed ourselves
	}
	return commandError(ctx, cmd.Run())
}

// reap is the first process of the namespace: it runs command, buries what others
// leave to it (containerd's shims), and ends with command's exit code.
func reap(command []string) int {
	process, err := os.StartProcess(command[0], command, &os.ProcAttr{
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		return exitFailed
	}
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			fmt.Fprintln(os.Stderr, "cluster:", err)
			return exitFailed
		case pid == process.Pid && status.Signaled():
			return 128 + int(status.Signal())
		case pid == process.Pid:
			return status.ExitStatus()
		}
	}
}

// runNode is what happens inside the namespaces.
func runNode(args []string) error {
	var spec nodeSpec
	if err := json.Unmarshal([]byte(args[0]), &spec); err != nil {
		return err
	}
	if err := privateMounts(); err != nil {
		return err
	}
	if err := privateNetwork(); err != nil {
		return err
	}
	started := time.Now()
	if err := startNode(spec); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "cluster: node ready in %.1f s\n", time.Since(started).Seconds())
	return runCommand(context.Background(), nodeFolder, spec.Command)
}
