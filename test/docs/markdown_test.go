package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// page is one Markdown file of the documentation.
type page struct {
	path   string // from the repository's root
	blocks []block
	prose  []string // the lines outside of blocks
}

// block is one fenced block, and what the HTML comment on the line before it says.
type block struct {
	line           int // of the opening fence
	language, mark string
	text           string
}

var (
	fence   = regexp.MustCompile("^( *)```([a-z]*)\\s*$")
	comment = regexp.MustCompile(`^\s*<!-- (.*) -->\s*$`)
)

// pages reads the README, the other pages at the root, and all of docs.
func pages(t *testing.T) []page {
	t.Helper()
	paths, err := filepath.Glob("*.md")
	require.NoError(t, err)
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md", "examples/*.md", "examples/*/*.md"} {
		more, err := filepath.Glob(pattern)
		require.NoError(t, err)
		paths = append(paths, more...)
	}
	require.Contains(t, paths, "README.md")
	slices.Sort(paths)
	all := make([]page, 0, len(paths))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		p := page{path: filepath.ToSlash(path)}
		p.read(t, strings.Split(string(text), "\n"))
		all = append(all, p)
	}
	return all
}

func (p *page) read(t *testing.T, lines []string) {
	t.Helper()
	for i := 0; i < len(lines); i++ {
		open := fence.FindStringSubmatch(lines[i])
		if open == nil {
			require.NotContains(t, lines[i], "```", "%s:%d: a fence that the tests do not understand", p.path, i+1)
			p.prose = append(p.prose, lines[i])
			continue
		}
		b := block{line: i + 1, language: open[2]}
		if i > 0 {
			if mark := comment.FindStringSubmatch(lines[i-1]); mark != nil {
				b.mark = mark[1]
			}
		}
		var text []string
		for i++; i < len(lines) && strings.TrimSpace(lines[i]) != "```"; i++ {
			text = append(text, strings.TrimPrefix(lines[i], open[1]))
		}
		require.Less(t, i, len(lines), "%s:%d: the block does not end", p.path, b.line)
		b.text = strings.Join(text, "\n") + "\n"
		p.blocks = append(p.blocks, b)
	}
}

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`^#+ +(.*?) *$`)
	inLink   = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	dropped  = regexp.MustCompile(`[^\p{L}\p{N}\-_ ]`)
	codeSpan = regexp.MustCompile("`[^`]*`")
)

// anchors are the names that GitHub gives to a page's headings.
func (p *page) anchors() []string {
	var all []string
	for _, line := range p.prose {
		if title := heading.FindStringSubmatch(line); title != nil {
			text := strings.ToLower(inLink.ReplaceAllString(title[1], "$1"))
			all = append(all, strings.ReplaceAll(dropped.ReplaceAllString(text, ""), " ", "-"))
		}
	}
	return all
}

// links are the targets of the page's links, without those that are only shown.
func (p *page) links() []string {
	var all []string
	for _, line := range p.prose {
		shown := codeSpan.ReplaceAllString(strings.ReplaceAll(line, "[`", "["), "")
		for _, found := range link.FindAllStringSubmatch(shown, -1) {
			all = append(all, found[1])
		}
	}
	return all
}
