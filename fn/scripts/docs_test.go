package scripts

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLevelsAreDocumented holds the tables of docs/what-runs-in-the-pod.md against
// the tables of the script.
func TestLevelsAreDocumented(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(jupyterPython(t), "-c", `
import json
source = open("run_notebook.py").read().replace("sys.exit(main())", "")
exec(compile(source, "run_notebook.py", "exec"), globals())
print(json.dumps({"checks": list(CHECKS), "levels": {k: sorted(v) for k, v in LEVELS.items()}, "verdicts": VERDICTS}))
`)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	var script struct {
		Checks   []string
		Levels   map[string][]string
		Verdicts map[string]string
	}
	require.NoError(t, json.Unmarshal(out, &script))
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "what-runs-in-the-pod.md"))
	require.NoError(t, err)
	for _, check := range script.Checks {
		row := fmt.Sprintf("| `%s` | warns |", check)
		for _, level := range []string{"development", "staging", "production"} {
			cell := "–"
			if slices.Contains(script.Levels[level], check) {
				cell = "fails"
			}
			row += " " + cell + " |"
		}
		assert.Contains(t, script.Levels["learning"], check)
		assert.Contains(t, string(text), row)
	}
	for code, verdict := range script.Verdicts {
		assert.Contains(t, string(text), fmt.Sprintf("| %s | `%s` |", code, verdict))
	}
}
