package cli

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	goodJob = `apiVersion: notebook.validation.io/v1alpha1
kind: NotebookValidationJob
metadata: {name: good}
spec:
  image: quay.io/jupyter/scipy-notebook:2025-03-24
  notebook: {path: a.ipynb}
`
	warnedJob = goodJob + "  podConfig: {buildConfig: {enabled: true}}\n"
	badJob    = `apiVersion: notebook.validation.io/v1alpha1
kind: NotebookValidationJob
metadata: {name: bad}
spec:
  image: quay.io/jupyter/scipy-notebook:2025-03-24
  notebook: {path: a.py}
  podConfig:
    env: [{valeu: hunter2, name: A, value: hunter2}]
`
)

// asCommand is set in the environment of the test binary to run it as nvj: a
// closed pipe is the business of a whole process.
const asCommand = "NVJ_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// folder makes a folder of files and goes there.
func folder(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	t.Chdir(dir)
}

func call(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, errOut bytes.Buffer
	code = Main(args, strings.NewReader(stdin), &out, &errOut)
	return code, out.String(), errOut.String()
}

func TestValidateExitCodes(t *testing.T) {
	folder(t, map[string]string{
		"good.yaml": goodJob, "warned.yaml": warnedJob, "bad.yaml": badJob,
		"syntax.yaml": "a: [\n", "other.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n",
		"strict.yaml": "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs\nmetadata: {name: c}\nspec: {checks: {strict: true}}\n",
	})
	for name, c := range map[string]struct {
		reason         string
		args           []string
		code           int
		stdout, stderr string // parts of it; empty means nothing at all
	}{
		"clean":          {"Nothing to say, nothing said.", []string{"good.yaml"}, 0, "", ""},
		"warning":        {"A warning alone does not fail a build.", []string{"warned.yaml"}, 0, "warning: spec.podConfig.buildConfig.enabled", ""},
		"strict flag":    {"With --strict it does.", []string{"warned.yaml", "--strict"}, 1, "error: spec.podConfig.buildConfig.enabled", ""},
		"strict config":  {"And so it does where the config among the inputs says so.", []string{"warned.yaml", "strict.yaml"}, 1, "error: spec.podConfig.buildConfig.enabled", ""},
		"--config":       {"Or the config that is named.", []string{"warned.yaml", "-c", "strict.yaml"}, 1, "error:", ""},
		"error":          {"Findings are the product, and go to standard output.", []string{"bad.yaml"}, 1, "bad.yaml:6:20: error: spec.notebook.path", ""},
		"syntax":         {"A file that is no YAML is a finding beside those in other files.", []string{"bad.yaml", "syntax.yaml"}, 1, "syntax.yaml:2: error: not valid YAML", ""},
		"no jobs":        {"A wrong path must not pass for a clean one.", []string{"other.yaml"}, 1, "", "nvj: nothing was checked: no NotebookValidationJob among 1 resource: check the path; if that is expected, add --allow-empty\n"},
		"allow empty":    {"Hooks and pipelines hand over whatever has changed.", []string{"other.yaml", "--allow-empty"}, 0, "", "nvj: no NotebookValidationJob among 1 resource\n"},
		"no file":        {"Input that cannot be read is no usage error.", []string{"none.yaml"}, 1, "none.yaml: error: cannot be read: no such file or folder [file-unreadable]\n", ""},
		"beside others":  {"And it does not hide what is wrong elsewhere.", []string{"none.yaml", "bad.yaml"}, 1, "bad.yaml:6:20: error: spec.notebook.path", ""},
		"unknown format": {"The message names the formats.", []string{"-o", "xml", "good.yaml"}, 2, "", `nvj: --output: Unsupported value: "xml": supported values: text, json, sarif, github, junit`},
		"unknown flag":   {"The flags of the command are in its own help.", []string{"--nope"}, 2, "", "unknown flag: --nope\nRun 'nvj validate --help' for usage.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := call("", append([]string{"validate"}, c.args...)...)
			assert.Equal(t, c.code, code, c.reason)
			for got, want := range map[string]string{stdout: c.stdout, stderr: c.stderr} {
				if want == "" {
					assert.Empty(t, got, c.reason)
				}
				assert.Contains(t, got, want, c.reason)
			}
			assert.NotContains(t, stdout+stderr, "hunter2")
		})
	}
}

func TestValidateStandardInput(t *testing.T) {
	code, stdout, _ := call(badJob, "validate", "-")
	assert.Equal(t, 1, code)
	assert.Contains(t, stdout, "<stdin>:6:20: error: spec.notebook.path")
	code, again, _ := call(badJob, "validate")
	assert.Equal(t, 1, code)
	assert.Equal(t, stdout, again)
}

// A directory may be a link, as checkouts of git-sync are.
func TestValidateLinkedDirectory(t *testing.T) {
	folder(t, map[string]string{"jobs/bad.yaml": badJob})
	require.NoError(t, os.Symlink("jobs", "link"))
	code, stdout, _ := call("", "validate", "link")
	assert.Equal(t, 1, code)
	assert.Contains(t, stdout, "link/bad.yaml:6:20: error:")
}

func TestValidateEveryFormatFindsTheSame(t *testing.T) {
	folder(t, map[string]string{"bad.yaml": badJob})
	for _, format := range formats {
		code, stdout, stderr := call("", "validate", "-o", format, "bad.yaml")
		assert.Equal(t, 1, code, format)
		assert.Empty(t, stderr, format)
		assert.Contains(t, stdout, "job-notebook-path", format)
		assert.Contains(t, stdout, "decode-unknown-field", format)
		assert.NotContains(t, stdout, "hunter2", format)
	}
}

// onTerminal calls nvj with standard output and error on a terminal.
func onTerminal(t *testing.T, args ...string) (code int, shown string) {
	t.Helper()
	ours, its, err := pty.Open()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, ours.Close()) })
	require.NoError(t, pty.Setsize(its, &pty.Winsize{Rows: 24, Cols: 60}))
	read := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(ours) // ends with an error when the other side closes
		read <- string(text)
	}()
	code = Main(args, strings.NewReader(""), its, its)
	require.NoError(t, its.Close())
	return code, strings.ReplaceAll(<-read, "\r\n", "\n")
}

func TestValidateOnTerminal(t *testing.T) {
	folder(t, map[string]string{
		"bad.yaml": badJob, "good.yaml": goodJob, "warned.yaml": warnedJob,
		"jobs/a.yaml": strings.Replace(goodJob, "good", "other", 1),
	})
	want := `bad.yaml:6:20: error: spec.notebook.path: Invalid value:
    "a.py": must end with .ipynb [job-notebook-path]
    6 |   notebook: {path: a.py}
      |                    ^
bad.yaml:8:12: error: spec.podConfig.env[0].valeu: unknown
    field "valeu"; did you mean "value"?
    [decode-unknown-field]
    8 |     env: [{valeu: …, name: A, value: …}]
      |            ^
2 errors in 1 file
`
	t.Setenv("TERM", "xterm-256color")
	t.Setenv("NO_COLOR", "1")
	code, shown := onTerminal(t, "validate", "bad.yaml")
	assert.Equal(t, 1, code)
	assert.Equal(t, want, shown)

	t.Setenv("NO_COLOR", "")
	_, colored := onTerminal(t, "validate", "bad.yaml")
	assert.Contains(t, colored, "\x1b[1;31merror:\x1b[0m")
	assert.Equal(t, want, withoutColor(colored), "colour changes nothing else")

	code, rendered := onTerminal(t, "render", "bad.yaml")
	assert.Equal(t, 1, code)
	assert.Equal(t, colored, rendered, "render says it the same way")

	code, shown = onTerminal(t, "validate", "good.yaml", "jobs")
	assert.Zero(t, code)
	assert.Equal(t, "ok: 2 jobs in 2 files\n", shown)

	code, shown = onTerminal(t, "validate", "warned.yaml")
	assert.Zero(t, code)
	assert.Contains(t, shown, "1 warning in 1 file")
	assert.NotContains(t, shown, "ok:", "the summary has said it")

	_, shown = onTerminal(t, "validate", "-o", "github", "good.yaml")
	assert.Empty(t, shown, "formats for machines are left alone")
}

func withoutColor(text string) string {
	for _, code := range []string{"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m"} {
		text = strings.ReplaceAll(text, code, "")
	}
	return text
}

// Somebody who reads one line of many has seen enough, and wants no complaint.
func TestValidateIntoClosedPipe(t *testing.T) {
	folder(t, map[string]string{"bad.yaml": strings.Repeat(badJob+"---\n", 500)})
	for _, format := range formats {
		shell := exec.Command("sh", "-c", `"$0" validate -o `+format+" bad.yaml | head -n 1", os.Args[0])
		shell.Env = append(os.Environ(), asCommand+"=1")
		var stdout, stderr bytes.Buffer
		shell.Stdout, shell.Stderr = &stdout, &stderr
		require.NoError(t, shell.Run())
		assert.Equal(t, 1, strings.Count(stdout.String(), "\n"), format)
		assert.Empty(t, stderr.String(), format)
	}
}
