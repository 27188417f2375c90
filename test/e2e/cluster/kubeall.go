//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// kubeAllFolder is the module of kube-all, from the root of the repository.
const kubeAllFolder = "test/e2e/kube-all"

// kubeAll returns the path of the kube-all binary, built from this repository by
// this Go. The first build on a machine compiles all of Kubernetes.
func kubeAll(ctx context.Context, timeout time.Duration) (string, error) {
	source, err := kubeAllSource()
	if err != nil {
		return "", err
	}
	var parts [][]byte
	for _, name := range []string{"go.mod", "go.sum", "main.go"} {
		content, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			return "", err
		}
		parts = append(parts, content)
	}
	version, err := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	if err != nil {
		return "", skip{"no go command: " + err.Error()}
	}
	return cached("kube-all-"+digest(append(parts, version)...), func(path string) error {
		return buildKubeAll(ctx, timeout, source, path)
	})
}

// kubeAllSource finds the module from any folder of the repository.
func kubeAllSource() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; folder = filepath.Dir(folder) {
		source := filepath.Join(folder, kubeAllFolder)
		if _, err := os.Stat(filepath.Join(source, "go.mod")); err == nil {
			return source, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("cannot find %s: run this inside the repository", kubeAllFolder)
		}
	}
}

func buildKubeAll(ctx context.Context, timeout time.Duration, source, path string) error {
	fmt.Fprintln(os.Stderr, "cluster: building kube-all; the first time on a machine this compiles Kubernetes, about 15 minutes of processor time")
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	list := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Version}}", "k8s.io/kubernetes")
	list.Dir = source
	out, err := list.Output()
	if err != nil {
		return fmt.Errorf("cannot read the version of Kubernetes from %s/go.mod: %w", source, err)
	}
	version := strings.TrimSpace(string(out))
	major, rest, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	minor, _, _ := strings.Cut(rest, ".")
	const pkg = "k8s.io/component-base/version."
	stamp := fmt.Sprintf("-s -w -X %[1]sgitVersion=%[2]s -X %[1]sgitMajor=%[3]s -X %[1]sgitMinor=%[4]s -X %[1]sgitTreeState=clean",
		pkg, version, major, minor)

	var output bytes.Buffer
	build := exec.CommandContext(ctx, "nice", "-n", "19", "go", "build", "-trimpath", "-ldflags", stamp, "-o", path, ".")
	build.Dir = source
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stdout, build.Stderr = &output, &output
	build.WaitDelay = time.Second // compilers outlive the killed go command
	switch err := build.Run(); {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return skip{fmt.Sprintf("kube-all is not built yet and its build took longer than %s; it goes on where it stopped next time", timeout)}
	case err != nil:
		return fmt.Errorf("cannot build kube-all: %w\n%s", err, output.String())
	}
	return nil
}
