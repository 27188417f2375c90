package output

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/term"
)

func TestWriteText(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteText(&out, fixture().Findings))
	assert.Equal(t, strings.Join([]string{
		"jobs/my train.yaml:14:9: error: spec.podConfig.initContainers[0].image: Required value [api-required]",
		`jobs/my train.yaml:20:12: error: spec.timeout: Invalid value: "<30%>": must be a duration, such as 30m [api-invalid]`,
		"jobs/my train.yaml:30:10: warning: spec.image: pin the image [image-latest]",
		`C:\nvj.yaml: info: ExpandNotebookJobs/nvj: have a look [config,odd:rule]`,
		`error: not valid YAML: \x1b[31m & more [yaml-syntax]`,
		"",
	}, "\n"), out.String())
}

func terminal(t *testing.T, look Terminal, findings ...finding.Finding) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, look.Write(&out, findings))
	return out.String()
}

func excerpt(text string, column int) func(finding.Finding) (finding.Excerpt, bool) {
	return func(finding.Finding) (finding.Excerpt, bool) {
		return finding.Excerpt{Text: text, Column: column}, true
	}
}

func TestTerminal(t *testing.T) {
	f := fixture().Findings[1]
	for name, c := range map[string]struct {
		reason string
		look   Terminal
		want   []string
	}{
		"no width": {
			reason: "Without a width nothing is folded.",
			look:   Terminal{Excerpt: excerpt("  timeout: <30%>", 12)},
			want: []string{
				`jobs/my train.yaml:20:12: error: spec.timeout: Invalid value: "<30%>": must be a duration, such as 30m [api-invalid]`,
				"   20 |   timeout: <30%>",
				"      |            ^",
				"1 error in 1 file",
			},
		},
		"narrow": {
			reason: "Text folds between words; a line too long shows the part around the caret.",
			look:   Terminal{Look: term.Look{Width: 50}, Excerpt: excerpt(strings.Repeat("x", 40)+" timeout: <30%>", 51)},
			want: []string{
				"jobs/my train.yaml:20:12: error: spec.timeout:",
				`    Invalid value: "<30%>": must be a duration,`,
				"    such as 30m [api-invalid]",
				"   20 | …xxxxxxxxxxxxxxxxx timeout: <30%>",
				"      |                             ^",
				"1 error in 1 file",
			},
		},
		"wide characters": {
			reason: "A character that fills two columns pushes the caret two columns.",
			look:   Terminal{Excerpt: excerpt("{名: x, y: z}", 8)},
			want: []string{
				`jobs/my train.yaml:20:12: error: spec.timeout: Invalid value: "<30%>": must be a duration, such as 30m [api-invalid]`,
				"   20 | {名: x, y: z}",
				"      |         ^",
				"1 error in 1 file",
			},
		},
		"control characters": {
			reason: "A file must not drive the terminal.",
			look:   Terminal{Excerpt: excerpt("\ta: \x1b[2Jb", 2)},
			want: []string{
				`jobs/my train.yaml:20:12: error: spec.timeout: Invalid value: "<30%>": must be a duration, such as 30m [api-invalid]`,
				`   20 |  a: \x1b[2Jb`,
				"      |  ^",
				"1 error in 1 file",
			},
		},
		"no line to show": {
			reason: "Where the source is not at hand there is no caret either.",
			look:   Terminal{Excerpt: func(finding.Finding) (finding.Excerpt, bool) { return finding.Excerpt{}, false }},
			want: []string{
				`jobs/my train.yaml:20:12: error: spec.timeout: Invalid value: "<30%>": must be a duration, such as 30m [api-invalid]`,
				"1 error in 1 file",
			},
		},
		"colour": {
			reason: "The place is bold, the severity has its colour, the rule steps back.",
			look:   Terminal{Look: term.Look{Color: true}},
			want: []string{
				"\x1b[1mjobs/my train.yaml:20:12:\x1b[0m \x1b[1;31merror:\x1b[0m spec.timeout: Invalid value: \"<30%>\": must be a duration, such as 30m \x1b[2m[api-invalid]\x1b[0m",
				"\x1b[1m1 error in 1 file\x1b[0m",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, strings.Join(append(c.want, ""), "\n"), terminal(t, c.look, f), c.reason)
		})
	}
}

func TestTerminalSummary(t *testing.T) {
	assert.Empty(t, terminal(t, Terminal{}), "nothing found, nothing said")
	lines := strings.Split(strings.TrimSpace(terminal(t, Terminal{}, fixture().Findings...)), "\n")
	assert.Equal(t, "3 errors, 1 warning, 1 note in 2 files", lines[len(lines)-1])
}
