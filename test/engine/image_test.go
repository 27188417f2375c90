// Package engine runs nvj's container image with a real engine, as kpt and
// kustomize run it.
package engine

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/cli"
)

const image = "example.com/nvj:test"

// TestMain packs the image, starts an engine and runs the tests again inside of it.
func TestMain(m *testing.M) {
	if os.Getenv("NVJ_ENGINE_STATE") != "" {
		os.Exit(m.Run())
	}
	for _, tool := range []string{"dockerd", "docker", "unshare", "setpriv"} {
		if _, err := exec.LookPath(tool); err != nil || os.Getuid() != 0 {
			fmt.Printf("SKIPPED: the tests with a container engine need root and %s (Debian: docker.io)\n", tool)
			return
		}
	}
	state, err := os.MkdirTemp("", "nvj-image")
	if err != nil {
		panic(err)
	}
	code := insideEngine(state)
	if err := os.RemoveAll(state); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func insideEngine(state string) int {
	pack := exec.Command("make", "-C", "../..", "image", "IMAGE_ARCHS=amd64", "DIST="+state, "IMAGE="+image)
	if output, err := pack.CombinedOutput(); err != nil {
		fmt.Printf("cannot pack the image: %v\n%s", err, output)
		return 1
	}
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command("./engine.sh", append([]string{self}, os.Args[1:]...)...)
	cmd.Env = append(os.Environ(), "NVJ_ENGINE_STATE="+state)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// load makes the engine know the image.
func load(t *testing.T) {
	t.Helper()
	call(t, ".", nil, "docker", "load", "--quiet", "--input", filepath.Join(os.Getenv("NVJ_ENGINE_STATE"), "image", "nvj-amd64.tar"))
}

// call runs a command, which must end with exit code 0; the time limit is a last guard.
func call(t *testing.T, dir string, stdin []byte, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var out, errOut bytes.Buffer
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, bytes.NewReader(stdin), &out, &errOut
	require.NoError(t, cmd.Run(), "%s %s\n%s\n%s", name, strings.Join(args, " "), out.String(), errOut.String())
	return out.String()
}

func nvj(t *testing.T, stdin []byte, args ...string) string {
	t.Helper()
	var out, errOut bytes.Buffer
	require.Zero(t, cli.Main(args, bytes.NewReader(stdin), &out, &errOut), errOut.String())
	return out.String()
}

const job = `apiVersion: notebook.validation.io/v1alpha1
kind: NotebookValidationJob
metadata:
  name: report
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  notebook:
    path: /opt/report.ipynb
  image: quay.io/jupyter/scipy-notebook:2025-03-24
`

// list is the job as the item of a ResourceList.
func list() []byte {
	lines := strings.Split(strings.TrimSuffix(job, "\n"), "\n")
	return []byte("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- " + strings.Join(lines, "\n  ") + "\n")
}

// Hosts run functions as nobody, plugins as 999, OpenShift as any UID; none gives a
// network, a writable root or a capability.
func TestImageRunsAsAnyUser(t *testing.T) {
	load(t)
	want := nvj(t, list())
	for _, user := range []string{"", "nobody", "999", "1000680000:0"} {
		t.Run("user "+user, func(t *testing.T) {
			args := []string{"run", "--rm", "-i", "--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"}
			if user != "" {
				args = append(args, "--user", user)
			}
			assert.Equal(t, want, call(t, ".", list(), "docker", append(args, image)...))
		})
	}
}

// What an init container does: install into a volume, as a user that is not root.
func TestImageInstallsItself(t *testing.T) {
	load(t)
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o777))
	call(t, ".", nil, "docker", "run", "--rm", "--read-only", "--network", "none", "--volume", dir+":/tools", image, "install", "/tools", "--with-plugin")
	assert.Contains(t, call(t, dir, nil, filepath.Join(dir, "nvj"), "version"), "nvj ")
	assert.FileExists(t, filepath.Join(dir, "plugin.yaml"))
}

func TestImageIsSmallAndSaysWhatItIs(t *testing.T) {
	load(t)
	var size int
	_, err := fmt.Sscan(call(t, ".", nil, "docker", "image", "inspect", "--format", "{{.Size}}", image), &size)
	require.NoError(t, err)
	assert.Less(t, size, 30<<20, "the image must stay under 30 MB")
	labels := call(t, ".", nil, "docker", "image", "inspect", "--format", "{{json .Config.Labels}}", image)
	assert.Contains(t, labels, `"org.opencontainers.image.source":"https://github.com/notebook-validation/nvj"`)
	_, err = exec.Command("docker", "run", "--rm", "--network", "none", "--entrypoint", "/bin/sh", image, "-c", "true").CombinedOutput()
	assert.Error(t, err, "no shell")
}

func TestKustomizeContainerFunction(t *testing.T) {
	if _, err := exec.LookPath("kustomize"); err != nil {
		t.Skip("kustomize is not on PATH; run make test, which builds it")
	}
	load(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"job.yaml":           job,
		"kustomization.yaml": "resources: [job.yaml]\ntransformers: [nvj.yaml]\n",
		"nvj.yaml": `apiVersion: fn.notebook.validation.io/v1alpha1
kind: ExpandNotebookJobs
metadata:
  name: nvj
  annotations:
    config.kubernetes.io/function: |
      container: {image: ` + image + `}
`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	got := call(t, dir, nil, "kustomize", "build", "--enable-alpha-plugins", ".")
	assert.YAMLEq(t, workload(t, nvj(t, []byte(job), "render", "-")), workload(t, got))
}

func TestKptContainerFunction(t *testing.T) {
	if _, err := exec.LookPath("kpt"); err != nil {
		t.Skip("kpt is not on PATH")
	}
	load(t)
	t.Setenv("KRM_FN_RUNTIME", "docker")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "job.yaml"), []byte(job), 0o644))
	got := call(t, dir, nil, "kpt", "fn", "eval", "--image", image, "--image-pull-policy", "never", "--output", "unwrap", ".")
	assert.YAMLEq(t, workload(t, nvj(t, []byte(job), "render", "-")), workload(t, got))
}

// workload is the Job in a stream of documents, without what hosts add to it.
func workload(t *testing.T, stream string) string {
	t.Helper()
	for _, document := range strings.Split(stream, "\n---\n") {
		if strings.Contains("\n"+document, "\nkind: Job\n") {
			var kept []string
			for _, line := range strings.Split(document, "\n") {
				if !strings.HasPrefix(strings.TrimSpace(line), "internal.config.kubernetes.io/") && !strings.HasPrefix(strings.TrimSpace(line), "config.kubernetes.io/") {
					kept = append(kept, line)
				}
			}
			return strings.Join(kept, "\n")
		}
	}
	t.Fatalf("no Job in:\n%s", stream)
	return ""
}

// kpt fn doc shows what the image prints when it is asked for help.
func TestKptFnDoc(t *testing.T) {
	if _, err := exec.LookPath("kpt"); err != nil {
		t.Skip("kpt is not on PATH")
	}
	load(t)
	t.Setenv("KPT_FN_RUNTIME", "docker")
	doc := call(t, ".", nil, "kpt", "fn", "doc", "--image", image)
	assert.Contains(t, doc, "Without a command nvj is a KRM function")
}
