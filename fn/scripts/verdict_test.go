package scripts

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The first line of the termination message is the outcome. What follows is the
// traceback, which ends with the whole error.
func TestTerminationMessageOfAFailedCell(t *testing.T) {
	for name, c := range map[string]struct {
		reason, source string
		outcome        string
		once           []string // each is in the message once
	}{
		"several lines": {
			"The value of the error is in the traceback already.",
			`raise ValueError("first line\nsecond line\nthird line")`,
			`cell failed: cell 0 (raise ValueError("first line\nsecond line\nthird line")): ValueError: first line`,
			[]string{"second line\nthird line", "Traceback"},
		},
		"long traceback": {
			"The beginning says which cell called, the end says what failed.",
			callChain(80),
			`cell failed: cell 0 (def f0(): return f1()): ZeroDivisionError: division by zero`,
			[]string{"Traceback", "\n…\n", "\nZeroDivisionError: division by zero"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := runNotebook(t, writeNotebook(t, codeCells(c.source)...))
			require.Equal(t, 1, run.code, run.log)
			outcome, _, _ := strings.Cut(run.termination, "\n")
			assert.Equal(t, c.outcome, outcome, c.reason)
			for _, text := range c.once {
				assert.Equal(t, 1, strings.Count(run.termination, text), "%s\n%q in\n%s", c.reason, text, run.termination)
			}
			assert.LessOrEqual(t, len(run.termination), 3000+len("\n…\n"), "the containers of a pod share 12 KiB")
		})
	}
}

// callChain returns Python in which functions of that number call each other before
// one fails. IPython leaves out no frames of different functions.
func callChain(depth int) string {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "def f%d(): return f%d()\n", i, i+1)
	}
	fmt.Fprintf(&b, "def f%d(): return 1 / 0\nf0()", depth)
	return b.String()
}
