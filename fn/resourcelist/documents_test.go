package resourcelist

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadDocuments(t *testing.T) {
	type item struct {
		kind, text string
		line       int
	}
	for name, tc := range map[string]struct {
		reason string
		in     string
		want   []item
	}{
		"Stream": {
			reason: "documents are cut at their markers, and lines count from the top of the file",
			in:     "kind: A\n---\n# about B\nkind: B # x\n...\n---\nkind: C",
			want:   []item{{"A", "kind: A\n", 1}, {"B", "# about B\nkind: B # x\n", 3}, {"C", "kind: C\n", 7}},
		},
		"EmptyDocuments": {
			reason: "editors and templates leave empty and comment-only documents behind",
			in:     "# licence\n---\n---\n\n# nothing\n--- # c\nkind: A\n---\n",
			want:   []item{{"A", "# c\nkind: A\n", 6}},
		},
		"Directive": {
			reason: "a version directive says nothing about the resource",
			in:     "%YAML 1.2\n---\nkind: A\n",
			want:   []item{{"A", "kind: A\n", 3}},
		},
		"JSON": {
			reason: "kubectl get -o json is read as it is",
			in:     "{\"kind\": \"A\"}\n",
			want:   []item{{"A", "{\"kind\": \"A\"}\n", 1}},
		},
		"MarkerWithContent": {
			reason: "content may follow the marker on its line",
			in:     "--- {kind: A}\n--- !!map\nkind: B\n",
			want:   []item{{"A", "{kind: A}\n", 1}, {"B", "!!map\nkind: B\n", 2}},
		},
		"List": {
			reason: "kubectl prints several resources as a List",
			in:     "---\napiVersion: v1\nkind: List\nitems:\n- kind: A\n  a: 1\n# about B\n- kind: B\n---\nkind: C\n",
			want:   []item{{"A", "kind: A\na: 1\n", 5}, {"B", "# about B\nkind: B\n", 7}, {"C", "kind: C\n", 10}},
		},
		"JSONList": {
			reason: "and -o json prints one too",
			in:     "{\"apiVersion\": \"v1\", \"kind\": \"List\",\n\"items\": [\n{\"kind\": \"A\"},\n{\"kind\": \"B\"}]}\n",
			want:   []item{{"A", "kind: A\n", 3}, {"B", "kind: B\n", 4}},
		},
		"ResourceList": {
			reason: "what kpt fn source prints can be rendered as well",
			in:     head + "items:\n  - kind: A\n",
			want:   []item{{"A", "kind: A\n", 4}},
		},
		"OtherList": {
			reason: "a kind that only ends in List is a resource",
			in:     "apiVersion: v1\nkind: PodList\nitems: []\n",
			want:   []item{{"PodList", "apiVersion: v1\nkind: PodList\nitems: []\n", 1}},
		},
		"Indented": {
			reason: "a document may be indented as a whole",
			in:     "  kind: A\n  a: 1\n",
			want:   []item{{"A", "kind: A\na: 1\n", 1}},
		},
		"BOM":   {reason: "Windows editors write one", in: "\ufeffkind: A\n", want: []item{{"A", "kind: A\n", 1}}},
		"CRLF":  {reason: "and this", in: "kind: A\r\n---\r\nkind: B\r\n", want: []item{{"A", "kind: A\r\n", 1}, {"B", "kind: B\r\n", 3}}},
		"Empty": {reason: "an empty file holds nothing", in: "", want: nil},
	} {
		t.Run(name, func(t *testing.T) {
			items, err := ReadDocuments("f.yaml", []byte(tc.in))
			require.NoError(t, err, tc.reason)
			var got []item
			for _, it := range items {
				got = append(got, item{it.Kind(), string(it.Text()), it.Line()})
			}
			assert.Equal(t, tc.want, got, tc.reason)
			for _, it := range items {
				node, err := it.Node()
				require.NoError(t, err)
				line, _ := it.Position(lookup(node, "kind"))
				assert.Contains(t, lineOf(tc.in, line), "kind", tc.reason)
			}
		})
	}
}

func lineOf(text string, line int) string {
	return string(bytes.Split([]byte(text), []byte("\n"))[line-1])
}

func TestReadDocumentsErrors(t *testing.T) {
	for name, tc := range map[string]struct {
		reason, in, want string
	}{
		"Syntax": {
			reason: "the line counts from the top of the file",
			in:     "kind: A\n---\nkind: B\n  bad: x\n",
			want:   "f.yaml:4: not valid YAML: mapping values are not allowed in this context",
		},
		"NoMapping": {reason: "text files end up in folders of manifests", in: "kind: A\n---\n- a\n", want: "f.yaml:3: expected a resource (a mapping), found a list"},
		"UTF16":     {reason: "PowerShell writes it", in: "\xff\xfek\x00", want: "f.yaml:1: the input is encoded in UTF-16: save it as UTF-8"},
		"UTF8":      {reason: "nothing can be said about text in an unknown encoding", in: "a: b\nc: \xff\n", want: "f.yaml:2: not valid UTF-8: save the input as UTF-8"},
		"Tags":      {reason: "tag handles reach over documents, which are read one by one", in: "kind: A\n...\n%TAG ! tag:x,2000:\n---\nkind: B\n", want: "f.yaml:3: %TAG directives are not supported: write the tags out"},
		"AfterEnd":  {reason: "text after the end marker would be lost", in: "kind: A\n... b\n", want: "f.yaml:2: not valid YAML: text after the end of a document: start a new one with ---"},
		"Item":      {reason: "items of a List are resources", in: "apiVersion: v1\nkind: List\nitems:\n- a\n", want: "f.yaml:4: items[0]: Invalid value: must be a resource (a mapping), not a plain value"},
		"Bomb":      {reason: "nested aliases must not exhaust memory", in: bomb("", 12), want: "f.yaml:1: YAML aliases add more than 1048576 nodes: write the values out"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadDocuments("f.yaml", []byte(tc.in))
			require.Error(t, err, tc.reason)
			assert.Equal(t, tc.want, err.Error(), tc.reason)
		})
	}
}

// bomb is a mapping that grows tenfold with every level.
func bomb(indent string, levels int) string {
	var b bytes.Buffer
	b.WriteString(indent + "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range levels {
		level, below := string(rune('a'+i+1)), string(rune('a'+i))
		if i == 0 {
			below = "a0"
		}
		b.WriteString(indent + level + ": &" + level + " [*" + below)
		for range 9 {
			b.WriteString(", *" + below)
		}
		b.WriteString("]\n")
	}
	return b.String()
}

func TestWriteDocuments(t *testing.T) {
	in := "# a\nkind:  A   # x\n---\nkind: \"B\"\n---\nkind: C"
	items, err := ReadDocuments("f.yaml", []byte(in))
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, WriteDocuments(&out, items))
	assert.Equal(t, in, out.String(), "untouched documents are written byte for byte")

	items[1].SetText([]byte("kind: New\n"))
	items = append(items, NewItem([]byte("kind: D")))
	out.Reset()
	require.NoError(t, WriteDocuments(&out, items))
	assert.Equal(t, "# a\nkind:  A   # x\n---\nkind: New\n---\nkind: C\n---\nkind: D\n", out.String())
}

func TestWriteDocumentsFromList(t *testing.T) {
	l, err := Read([]byte(head + "items:\n# about A\n- kind: A\n  s: |\n    x\n- kind: B\n"))
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, WriteDocuments(&out, l.Items))
	assert.Equal(t, "# about A\nkind: A\ns: |\n  x\n---\nkind: B\n", out.String(), "items lose only the list's indentation")
}
