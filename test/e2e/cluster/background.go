//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What up leaves in the cache folder until down.
const (
	upPID = "up.pid"
	upLog = "up.log" // standard error of the cluster
)

// up starts `cluster run` in the background with a command that says that it runs
// and then stays, and returns when it has said so.
func up(s settings) error {
	folder, err := cacheFolder()
	if err != nil {
		return err
	}
	if pid, err := runningPID(); err == nil {
		return fmt.Errorf("a cluster is up already (process %d): \"cluster down\" stops it", pid)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	output, err := os.Create(filepath.Join(folder, upLog))
	if err != nil {
		return err
	}
	defer func() { _ = output.Close() }() // the cluster has its own
	const ready = "ready"
	cmd := exec.Command(self, "-build-timeout", s.buildTimeout.String(), "-logs", s.logs,
		"run", "sh", "-c", "echo "+ready+"; exec sleep infinity")
	cmd.Stderr = output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // outlives the terminal
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if strings.TrimSpace(line) != ready {
		return errors.Join(errors.New("cannot start the cluster"), err, cmd.Wait(), errors.New(tail(output.Name())))
	}
	fmt.Println("the cluster is up: \"cluster exec CMD…\" runs a command in it, \"cluster down\" stops it")
	return os.WriteFile(filepath.Join(folder, upPID), []byte(strconv.Itoa(cmd.Process.Pid)), 0o644)
}

// runningPID is the process of the cluster that up started.
func runningPID() (int, error) {
	folder, err := cacheFolder()
	if err != nil {
		return 0, err
	}
	content, err := os.ReadFile(filepath.Join(folder, upPID))
	if err != nil {
		return 0, errors.New("no cluster is up: \"cluster up\" starts one")
	}
	pid, err := strconv.Atoi(string(content))
	if err != nil {
		return 0, err
	}
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	// Process numbers are used again.
	if program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); err != nil || filepath.Base(program) != filepath.Base(self) {
		return 0, errors.New("no cluster is up: \"cluster up\" starts one")
	}
	return pid, nil
}

// execInside becomes command, inside the namespaces of the cluster that is up.
func execInside(command []string) error {
	pid, err := runningPID()
	if err != nil {
		return err
	}
	inside, err := firstChild(pid)
	if err != nil {
		return err
	}
	if err := enterFolder(nodeFolder); err != nil {
		return err
	}
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return err
	}
	folder, err := os.Getwd()
	if err != nil {
		return err
	}
	argv := append([]string{
		"nsenter", "--target", strconv.Itoa(inside),
		"--mount", "--net", "--pid", "--ipc", "--uts", "--wdns=" + folder,
	}, command...)
	return syscall.Exec(nsenter, argv, os.Environ())
}

// firstChild is the first process of the cluster's namespaces, as seen from outside.
func firstChild(pid int) (int, error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return 0, err
		}
		if children := strings.Fields(string(content)); len(children) > 0 {
			return strconv.Atoi(children[0])
		}
	}
	return 0, fmt.Errorf("process %d has no child: the cluster is going down", pid)
}

// down stops the cluster that is up and returns when nothing of it is left.
func down() error {
	folder, err := cacheFolder()
	if err != nil {
		return err
	}
	pid, err := runningPID()
	if err != nil {
		return err
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := await(ctx, "the cluster to end", func() error {
		if err := syscall.Kill(pid, 0); err == nil {
			return fmt.Errorf("process %d runs", pid)
		}
		return nil
	}); err != nil {
		return err
	}
	return errors.Join(os.Remove(filepath.Join(folder, upPID)), os.Remove(filepath.Join(folder, upLog)))
}
