package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// cost is what one process used.
type cost struct {
	wall, cpu time.Duration // cpu is user and system time
	peak      int64         // resident memory, bytes
	printed   int64         // bytes
}

// program is a process to measure: a command line and the file that is its standard
// input, if any.
type program struct {
	name  string
	args  []string
	stdin string
}

// run runs the program once. Its output is counted, as a host that reads it
// would, and must not be empty.
func (p program) run() (cost, error) {
	cmd := exec.Command(p.args[0], p.args[1:]...)
	if p.stdin != "" {
		file, err := os.Open(p.stdin)
		if err != nil {
			return cost{}, err
		}
		defer file.Close()
		cmd.Stdin = file
	}
	out, errOut := &counter{}, &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, errOut
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w: %s", p.name, err, errOut)
	}
	if out.bytes == 0 {
		return cost{}, errors.New(p.name + " printed nothing")
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return cost{
		wall:    wall,
		cpu:     cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		peak:    usage.Maxrss * 1024, // Linux counts in KiB
		printed: out.bytes,
	}, nil
}

type counter struct{ bytes int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}

// measure runs the programs in turn, so that a machine that grows busy slows all
// of them, and returns the medians of each.
func measure(runs int, programs ...program) ([]cost, error) {
	all := make([][]cost, len(programs))
	for range runs {
		for i, p := range programs {
			c, err := p.run()
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], c)
		}
	}
	medians := make([]cost, len(programs))
	for i, costs := range all {
		medians[i] = cost{
			wall:    median(costs, func(c cost) time.Duration { return c.wall }),
			cpu:     median(costs, func(c cost) time.Duration { return c.cpu }),
			peak:    median(costs, func(c cost) int64 { return c.peak }),
			printed: costs[0].printed,
		}
	}
	return medians, nil
}

func median[T ~int64](costs []cost, of func(cost) T) T {
	values := make([]T, len(costs))
	for i, c := range costs {
		values[i] = of(c)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
