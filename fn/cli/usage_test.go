package cli

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

const config = "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs\n"

// A usage error says what to call instead, and which help to read.
func TestUsageErrors(t *testing.T) {
	folder(t, map[string]string{"report.yaml": goodJob, "config.yaml": config})
	for name, c := range map[string]struct {
		reason string
		args   []string
		want   string
	}{
		"misspelt": {"The likely command is named.", []string{"rendr"}, `unknown command "rendr"; did you mean "render"?` + "\nRun 'nvj --help' for usage."},
		"file":     {"Who forgets the command names a file.", []string{"report.yaml"}, `unknown command "report.yaml"; did you mean "nvj render report.yaml" or "nvj validate report.yaml"?`},
		"help":     {"help of an unknown command is no help.", []string{"help", "foo"}, `unknown command "foo"` + "\nRun 'nvj help --help' for usage."},
		"help of":  {"A command has no further topics.", []string{"help", "render", "foo"}, `unknown command "foo"`},
		"stdin":    {"What was read as manifests is not there for the config.", []string{"render", "-", "--config", "-"}, "standard input cannot be both"},
		"no paths": {"Standard input is the default.", []string{"validate", "--config", "/dev/stdin"}, "standard input cannot be both"},
		"recurse":  {"A flag without effect hides a mistake.", []string{"render", "--recurse", "."}, "--recurse needs --argocd"},
		"no value": {"An unset variable must not turn a check off.", []string{"validate", "--config", "", "report.yaml"}, "--config: the value is empty; give one, or leave the flag out"},
		"no root":  {"Or widen what is read.", []string{"render", "--root=", "report.yaml"}, "--root: the value is empty"},
		"format":   {"Each command names its own formats.", []string{"explain", "-o", "sarif", "."}, `--output: Unsupported value: "sarif": supported values: text, mermaid, json` + "\nRun 'nvj explain --help' for usage."},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := call(config, c.args...)
			assert.Equal(t, exitUsage, code, c.reason)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, "nvj: "+c.want, c.reason)
		})
	}
	for _, args := range [][]string{{"help"}, {"help", "render"}, {"help", "completion", "bash"}, {"render", "report.yaml", "--config", "-"}} {
		code, stdout, stderr := call(config, args...)
		assert.Equal(t, exitOK, code, "%s\n%s", args, stderr)
		assert.NotEmpty(t, stdout, args)
	}
}

// Several configs are one finding that names all of them, beside what is wrong elsewhere.
func TestSeveralConfigs(t *testing.T) {
	folder(t, map[string]string{"a.yaml": config, "b.yaml": config, "c.yaml": config, "job.yaml": goodJob, "broken.yaml": "a: [\n"})
	for _, command := range []string{"validate", "render", "explain"} {
		code, stdout, stderr := call("", command, ".")
		assert.Equal(t, exitFindings, code)
		text := stdout + stderr
		assert.Contains(t, text, "c.yaml:1: error: 3 function configs, at a.yaml:1, b.yaml:1 and c.yaml:1: keep one, or choose one with --config [config-count]\n", command)
		assert.Contains(t, text, "broken.yaml:", command)
	}
}

func TestExplainKeepsFaultsOfOtherFiles(t *testing.T) {
	folder(t, map[string]string{"pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: yes please}\n", "broken.yaml": "a: [\n"})
	code, stdout, stderr := call("", "explain", ".")
	assert.Equal(t, exitFindings, code)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "pod.yaml:4")
	assert.Contains(t, stderr, "broken.yaml:", "a fault in one file does not hide another file's")
}
