package hosts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/test/testenv"
)

const kptfile = `# A comment that must stay.
apiVersion: kpt.dev/v1
kind: Kptfile
metadata:
  name: jobs
pipeline:
`

func TestKptEvalWithExec(t *testing.T) {
	testenv.Host(t, "kpt")
	dir := testenv.Folder(t, map[string]string{"sub/job.yaml": simpleJob, "Kptfile": kptfile + "  mutators: []\n"})
	commit := gitFolder(t, dir)
	commit()
	testenv.Call(t, dir, "kpt", "fn", "eval", "--exec", "nvj", ".", "--", "output=Pod")
	pods, err := filepath.Glob(filepath.Join(dir, "pod_*.yaml"))
	require.NoError(t, err)
	require.Len(t, pods, 1)
	assert.Empty(t, testenv.Call(t, dir, "git", "diff", "--", "Kptfile"), "the Kptfile must stay as it is")
	commit()
	testenv.Call(t, dir, "kpt", "fn", "eval", "--exec", "nvj", ".", "--", "output=Pod")
	assert.Empty(t, testenv.Call(t, dir, "git", "status", "--porcelain"), "a second run must change nothing")
}

// People move generated files to where they want them; they stay there.
func TestKptMovedFilesStayWhereTheyAre(t *testing.T) {
	testenv.Host(t, "kpt")
	dir := testenv.Folder(t, map[string]string{"job.yaml": simpleJob, "Kptfile": kptfile + "  mutators:\n  - exec: nvj\n"})
	commit := gitFolder(t, dir)
	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	generated, err := filepath.Glob(filepath.Join(dir, "job_*.yaml"))
	require.NoError(t, err)
	require.Len(t, generated, 1)
	moved := filepath.Join(dir, "rendered", "report.yaml")
	require.NoError(t, os.Mkdir(filepath.Dir(moved), 0o755))
	require.NoError(t, os.Rename(generated[0], moved))
	commit()

	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	assert.Empty(t, testenv.Call(t, dir, "git", "status", "--porcelain"))

	job, err := os.ReadFile(filepath.Join(dir, "job.yaml"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "job.yaml"),
		[]byte(strings.Replace(string(job), "postgres:15", "postgres:16", 1)), 0o644))
	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	body, err := os.ReadFile(moved)
	require.NoError(t, err)
	assert.Contains(t, string(body), "image: postgres:16", "the new Job takes the old one's place")
	left, err := filepath.Glob(filepath.Join(dir, "job_*.yaml"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

// Where jobs are left out none is left that could want what it became.
func TestKptKeepsWhatDroppedJobsBecame(t *testing.T) {
	testenv.Host(t, "kpt")
	dir := testenv.Folder(t, map[string]string{"job.yaml": simpleJob, "Kptfile": kptfile + "  mutators:\n  - exec: nvj\n    configMap: {source: Drop}\n"})
	commit := gitFolder(t, dir)
	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	assert.NoFileExists(t, filepath.Join(dir, "job.yaml"))
	commit()
	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	assert.Empty(t, testenv.Call(t, dir, "git", "status", "--porcelain"), "a second run must change nothing")
}

// kpt marks what it hands to a function that has selectors or exclusions, and knows it by
// that mark when it comes back: a Job with the mark of its notebook job would be lost.
func TestKptSelectionKeepsTheJob(t *testing.T) {
	testenv.Host(t, "kpt")
	for name, c := range map[string]struct {
		reason    string
		selection string
		command   []string
		hides     bool
	}{
		"exclude": {reason: "what was generated is still handed over", selection: "    exclude: [{kind: Secret}]\n"},
		"selectors": {
			reason:    "what was generated is hidden: it must not be added again",
			selection: "    selectors: [{kind: NotebookValidationJob}]\n", hides: true,
		},
		"selectors by name":   {reason: "the hash is not in the job's name", selection: "    selectors: [{name: report}]\n", hides: true},
		"exclude ConfigMaps":  {reason: "the scripts are hidden, the Job is not", selection: "    exclude: [{kind: ConfigMap}]\n", hides: true},
		"exclude Jobs":        {reason: "the Job is hidden, the scripts are not", selection: "    exclude: [{kind: Job}]\n", hides: true},
		"eval --match-kind":   {reason: "a selector of the command line", command: []string{"fn", "eval", "--exec", "nvj", "--match-kind", "NotebookValidationJob", "."}, hides: true},
		"eval --exclude-kind": {reason: "an exclusion of the command line", command: []string{"fn", "eval", "--exec", "nvj", "--exclude-kind", "Secret", "."}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := testenv.Folder(t, map[string]string{
				"job.yaml": simpleJob, "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n",
				"Kptfile": kptfile + "  mutators:\n  - exec: nvj\n" + c.selection,
			})
			command := c.command
			if command == nil {
				command = []string{"fn", "render", "--allow-exec", "."}
			}
			commit := gitFolder(t, dir)
			testenv.Call(t, dir, "kpt", command...)
			for _, pattern := range []string{"job_report-*.yaml", "configmap_report-scripts-*.yaml", "secret.yaml", "job.yaml"} {
				files, err := filepath.Glob(filepath.Join(dir, pattern))
				require.NoError(t, err)
				require.Len(t, files, 1, "%s: %s", pattern, c.reason)
				text, err := os.ReadFile(files[0])
				require.NoError(t, err)
				assert.NotContains(t, string(text), "kpt-resource-id")
			}
			commit()

			stdout, stderr, err := testenv.TryCall(dir, "kpt", command...)
			assert.Empty(t, testenv.Call(t, dir, "git", "status", "--porcelain"), "a second run must change nothing: %s", c.reason)
			if c.hides {
				require.Error(t, err, c.reason)
				assert.Contains(t, stdout+stderr, "remove the selectors")
			} else {
				require.NoError(t, err, stdout+stderr)
			}
		})
	}
}

// Validators run on a clone, and what they return is thrown away: only findings count.
func TestKptValidator(t *testing.T) {
	testenv.Host(t, "kpt")
	// kpt itself drops empty lines at the head of a file.
	dir := testenv.Folder(t, map[string]string{"job.yaml": strings.TrimSpace(simpleJob) + "\n", "Kptfile": kptfile + "  validators:\n  - exec: nvj\n"})
	commit := gitFolder(t, dir)
	commit()
	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	assert.Empty(t, testenv.Call(t, dir, "git", "status", "--porcelain"))

	require.NoError(t, os.WriteFile(filepath.Join(dir, "job.yaml"),
		[]byte(strings.Replace(strings.TrimSpace(simpleJob)+"\n", "path: /a.ipynb", "path: /a.py", 1)), 0o644))
	commit()
	stdout, stderr, err := testenv.TryCall(dir, "kpt", "fn", "render", "--allow-exec", "--results-dir", filepath.Join(t.TempDir(), "results"), ".")
	require.Error(t, err)
	assert.Contains(t, stdout+stderr, "must end with .ipynb")
	assert.Empty(t, testenv.Call(t, dir, "git", "status", "--porcelain"))
}

// On a failing run kpt checks paths before it shows results: new items without one
// would hide them. So nothing is generated when anything is wrong.
func TestKptShowsResultsOfOneBadJobAmongGoodOnes(t *testing.T) {
	testenv.Host(t, "kpt")
	bad := strings.NewReplacer("name: report}", "name: bad}", "/a.ipynb", "/a.py").Replace(simpleJob)
	dir := testenv.Folder(t, map[string]string{"good.yaml": simpleJob, "bad.yaml": bad})
	results := t.TempDir()
	stdout, stderr, err := testenv.TryCall(dir, "kpt", "fn", "eval", "--exec", "nvj", "--results-dir", results, ".")
	require.Error(t, err)
	assert.NotContains(t, stdout+stderr, "already exists")
	assert.Contains(t, stdout+stderr, "must end with .ipynb")
	text, err := os.ReadFile(filepath.Join(results, "results.yaml"))
	require.NoError(t, err)
	for _, want := range []string{"path: bad.yaml", "path: spec.notebook.path", "rule: job-notebook-path", "severity: error", "name: bad"} {
		assert.Contains(t, string(text), want)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	assert.Len(t, files, 2, "nothing may be written: %s", files)
}

// kpt fn doc runs the function with --help, and shows what it prints.
func TestHelpDocumentsTheFunction(t *testing.T) {
	got := testenv.Run(t, []string{"--help"}, nil)
	assert.Zero(t, got.Code)
	assert.Empty(t, got.Stderr)
	for _, want := range []string{"NotebookValidationJob", "KRM function", "kpt fn eval", "Available Commands"} {
		assert.Contains(t, got.Stdout, want)
	}
}
