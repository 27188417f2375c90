package explain

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/scripts"
	"github.com/notebook-validation/nvj/fn/term"
)

// real is how one of nvj's scripts really ended.
type real struct {
	code    int32
	message string
	log     string
}

// runScript runs a script as its container does, in a folder, and ends it with a
// signal once ready says so.
func runScript(t *testing.T, folder string, ready func() bool, signal syscall.Signal, command []string, env ...string) real {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	var log strings.Builder
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, &log, &log
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "NVJ_OUTPUT_DIR=" + folder, "NVJ_TERMINATION_LOG=" + filepath.Join(folder, "message"),
	}, env...)
	require.NoError(t, cmd.Start())
	if ready != nil {
		require.Eventually(t, ready, 3*time.Minute, 20*time.Millisecond)
		require.NoError(t, cmd.Process.Signal(signal))
	}
	err := cmd.Wait()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		require.NoError(t, err, log.String())
	}
	ended := real{code: int32(cmd.ProcessState.ExitCode()), log: log.String()}
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); status.Signaled() {
		ended.code = 128 + int32(status.Signal())
	}
	message, err := os.ReadFile(filepath.Join(folder, "message"))
	if !errors.Is(err, os.ErrNotExist) {
		require.NoError(t, err)
	}
	ended.message = string(message)
	return ended
}

// notebook is one of code cells.
func notebook(t *testing.T, sources ...string) []byte {
	t.Helper()
	cells := []map[string]any{}
	for _, source := range sources {
		cells = append(cells, map[string]any{"cell_type": "code", "metadata": map[string]any{}, "source": source, "outputs": []any{}, "execution_count": nil})
	}
	text, err := json.Marshal(map[string]any{
		"nbformat": 4, "nbformat_minor": 4, "cells": cells,
		"metadata": map[string]any{"kernelspec": map[string]any{"name": "python3", "display_name": "Python", "language": "python"}},
	})
	require.NoError(t, err)
	return text
}

func jupyter(t *testing.T) string {
	t.Helper()
	for _, python := range []string{os.Getenv("NVJ_TEST_PYTHON"), "python3", "/usr/bin/python3"} {
		if python != "" && exec.Command(python, "-c", "import nbclient, nbformat, ipykernel").Run() == nil {
			return python
		}
	}
	t.Skip("no python3 has nbclient and ipykernel: apt-get install python3-nbclient python3-ipykernel")
	return ""
}

// The messages of the real runner are shown as it wrote them.
func TestRealVerdicts(t *testing.T) {
	t.Parallel()
	python := jupyter(t)
	const sleeps = "print('x'); open('sleeping', 'w').close(); import time; time.sleep(120)"
	cases := map[string]struct {
		reason  string
		cells   []string
		golden  []string
		env     []string
		signal  syscall.Signal
		killed  string // the reason that Kubernetes gives
		outcome string
		row     string
		lines   []string // of the block, in this order
	}{
		"error": {
			reason:  "a long traceback keeps its lines",
			cells:   []string{frames(8), "f0({})"},
			outcome: "cell failed: cell 1 (f0({})): KeyError: 'region'", row: "a cell failed (exit code 1)",
			lines: []string{"    KeyError                                  Traceback (most recent call last)", "    KeyError: 'region'"},
		},
		"error of several lines": {
			reason:  "the first line is the outcome, the others keep their order and indentation",
			cells:   []string{`raise ValueError("first\nsecond\n  third")`},
			outcome: "ValueError: first", row: "a cell failed (exit code 1)", lines: []string{"    ValueError: first", "    second", "      third"},
		},
		"hostile": {
			reason:  "a message drives neither the terminal nor the CI system",
			cells:   []string{`raise ValueError("one\n::error::\x1b]0;owned\x07two\n\t##vso[task.complete]\rthree\b\x9b31m##[error]")`},
			outcome: "ValueError: one", row: "a cell failed (exit code 1)", lines: []string{`    \x3a:error::`, `            \x23#vso[task.complete]`},
		},
		"golden notebook": {
			reason:  "a diff is a diff",
			cells:   []string{"print('rows 5\\nmean 2')"},
			golden:  []string{"print('rows 5\\nmean 2')", "rows 5\nmean 1\n"},
			outcome: "differs from the golden notebook: 1 cell run, 1 difference, 0 failed checks",
			row:     "the outputs differ from the golden notebook (exit code 2)",
			lines:   []string{"    cell 0: stdout: ", "    --- golden", "    +++ run", "     rows 5", "    -mean 1", "    +mean 2"},
		},
		"check": {
			reason: "each failed check has a line",
			cells:  []string{"float('nan')", "None"}, env: []string{`NVJ_VALIDATION={"expectedOutputs":[{"cell":1,"notEmpty":true}]}`},
			outcome: "check failed: 2 cells run, 0 differences, 2 failed checks", row: "a check of validationConfig failed (exit code 3)",
			lines: []string{"    cell 0: the result is nan", "    cell 1: no value"},
		},
		"kernel dies": {
			reason: "what the error says is not said again as its traceback",
			cells:  []string{"import os; os._exit(1)"}, outcome: "cell 0 (import os; os._exit(1)): DeadKernelError: Kernel died", row: "a cell failed (exit code 1)",
		},
		"deadline": {
			reason: "SIGTERM names the cell", cells: []string{sleeps}, signal: syscall.SIGTERM,
			outcome: "terminated: SIGTERM in cell 0: the pod's deadline, or a deletion",
			row:     "terminated (SIGTERM): by the deadline, an eviction or a deletion (exit code 143)",
		},
		"out of memory": {
			reason: "killed before it could say anything: the kubelet takes the end of the log",
			cells:  []string{"1", "2", sleeps}, signal: syscall.SIGKILL, killed: "OOMKilled",
			outcome: "it used more memory than its limit: raise resources.limits.memory (OOMKilled)", row: "exit code 137",
			lines: []string{"    nvj: cell 0: ok", "    nvj: cell 1: ok"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(folder, "a.ipynb"), notebook(t, c.cells...), 0o600))
			env := slices.Concat(c.env, []string{"NVJ_NOTEBOOK=a.ipynb"})
			if c.golden != nil {
				text := strings.Replace(string(notebook(t, c.golden[0])), `"outputs":[]`,
					fmt.Sprintf(`"outputs":[{"output_type":"stream","name":"stdout","text":%q}]`, c.golden[1]), 1)
				require.NoError(t, os.WriteFile(filepath.Join(folder, "golden.ipynb"), []byte(text), 0o600))
				env = append(env, "NVJ_GOLDEN=golden.ipynb")
			}
			var ready func() bool
			if c.signal != 0 {
				ready = func() bool {
					_, err := os.Stat(filepath.Join(folder, "sleeping"))
					return err == nil
				}
			}
			ended := runScript(t, folder, ready, c.signal, []string{python, "-c", scripts.RunNotebookScript}, env...)
			if ended.message == "" {
				ended.message = ended.log // terminationMessagePolicy: FallbackToLogsOnError
			}
			text := requireShown(t, corev1.Container{
				Name: "notebook-executor", Command: []string{"python3", "/nvj/scripts/run_notebook.py"},
				TerminationMessagePolicy: corev1.TerminationMessageFallbackToLogsOnError,
			}, ended, c.killed)
			assert.Regexp(t, `(?m)^  outcome   failed in notebook-executor: .*`+regexp.QuoteMeta(c.outcome), text, c.reason)
			assert.Regexp(t, `(?m)^  1  notebook-executor  failed +`+regexp.QuoteMeta(c.row)+`$`, text, c.reason)
			assert.Equal(t, c.lines != nil, strings.Contains(text, "\n    "), "a block only where there is more to say:\n%s", text)
			rest := text
			for _, line := range c.lines {
				_, after, found := strings.Cut(rest, "\n"+strings.TrimRight(line, " "))
				require.True(t, found, "%s: no line %q in\n%s", c.reason, line, rest)
				rest = after
			}
		})
	}
}

// frames are functions f0 to f<n> that call each other; the last one fails.
func frames(n int) string {
	var source strings.Builder
	for i := range n {
		fmt.Fprintf(&source, "def f%d(rows):\n    # a comment that makes the traceback longer than a message may be\n    return f%d(rows)\n", i, i+1)
	}
	fmt.Fprintf(&source, "def f%d(rows):\n    return rows['region']\n", n)
	return source.String()
}

// The messages of the real clone step have one line each, which is the outcome.
func TestRealCloneFaults(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed: apt-get install git")
	}
	repository := t.TempDir()
	for _, args := range [][]string{
		{"init", "-q", "-b", "main", "."},
		{"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "--allow-empty", "-m", "first"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = repository
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
	}
	cases := map[string]struct {
		reason, url, ref, outcome, row string
	}{
		"no repository": {
			"nothing is there", "file:///not/there.git", "", "repository not reachable: file:///not/there.git: it does not exist",
			"the repository cannot be reached: check the URL, DNS and network policies (exit code 10)",
		},
		"no ref": {
			"a branch that is gone", "file://" + repository, "gone", `ref not found: no branch, tag or commit "gone"`,
			"the repository has no such branch, tag or commit (exit code 12)",
		},
		"no notebook": {
			"the repository is empty", "file://" + repository, "main", "notebook not in the repository: no file a.ipynb at main",
			"the repository does not hold the notebook (exit code 13)",
		},
		"no URL": {
			"a setting is wrong", "nowhere", "", `NVJ_GIT_URL: Invalid value: "nowhere"`,
			"the step cannot start: a setting, the credentials or the volume is wrong (exit code 14)",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			ended := runScript(t, folder, nil, 0, []string{"/bin/sh", "-c", scripts.CloneScript},
				"NVJ_GIT_URL="+c.url, "NVJ_GIT_REF="+c.ref, "NVJ_GIT_DEST="+folder+"/repo", "NVJ_NOTEBOOK=a.ipynb", "NVJ_GIT_RETRY_SECONDS=0")
			text := requireShown(t, corev1.Container{
				Name: "git-clone", Command: []string{"/bin/sh", "/nvj/scripts/clone.sh"},
				TerminationMessagePolicy: corev1.TerminationMessageFallbackToLogsOnError,
			}, ended, "")
			assert.Contains(t, text, "  outcome   failed in git-clone: "+c.outcome, c.reason)
			assert.Contains(t, text, "  1  git-clone  failed        "+c.row+"\n", c.reason)
			assert.NotContains(t, text, "\n    ", "no block")
		})
	}
}

// requireShown explains a pod whose only container ended so, and holds for its text
// what holds for every message: the lines are there, in order and once.
func requireShown(t *testing.T, c corev1.Container, ended real, reason string) string {
	t.Helper()
	pod := &corev1.Pod{}
	pod.Name, pod.Spec.Containers = "p", []corev1.Container{c}
	pod.Status = corev1.PodStatus{Phase: corev1.PodFailed, ContainerStatuses: []corev1.ContainerStatus{{
		Name:  c.Name,
		State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: ended.code, Reason: reason, Message: ended.message}},
	}}}
	plan := FromPod(pod)
	text := textOf(t, plan, term.Look{})
	for line := range strings.Lines(text) {
		assert.Equal(t, -1, strings.IndexFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return !unicode.IsPrint(r) }), "%q", line)
		assert.False(t, strings.HasPrefix(strings.TrimLeft(line, " "), "::"), line)
	}
	assert.NotContains(t, text, "##vso[")
	assert.NotContains(t, text, "##[")

	lines := strings.Split(plan.Steps[0].State.Message, "\n")
	assert.Len(t, lines, len(strings.Split(strings.TrimSpace(strings.ReplaceAll(ended.message, "\r\n", "\n")), "\n")), "no line is lost")
	assert.Equal(t, 1, strings.Count(text, term.Inert(lines[0])), "the first line comes once:\n%s", text)
	_, details, _ := strings.Cut(text, "\n  "+c.Name+"\n")
	assert.Less(t, strings.Count(details, "\n"), len(lines)+1, "a block has no line but those of the message")
	return text
}
