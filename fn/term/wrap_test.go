package term

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Wrapping changes where lines end, and nothing else.
func TestWrapKeepsEveryWord(t *testing.T) {
	text := `jobs/my train.yaml:20:12: error: spec.timeout: Invalid value: "<30%>": must be a duration, such as 30m [api-invalid]`
	for limit := range 120 {
		lines := Wrap(text, limit, "    ")
		assert.Equal(t, strings.Fields(text), strings.Fields(strings.Join(lines, " ")))
		for _, line := range lines {
			assert.True(t, limit <= 8 || len(strings.Fields(line)) == 1 || len(line) <= limit, "%d: %q", limit, line)
		}
	}
}

// Every line fits the terminal, and no word is lost.
func TestTableFitsTheWidth(t *testing.T) {
	rows := [][]string{
		{"#", "STEP", "DOES"},
		{"1", "wait-for-something-with-a-long-name", "waits for postgres.a-very-long-namespace-name.svc.cluster.local:5432 with ünïcödé, 数据数据数据数据数据数据数据数据数据数据数据数据"},
	}
	plain := func(_, _ int, text string) string { return text }
	squash := func(text string) string { return strings.Join(strings.Fields(text), "") }
	for _, width := range []int{40, 60, 100} {
		got := Table(rows, width, plain)
		for line := range strings.Lines(got) {
			assert.LessOrEqual(t, Columns(strings.TrimSuffix(line, "\n")), width, got)
		}
	}
	assert.Equal(t, 2, strings.Count(Table(rows, 0, plain), "\n"), "without a width nothing is wrapped")
	column := Table([][]string{{rows[1][2]}}, 30, plain)
	assert.Equal(t, squash(rows[1][2]), squash(column))
}

func TestColumns(t *testing.T) {
	for _, c := range []struct {
		reason, text string
		want         int
	}{
		{"a letter fills one column", "größe", 5},
		{"a Chinese character fills two", "数据", 4},
		{"a combining mark fills none", "e\u0301", 1},
	} {
		assert.Equal(t, c.want, Columns(c.text), c.reason)
	}
}
