//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// daemon is a process that is to run for as long as the cluster does.
type daemon struct {
	name string
	log  string
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// startDaemon starts argv with its output in a file of the folder logs. It dies
// with the thread that called startDaemon: lock that to its goroutine.
func startDaemon(logs, name string, argv ...string) (*daemon, error) {
	log, err := os.Create(filepath.Join(logs, name+".log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the daemon has its own
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Pdeathsig: syscall.SIGKILL,
		Setpgid:   true, // an interrupt from the keyboard is for the command, not for the cluster
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", name, err)
	}
	d := &daemon{name: name, log: log.Name(), cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(d.done)
		_ = cmd.Wait() // how it ended is in ProcessState
	}()
	return d, nil
}

// kill ends the daemon and waits until it is gone.
func (d *daemon) kill() {
	_ = d.cmd.Process.Kill() // fails only if it has ended already
	<-d.done
}

// err says that and how the daemon ended; nil while it runs.
func (d *daemon) err() error {
	select {
	case <-d.done:
		return fmt.Errorf("%s ended with %s\n%s", d.name, d.cmd.ProcessState, tail(d.log))
	default:
		return nil
	}
}

// await returns when condition returns nil. It fails when ctx is done or one of
// the daemons has ended, with the last error of condition or the end of its log.
func await(ctx context.Context, what string, condition func() error, daemons ...*daemon) error {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		unmet := condition()
		if unmet == nil {
			return nil
		}
		for _, d := range daemons {
			if err := d.err(); err != nil {
				return fmt.Errorf("waiting for %s: %w", what, err)
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w: %w", what, ctx.Err(), unmet)
		case <-ticker.C:
		}
	}
}

// tail is the last lines of a file, for an error message.
func tail(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-15):], []byte("\n")))
}
