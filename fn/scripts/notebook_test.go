package scripts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// notebookRun is what one run of run_notebook.py left behind.
type notebookRun struct {
	code        int
	log         string
	termination string
	results     map[string]any
	directory   string
}

// notebookCommand runs a notebook of testdata with the environment a pod would have.
func notebookCommand(t *testing.T, directory, notebook string, env ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), lastGuard)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, jupyterPython(t), "-c", RunNotebookScript)
	cmd.Dir = filepath.Join("..", "..", "testdata", "notebooks")
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + directory, "NVJ_OUTPUT_DIR=" + directory, "NVJ_NOTEBOOK=" + notebook,
		"NVJ_TERMINATION_LOG=" + filepath.Join(directory, "termination-log"),
	}, env...)
	return cmd
}

func runNotebook(t *testing.T, notebook string, env ...string) notebookRun {
	t.Helper()
	run := notebookRun{directory: t.TempDir()}
	cmd := notebookCommand(t, run.directory, notebook, env...)
	out, err := cmd.CombinedOutput()
	return run.ended(t, string(out), err)
}

func (r notebookRun) ended(t *testing.T, log string, err error) notebookRun {
	t.Helper()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		require.NoError(t, err)
	} else {
		r.code = exit.ExitCode()
	}
	r.log = log
	termination, err := os.ReadFile(filepath.Join(r.directory, "termination-log"))
	require.NoError(t, err, r.log)
	r.termination = string(termination)
	if results, err := os.ReadFile(filepath.Join(r.directory, "results.json")); err == nil {
		require.NoError(t, json.Unmarshal(results, &r.results))
		assert.EqualValues(t, r.code, r.results["exitCode"], "results.json and the exit code agree")
	}
	assert.LessOrEqual(t, len(r.termination), 4096, "the kubelet keeps no more")
	assert.NotContains(t, r.log, "\x1b", "no escape codes in the log")
	return r
}

func TestNotebooks(t *testing.T) {
	t.Parallel()
	const (
		production = `NVJ_VALIDATION={"level":"production"}`
		learning   = `NVJ_VALIDATION={"level":"learning"}`
	)
	cases := map[string]struct {
		reason   string
		notebook string
		env      []string
		code     int
		log      []string // each is in the log
		verdict  []string // each is in the termination message
		absent   []string // none is in the log
	}{
		"Passes": {
			reason:   "a sound notebook passes every check, with one log line a cell",
			notebook: "passes", env: []string{production},
			log: []string{"nvj: cell 2: ok, ", "s: sum(values)\n"}, verdict: []string{"passed: 3 cells run"},
		},
		"Fails": {
			reason:   "the failing cell, its error and its traceback are told; later cells are not run",
			notebook: "fails", code: 1,
			log:     []string{"cell 2: failed", "KeyError: 'missing'", "----> 1 total = rows['missing']"},
			verdict: []string{"cell failed: cell 2 (total = rows['missing']): KeyError: 'missing'"},
			absent:  []string{"cell 3", "never reached"},
		},
		"KernelDies": {
			reason:   "a kernel that dies in a cell is a failed cell",
			notebook: "kills-its-kernel", code: 1, verdict: []string{"cell 1", "DeadKernelError"},
		},
		"NoKernel": {
			reason:   "the kernel is the notebook's; without it nothing can run",
			notebook: "no-kernel", code: 4, verdict: []string{"cannot run: this image lacks the kernel", "fortran-nvj-test"},
		},
		"NoNotebook": {reason: "a wrong path", notebook: "not-there", code: 4, verdict: []string{"cannot run", "not-there.ipynb"}},
		"NoGolden": {
			reason:   "a wrong path of the golden notebook is told before anything is run",
			notebook: "passes", env: []string{"NVJ_GOLDEN=golden/not-there.ipynb"}, code: 4,
			verdict: []string{"the golden notebook golden/not-there.ipynb"}, absent: []string{"cell 1"},
		},
		"BadPattern": {
			reason:   "a pattern that does not compile is told before anything is run",
			notebook: "passes", env: []string{"NVJ_GOLDEN=golden/plots.ipynb", `NVJ_COMPARISON={"customTimestampPatterns":["("]}`}, code: 4,
			verdict: []string{"comparisonConfig", "missing )"}, absent: []string{"cell 1"},
		},
		"BadLevel": {
			reason:   "an unknown level is told",
			notebook: "passes", env: []string{`NVJ_VALIDATION={"level":"staging2"}`}, code: 4, verdict: []string{"validationConfig", "staging2"},
		},
		"Empty":   {reason: "a notebook without cells runs", notebook: "empty", verdict: []string{"passed: 0 cells run, 0 differences, 0 failed checks"}},
		"Unicode": {reason: "any script in source, output and error; the tag raises-exception allows an error", notebook: "unicode", log: []string{"größe = '数据 🎉'", "cell 2: raised"}},
		"Huge": {
			reason:   "ten megabytes of output are kept, and the verdict stays short",
			notebook: "huge-output", code: 1, verdict: []string{"RuntimeError: yyyy"},
		},
		"Exits": {
			reason:   "sys.exit(0) ends the notebook early and states its verdict",
			notebook: "exits", env: []string{`NVJ_VALIDATION={"requireExplicitExitCodes":true}`},
			log: []string{"cell 1: exited"}, absent: []string{"cell 2"},
		},
		"ExitsWithAFault": {reason: "any other exit code is a failure", notebook: "exits-with-a-fault", code: 1, verdict: []string{"SystemExit: 3"}},

		"NoChecks":    {reason: "without validationConfig nothing is checked", notebook: "silent-failures"},
		"Development": {reason: "the default level: None that is shown, NaN and infinity fail; calls, assignments and ; do not", notebook: "silent-failures", env: []string{`NVJ_VALIDATION={}`}, code: 3, verdict: []string{"3 failed checks", "cell 0: the result is None", "cell 1: the result is nan", "cell 2: the result is inf"}},
		"FieldWins":   {reason: "a field that is set wins over the level", notebook: "silent-failures", env: []string{`NVJ_VALIDATION={"detectSilentFailures":false}`}},
		"Learning":    {reason: "warns, explains and never fails", notebook: "silent-failures", env: []string{learning}, log: []string{"warning: cell 1: the result is nan [detectSilentFailures]: raise an exception where"}},
		"Staging":     {reason: "standard error fails, a Python warning does not yet", notebook: "warns", env: []string{`NVJ_VALIDATION={"level":"staging"}`}, code: 3, verdict: []string{"1 failed check", "cell 1: standard error: disk is slow"}},
		"Warnings":    {reason: "one field alone, explained", notebook: "warns", env: []string{`NVJ_VALIDATION={"failOnWarnings":true,"educationalMode":true}`}, code: 3, log: []string{"DeprecationWarning: use the new name [failOnWarnings]: mend what"}},
		"Strict":      {reason: "strictMode is the production level", notebook: "warns", env: []string{`NVJ_VALIDATION={"strictMode":true}`}, code: 3, verdict: []string{"4 failed checks", "failOnStderr", "failOnWarnings", "verifyAssertions", "requireExplicitExitCodes"}},
		"StrictBut":   {reason: "a field wins over strictMode too", notebook: "warns", env: []string{`NVJ_VALIDATION={"strictMode":true,"failOnStderr":false,"failOnWarnings":false}`}, code: 3, verdict: []string{"2 failed checks"}},

		"ExpectedMet": {
			reason:   "type by any of its names, shape with any row count, bounds of numbers and lists",
			notebook: "values", env: []string{`NVJ_VALIDATION={"expectedOutputs":[{"cell":1,"type":"Table","shape":"-1,10","notEmpty":true},{"cell":2,"type":"float","minValue":"0.9","maxValue":"0.93"},{"cell":3,"type":"builtins.list","shape":"3","minValue":"1","maxValue":"9","notEmpty":true}]}`},
		},
		"ExpectedUnmet": {
			reason:   "every expectation that does not hold is told, also those no cell can meet",
			notebook: "values", env: []string{`NVJ_VALIDATION={"expectedOutputs":[{"cell":0,"notEmpty":true},{"cell":1,"type":"pandas.DataFrame","shape":"3,9","minValue":"0"},{"cell":2,"type":"int","minValue":"0.94","maxValue":"0.5"},{"cell":4,"notEmpty":true},{"cell":5,"type":"int","notEmpty":true},{"cell":99}]}`}, code: 3,
			log: []string{
				"cell 0: is no code cell", "cell 1: type is Table, expected pandas.DataFrame", "cell 1: shape is 3,10, expected 3,9", "cell 1: cannot be evaluated: TypeError",
				"cell 2: type is float, expected int", "min is 0.93, expected minValue 0.94", "max is 0.93, expected maxValue 0.5",
				"cell 4: the value is empty", "cell 5: type is NoneType, expected int", "cell 5: no value", "cell 99: is no code cell",
			},
		},
		"TypesOff": {
			reason:   "checkOutputTypes: false leaves only types out",
			notebook: "values", env: []string{`NVJ_VALIDATION={"checkOutputTypes":false,"expectedOutputs":[{"cell":2,"type":"int"},{"cell":4,"notEmpty":true}]}`}, code: 3,
			verdict: []string{"1 failed check", "cell 4"},
		},

		"GoldenEqual": {
			reason:   "streams are joined, timestamps, execution counts and digits beyond the tolerance ignored",
			notebook: "prints", env: []string{"NVJ_GOLDEN=golden/prints.ipynb"}, verdict: []string{"passed"},
		},
		"GoldenCounts": {
			reason:   "execution counts are compared where asked",
			notebook: "prints", env: []string{"NVJ_GOLDEN=golden/prints.ipynb", `NVJ_COMPARISON={"ignoreExecutionCount":false}`}, code: 2,
			verdict: []string{"cell 0: execution count"},
		},
		"GoldenDiffers": {
			reason:   "a missing cell is told as such and does not shift the others; differences come as a diff",
			notebook: "prints", env: []string{"NVJ_GOLDEN=golden/prints-other.ipynb"}, code: 2,
			verdict: []string{"differs from the golden notebook: 3 cells run, 3 differences", "-loss 0.2\n+loss 0.123456", "golden cell 2: the cell: missing", "-{'rows': 101}\n+{'rows': 100}"},
		},
		"GoldenIgnored": {
			reason:   "stream names and output types can be left out; the missing cell remains",
			notebook: "prints", env: []string{"NVJ_GOLDEN=golden/prints-other.ipynb", `NVJ_COMPARISON={"ignoreOutputTypes":["stdout","execute_result"]}`}, code: 2,
			verdict: []string{"1 difference,"},
		},
		"GoldenAndCheck": {
			reason:   "a difference outranks a failed check in the exit code; both are told",
			notebook: "prints", env: []string{"NVJ_GOLDEN=golden/prints-other.ipynb", `NVJ_VALIDATION={"verifyAssertions":true}`}, code: 2,
			verdict: []string{"3 differences, 1 failed check", "asserts nothing"},
		},
		"PictureEqual":   {reason: "a PNG is compared by its pixels: compression and comments differ here", notebook: "plots", env: []string{"NVJ_GOLDEN=golden/plots.ipynb"}},
		"PictureDiffers": {reason: "other pixels are a difference", notebook: "plots", env: []string{"NVJ_GOLDEN=golden/plots-other.ipynb"}, code: 2, verdict: []string{"cell 1: display_data 0 image/png: the pixels differ"}},
		"PictureIgnored": {reason: "a MIME type can be left out", notebook: "plots", env: []string{"NVJ_GOLDEN=golden/plots-other.ipynb", `NVJ_COMPARISON={"ignoreOutputTypes":["image/png"]}`}},
		"PictureExact":   {reason: "exact compares the bytes of a picture", notebook: "plots", env: []string{"NVJ_GOLDEN=golden/plots.ipynb", `NVJ_COMPARISON={"strategy":"exact"}`}, code: 2, verdict: []string{"the bytes differ"}},
		"ErrorEqual":     {reason: "an allowed error is compared by name and message", notebook: "unicode", env: []string{"NVJ_GOLDEN=golden/unicode.ipynb"}},
		"ErrorExact":     {reason: "exact compares its traceback too", notebook: "unicode", env: []string{"NVJ_GOLDEN=golden/unicode.ipynb", `NVJ_COMPARISON={"strategy":"exact"}`}, code: 2, verdict: []string{"cell 2: error 0 text/plain"}},
		"RichEqual":      {reason: "HTML with a tolerance, JSON by value, object addresses ignored", notebook: "rich-output", env: []string{"NVJ_GOLDEN=golden/rich-output.ipynb"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := runNotebook(t, c.notebook+".ipynb", c.env...)
			assert.Equal(t, c.code, run.code, "%s\n%s", c.reason, run.log)
			for _, text := range c.log {
				assert.Contains(t, run.log, text, c.reason)
			}
			for _, text := range c.verdict {
				assert.Contains(t, run.termination, text, c.reason)
			}
			for _, text := range c.absent {
				assert.NotContains(t, run.log, text, c.reason)
			}
		})
	}
}

// TestResults holds the schema that docs/what-runs-in-the-pod.md promises.
func TestResults(t *testing.T) {
	t.Parallel()
	run := runNotebook(t, "fails.ipynb", "NVJ_GOLDEN=golden/prints.ipynb", `NVJ_VALIDATION={"level":"staging"}`)
	require.Equal(t, 1, run.code, run.log)
	assert.EqualValues(t, 1, run.results["schemaVersion"])
	assert.Equal(t, "cell failed", run.results["verdict"])
	assert.Equal(t, "python3", run.results["kernel"])
	assert.Equal(t, map[string]any{"skipped": 1.0, "ok": 1.0, "failed": 1.0, "not-run": 1.0}, run.results["counts"])
	assert.Nil(t, run.results["comparison"], "a run that ended early is not compared")
	assert.Equal(t, map[string]any{
		"level": "staging", "on": []any{"checkOutputTypes", "detectSilentFailures", "expectedOutputs", "failOnStderr"}, "findings": []any{},
	}, run.results["checks"])
	cell := run.results["cells"].([]any)[2].(map[string]any)
	assert.Equal(t, "failed", cell["status"])
	assert.Equal(t, "total = rows['missing']", cell["source"])
	assert.Greater(t, cell["seconds"], 0.0)
	failure := cell["error"].(map[string]any)
	assert.Equal(t, "KeyError", failure["name"])
	assert.Equal(t, "'missing'", failure["value"])
	assert.Contains(t, failure["traceback"], "----> 1 total")
	output, err := os.ReadFile(filepath.Join(run.directory, "output.ipynb"))
	require.NoError(t, err)
	assert.Contains(t, string(output), `"ename": "KeyError"`, "the executed notebook holds the outputs")
}

func TestNotebookRunsInItsFolder(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile(filepath.Join("..", "..", "testdata", "notebooks", "writes-beside-itself.ipynb"))
	require.NoError(t, err)
	folder := filepath.Join(t.TempDir(), "a folder")
	require.NoError(t, os.Mkdir(folder, 0o777))
	notebook := filepath.Join(folder, "n.ipynb")
	require.NoError(t, os.WriteFile(notebook, source, 0o666))
	run := runNotebook(t, notebook)
	assert.Equal(t, 0, run.code, run.log)
	assert.FileExists(t, filepath.Join(folder, "written.txt"))
}

func TestInputThatIsNoNotebook(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"no JSON": "print(1)", "empty file": "", "other JSON": `{"a": 1}`, "no cells": `{"nbformat": 4, "nbformat_minor": 4, "metadata": {}}`} {
		notebook := filepath.Join(t.TempDir(), "n.ipynb")
		require.NoError(t, os.WriteFile(notebook, []byte(text), 0o666))
		run := runNotebook(t, notebook)
		assert.Equal(t, 4, run.code, "%s\n%s", name, run.log)
		assert.Contains(t, run.termination, "n.ipynb is not readable as a notebook", name)
	}
}

// TestStaleResults guards against reading the verdict of an earlier run on a kept volume.
func TestStaleResults(t *testing.T) {
	t.Parallel()
	run := notebookRun{directory: t.TempDir()}
	stale := filepath.Join(run.directory, "output.ipynb")
	require.NoError(t, os.WriteFile(stale, []byte("stale"), 0o666))
	out, err := notebookCommand(t, run.directory, "not-there.ipynb").CombinedOutput()
	run = run.ended(t, string(out), err)
	assert.Equal(t, 4, run.code)
	assert.NoFileExists(t, stale)
}

// TestInputInPlaceOfOutput: what the run would replace is not taken away before it is read, nor after.
func TestInputInPlaceOfOutput(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile(filepath.Join("..", "..", "testdata", "notebooks", "golden", "prints.ipynb"))
	require.NoError(t, err)
	run := notebookRun{directory: t.TempDir()}
	path := filepath.Join(run.directory, "output.ipynb")
	require.NoError(t, os.WriteFile(path, golden, 0o666))
	out, err := notebookCommand(t, run.directory, "prints.ipynb", "NVJ_GOLDEN="+path).CombinedOutput()
	run = run.ended(t, string(out), err)
	assert.Equal(t, 4, run.code, run.log)
	assert.Contains(t, run.termination, "output.ipynb would be replaced by this run")
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, golden, kept)
}

// TestResultsOnASmallVolume: the verdict is kept where the notebook finds no room.
func TestResultsOnASmallVolume(t *testing.T) {
	t.Parallel()
	requireTools(t, "unshare")
	run := notebookRun{directory: t.TempDir()}
	cmd := notebookCommand(t, run.directory, writeNotebook(t, codeCells("print('x' * 500_000)")...))
	volume := filepath.Join(run.directory, "volume")
	require.NoError(t, os.Mkdir(volume, 0o777))
	if out, err := exec.Command("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", volume).CombinedOutput(); err != nil {
		t.Skipf("may not mount here: %s", out)
	}
	// What is left is copied to where the test can see it.
	cmd.Args = append([]string{"unshare", "-m", "sh", "-c", `mount -t tmpfs -o size=100k tmpfs "$1"; to=$2; shift 2; "$@"; code=$?; cp -r "$NVJ_OUTPUT_DIR"/. "$to"; exit "$code"`, "mount", volume, run.directory}, cmd.Args...)
	cmd.Env = append(cmd.Env, "NVJ_OUTPUT_DIR="+volume)
	var err error
	cmd.Path, err = exec.LookPath("unshare")
	require.NoError(t, err)
	out, err := cmd.CombinedOutput()
	run = run.ended(t, string(out), err)
	assert.Zero(t, run.code, run.log)
	assert.Contains(t, run.log, "warning: output.ipynb is not written")
	assert.NotContains(t, run.log, "results.json")
	assert.Equal(t, "passed", run.results["verdict"])
	assert.NoFileExists(t, filepath.Join(run.directory, "output.ipynb"), "no piece of it is left")
	assert.NoFileExists(t, filepath.Join(run.directory, "output.ipynb.part"))
}

// TestHalfASurrogatePair: JSON can hold it, UTF-8 cannot.
func TestHalfASurrogatePair(t *testing.T) {
	t.Parallel()
	notebook := filepath.Join(t.TempDir(), "n.ipynb")
	require.NoError(t, os.WriteFile(notebook, []byte(`{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {}, "source": "\ud83d"}]}`), 0o666))
	run := runNotebook(t, notebook)
	assert.Zero(t, run.code, run.log)
	assert.Equal(t, "passed", run.results["verdict"])
	output, err := os.ReadFile(filepath.Join(run.directory, "output.ipynb"))
	require.NoError(t, err, run.log)
	assert.Contains(t, string(output), `\ud83d`)
}

func TestNoNbclient(t *testing.T) {
	t.Parallel()
	run := notebookRun{directory: t.TempDir()}
	cmd := notebookCommand(t, run.directory, "passes.ipynb")
	cmd.Args = append([]string{cmd.Args[0], "-S"}, cmd.Args[1:]...) // -S: without installed packages
	out, err := cmd.CombinedOutput()
	run = run.ended(t, string(out), err)
	assert.Equal(t, 4, run.code)
	assert.Contains(t, run.termination, "the image must be one for Jupyter notebooks")
}

// TestTermination sends what the kubelet sends at the deadline while a cell sleeps.
func TestTermination(t *testing.T) {
	t.Parallel()
	run := notebookRun{directory: t.TempDir()}
	cmd := notebookCommand(t, run.directory, "sleeps.ipynb")
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(run.directory, "sleeping"))
		return err == nil
	}, lastGuard, 20*time.Millisecond, "the cell says that it sleeps")
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	err := cmd.Wait() // the cell would sleep for longer than lastGuard
	run = run.ended(t, log.String(), err)
	assert.Equal(t, 143, run.code, run.log)
	assert.Contains(t, run.termination, "terminated: SIGTERM in cell 1")
	assert.NotContains(t, run.log, "Traceback")
	assert.NotContains(t, run.log, "Task ", "the event loop does not complain")
	cells := run.results["cells"].([]any)
	assert.Equal(t, "ok", cells[0].(map[string]any)["status"])
	assert.Equal(t, "interrupted", cells[1].(map[string]any)["status"])
	assert.Equal(t, "not-run", cells[2].(map[string]any)["status"])
	output, err := os.ReadFile(filepath.Join(run.directory, "output.ipynb"))
	require.NoError(t, err)
	assert.Contains(t, string(output), "ready", "what was done is kept")
}
