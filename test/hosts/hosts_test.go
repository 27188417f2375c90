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

func build(t *testing.T, dir string) string {
	t.Helper()
	return testenv.Call(t, dir, "kustomize", "build", "--enable-alpha-plugins", "--enable-exec", ".")
}

func TestMain(m *testing.M) { os.Exit(testenv.Main(m)) }

func TestKustomizeExample(t *testing.T) {
	testenv.Host(t, "kustomize")
	first := build(t, "examples/kustomize")
	assert.Contains(t, first, "kind: Job\n")
	assert.NotContains(t, first, "kind: NotebookValidationJob\n", "the source must stay out of the build")
	assert.Regexp(t, `name: feature-flags-[a-z0-9]{10}\n        image: postgres`, first,
		"kustomize must rewrite the hashed name in the rendered init container")
	assert.Equal(t, first, build(t, "examples/kustomize"))
}

const (
	baseKustomization = `
resources: [job.yaml]
configMapGenerator:
- {name: flags, literals: [model=v2]}
transformers: [nvj.yaml]
`
	simpleJob = `
apiVersion: notebook.validation.io/v1alpha1
kind: NotebookValidationJob
metadata: {name: report}
spec:
  notebook: {path: /a.ipynb}
  image: quay.io/jupyter/scipy-notebook:2025-03-24
  podConfig:
    initContainers:
    - name: wait
      image: postgres:15
      envFrom: [{configMapRef: {name: flags}}]
`
	execConfig = `
apiVersion: fn.notebook.validation.io/v1alpha1
kind: ExpandNotebookJobs
metadata:
  name: nvj
  annotations:
    config.kubernetes.io/function: |
      exec: {path: nvj}
`
)

// The function sees what base's run generated, renamed, and its source, renamed.
func TestKustomizeBaseAndOverlayDoNotDuplicate(t *testing.T) {
	testenv.Host(t, "kustomize")
	dir := testenv.Folder(t, map[string]string{
		"base/kustomization.yaml": baseKustomization, "base/job.yaml": simpleJob, "base/nvj.yaml": execConfig,
		"kustomization.yaml": `
namePrefix: prod-
namespace: prod
labels: [{pairs: {env: prod}}]
images: [{name: postgres, newTag: "16"}]
resources: [base]
transformers: [nvj.yaml]
`, "nvj.yaml": execConfig,
	})
	got := build(t, dir)
	assert.Equal(t, 1, strings.Count(got, "kind: Job\n"))
	assert.Equal(t, 2, strings.Count(got, "kind: ConfigMap\n"), "the generator's and the scripts'")
	assert.Contains(t, got, "image: postgres:16")
	assert.Regexp(t, `name: prod-report-[a-z0-9]{10}\n  namespace: prod`, got)
	assert.Regexp(t, `name: prod-flags-[a-z0-9]{10}\n        image: postgres`, got)
}

func TestKustomizeTwoBasesMeetInOneOverlay(t *testing.T) {
	testenv.Host(t, "kustomize")
	dir := testenv.Folder(t, map[string]string{
		"a/kustomization.yaml": "resources: [job.yaml]\nnamePrefix: a-\ntransformers: [nvj.yaml]\n", "a/job.yaml": simpleJob, "a/nvj.yaml": execConfig,
		"b/kustomization.yaml": "resources: [job.yaml]\nnamePrefix: b-\ntransformers: [nvj.yaml]\n", "b/job.yaml": simpleJob, "b/nvj.yaml": execConfig,
		"kustomization.yaml": "resources: [a, b]\n",
	})
	got := build(t, dir)
	assert.Equal(t, 2, strings.Count(got, "kind: Job\n"))
	assert.Equal(t, 2, strings.Count(got, "kind: ConfigMap\n"))
}

// A Job is immutable: other data must make another Job.
func TestKustomizeChangedConfigMapRenamesTheJob(t *testing.T) {
	testenv.Host(t, "kustomize")
	name := func(kustomization string) string {
		dir := testenv.Folder(t, map[string]string{
			"kustomization.yaml": kustomization, "job.yaml": simpleJob, "nvj.yaml": execConfig,
		})
		_, after, found := strings.Cut(build(t, dir), "kind: Job\n")
		require.True(t, found)
		_, after, found = strings.Cut(after, "\n  name: ")
		require.True(t, found)
		name, _, _ := strings.Cut(after, "\n")
		return name
	}
	first := name(baseKustomization)
	assert.Regexp(t, `^report-[a-z0-9]{10}$`, first)
	assert.NotEqual(t, first, name(strings.Replace(baseKustomization, "model=v2", "model=v3", 1)))
	assert.Equal(t, first, name(baseKustomization))
}

// A generator's config is also its only item.
func TestKustomizeGeneratorExpandsOnce(t *testing.T) {
	testenv.Host(t, "kustomize")
	dir := testenv.Folder(t, map[string]string{
		"kustomization.yaml": "generators: [job.yaml]\n",
		"job.yaml": strings.Replace(simpleJob, "metadata: {name: report}", `metadata:
  name: report
  annotations:
    config.kubernetes.io/function: |
      exec: {path: nvj}`, 1),
	})
	got := build(t, dir)
	assert.Equal(t, 1, strings.Count(got, "kind: Job\n"))
	assert.NotContains(t, got, "kind: NotebookValidationJob\n")
}

// kustomize shows nothing of a function but its standard error. The line is that
// of the user's file, not of the copy that kustomize hands over.
func TestKustomizeShowsFindings(t *testing.T) {
	testenv.Host(t, "kustomize")
	bad := strings.Replace(simpleJob, "path: /a.ipynb", "path: /a.py", 1)
	dir := testenv.Folder(t, map[string]string{
		".git/HEAD":               "ref: refs/heads/main\n", // files beside the overlay are read in a checkout only
		"prod/kustomization.yaml": "resources: [job.yaml, ../base]\nnamePrefix: prod-\nbuildMetadata: [originAnnotations]\ntransformers: [nvj.yaml]\n",
		"prod/job.yaml":           bad, "prod/nvj.yaml": execConfig,
		"base/kustomization.yaml": "resources: [jobs.yaml]\n",
		"base/jobs.yaml":          "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\n---" + strings.Replace(bad, "name: report", "name: nested", 1),
	})
	stdout, stderr, err := testenv.TryCall(dir, "kustomize", "build", "--enable-alpha-plugins", "--enable-exec", "--load-restrictor=LoadRestrictionsNone", "prod")
	require.Error(t, err)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, `job.yaml:6:20: error: spec.notebook.path: Invalid value: "/a.py": must end with .ipynb`)
	assert.Contains(t, stderr, `../base/jobs.yaml:9:20: error: spec.notebook.path: Invalid value`)
}

// kpt's own tests run every function twice; a second run must change nothing.
func TestKptRenderTwice(t *testing.T) {
	testenv.Host(t, "kpt")
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("examples/kpt")))
	commit := gitFolder(t, dir)

	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	commit()
	job, err := os.ReadFile(filepath.Join(dir, "job.yaml"))
	require.NoError(t, err)
	assert.Contains(t, string(job), "# asks once; the Job retries", "comments of the source must stay")
	cron, err := filepath.Glob(filepath.Join(dir, "cronjob_*.yaml"))
	require.NoError(t, err)
	require.Len(t, cron, 1)

	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	assert.Empty(t, testenv.Call(t, dir, "git", "status", "--porcelain"), "a second render must change nothing")

	// A hand edit of a generated file is replaced, in its place.
	edited, err := os.ReadFile(cron[0])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(cron[0], []byte(strings.Replace(string(edited), "0 3 * * *", "9 9 * * *", 1)), 0o644))
	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	assert.Empty(t, testenv.Call(t, dir, "git", "status", "--porcelain"), "the edit must be gone")

	// A renamed job takes its old objects along; a deleted one too.
	require.NoError(t, os.WriteFile(filepath.Join(dir, "job.yaml"),
		[]byte(strings.Replace(string(job), "name: nightly-report", "name: renamed", 1)), 0o644))
	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	assert.NoFileExists(t, cron[0])
	require.NoError(t, os.Remove(filepath.Join(dir, "job.yaml")))
	testenv.Call(t, dir, "kpt", "fn", "render", "--allow-exec", ".")
	left, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	require.NoError(t, err)
	assert.Len(t, left, 1, "only nvj.yaml: %s", left)
	assert.FileExists(t, filepath.Join(dir, "Kptfile"))
}

func TestKptShowsFindings(t *testing.T) {
	testenv.Host(t, "kpt")
	dir := testenv.Folder(t, map[string]string{"job.yaml": strings.Replace(simpleJob, "path: /a.ipynb", "path: /a.py", 1)})
	stdout, stderr, err := testenv.TryCall(dir, "kpt", "fn", "eval", "--exec", "nvj", "--results-dir", filepath.Join(dir, "results"), ".")
	require.Error(t, err)
	assert.Contains(t, stdout+stderr, "job.yaml:6:20: Invalid value: \"/a.py\": must end with .ipynb")
	results, err := os.ReadFile(filepath.Join(dir, "results", "results.yaml"))
	require.NoError(t, err)
	assert.Contains(t, string(results), "rule: job-notebook-path")
	assert.Regexp(t, `line: "?6"?\n`, string(results))
}

// kpt runs functions where the user stands. Rendering tells them where the
// package is; evaluating does not, and then there is no line.
func TestKptShowsFindingsFromElsewhere(t *testing.T) {
	testenv.Host(t, "kpt")
	dir := testenv.Folder(t, map[string]string{
		"pkg/Kptfile":  "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata: {name: pkg}\npipeline:\n  mutators:\n  - exec: nvj\n",
		"pkg/job.yaml": strings.Replace(simpleJob, "path: /a.ipynb", "path: /a.py", 1),
	})
	stdout, stderr, err := testenv.TryCall(dir, "kpt", "fn", "render", "--allow-exec", "pkg")
	require.Error(t, err)
	assert.Contains(t, stdout+stderr, "job.yaml:6:20: Invalid value")
	stdout, stderr, err = testenv.TryCall(dir, "kpt", "fn", "eval", "--exec", "nvj", "pkg")
	require.Error(t, err)
	assert.Contains(t, stdout+stderr, "job.yaml: Invalid value")
}

// gitFolder makes a folder a Git repository and returns a function that commits
// all of it.
func gitFolder(t *testing.T, dir string) (commit func()) {
	t.Helper()
	// A hook of Git's that runs the tests has these point to the repository it is of.
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"} {
		t.Setenv(name, "") // restores it in the end
		require.NoError(t, os.Unsetenv(name))
	}
	testenv.Call(t, dir, "git", "init", "-q")
	return func() {
		t.Helper()
		testenv.Call(t, dir, "git", "add", "-A")
		testenv.Call(t, dir, "git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "x")
	}
}
