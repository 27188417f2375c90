package resourcelist

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// head starts every list of these tests.
const head = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"

// listFolder holds whole ResourceLists: what hosts really write, and lists that are easy
// to read wrongly in one way each.
const listFolder = "../../testdata/resourcelist"

func read(t *testing.T, in string) *List {
	t.Helper()
	l, err := Read([]byte(in))
	require.NoError(t, err, "%s", in)
	return l
}

func write(t *testing.T, l *List, results ...Result) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, l.Write(&out, results))
	return out.String()
}

// TestLists says of each list in testdata/resourcelist how many items it has and whether
// the scanner accepts it. The fuzz targets check the rest.
func TestLists(t *testing.T) {
	for name, tc := range map[string]struct {
		reason  string
		items   int
		scanned bool
		err     string
	}{
		"kustomize":                   {reason: "a transformer's input", items: 4, scanned: true},
		"kpt-eval":                    {reason: "a function's input, with comments and flow style", items: 4, scanned: true},
		"kpt-source":                  {reason: "the same without a config", items: 4, scanned: true},
		"comments":                    {reason: "comments at every indentation", items: 2, scanned: true},
		"wide":                        {reason: "indented lists, and text that looks like items", items: 2, scanned: true},
		"keys-and-values":             {reason: "lines that the scanner recognizes, and a few that it does not", items: 1, scanned: true},
		"plain-across-lines":          {reason: "an item that is not recognized is parsed alone", items: 2, scanned: true},
		"odd-starts":                  {reason: "what may be between a dash and its item", items: 6, scanned: true},
		"merge-key":                   {reason: "aliases within an item", items: 1, scanned: true},
		"flow-item-in-block-list":     {reason: "an item of one line", items: 2, scanned: true},
		"tabs":                        {reason: "tabs are text in values", items: 2, scanned: true},
		"alias-across-items":          {reason: "the alias must be written out when its item moves", items: 3},
		"block-scalars":               {reason: "chomping and indentation indicators", items: 2, scanned: true},
		"quotes-across-lines":         {reason: "quoted text may look like an item", items: 2},
		"text-like-markers":           {reason: "alone, a line of text may look like a document marker", items: 3, scanned: true},
		"quote-ends-in-comment-line":  {reason: "quoted text may look like a comment", items: 2},
		"other-line-breaks":           {reason: "YAML breaks lines where other tools do not", items: 2},
		"json":                        {reason: "JSON is YAML", items: 2},
		"flow-items":                  {reason: "items in brackets", items: 2},
		"empty":                       {reason: "no items", items: 0},
		"null":                        {reason: "the list is missing", items: 0},
		"missing":                     {reason: "so is the key", items: 0},
		"crlf":                        {reason: "Windows line breaks", items: 2},
		"bom":                         {reason: "Windows byte order mark", items: 1},
		"directive":                   {reason: "a version directive and an end marker", items: 1},
		"markers":                     {reason: "an empty document follows", items: 1},
		"ends-in-block-scalar":        {reason: "a newline at the end would be part of the text", items: 1},
		"indented":                    {reason: "indented as a whole", items: 1},
		"broken-tab":                  {reason: "a tab is no indentation", err: "line 6: not valid YAML: found a tab character where an indentation space is expected"},
		"broken-escape":               {reason: "JSON knows an escape that the parser does not", err: "line 5: not valid YAML: found unknown escape character"},
		"broken-quote-in-second-item": {reason: "a fault anywhere stops the list", err: "line 7: not valid YAML: found unexpected end of stream; the quotes that begin here have no end"},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(listFolder, name+".yaml"))
			require.NoError(t, err)
			l, err := Read(data)
			if tc.err != "" {
				require.EqualError(t, err, tc.err, tc.reason)
				return
			}
			require.NoError(t, err, tc.reason)
			assert.Len(t, l.Items, tc.items, tc.reason)
			assert.Equal(t, tc.scanned, requireScannerEqualsParser(t, data), "the scanner accepts it: %s", tc.reason)
			requireRoundTrip(t, data)
		})
	}
	paths, err := filepath.Glob(filepath.Join(listFolder, "*"))
	require.NoError(t, err)
	assert.Len(t, paths, 31, "each list is in the table")
}

func TestReadErrors(t *testing.T) {
	const required = "expected a ResourceList (config.kubernetes.io/v1) from kustomize, kpt or another KRM host"
	for name, tc := range map[string]struct {
		reason, in, want string
	}{
		"Empty":        {reason: "exit 0 without output would look like success", in: "", want: "the input is empty: " + required},
		"Blank":        {reason: "as empty as empty", in: "\n  \n", want: "the input is empty: " + required},
		"CommentsOnly": {reason: "still nothing", in: "# a\n---\n", want: "the input is empty: " + required},
		"NotYAML":      {reason: "the line leads to the fault", in: head + "items:\n- a: b\n - c\n", want: "line 5: not valid YAML: did not find expected key; check the indentation of this line, and its quotes"},
		"Documents":    {reason: "a stream of manifests is for nvj render", in: head + "---\n" + head, want: "line 4: the input has several YAML documents: expected one ResourceList"},
		"OtherKind":    {reason: "a manifest piped in by hand", in: "apiVersion: v1\nkind: Pod\n", want: `the input is not a ResourceList but of kind "Pod": pass it as one of the items of a ResourceList, as kustomize and kpt do, or render the manifest with nvj render -`},
		"NoKind":       {reason: "any other YAML", in: "a: b\n", want: "the input is not a ResourceList: kind: Required value: must be ResourceList"},
		"NotMapping":   {reason: "text is a YAML scalar", in: "hello\n", want: "the input is not a ResourceList but a single value: expected kind: ResourceList (config.kubernetes.io/v1)"},
		"Version":      {reason: "a version from the future may mean anything", in: "apiVersion: config.kubernetes.io/v2\nkind: ResourceList\n", want: `apiVersion: Invalid value: "config.kubernetes.io/v2": must be config.kubernetes.io/v1 or config.kubernetes.io/v1beta1`},
		"NoVersion":    {reason: "the version that was read is written, so there must be one", in: "kind: ResourceList\n", want: "apiVersion: Required value: must be config.kubernetes.io/v1 or config.kubernetes.io/v1beta1"},
		"ItemsMapping": {reason: "a single resource instead of a list", in: head + "items:\n  kind: A\n", want: "line 4: items: Invalid value: must be a list of resources, not a mapping"},
		"ItemsTwice":   {reason: "one of them would be lost", in: head + "items:\n- kind: A\nitems:\n- kind: B\n", want: "line 5: items is given twice, first on line 3: keep one"},
		"ItemScalar":   {reason: "an item is a resource", in: head + "items:\n- kind: A\n- text\n", want: "line 5: items[1]: Invalid value: must be a resource (a mapping), not a single value"},
		"ItemNull":     {reason: "an item is a resource", in: head + "items:\n-\n- kind: A\n", want: "line 4: items[0]: Invalid value: must be a resource (a mapping), not null"},
		"Results":      {reason: "new ones could not be appended", in: head + "items: []\nresults: none\n", want: "line 4: results: Invalid value: must be a list of results, not a single value"},
		"Config":       {reason: "a config is a resource", in: head + "items: []\nfunctionConfig: [a]\n", want: "line 4: functionConfig: Invalid value: must be a resource, not a list"},
		"UTF16":        {reason: "PowerShell pipes it", in: "\xfe\xff\x00a", want: "the input is encoded in UTF-16: save it as UTF-8"},
		"UTF8":         {reason: "bytes that are no text", in: head + "a: \xff\n", want: "line 3: not valid UTF-8: save the input as UTF-8"},
		"Garbage":      {reason: "text after the end", in: head + "items: []\n}\n", want: "line 4: not valid YAML: did not find expected key; check the indentation of this line, and its quotes"},
		"NullKey":      {reason: "a key that cannot be written back", in: head + "items: []\n? \n", want: "line 4: a top-level key must be a word, not null"},
		"Bomb":         {reason: "nested aliases must not exhaust memory", in: head + "items:\n- kind: A\n" + bomb("  ", 12), want: "line 10: aliases add more than 1048576 values: write fewer of them"},
		"Cycle":        {reason: "following it would never end", in: head + "items:\n- &a\n  kind: A\n  self: *a\n", want: "line 6: alias *a contains itself: write the value out"},
		"Control":      {reason: "a stray byte", in: head + "a: b\x01\n", want: "line 3: not valid YAML: control characters are not allowed"},
		"NoAnchor":     {reason: "an alias to nothing", in: head + "items:\n- a: *b\n", want: "line 4: not valid YAML: an alias without its anchor; put a value that begins with * in quotes"},
		"FirstLine":    {reason: "the parser counts the first line as none", in: "}", want: "line 1: not valid YAML: did not find expected node content"},
		"Unterminated": {reason: "a fault of any item is a fault of the list", in: head + "items:\n- a: [b\n- kind: A\n", want: "line 5: not valid YAML: did not find expected ',' or ']'; a comma is missing before this, or a bracket has no end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read([]byte(tc.in))
			require.EqualError(t, err, tc.want, tc.reason)
		})
	}
}

func TestWriteChangedList(t *testing.T) {
	const items = "items:\n# about A\n- kind:  A # a\n  x: [1,2]\n\n# about B\n- kind: 'B'\n# end\n"
	for name, tc := range map[string]struct {
		reason, in string
		change     func(l *List)
		results    []Result
		want       string
	}{
		"Append": {
			reason: "a new item follows the last, in front of what ends the document",
			in:     head + items,
			change: func(l *List) { l.Items = append(l.Items, NewItem([]byte("# new\nkind: New\nlist:\n- a\n"))) },
			want:   head + "items:\n# about A\n- kind:  A # a\n  x: [1,2]\n\n# about B\n- kind: 'B'\n- # new\n  kind: New\n  list:\n  - a\n# end\n",
		},
		"Insert": {
			reason: "comments stay with the item they lead",
			in:     head + items,
			change: func(l *List) { l.Items = []*Item{l.Items[0], NewItem([]byte("kind: New\n")), l.Items[1]} },
			want:   head + "items:\n# about A\n- kind:  A # a\n  x: [1,2]\n\n- kind: New\n# about B\n- kind: 'B'\n# end\n",
		},
		"Remove": {
			reason: "an item takes its comments along",
			in:     head + items,
			change: func(l *List) { l.Items = l.Items[1:] },
			want:   head + "items:\n# about B\n- kind: 'B'\n# end\n",
		},
		"RemoveAll": {
			reason: "items is required by the specification",
			in:     head + "items: # mine\n" + "- kind: A\nx: y\n",
			change: func(l *List) { l.Items = nil },
			want:   head + "items: [] # mine\nx: y\n",
		},
		"Reorder": {
			reason: "the caller's order counts",
			in:     head + items,
			change: func(l *List) { l.Items[0], l.Items[1] = l.Items[1], l.Items[0] },
			want:   head + "items:\n# about B\n- kind: 'B'\n# about A\n- kind:  A # a\n  x: [1,2]\n\n# end\n",
		},
		"SetText": {
			reason: "only the replaced item changes",
			in:     head + items,
			change: func(l *List) { l.Items[0].SetText([]byte("kind: C")) },
			want:   head + "items:\n- kind: C\n# about B\n- kind: 'B'\n# end\n",
		},
		"WideList": {
			reason: "new items are at the column of the list's dashes",
			in:     head + "items:\n  - kind: A\nx: y\n",
			change: func(l *List) { l.Items = append(l.Items, NewItem([]byte("kind: B\ntext: |\n  a\n\n  b\n"))) },
			want:   head + "items:\n  - kind: A\n  - kind: B\n    text: |\n      a\n\n      b\nx: y\n",
		},
		"EmptyList": {
			reason: "the first item of a list in brackets",
			in:     head + "items: [] # none\n",
			change: func(l *List) { l.Items = append(l.Items, NewItem([]byte("kind: A\n"))) },
			want:   head + "items: # none\n- kind: A\n",
		},
		"NullItems":    {reason: "kpt's SDK writes null, kyaml needs a list", in: head + "items:\nx: y\n", want: head + "items: []\nx: y\n"},
		"TildeItems":   {reason: "another null", in: head + "items: ~ # none\n", want: head + "items: [] # none\n"},
		"MissingItems": {reason: "items is required by the specification", in: head + "x: y", want: head + "x: y\nitems: []\n"},
		"Results": {
			reason:  "all fields in the order of the specification",
			in:      head + items + "x: y\n",
			results: []Result{{Message: "m", Severity: "error", ResourceRef: &ResourceRef{APIVersion: "v1", Kind: "Pod", Name: "n", Namespace: "ns"}, Field: &Field{Path: "spec.a", CurrentValue: 1, ProposedValue: "two"}, File: &File{Path: "f.yaml", Index: 2}, Tags: map[string]string{"rule": "r", "line": "3"}}, {Message: "n"}},
			want:    head + strings.TrimSuffix(items, "# end\n") + "# end\nx: y\nresults:\n- message: m\n  severity: error\n  resourceRef:\n    apiVersion: v1\n    kind: Pod\n    name: \"n\"\n    namespace: ns\n  field:\n    path: spec.a\n    currentValue: 1\n    proposedValue: two\n  file:\n    path: f.yaml\n    index: 2\n  tags:\n    line: \"3\"\n    rule: r\n- message: \"n\"\n",
		},
		"ResultsKept": {
			reason:  "results that came in stay as they came, the new ones follow",
			in:      head + "results:\n  - message:  first # why\n# about items\nitems: []\n",
			results: []Result{{Message: "second"}},
			want:    head + "results:\n  - message:  first # why\n  - message: second\n# about items\nitems: []\n",
		},
		"ResultsEndLikeComments": {
			reason:  "quoted text at the end of results is not the comment it looks like",
			in:      head + "results:\n- message: 'x\n\n# y'\nitems: []\n",
			results: []Result{{Message: "second"}},
			want:    head + "results:\n- message: 'x\n\n# y'\n- message: second\nitems: []\n",
		},
		"ResultsInFlowStyle": {
			reason:  "they become a block so that more can follow",
			in:      head + "items: []\nresults: [{message: first}]\n",
			results: []Result{{Message: "second"}},
			want:    head + "items: []\nresults:\n- message: first\n- message: second\n",
		},
		"NullResults": {reason: "null is no result", in: head + "items: []\nresults: null\n", results: []Result{{Message: "m"}}, want: head + "items: []\nresults:\n- message: m\n"},
		"CrossItemAlias": {
			reason: "an alias is written out, because the item with its anchor may be gone",
			in:     head + "items:\n- kind: A\n  l: &l {a: b}\n- kind: B\n  l: *l\n",
			change: func(l *List) { l.Items = l.Items[1:] },
			want:   head + "items:\n- kind: B\n  l: {a: b}\n",
		},
		"JSON": {
			reason: "a changed JSON list is rewritten as block YAML; words that YAML 1.1 takes for booleans stay quoted",
			in:     `{"apiVersion":"config.kubernetes.io/v1","kind":"ResourceList","items":[{"kind":"A","s":"yes","n":1}],"x":{"y":[]}}`,
			change: func(l *List) { l.Items = append(l.Items, NewItem([]byte("kind: B\n"))) },
			want:   head + "items:\n- kind: A\n  s: \"yes\"\n  \"n\": 1\n- kind: B\nx:\n  \"y\": []\n",
		},
		"CRLF": {
			reason: "new lines break as the others do",
			in:     strings.ReplaceAll(head+"items:\n- kind: A\n", "\n", "\r\n"),
			change: func(l *List) { l.Items = append(l.Items, NewItem([]byte("kind: B\n"))) },
			want:   strings.ReplaceAll(head+"items:\n- kind: A\n- kind: B\n", "\n", "\r\n"),
		},
		"QuotesLikeComments": {
			reason: "the last line of quoted text is not the comment it looks like",
			in:     head + "functionConfig:\n  a: 'x\n\n# y'\nitems:\n- kind: A\n  a:   \"x\n# y\"\n- kind: B\nx: 'a\n# b'\n",
			change: func(l *List) { l.Items = append(l.Items, NewItem([]byte("kind: C\n"))) },
			want:   head + "functionConfig:\n  a: 'x\n\n# y'\nitems:\n- kind: A\n  a:   \"x\n# y\"\n- kind: B\n- kind: C\nx: 'a\n# b'\n",
		},
		"CommentsAtTheDash": {
			reason: "comments at the column of the dashes belong to the items, those at the keys' to the next key",
			in:     head + "items:\n  - kind: A\n  # of the items\n# of x\nx: y\n",
			change: func(l *List) { l.Items = append(l.Items, NewItem([]byte("kind: B\n"))) },
			want:   head + "items:\n  - kind: A\n  # of the items\n  - kind: B\n# of x\nx: y\n",
		},
		"NoNewlineInBlockScalar": {
			reason: "a newline added at the end must not become part of the text",
			in:     head + "items:\n- kind: A\n  s: |\n    text",
			change: func(l *List) { l.Items = append(l.Items, NewItem([]byte("kind: B\n"))) },
			want:   head + "items:\n- kind: A\n  s: |-\n    text\n- kind: B\n",
		},
		"BOMAndMarkers": {
			reason: "the text around the document is kept",
			in:     "\ufeff# top\n---\n" + head + "items:\n- kind: A\n...\n",
			change: func(l *List) { l.Items = nil },
			want:   "\ufeff# top\n---\n" + head + "items: []\n...\n",
		},
		"AnchoredResults": {
			reason:  "an anchor and a tag have their place on the line of the key",
			in:      head + "items: []\nresults: &r !!seq\n- message: a\n",
			results: []Result{{Message: "m"}},
			want:    head + "items: []\nresults:\n- message: a\n- message: m\n",
		},
		"v1beta1": {
			reason:  "the version that was read is written",
			in:      "apiVersion: config.kubernetes.io/v1beta1\nkind: ResourceList\nitems: []\n",
			results: []Result{{Message: "m"}},
			want:    "apiVersion: config.kubernetes.io/v1beta1\nkind: ResourceList\nitems: []\nresults:\n- message: m\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := read(t, tc.in)
			if tc.change != nil {
				tc.change(l)
			}
			got := write(t, l, tc.results...)
			assert.Equal(t, tc.want, got, tc.reason)
			assert.Equal(t, got, write(t, read(t, got)), "and is read and written as it is")
		})
	}
}
