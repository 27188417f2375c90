package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/test/testenv"
)

const pipelineScript = "examples/ci/run-notebooks.sh"

// TestPipelineBeforeTheCluster runs the pipeline of the documentation where it ends
// before it has asked a cluster; test/e2e runs it to the end. The shell's options
// make no difference.
func TestPipelineBeforeTheCluster(t *testing.T) {
	bin, err := testenv.NVJ()
	require.NoError(t, err)
	script, err := os.ReadFile(pipelineScript)
	require.NoError(t, err)
	const job = someJob + "spec:\n  notebook: {path: a.ipynb}\n"
	cases := map[string]struct {
		reason, manifest, says string
	}{
		"finding":    {"an error of nvj validate is the end", job + "  timeout: 30min\n", "must be a duration"},
		"not YAML":   {"so is a file that cannot be read", "a: [", "yaml"},
		"no kubectl": {"the job is sound, and cannot be applied", job, "kubectl"},
	}
	for name, c := range cases {
		for _, shell := range []string{"bash", "bash -eo pipefail", "bash -u", "sh"} {
			t.Run(name+"/"+shell, func(t *testing.T) {
				words := strings.Fields(shell)
				path, err := exec.LookPath(words[0])
				if err != nil {
					t.Skipf("%s is not installed", words[0])
				}
				folder := t.TempDir()
				testenv.Write(t, folder, "jobs/job.yaml", c.manifest)
				cmd := exec.Command(path, append(words[1:], "-c", string(script))...)
				cmd.Dir, cmd.Env = folder, []string{"PATH=" + bin + ":" + onlyTools(t, "cat", "date", "grep", "sleep")}
				out, err := cmd.CombinedOutput()
				exit := (*exec.ExitError)(nil)
				require.ErrorAs(t, err, &exit, "%s: exit 0\n%s", c.reason, out)
				assert.Contains(t, string(out), c.says, c.reason)
				assert.NotContains(t, string(out), "notebooks passed", c.reason)
			})
		}
	}
}

// onlyTools returns a folder with links to these programs alone.
func onlyTools(t *testing.T, names ...string) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range names {
		path, err := exec.LookPath(name)
		require.NoError(t, err)
		require.NoError(t, os.Symlink(path, filepath.Join(folder, name)))
	}
	return folder
}

func TestPipelineScriptIsSound(t *testing.T) {
	for _, linter := range [][]string{{"dash", "-n"}, {"busybox", "sh", "-n"}, {"shellcheck", "--shell=sh"}} {
		t.Run(linter[0], func(t *testing.T) {
			if _, err := exec.LookPath(linter[0]); err != nil {
				t.Skipf("%s is not installed", linter[0])
			}
			out, err := exec.Command(linter[0], append(linter[1:], pipelineScript)...).CombinedOutput()
			assert.NoError(t, err, string(out))
		})
	}
}
