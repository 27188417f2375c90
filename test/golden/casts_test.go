package golden_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/cli"
	"github.com/notebook-validation/nvj/test/testenv"
)

// TestCasts records what nvj looks like on a terminal: docs/casts holds recordings
// in asciinema's format, made from real runs; -update makes them anew.
func TestCasts(t *testing.T) {
	t.Chdir(testenv.Root)
	for _, cast := range []struct{ name, folder, command string }{
		{"validate", "testdata/golden/faults-at-once", "nvj validate job.yaml"},
		{"explain", "examples/init-containers", "nvj explain wait-for-database.yaml"},
		{"explain-failed-pod", "testdata/golden/explain-init-failed", "nvj explain pod.json"},
	} {
		t.Run(cast.name, func(t *testing.T) {
			path, err := filepath.Abs(filepath.Join("docs", "casts", cast.name+".cast"))
			require.NoError(t, err)
			t.Chdir(cast.folder)
			got := record(t, cast.command)
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
				return
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err, "run make golden")
			assert.Equal(t, string(want), got, "run make golden and play it")
		})
	}
}

// castSize is the terminal that is recorded.
var castSize = pty.Winsize{Cols: 110, Rows: 40}

// record runs a command on a terminal and writes it down as an asciicast, version 2.
func record(t *testing.T, command string) string {
	t.Helper()
	screen, terminal, err := pty.Open()
	require.NoError(t, err)
	require.NoError(t, pty.Setsize(terminal, &castSize))
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm-256color")
	printed := make(chan string)
	go func() {
		text, _ := io.ReadAll(screen) // ends with an error when the terminal is closed, as terminals do
		printed <- string(text)
	}()
	cli.Main(strings.Fields(command)[1:], strings.NewReader(""), terminal, terminal)
	require.NoError(t, terminal.Close())
	output := <-printed
	require.NoError(t, screen.Close())
	require.NotEmpty(t, output)

	var cast strings.Builder
	encoder := json.NewEncoder(&cast)
	encoder.SetEscapeHTML(false)
	header := map[string]any{"version": 2, "width": castSize.Cols, "height": castSize.Rows, "title": command}
	require.NoError(t, encoder.Encode(header))
	for _, event := range [][]any{{0.5, "o", "$ "}, {1.0, "o", command + "\r\n"}, {1.2, "o", output}, {8.0, "o", "$ "}} {
		require.NoError(t, encoder.Encode(event))
	}
	return cast.String()
}
