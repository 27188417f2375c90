package resourcelist

import (
	"bytes"
	"strings"
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
			want:   "f.yaml:4: not valid YAML: mapping values are not allowed in this context; put text with a colon in quotes, or mend the indentation",
		},
		"NoMapping": {reason: "text files end up in folders of manifests", in: "kind: A\n---\n- a\n", want: "f.yaml:3: expected a resource (a mapping), found a list"},
		"UTF16":     {reason: "PowerShell writes it", in: "\xff\xfek\x00", want: "f.yaml:1: the input is encoded in UTF-16: save it as UTF-8"},
		"UTF8":      {reason: "nothing can be said about text in an unknown encoding", in: "a: b\nc: \xff\n", want: "f.yaml:2: not valid UTF-8: save the input as UTF-8"},
		"Tags":      {reason: "tag handles reach over documents, which are read one by one", in: "kind: A\n...\n%TAG ! tag:x,2000:\n---\nkind: B\n", want: "f.yaml:3: %TAG directives are not supported: write the tags out"},
		"AfterEnd":  {reason: "text after the end marker would be lost", in: "kind: A\n... b\n", want: "f.yaml:2: not valid YAML: text after the end of a document: start a new one with ---"},
		"Item":      {reason: "items of a List are resources", in: "apiVersion: v1\nkind: List\nitems:\n- a\n", want: "f.yaml:4: items[0]: Invalid value: must be a resource (a mapping), not a single value"},
		"Bomb":      {reason: "nested aliases must not exhaust memory", in: bomb("", 12), want: "f.yaml:5: aliases add more than 100000 values: write fewer of them"},
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

// A fault of syntax is reported at its line, not where the collection around it begins,
// and with what to do.
func TestSyntaxErrors(t *testing.T) {
	for name, tc := range map[string]struct{ reason, in, want string }{
		"Deeper":    {"one space too many, at the end of a long list", "list:\n- a: 1\n- a: 2\n- a: 3\n  b: 4\n   c: 5\n", "6: mapping values are not allowed in this context; put text with a colon in quotes, or mend the indentation"},
		"Shallower": {"one too few", "spec:\n  list:\n  - a: 1\n  - a: 2\n - a: 3\n", "5: did not find expected key; check the indentation of this line, and its quotes"},
		"InList":    {"a key among items", "list:\n  - a\n  - b\n  c: d\n", "4: did not find expected '-' indicator; check the indentation of this line, and its quotes"},
		"Second":    {"in a later document", "a: b\n---\nc: d\n---\ne:\n  f: g\n h: i\n", "7: did not find expected key; check the indentation of this line, and its quotes"},
		"AfterBad":  {"a document above that another parser dislikes does not count", "a: b\na: c\n---\ne:\n  f: g\n h: i\n", "6: did not find expected key; check the indentation of this line, and its quotes"},
		"CRLF":      {"lines that break as on Windows", "a:\r\n  b: c\r\n d: e\r\n", "3: did not find expected key; check the indentation of this line, and its quotes"},
		"Tab":       {"the one indentation that YAML forbids", "a:\n\tb: c\n", "2: found character that cannot start any token; the line is indented with a tab: use spaces"},
		"At":        {"a sign that YAML keeps for itself", "a:\n  b: @c\n", "2: found character that cannot start any token; put the value in quotes"},
		"Star":      {"a pattern that looks like an alias", "a:\n  b: *.ipynb\n", "2: did not find expected alphabetic or numeric character; put the value in quotes"},
		"NoColon":   {"a key without its colon", "a:\n  b: c\n  d\ne: f\n", "3: could not find expected ':'; a key ends with a colon, and text of several lines is indented deeper than its key"},
		"Bracket":   {"a bracket out of nowhere", "a:\n  b: ]\n", "2: did not find expected node content"},
		"Brace":     {"a brace without end", "a:\n  b: {c: d\n  e: f\n", "3: did not find expected ',' or '}'; a comma is missing before this, or a bracket has no end"},
		"Comma":     {"a word after quotes", "command:\n  [sh, -c,\n   \"a\" b]\n", "3: did not find expected ',' or ']'; a comma is missing before this, or a bracket has no end"},
		"Dash":      {"a dash without a space is part of the key", "list:\n-name: w\n  image: i\n", "3: mapping values are not allowed in this context; put a space after the dash of the item"},
		"Conflict":  {"a merge that is not finished", "a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> other\n", "2: a conflict of a merge: resolve it, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>"},
		"Quotes":    {"a quote without end", "a:\n  b: \"c\n  d: e\n", "2: found unexpected end of stream; the quotes that begin here have no end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadDocuments("f.yaml", []byte(tc.in))
			want, rest, _ := strings.Cut(tc.want, ": ")
			require.EqualError(t, err, "f.yaml:"+want+": not valid YAML: "+rest, tc.reason)
		})
	}
}

// JSON says where it ends to be JSON, not where the object around that begins.
func TestJSONErrors(t *testing.T) {
	const missing = "; a comma is missing before this, or a bracket has no end"
	for name, tc := range map[string]struct{ reason, in, want string }{
		"Comma":  {"the most frequent mistake", "{\n  \"a\": {\"b\": 1},\n  \"c\": \"ä\" \"d\": 2\n}\n", `3: not valid JSON, column 12: invalid character '"' after object key:value pair` + missing},
		"Item":   {"the same in a list", "{\"a\": [{}\n{}]}", "2: not valid JSON, column 1: invalid character '{' after array element" + missing},
		"End":    {"one line has no second line", "{\"a\": {\"b\": 1}\n", "1: not valid JSON, column 15: the text ends before its brackets and quotes do"},
		"Second": {"lines count from the start of the file", "a: b\n---\n{\"a\": 1,\n \"b\" 2}\n", "4: not valid JSON, column 6: invalid character '2' after object key"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadDocuments("f.json", []byte(tc.in))
			require.EqualError(t, err, "f.json:"+tc.want, tc.reason)
		})
	}
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
