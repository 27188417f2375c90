package resourcelist

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// requirePlainEqualsParser holds parsePlain against the parser: where it accepts a
// text, the parser makes the same nodes of it. It reports whether it accepted.
func requirePlainEqualsParser(t *testing.T, text []byte) bool {
	t.Helper()
	got, accepted := parsePlain(text)
	if !accepted {
		return false
	}
	documents, err := parseDocuments(text)
	require.NoError(t, err, "%q", text)
	require.Len(t, documents, 1, "%q", text)
	require.Empty(t, documents[0].HeadComment+documents[0].FootComment, "%q", text)
	require.Equal(t, documents[0].Content[0], got, "%q", text)
	return true
}

func TestParsePlain(t *testing.T) {
	for name, tc := range map[string]struct {
		reason, text string
		declined     bool
	}{
		"Scalars":      {reason: "each has its type", text: "a: 1\nb: 1.5\nc: true\nd: yes\ne: ~\nf: null\ng: 2001-01-01\nh: 0x1F\ni: .inf\nj: 12:30\nk: -x\n"},
		"Quoted":       {reason: "quotes and escapes", text: "a: 'it''s'\n\"b\": \"\\n\\r\\a\\b\\f\\v a\\tb\\\\ \\\"c\\\" \\e\\0\"\n'c':   \" d \"  \n"},
		"Nested":       {reason: "mappings and lists, both indented and not", text: "a:\n  b:\n  - c: d\n    e:\n      - f\n      - g: h\n  i: j\nk:\n- l\n- m: n\n"},
		"Blank":        {reason: "blank lines anywhere", text: "\n\na:\n\n  b: c\n\n\nd:\n\n- e\n\n"},
		"Literal":      {reason: "chomped in all three ways, with deeper and empty lines", text: "a: |\n  b\n    c\n\n  # d\n\n\ne: |-\n  f\n\ng:\n- |+\n  h\n\n\ni: j\n"},
		"Spaces":       {reason: "lines of spaces in literal text", text: "a: |\n  b\n   \n \n  c\n    \nd: e\n"},
		"Empty":        {reason: "empty collections", text: "a: {}\nb: []\nc:\n- {}\n- []  \n"},
		"Unicode":      {reason: "columns count characters", text: "a: é\nb: \"日本\"\n'c': d\n"},
		"UnicodeKey":   {reason: "and a key may be of any", text: "a: b\n\"é\": d\n", declined: true},
		"MergeWord":    {reason: "the parser takes the word for a merge key wherever it stands", text: "a: <<\n", declined: true},
		"Comment":      {reason: "the parser hangs comments on nodes by rules of its own", text: "a: b # c\n", declined: true},
		"CommentLine":  {reason: "the same", text: "a: b\n# c\nd: e\n", declined: true},
		"QuoteComment": {reason: "the same", text: "a: 'b' # c\n", declined: true},
		"KeyComment":   {reason: "the same", text: "a: # c\n  b: d\n", declined: true},
		"Flow":         {reason: "flow collections that hold anything", text: "a: [b, c]\n", declined: true},
		"Folded":       {reason: "folding has long rules", text: "a: >\n  b\n", declined: true},
		"Null":         {reason: "nothing has no place of its own", text: "a:\nb: c\n", declined: true},
		"Continued":    {reason: "a plain scalar that goes on", text: "a: b\n  c\n", declined: true},
		"Anchor":       {reason: "anchors and aliases", text: "a: &b c\nd: *b\n", declined: true},
		"Tag":          {reason: "tags", text: "a: !!str 1\n", declined: true},
		"Sequence":     {reason: "items are mappings", text: "- a\n", declined: true},
		"Documents":    {reason: "several documents", text: "a: b\n---\nc: d\n", declined: true},
		"Outdented":    {reason: "no YAML at all", text: "a:\n    b: c\n  d: e\n", declined: true},
		"ListInList":   {reason: "a dash behind a dash", text: "a:\n- - b\n", declined: true},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tc.declined, !requirePlainEqualsParser(t, []byte(tc.text)), tc.reason)
		})
	}
}

// BenchmarkParse parses an item as hosts write them.
func BenchmarkParse(b *testing.B) {
	list, err := Read(listOfDeployments(1))
	require.NoError(b, err)
	text := list.Items[0].Text()
	for name, parse := range map[string]func() (*yaml.Node, error){
		"plain": func() (*yaml.Node, error) { return parseMapping(text) },
		"library": func() (*yaml.Node, error) {
			var document yaml.Node
			return &document, yaml.NewDecoder(bytes.NewReader(text)).Decode(&document)
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				_, err := parse()
				require.NoError(b, err)
			}
		})
	}
}
