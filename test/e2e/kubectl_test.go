//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long one awaited condition may take. Everything runs at once, on
// perhaps two processors.
const patience = 8 * time.Minute

// kubectl returns what it prints, and an error with what it prints on failure.
func kubectl(ctx context.Context, stdin []byte, args ...string) (string, error) {
	return run(ctx, stdin, "kubectl", args...)
}

// render returns what nvj makes of input, which may also hold what notebook jobs wait for
// and no notebook job.
func render(ctx context.Context, input string, flags ...string) (string, error) {
	return run(ctx, []byte(input), nvj, append(append([]string{"render", "--allow-empty"}, flags...), "-")...)
}

func run(ctx context.Context, stdin []byte, name string, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String(), nil
}

// fill replaces ${NAME} in a manifest, for what is known only when the tests run.
func fill(manifest string, namesAndValues ...string) string {
	for i := 0; i < len(namesAndValues); i += 2 {
		namesAndValues[i] = "${" + namesAndValues[i] + "}"
	}
	return strings.NewReplacer(namesAndValues...).Replace(manifest)
}

// readFile returns a file with its ${NAME}s replaced.
func readFile(t *testing.T, path string, namesAndValues ...string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	filled := fill(string(content), namesAndValues...)
	require.NotContains(t, filled, "${", "%s wants a value", path)
	return filled
}

// apply renders input and applies what comes out. It returns the lines kubectl
// prints: "job.batch/NAME created".
func apply(t *testing.T, ns, input string, flags ...string) string {
	t.Helper()
	rendered, err := render(t.Context(), input, flags...)
	require.NoError(t, err)
	out, err := kubectl(t.Context(), []byte(rendered), "apply", "-n", ns, "-f", "-")
	require.NoError(t, err)
	return out
}

// applied returns the name of the one object of a kind ("job.batch") among the
// lines that kubectl apply has printed.
func applied(t *testing.T, lines, kind string) string {
	t.Helper()
	var names []string
	for line := range strings.Lines(lines) {
		if rest, ok := strings.CutPrefix(line, kind+"/"); ok {
			name, _, _ := strings.Cut(rest, " ")
			names = append(names, name)
		}
	}
	require.Len(t, names, 1, "applied:\n%s", lines)
	return names[0]
}

// await watches objects ("job/NAME", or "pods" and a selector) until one of them is
// as wanted, and returns that one.
func await[T any](t *testing.T, what, ns string, args []string, wanted func(*T) bool) *T {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "kubectl", append([]string{"get", "-n", ns, "--watch", "-o", "json"}, args...)...)
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	defer func() {
		cancel()
		_ = cmd.Wait() // it was killed
	}()
	decoder := json.NewDecoder(stdout)
	for {
		next := new(T)
		switch err := decoder.Decode(next); {
		case errors.Is(err, io.EOF), ctx.Err() != nil:
			require.FailNow(t, "waited in vain for "+what, "%v %s", ctx.Err(), stderr.String())
		default:
			require.NoError(t, err)
		}
		if wanted(next) {
			return next
		}
	}
}

// get reads one object, or a list.
func get[T any](t *testing.T, ns string, args ...string) *T {
	t.Helper()
	out, err := kubectl(t.Context(), nil, append([]string{"get", "-n", ns, "-o", "json"}, args...)...)
	require.NoError(t, err)
	object := new(T)
	require.NoError(t, json.Unmarshal([]byte(out), object))
	return object
}

func logs(t *testing.T, ns, pod, container string) string {
	t.Helper()
	out, err := kubectl(t.Context(), nil, "logs", "-n", ns, pod, "-c", container)
	require.NoError(t, err)
	return out
}
