//go:build e2e

package e2e

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Namespaces of fixtures/namespaces.yaml.
const (
	namespace           = "nvj-e2e"
	restrictedNamespace = "nvj-e2e-restricted" // enforces the Pod Security Standard restricted
	exampleNamespace    = "self-healing-platform"
)

// nvj is the path of the command under test, built from this repository.
var nvj string

// password guards the private repository and the bucket. It must never be printed.
var password = rand.Text()

func TestMain(m *testing.M) {
	code, err := runSuite(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// runSuite runs the tests in namespaces of their own, in whatever cluster
// KUBECONFIG leads to, and removes them.
func runSuite(m *testing.M) (code int, err error) {
	if err := buildNVJ(); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(filepath.Dir(nvj))) }()
	ctx := context.Background()
	// Fails when they are there already: they may be somebody's.
	if _, err := kubectl(ctx, nil, "create", "-f", "fixtures/namespaces.yaml"); err != nil {
		return 0, err
	}
	defer func() {
		_, deleted := kubectl(ctx, nil, "delete", "--wait=false", "-f", "fixtures/namespaces.yaml")
		err = errors.Join(err, deleted)
	}()
	if err := applyFixtures(ctx); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

func buildNVJ() error {
	folder, err := os.MkdirTemp("", "nvj-e2e-")
	if err != nil {
		return err
	}
	nvj = filepath.Join(folder, "nvj")
	if out, err := exec.Command("go", "build", "-o", nvj, "../..").CombinedOutput(); err != nil {
		return fmt.Errorf("cannot build nvj: %w\n%s", err, out)
	}
	return nil
}

// applyFixtures applies the notebooks and the servers, by way of nvj: what is not
// its own it passes on.
func applyFixtures(ctx context.Context) error {
	servers, err := os.ReadFile("fixtures/servers.yaml")
	if err != nil {
		return err
	}
	input := fill(string(servers), "PASSWORD", password)
	for name, folder := range map[string]string{"notebooks": "notebooks", "fixtures": "fixtures"} {
		configMap, err := kubectl(ctx, nil, "create", "configmap", name, "--from-file", folder, "--dry-run=client", "-o", "yaml")
		if err != nil {
			return err
		}
		input += "---\n" + configMap
	}
	rendered, err := render(ctx, input)
	if err != nil {
		return err
	}
	for _, ns := range []string{namespace, restrictedNamespace, exampleNamespace} {
		// A pod is refused as long as its namespace has no service account.
		if _, err := kubectl(ctx, nil, "wait", "--for=create", "serviceaccount/default", "-n", ns, "--timeout=60s"); err != nil {
			return err
		}
	}
	_, err = kubectl(ctx, []byte(rendered), "apply", "-n", namespace, "-f", "-")
	return err
}
