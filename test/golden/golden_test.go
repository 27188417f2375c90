package golden_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/test/testenv"
)

var update = flag.Bool("update", false, "rewrite the wanted output of the golden cases")

// TestGolden runs every folder of testdata/golden that holds a file named cmd:
//
//	# why the case exists
//	nvj render job.yaml < stdin.yaml
//
// The command runs in the folder; want.yaml (or what wantedName says), want.stderr and want.code hold its
// standard output, standard error and exit code.
func TestGolden(t *testing.T) {
	commands, err := filepath.Glob(filepath.Join(testenv.Root, "testdata", "golden", "*", "cmd"))
	require.NoError(t, err)
	require.NotEmpty(t, commands)
	misplaced, err := filepath.Glob(filepath.Join(testenv.Root, "testdata", "*", "cmd"))
	require.NoError(t, err)
	assert.Empty(t, misplaced, "move these golden cases to testdata/golden")
	for _, command := range commands {
		dir := filepath.Dir(command)
		t.Run(filepath.Base(dir), func(t *testing.T) { runCase(t, dir) })
	}
}

// TestExamples renders every example: each is a golden case of its own.
func TestExamples(t *testing.T) {
	t.Chdir(testenv.Root)
	examples, err := filepath.Glob("examples/init-containers/*.yaml")
	require.NoError(t, err)
	require.Len(t, examples, 4)
	for _, example := range examples {
		name := strings.TrimSuffix(filepath.Base(example), ".yaml")
		t.Run(name, func(t *testing.T) {
			got := testenv.Run(t, []string{"render", example}, nil)
			compareAs(t, filepath.Join("testdata", "examples", name), "want.yaml", got)
			assert.Zero(t, got.Code)
		})
	}
}

func runCase(t *testing.T, dir string) {
	args, stdin := parseCommand(t, filepath.Join(dir, "cmd"))
	var input []byte
	if stdin != "" {
		var err error
		input, err = os.ReadFile(filepath.Join(dir, stdin))
		require.NoError(t, err)
	}
	t.Chdir(dir)
	got := testenv.Run(t, args, input)
	t.Chdir(testenv.Root)

	compareAs(t, dir, wantedName(args), got)
	if len(args) == 0 {
		checkFunction(t, input, got)
	}
}

// checkFunction holds the promises of every run as a KRM function.
func checkFunction(t *testing.T, input []byte, got testenv.Outcome) {
	if got.Code == 0 {
		require.NotEmpty(t, got.Stdout, "exit 0 with empty standard output must never happen")
		again := testenv.Run(t, nil, []byte(got.Stdout))
		require.Zero(t, again.Code, again.Stderr)
		assert.Equal(t, got.Stdout, again.Stdout, "run(run(x)) must equal run(x)")
		return
	}
	assert.NotEmpty(t, got.Stderr, "a failure must say why")
	if got.Stdout == "" {
		return // not a ResourceList
	}
	items, _, _ := strings.Cut(got.Stdout, "\nresults:")
	assert.True(t, strings.HasPrefix(string(input), items), "on an error the items must leave as they came")
}

// parseCommand reads a cmd file: why on the first line, the command on the last.
func parseCommand(t *testing.T, path string) (args []string, stdin string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	require.True(t, strings.HasPrefix(lines[0], "# "), "%s: the first line must say why the case exists", path)
	words := strings.Fields(lines[len(lines)-1])
	require.Equal(t, "nvj", words[0])
	words = words[1:]
	if n := len(words); n >= 2 && words[n-2] == "<" {
		words, stdin = words[:n-2], words[n-1]
	}
	return words, stdin
}

// wantedName is the file that holds the standard output of a command.
func wantedName(args []string) string {
	if len(args) == 0 || args[0] != "validate" {
		return "want.yaml"
	}
	if i := slices.Index(args, "-o"); i >= 0 {
		if ending, known := map[string]string{"json": "json", "sarif": "sarif", "junit": "xml"}[args[i+1]]; known {
			return "want." + ending
		}
	}
	return "want.txt"
}

// compareAs holds an outcome against the want.* files of a folder, or writes
// them; output names the one for standard output.
func compareAs(t *testing.T, dir, output string, got testenv.Outcome) {
	t.Helper()
	for name, text := range map[string]string{
		output:        testenv.WithoutScripts(got.Stdout),
		"want.stderr": got.Stderr,
		"want.code":   fmt.Sprintln(got.Code),
	} {
		path := filepath.Join(dir, name)
		empty := text == "" || text == "0\n"
		if *update {
			if empty {
				require.NoError(t, os.RemoveAll(path))
				continue
			}
			require.NoError(t, os.MkdirAll(dir, 0o755))
			require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
			continue
		}
		want, err := os.ReadFile(path)
		if empty && os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err, "run make golden and review what changed")
		assert.Equal(t, string(want), text, "%s; run make golden and review what changed", path)
	}
}
