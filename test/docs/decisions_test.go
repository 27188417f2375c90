package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// decisionStatus is the second paragraph of a decision.
var decisionStatus = regexp.MustCompile(`^\*\*Status\.\*\* (Accepted|Superseded by \[\d{4}\]\(\d{4}-[a-z0-9-]+\.md\)), \d{4}-\d{2}-\d{2}\.`)

// TestDecisions checks that each decision has its number once, the number in its
// title, a status with a date, and a line in the index, in the order of the numbers.
func TestDecisions(t *testing.T) {
	paths, err := filepath.Glob("docs/adr/[0-9]*.md")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	numbers := map[string]string{}
	var want []string
	for _, path := range paths {
		name := filepath.Base(path)
		number, _, _ := strings.Cut(name, "-")
		assert.Empty(t, numbers[number], "%s: another decision has this number; take the next free one", path)
		numbers[number] = path

		text, err := os.ReadFile(path)
		require.NoError(t, err)
		paragraphs := strings.SplitN(string(text), "\n\n", 3)
		require.Len(t, paragraphs, 3, path)
		title, found := strings.CutPrefix(paragraphs[0], "# ")
		require.True(t, found, "%s: the first line must be a title", path)
		assert.True(t, strings.HasPrefix(title, number+" "), "%s: the title must begin with %s", path, number)
		assert.Regexp(t, decisionStatus, paragraphs[1], "%s: the second paragraph must be a status with a date", path)
		want = append(want, "* ["+title+"]("+name+")")
	}
	index, err := os.ReadFile("docs/adr/README.md")
	require.NoError(t, err)
	var got []string
	for line := range strings.Lines(string(index)) {
		if strings.HasPrefix(line, "* ") {
			got = append(got, strings.TrimSuffix(line, "\n"))
		}
	}
	assert.Equal(t, want, got, "docs/adr/README.md must list all decisions in the order of their numbers")
}
