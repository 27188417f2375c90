//go:build linux

// Command cluster runs a command against a real Kubernetes, on one Linux machine,
// without a container engine, a registry or a downloaded release:
//
//	cluster run CMD…          one node: etcd, control plane, kubelet, containerd (root)
//	cluster apiserver CMD…    etcd and kube-apiserver only, up in seconds (any user)
//	cluster up | exec CMD… | down    the same node, kept between commands
//	cluster build             makes what the others need, and starts nothing
//
// CMD finds KUBECONFIG set and kubectl on its PATH; its exit code becomes ours.
// The node lives in private mount, network, process, IPC and host name namespaces
// with its files in memory, so the kernel removes it with its last process, however
// that ends. See docs/e2e.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Exit codes beside those of the command that is run.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitSkipped     = 77  // as in automake: this machine cannot run the tests
	exitInterrupted = 130 // as in shells
)

const usage = `usage: cluster [flags] run CMD…
       cluster [flags] apiserver CMD…
       cluster [flags] up
       cluster exec CMD…
       cluster down
       cluster [flags] build

flags:
`

// skip is an error that says why this machine cannot run a cluster. It is no
// failure of what is tested.
type skip struct{ reason string }

func (s skip) Error() string { return s.reason }

// settings are the flags.
type settings struct {
	buildTimeout time.Duration
	logs         string
}

func main() {
	if len(os.Args) > 1 {
		// What runCluster starts inside the new namespaces; not for people.
		switch os.Args[1] {
		case "init":
			os.Exit(reap(os.Args[2:]))
		case "node":
			os.Exit(exitCode(runNode(os.Args[2:])))
		}
	}
	os.Exit(exitCode(dispatch(os.Args[1:])))
}

func dispatch(args []string) error {
	var s settings
	flags := flag.NewFlagSet("cluster", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.DurationVar(&s.buildTimeout, "build-timeout", time.Hour, "how long kube-all may take to build, once a machine")
	flags.StringVar(&s.logs, "logs", "", "folder for the logs of the daemons (default: gone with the cluster)")
	misuse := func(err error) error {
		fmt.Fprint(os.Stderr, usage)
		flags.SetOutput(os.Stderr)
		flags.PrintDefaults()
		return err
	}
	if err := flags.Parse(args); err != nil {
		return misuse(err)
	}
	name, command := flags.Arg(0), flags.Args()
	if len(command) > 0 {
		command = command[1:]
	}
	if takesCommand := name == "run" || name == "apiserver" || name == "exec"; takesCommand != (len(command) > 0) {
		return misuse(flag.ErrHelp)
	}

	// A second interrupt ends the program at once, as without NotifyContext.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	switch name {
	case "run":
		return runCluster(ctx, s, command)
	case "apiserver":
		return runAPIServer(ctx, s, command)
	case "up":
		return up(s)
	case "exec":
		return execInside(command)
	case "down":
		return down()
	case "build":
		_, err := prepare(ctx, s)
		return err
	default:
		return misuse(flag.ErrHelp)
	}
}

// exitCode reports err on standard error and says what to exit with.
func exitCode(err error) int {
	var skipped skip
	var command exited
	switch {
	case err == nil:
		return 0
	case errors.As(err, &skipped):
		fmt.Fprintln(os.Stderr, "cluster: skipped:", skipped.reason)
		return exitSkipped
	case errors.As(err, &command):
		if err.Error() != command.Error() { // it was joined with another
			fmt.Fprintln(os.Stderr, "cluster:", err)
		}
		return int(command)
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	case errors.Is(err, flag.ErrHelp):
		return exitUsage
	default:
		fmt.Fprintln(os.Stderr, "cluster:", err)
		return exitFailed
	}
}
