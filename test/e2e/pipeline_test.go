//go:build e2e

package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
)

// shells are how CI systems start a script. A pipeline must not depend on it.
var shells = map[string][]string{
	"plain":    {"bash"},
	"pipefail": {"bash", "-eo", "pipefail"},
}

// pipelineRun is what the pipeline of the documentation printed, and how it ended.
type pipelineRun struct {
	code int
	out  string
}

// pipeline runs the script of docs/hosts/flux-and-ci.md, which is also that of
// docs/init-containers.md, on manifests in jobs/.
func pipeline(t *testing.T, shell []string, manifests ...string) pipelineRun {
	t.Helper()
	script := documentedScript(t, "../../docs/hosts/flux-and-ci.md")
	require.Equal(t, script, documentedScript(t, "../../docs/init-containers.md"), "both pages have the same script")
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "jobs"), 0o755))
	for i, manifest := range manifests {
		file := filepath.Join(folder, "jobs", string(rune('a'+i))+".yaml")
		require.NoError(t, os.WriteFile(file, []byte(manifest), 0o600))
	}
	cmd := exec.CommandContext(t.Context(), shell[0], append(shell[1:], "-c", script)...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(nvj)+":"+os.Getenv("PATH"), "KUBECONFIG="+inNamespace(t, namespace))
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return pipelineRun{cmd.ProcessState.ExitCode(), string(out)}
}

// documentedScript is the block of a page that is marked as the file
// examples/ci/run-notebooks.sh.
func documentedScript(t *testing.T, page string) string {
	t.Helper()
	content, err := os.ReadFile(page)
	require.NoError(t, err)
	_, block, found := strings.Cut(string(content), "<!-- is examples/ci/run-notebooks.sh -->\n```sh\n")
	require.True(t, found, page)
	script, _, found := strings.Cut(block, "\n```\n")
	require.True(t, found, page)
	return script + "\n"
}

// inNamespace returns a kubeconfig whose current namespace is ns.
func inNamespace(t *testing.T, ns string) string {
	t.Helper()
	config, err := kubectl(t.Context(), nil, "config", "view", "--raw", "--flatten")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(path, []byte(config), 0o600))
	_, err = kubectl(t.Context(), nil, "--kubeconfig", path, "config", "set-context", "--current", "--namespace", ns)
	require.NoError(t, err)
	return path
}

// notebookJob is a notebook job that runs a notebook of a ConfigMap.
func notebookJob(t *testing.T, name, configMap, notebook string) string {
	t.Helper()
	return readFile(t, "jobs/pipeline.yaml", "NAME", name, "CONFIGMAP", configMap, "NOTEBOOK", notebook)
}

func eachShell(t *testing.T, test func(t *testing.T, name string, shell []string)) {
	t.Parallel()
	for name, shell := range shells {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, name, shell)
		})
	}
}

func TestPipelineIsGreenWhenAllNotebooksPass(t *testing.T) {
	eachShell(t, func(t *testing.T, name string, shell []string) {
		run := pipeline(t, shell, notebookJob(t, "one-"+name, "notebooks", "hello"), notebookJob(t, "two-"+name, "notebooks", "hello"))
		assert.Zero(t, run.code, run.out)
		assert.Contains(t, run.out, "2 of 2 notebooks passed")
	})
}

func TestPipelineIsRedWhenOneNotebookFails(t *testing.T) {
	eachShell(t, func(t *testing.T, name string, shell []string) {
		run := pipeline(t, shell, notebookJob(t, "good-"+name, "notebooks", "hello"), notebookJob(t, "bad-"+name, "notebooks", "fails"))
		assert.Equal(t, 1, run.code, run.out)
		assert.Contains(t, run.out, "1 of 2 notebooks passed", "it ends when the last Job has ended, not at its time limit")
		assert.Regexp(t, `outcome +failed .*: cell failed: .*ValueError: broken on purpose`, run.out, "the failure is explained")
		assert.NotContains(t, run.out, "Job good-", "what passed needs no explanation")
	})
}

// The manifests are those of the first push; what the notebook does is not.
func TestPipelineTakesNoOldVerdict(t *testing.T) {
	eachShell(t, func(t *testing.T, name string, shell []string) {
		contents := "contents-" + name
		push := func(notebook string) {
			configMap, err := kubectl(t.Context(), nil, "create", "configmap", contents, "--dry-run=client", "-o", "yaml",
				"--from-file=n.ipynb=notebooks/"+notebook+".ipynb")
			require.NoError(t, err)
			_, err = kubectl(t.Context(), []byte(configMap), "apply", "-n", namespace, "-f", "-")
			require.NoError(t, err)
		}
		job := notebookJob(t, "pushed-"+name, contents, "n")
		push("hello")
		run := pipeline(t, shell, job)
		require.Zero(t, run.code, run.out)
		push("fails")
		run = pipeline(t, shell, job)
		assert.Equal(t, 1, run.code, run.out)
		assert.Contains(t, run.out, "0 of 1 notebooks passed")
	})
}

func TestPipelineIsRedWhenNothingIsRendered(t *testing.T) {
	for reason, manifest := range map[string]string{
		"misspelt field":  strings.Replace(notebookJob(t, "misspelt", "notebooks", "hello"), "podConfig", "podconfig", 1),
		"no notebook job": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nothing-to-run}\n",
	} {
		t.Run(reason, func(t *testing.T) {
			eachShell(t, func(t *testing.T, _ string, shell []string) {
				run := pipeline(t, shell, manifest)
				assert.Equal(t, 1, run.code, run.out)
				assert.NotContains(t, run.out, "created", "nothing is applied")
				assert.Empty(t, get[batchv1.JobList](t, namespace, "jobs", "-l", "notebookvalidationjob=misspelt").Items)
			})
		})
	}
}

func TestPipelineIsRedWhenTheAPIServerRefuses(t *testing.T) {
	eachShell(t, func(t *testing.T, name string, shell []string) {
		job := strings.Replace(notebookJob(t, "refused-"+name, "notebooks", "hello"), "metadata:\n", "metadata:\n  namespace: not-there\n", 1)
		run := pipeline(t, shell, job)
		assert.NotZero(t, run.code, run.out)
		assert.Contains(t, run.out, `namespaces "not-there" not found`)
	})
}

func TestPipelineIsRedAtTheDeadline(t *testing.T) {
	eachShell(t, func(t *testing.T, name string, shell []string) {
		run := pipeline(t, shell, strings.Replace(readFile(t, "jobs/timeout.yaml"), "name: timeout", "name: late-"+name, 1))
		assert.Equal(t, 1, run.code, run.out)
		assert.Contains(t, run.out, "0 of 1 notebooks passed")
		assert.Contains(t, run.out, "(DeadlineExceeded)")
	})
}
