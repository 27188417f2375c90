package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func nvj(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	code = Main(args, bytes.NewReader(nil), &out, &errOut)
	return code, out.String(), errOut.String()
}

// An init container installs as one user; the repo-server runs the copy as another.
func TestInstallCopiesTheBinaryForEverybody(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "here")
	require.NoError(t, os.MkdirAll(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "nvj"), []byte("an older one"), 0o600))

	code, stdout, stderr := nvj(t, "install", dir, "--with-plugin")
	require.Zero(t, code, stderr)
	assert.Empty(t, stdout)

	self, err := os.Executable()
	require.NoError(t, err)
	want, err := os.ReadFile(self)
	require.NoError(t, err)
	got, err := os.ReadFile(filepath.Join(dir, "nvj"))
	require.NoError(t, err)
	assert.True(t, bytes.Equal(want, got), "the copy must be the binary that runs")
	for name, mode := range map[string]os.FileMode{"nvj": 0o755, "plugin.yaml": 0o644} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode().Perm(), name)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 2, "no half-written files may stay")
}

func TestInstallLeavesNothingWhenItFails(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "nvj", "taken"), 0o755))
	code, _, stderr := nvj(t, "install", dir)
	assert.Equal(t, exitFindings, code)
	assert.Contains(t, stderr, "cannot write "+filepath.Join(dir, "nvj"))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1)

	code, _, stderr = nvj(t, "install")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, stderr, "the folder to copy nvj into")
}

func TestDiscover(t *testing.T) {
	const job = "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: a}\n"
	cases := map[string]struct {
		reason string
		files  map[string]string
		found  string
	}{
		"a job":          {"in the folder itself", map[string]string{"job.yaml": job, "a.yaml": "kind: Service\n"}, "job.yaml"},
		"child folder":   {"a child folder may be another application's", map[string]string{"app.yaml": "kind: Application\n", "a/b/job.yaml": job}, ""},
		"hidden file":    {"what an editor or a Mac leaves is no manifest", map[string]string{"._job.yaml": job, ".#job.yaml": job}, ""},
		"json":           {"manifests may be JSON", map[string]string{"job.json": `{"apiVersion": "mlops.mlops.dev/v1alpha1", "kind": "NotebookValidationJob"}`}, "job.json"},
		"json, one line": {"a sign of YAML in a text of JSON", map[string]string{"job.json": `{"a": "# \/", "apiVersion": "mlops.mlops.dev\/v1alpha1", "kind": "NotebookValidationJob"}`}, "job.json"},
		"second":         {"not the first document", map[string]string{"all.yaml": "kind: Service\n---\n" + job}, "all.yaml"},
		"broken":         {"rendering shall say what is wrong with it", map[string]string{"job.yml": job + "spec: {a: [}\n"}, "job.yml"},
		"crd":            {"the definition is no job", map[string]string{"crd.yaml": "kind: CustomResourceDefinition\nspec:\n  names:\n    kind: NotebookValidationJob\n"}, ""},
		"comment":        {"nor is a comment", map[string]string{"x.yaml": "# kind: NotebookValidationJob\nkind: Service\n"}, ""},
		"other files":    {"only manifests count", map[string]string{"README.md": job, "x.yaml": "kind: Service\n"}, ""},
		"hidden":         {"not those of tools", map[string]string{".github/job.yaml": job}, ""},
		"kustomization":  {"kustomize builds this folder", map[string]string{"job.yaml": job, "kustomization.yaml": "resources: [job.yaml]\n"}, ""},
		"chart":          {"Helm renders this folder", map[string]string{"templates/job.yaml": job, "Chart.yaml": "name: a\n"}, ""},
		"empty":          {"nothing at all", nil, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range c.files {
				path := filepath.Join(dir, file)
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
			}
			t.Chdir(dir)
			code, stdout, stderr := nvj(t, "discover")
			require.Zero(t, code, stderr)
			if name == "child folder" {
				_, deep, _ := nvj(t, "discover", "--recurse")
				assert.Equal(t, "a/b/job.yaml\n", deep, "by choice")
			}
			want := ""
			if c.found != "" {
				want = c.found + "\n"
			}
			assert.Equal(t, want, stdout, c.reason)
		})
	}
}

// What plugin.yaml announces is what render takes, and the other way round.
func TestApplicationParameters(t *testing.T) {
	for _, name := range newSettings().parameters() {
		assert.Contains(t, pluginManifest, "- name: "+name+"\n")
		assert.NotNil(t, renderCommand(streams{}).Flags().Lookup(name), name)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "job.yaml")
	require.NoError(t, os.WriteFile(file, []byte("apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: a}\nspec: {notebook: {path: /a.ipynb}}\n"), 0o644))
	cases := map[string]struct {
		reason, parameters string
		args               []string
		code               int
		out, err           string
	}{
		"set":       {"parameters become flags", `[{"name":"output-kind","string":"Pod"},{"name":"image","string":"x/y:1"}]`, []string{"--argocd"}, 0, "name: a-pod", ""},
		"empty":     {"an empty value is none", `[{"name":"no-name-hash","string":""},{"name":"image","string":""}]`, []string{"--argocd"}, 0, "kind: Job", ""},
		"boolean":   {"booleans are strings there", `[{"name":"no-name-hash","string":"true"}]`, []string{"--argocd"}, 0, "kind: Job\nmetadata:\n  name: a\n", ""},
		"flag wins": {"the plugin's own command line is the platform's", `[{"name":"output-kind","string":"Pod"}]`, []string{"--argocd", "--output-kind=Job"}, 0, "kind: Job", ""},
		"not asked": {"without the flag the environment says nothing", `[{"name":"output-kind","string":"Pod"}]`, nil, 0, "kind: Job", ""},
		"misspelt":  {"a misspelled parameter must not be ignored", `[{"name":"output-knd","string":"Pod"}]`, []string{"--argocd"}, 1, "", `did you mean "output-kind"?`},
		"unknown":   {"nor one that is none", `[{"name":"frobnicate","string":"Pod"}]`, []string{"--argocd"}, 1, "", "supported values: output-kind, image"},
		"list":      {"the wrong type", `[{"name":"image","array":["a"]}]`, []string{"--argocd"}, 1, "", "spec.source.plugin.parameters[name=image].string: Required value"},
		"not bool":  {"the wrong value", `[{"name":"strict","string":"maybe"}]`, []string{"--argocd"}, 1, "", `string: Invalid value: "maybe"`},
		"no kind":   {"a value that no flag may have", `[{"name":"output-kind","string":"cronjob"}]`, []string{"--argocd"}, 1, "", `spec.source.plugin.parameters[name=output-kind].string: Unsupported value: "cronjob"`},
		"not json":  {"nothing an application sets", `{`, []string{"--argocd"}, 1, "", "cannot read the application's parameters"},
		"none":      {"an application without parameters", ``, []string{"--argocd"}, 0, "kind: Job", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Setenv(parametersVariable, c.parameters)
			code, stdout, stderr := nvj(t, append([]string{"render", file}, c.args...)...)
			assert.Equal(t, c.code, code, "%s\n%s", c.reason, stderr)
			assert.Contains(t, stdout, c.out, c.reason)
			assert.Contains(t, stderr, c.err, c.reason)
		})
	}
}
