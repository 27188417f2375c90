package scripts

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cell is a code cell of a notebook that a test writes.
type cell struct {
	source   string
	metadata map[string]any
}

func codeCells(sources ...string) []cell {
	cells := make([]cell, len(sources))
	for i, source := range sources {
		cells[i].source = source
	}
	return cells
}

// writeNotebook returns the path of a Python notebook of these cells, alone in a directory.
func writeNotebook(t *testing.T, cells ...cell) string {
	t.Helper()
	list := make([]any, len(cells))
	for i, c := range cells {
		if c.metadata == nil {
			c.metadata = map[string]any{}
		}
		list[i] = map[string]any{"cell_type": "code", "execution_count": nil, "metadata": c.metadata, "outputs": []any{}, "source": c.source}
	}
	text, err := json.Marshal(map[string]any{"cells": list, "nbformat": 4, "nbformat_minor": 4, "metadata": map[string]any{
		"kernelspec": map[string]any{"name": "python3", "display_name": "Python 3", "language": "python"},
	}})
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "n.ipynb")
	require.NoError(t, os.WriteFile(path, text, 0o666))
	return path
}

// TestCells runs single cells that IPython treats in a way of its own. Each notebook
// has one cell more, which tells whether the run went on.
func TestCells(t *testing.T) {
	t.Parallel()
	staging := []string{`NVJ_VALIDATION={"level":"staging"}`}
	expected := func(want string) []string {
		return []string{`NVJ_VALIDATION={"expectedOutputs":[{"cell":0,` + want + `}]}`}
	}
	cases := map[string]struct {
		reason  string
		cells   []cell
		env     []string
		code    int
		verdict string   // is in the termination message
		log     []string // each is in the log
		stops   bool     // the last cell is not run
	}{
		// IPython replies "ok" to these: what they run is none of its cells.
		"CellMagic":      {reason: "an error within a magic fails the cell", cells: codeCells("%%time\nassert 1 == 2"), code: 1, verdict: "cell 0 (%%time): AssertionError", stops: true},
		"LineMagic":      {reason: "an error within a magic fails the cell", cells: codeCells("%time 1/0"), code: 1, verdict: "ZeroDivisionError", stops: true},
		"Capture":        {reason: "an error within a magic fails the cell", cells: codeCells("%%capture\n1/0"), code: 1, verdict: "ZeroDivisionError", stops: true},
		"Run":            {reason: "an error in another file fails the cell", cells: codeCells("open('s.py', 'w').write('1/0')\n%run s.py"), code: 1, verdict: "ZeroDivisionError", stops: true},
		"Representation": {reason: "a value that cannot be shown fails the cell", cells: codeCells("class A:\n    def __repr__(self): return 1/0\nA()"), code: 1, verdict: "ZeroDivisionError", stops: true},
		"TaggedMagic":    {reason: "an error that the tag allows", cells: []cell{{source: "%time 1/0", metadata: map[string]any{"tags": []string{"raises-exception"}}}}, log: []string{"cell 0: raised"}},
		"ExitInMagic":    {reason: "sys.exit(0) ends the notebook early from anywhere", cells: codeCells("%%time\nimport sys; sys.exit(0)"), log: []string{"cell 0: exited"}, stops: true},
		"FaultInMagic":   {reason: "any other exit code is a failure", cells: codeCells("%%time\nimport sys; sys.exit(3)"), code: 1, verdict: "SystemExit: 3", stops: true},

		"ExitCode":  {reason: "the exit code of exit() counts", cells: codeCells("exit(1)"), code: 1, verdict: "SystemExit: 1", stops: true},
		"QuitCode":  {reason: "and that of quit()", cells: codeCells("quit(2)"), code: 1, verdict: "SystemExit: 2", stops: true},
		"ExitReset": {reason: "also after the names were taken away", cells: codeCells("%reset -f", "exit(1)"), code: 1, verdict: "SystemExit: 1", stops: true},
		"Exit":      {reason: "exit() is sys.exit(0)", cells: codeCells("exit()"), log: []string{"cell 0: exited"}, stops: true},
		"ExitWord":  {reason: "IPython takes the bare word for a call", cells: codeCells("exit"), log: []string{"cell 0: exited"}, stops: true},

		"UnknownMagic":     {reason: "IPython prints this error, and has no output for it", cells: codeCells("%sql select 1"), code: 1, verdict: "UsageError: Line magic function `%sql` not found.", stops: true},
		"UnknownCellMagic": {reason: "IPython prints this error, and has no output for it", cells: codeCells("%%sql\nselect 1"), code: 1, verdict: "UsageError: Cell magic `%%sql` not found.", stops: true},

		// The kernel ends these without a reply.
		"Debugger": {reason: "the debugger's prompt fails as any input from the keyboard", cells: codeCells("%pdb on", "1/0"), code: 1, verdict: "cell 1 (1/0): StdinNotImplementedError", stops: true},
		"NUL":      {reason: "Python cannot read this source", cells: codeCells("1\x00"), code: 1, verdict: "the kernel ended the cell without a reply", log: []string{"null bytes"}, stops: true},

		"WarningOfSeveralLines": {
			reason: "the lines of a warning are no other standard error",
			cells:  codeCells("import warnings\nwarnings.warn('\\nA value is set on a copy.\\n\\nSee:\\n    https://example.com')"), env: staging,
		},
		"WarningWithoutSource": {
			reason: "what follows a warning that has no source line is none of it",
			cells:  codeCells("import sys\nsys.stderr.write('sys:1: DtypeWarning: mixed\\nTraceback (most recent call last):\\n  File\\n')"), env: staging, code: 3, verdict: "standard error: Traceback",
		},
		"StderrBeforeError": {
			reason: "an allowed error hides no standard error",
			cells:  []cell{{source: "import sys\nsys.stderr.write('disk is slow')\n1/0", metadata: map[string]any{"tags": []string{"raises-exception"}}}}, env: staging, code: 3, verdict: "standard error: disk is slow",
		},
		"StderrBeforeExit": {
			reason: "nor does an early end", cells: codeCells("import sys\nsys.stderr.write('disk is slow\\n')\nsys.exit(0)"), env: staging, code: 3, verdict: "standard error: disk is slow", stops: true,
		},
		"ExitWarning": {
			reason: "what IPython says of sys.exit() is no warning of the notebook",
			cells:  codeCells("import sys\nsys.exit(0)"), env: []string{`NVJ_VALIDATION={"failOnWarnings":true,"failOnStderr":true}`}, stops: true,
		},

		"NullTags":      {reason: "no tags, written differently", cells: []cell{{source: "1", metadata: map[string]any{"tags": nil}}}},
		"AssertInMagic": {reason: "what a magic runs is looked at", cells: codeCells("%%time\nassert 1 == 1"), env: []string{`NVJ_VALIDATION={"verifyAssertions":true}`}},
		"NoneInMagic":   {reason: "%%capture shows nothing", cells: codeCells("x = None", "%%capture\nx"), env: []string{`NVJ_VALIDATION={"detectSilentFailures":true}`}},
		"AssertInFile":  {reason: "what is no Python asserts nothing", cells: codeCells("%%writefile x.py\nassert 1 == 1"), env: []string{`NVJ_VALIDATION={"verifyAssertions":true}`}, code: 3, verdict: "the notebook asserts nothing"},
		"PublicName":    {reason: "a class has the name it is imported by", cells: codeCells("import concurrent.futures\nconcurrent.futures.Future()"), env: expected(`"type":"concurrent.futures.Future"`)},
		"NoValue":       {reason: "no value is a failed check, whether types are looked at or not", cells: codeCells("x = 1"), env: []string{`NVJ_VALIDATION={"checkOutputTypes":false,"expectedOutputs":[{"cell":0,"type":"int"}]}`}, code: 3, verdict: "cell 0: no value"},
		"NoneWanted":    {reason: "but where none is wanted", cells: codeCells("x = 1"), env: expected(`"type":"NoneType"`)},
		"NaNInList":     {reason: "a bound holds for every element", cells: codeCells("[5, float('nan')]"), env: expected(`"minValue":"1"`), code: 3, verdict: "min is nan, expected minValue 1"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := runNotebook(t, writeNotebook(t, append(c.cells, codeCells("print('went on')")...)...), c.env...)
			assert.Equal(t, c.code, run.code, "%s\n%s", c.reason, run.log)
			assert.Contains(t, run.termination, c.verdict, c.reason)
			for _, text := range c.log {
				assert.Contains(t, run.log, text, c.reason)
			}
			cells := run.results["cells"].([]any)
			assert.Equal(t, c.stops, cells[len(cells)-1].(map[string]any)["status"] == "not-run", "%s\n%s", c.reason, run.log)
		})
	}
}
