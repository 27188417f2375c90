package resourcelist

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func writeStream(t *testing.T, items []*Item) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, WriteDocuments(&out, items))
	return out.String()
}

// Streams are written as they were read, with everything around their documents.
func TestStreamsAreWrittenAsRead(t *testing.T) {
	for name, tc := range map[string]struct{ reason, stream string }{
		"Simple":           {"what most tools write", "kind: A\n---\nkind: B\n"},
		"CommentAfterEnd":  {"a comment between documents belongs to the one below it", "kind: A\n...\n# about B\n---\nkind: B\n"},
		"CommentAtTheEnd":  {"a comment below the last document has no other to go with", "kind: A\n...\n# end\n"},
		"CommentBelow":     {"so has one below a marker", "kind: A\n---\nkind: B\n---\n# end\n"},
		"Version":          {"a directive belongs to the document below it", "%YAML 1.2\n---\nkind: A\n"},
		"VersionBetween":   {"also between documents", "kind: A\n...\n%YAML 1.2\n# b\n---\nkind: B\n"},
		"CommentedVersion": {"a comment may be above the directive", "# licence\n%YAML 1.1\n---\nkind: A\n"},
		"OnlyComments":     {"templates whose conditions are false leave comments", "# licence\n---\n# Source: a.yaml\n---\n# Source: b.yaml\nkind: B\n"},
		"CommentedMarker":  {"helm writes the source after the marker in some versions", "kind: A\n--- # b.yaml\nkind: B\n"},
		"Inline":           {"content may follow the marker", "--- {kind: A}\n--- !!map\nkind: B\n---\t{kind: C}\n"},
		"EndMarkers":       {"end markers are the author's choice", "kind: A\n...\n---\nkind: B\n...\n...\n"},
		"CRLF":             {"Windows line breaks", "kind: A\r\n...\r\n# b\r\n---\r\nkind: B\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			items, err := ReadDocuments("f.yaml", []byte(tc.stream))
			require.NoError(t, err, tc.reason)
			assert.Equal(t, tc.stream, writeStream(t, items), tc.reason)
		})
	}
}

// Items of several streams follow each other, and some of a stream may be removed.
func TestStreamsAreCombined(t *testing.T) {
	for name, tc := range map[string]struct {
		reason, first, second, want string
		removed                     int // items of the second
	}{
		"Directive":  {reason: "above a directive the document must end", first: "kind: A\n", second: "%YAML 1.2\n---\nkind: B\n", want: "kind: A\n...\n%YAML 1.2\n---\nkind: B\n"},
		"Comment":    {reason: "a comment at the head of a file stays a document of its own", first: "kind: A\n", second: "# b\n---\nkind: B\n", want: "kind: A\n---\n# b\n---\nkind: B\n"},
		"Tail":       {reason: "an end marker below a document", first: "kind: A\n...\n# a\n", second: "kind: B\n...\n# b\n", want: "kind: A\n...\n# a\n---\nkind: B\n...\n# b\n"},
		"Inline":     {reason: "content on the line of the marker", first: "kind: A\n", second: "--- {kind: B}\n", want: "kind: A\n--- {kind: B}\n"},
		"EndRemoved": {reason: "an end marker above the first document is not valid", second: "kind: A\n...\n# b\n---\nkind: B\n", removed: 1, want: "# b\n---\nkind: B\n"},
	} {
		t.Run(name, func(t *testing.T) {
			items, err := ReadDocuments("a.yaml", []byte(tc.first))
			require.NoError(t, err)
			more, err := ReadDocuments("b.yaml", []byte(tc.second))
			require.NoError(t, err)
			items = append(items, more[tc.removed:]...)
			got := writeStream(t, items)
			assert.Equal(t, tc.want, got, tc.reason)
			again, err := ReadDocuments("c.yaml", []byte(got))
			require.NoError(t, err, "what was written is valid")
			assert.Len(t, again, len(items))
		})
	}
}

// The YAML library judges which streams are valid.
func TestInvalidStreams(t *testing.T) {
	for name, tc := range map[string]struct{ reason, stream, want string }{
		"MappingAfterMarker":  {"a block mapping cannot start on the line of a marker", "--- key1: value1\n    key2: value2\n", "f.yaml:1: not valid YAML: mapping values are not allowed in this context; put text with a colon in quotes, or mend the indentation"},
		"SecondMapping":       {"also in a later document", "kind: A\n--- kind: B\n", "f.yaml:2: not valid YAML: mapping values are not allowed in this context; put text with a colon in quotes, or mend the indentation"},
		"ListAfterMarker":     {"nor can a list", "--- - a\n", "f.yaml:1: not valid YAML: block sequence entries are not allowed in this context"},
		"KeyAfterMarker":      {"nor an explicit key", "--- ? a\n: b\n", "f.yaml:1: not valid YAML: mapping keys are not allowed in this context"},
		"TextBelowFlow":       {"a flow collection is the whole document", "--- {kind: A}\n    key: b\n", "f.yaml:2: not valid YAML: text after the end of a document: start a new one with ---"},
		"NoMarkerAfterEnd":    {"after an end marker a document needs a marker", "kind: A\n...\nkind: B\n", "f.yaml:3: not valid YAML: text after the end of a document: start a new one with ---"},
		"NoMarkerAfterHeader": {"and after a directive", "%YAML 1.1\nkind: A\n", "f.yaml:2: not valid YAML: mapping values are not allowed in this context; put text with a colon in quotes, or mend the indentation"},
		"OtherDirective":      {"a directive that nobody defines", "%FOO bar\n---\nkind: A\n", "f.yaml:1: not valid YAML: found unknown directive name"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadDocuments("f.yaml", []byte(tc.stream))
			require.EqualError(t, err, tc.want, tc.reason)
		})
	}
}

// requireSameStream requires that a stream that is read is valid to the YAML library,
// and that what is written of it is read as the same items, and is written as it is.
func requireSameStream(t *testing.T, data []byte) {
	t.Helper()
	items, err := ReadDocuments("f.yaml", data)
	if err != nil {
		return
	}
	text := bytes.TrimPrefix(data, bom)
	documents, _, err := splitDocuments(text)
	require.NoError(t, err)
	require.NoError(t, checkStream(text, documents))
	written := writeStream(t, items)
	again, err := ReadDocuments("f.yaml", []byte(written))
	require.NoError(t, err, "%q", written)
	require.Len(t, again, len(items))
	for i := range items {
		require.Equal(t, string(items[i].Text()), string(again[i].Text()))
	}
	require.Equal(t, written, writeStream(t, again))
}

// FuzzStreams reads and writes streams of documents.
func FuzzStreams(f *testing.F) {
	for _, stream := range []string{
		"kind: A\n...\n# b\n---\nkind: B\n", "%YAML 1.2\n---\nkind: A\n", "--- {kind: A}\n--- !!map\nkind: B\n", "--- key1: value1\n    key2: value2\n",
		"# a\n---\n# b\n--- # c\nkind: A\n---\n# d\n", "kind: A\r\n...\r\n# end", "...\n%YAML 1.1\n--- |\n a\n", "a: 'x\n---\n'\n", "a: |\n  b\n...\n", "\ufeffa: b\n---\n\ufeffc: d\n",
	} {
		f.Add([]byte(stream))
	}
	f.Fuzz(requireSameStream)
}
