package resourcelist

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	sigsyaml "sigs.k8s.io/yaml"
)

func TestEncode(t *testing.T) {
	for name, tc := range map[string]struct {
		reason, item, want string
		wide               bool
	}{
		"Comments": {
			reason: "people explain their manifests in comments",
			item:   "# top\nkind: A # line\n# above\nspec: # of spec\n  # deep\n  a: 1\n# last\n",
			want:   "# top\nkind: A # line\n# above\nspec: # of spec\n  # deep\n  a: 1\n  changed: true\n# last\n",
		},
		"DetachedComment": {
			reason: "a comment above an empty line is the document's: it stays, the empty line does not",
			item:   "# licence\n\n# top\nkind: A\nspec: {}\n# last\n",
			want:   "# licence\n# top\nkind: A\nspec: {changed: true}\n# last\n",
		},
		"Quotes":    {reason: "quoting is the author's", item: "kind: 'A'\nspec: {a: \"b\"}\n", want: "kind: 'A'\nspec: {a: \"b\", changed: true}\n"},
		"Folded":    {reason: "the encoder folds indented lines into other text", item: "a: >-\n  b\n\n    c\n\n  d\nspec: {}\n", want: "a: |-\n  b\n\n    c\n\n  d\nspec: {changed: true}\n"},
		"MergeKeys": {reason: "a merge key is written as people write it", item: "base: &b {a: 1}\nspec:\n  <<: *b\n", want: "base: &b {a: 1}\nspec:\n  <<: *b\n  changed: true\n"},
		"Flow":      {reason: "an item in flow style becomes a block", item: "{kind: A, spec: {}}\n", want: "kind: A\nspec:\n  changed: true\n"},
		"Compact":   {reason: "lists are at the column that the caller asks for", item: "kind: A\nlist:\n  - a\nspec: {}\n", want: "kind: A\nlist:\n- a\nspec: {changed: true}\n"},
		"Wide":      {reason: "lists are at the column that the caller asks for", item: "kind: A\nlist:\n- a\nspec: {}\n", want: "kind: A\nlist:\n  - a\nspec: {changed: true}\n", wide: true},
	} {
		t.Run(name, func(t *testing.T) {
			node, err := parseMapping([]byte(tc.item))
			require.NoError(t, err)
			spec := lookup(node, "spec")
			spec.Content = append(spec.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "changed"}, &yaml.Node{Kind: yaml.ScalarNode, Value: "true", Tag: "!!bool"})
			assert.Equal(t, tc.want, string(encode(node, !tc.wide)), tc.reason)
		})
	}
}

// What is encoded anew is what it was, whatever its lines begin with or break at,
// to this parser and to the other one that reads YAML in Kubernetes.
func TestEncodeKeepsText(t *testing.T) {
	texts := []string{
		"\ta\nb\n", "\t\n", "\ta", " a\n\nb\nc\n", "  a\n\nb\n\nc\n", "a\n b\n\nc\n", "a\n\tb\n", "\n a\nb\n", "\n\n", "\n", " ", "a \nb\n", "a\n\n\n",
		"a\r\nb\r\n", "a\rb", "a\n\u2028", "a\u2028\n", "a\u0085b\n", "a\n\u2029\n", "\u2028a", "--- a\n", "# a\n", "- a\nb: c\n", "yes\nno",
	}
	styles := map[string]yaml.Style{
		"plain": 0, "literal": yaml.LiteralStyle, "folded": yaml.FoldedStyle, "single": yaml.SingleQuotedStyle, "double": yaml.DoubleQuotedStyle,
	}
	word := func(text string, style yaml.Style) *yaml.Node {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Style: style}
	}
	for _, text := range texts {
		for name, style := range styles {
			for shape, flow := range map[string]yaml.Style{"block": 0, "flow": yaml.FlowStyle} {
				node := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: flow, Content: []*yaml.Node{
					word("list", 0),
					{Kind: yaml.SequenceNode, Tag: "!!seq", Content: []*yaml.Node{word(text, style), word("last", 0)}},
					word("value", 0), word(text, style),
				}}
				want := map[string]any{"list": []any{text, "last"}, "value": text}
				written := encode(node, true)
				var got, kubernetes map[string]any
				require.NoError(t, yaml.Unmarshal(written, &got), "%s %s %q:\n%s", name, shape, text, written)
				require.NoError(t, sigsyaml.Unmarshal(written, &kubernetes), "%s %s %q:\n%s", name, shape, text, written)
				assert.Equal(t, want, got, "%s %s %q:\n%s", name, shape, text, written)
				assert.Equal(t, want, kubernetes, "%s %s %q:\n%s", name, shape, text, written)
			}
		}
	}
}

func TestHeader(t *testing.T) {
	for name, tc := range map[string]struct {
		reason, item, apiVersion, kind string
	}{
		"Plain":     {reason: "read off the lines", item: "apiVersion: apps/v1\nkind: Deployment\n", apiVersion: "apps/v1", kind: "Deployment"},
		"Quoted":    {reason: "quotes do not belong to the value", item: "apiVersion: 'v1'\nkind: \"Pod\"\n", apiVersion: "v1", kind: "Pod"},
		"QuotedKey": {reason: "nor to the key", item: "\"apiVersion\": v1\n'kind': Pod\n", apiVersion: "v1", kind: "Pod"},
		"Nested":    {reason: "only the item's own keys count", item: "spec:\n  kind: Inner\n  apiVersion: v0\nlist:\n- kind: Entry\ntext: |\n  kind: Text\n"},
		"Null":      {reason: "null is none", item: "kind: null\napiVersion: ~\n"},
		"Empty":     {reason: "nothing is none", item: "kind:\napiVersion: # none\n"},
		"Comment":   {reason: "a comment does not belong to the value", item: "kind: Pod # really\n", kind: "Pod"},
		"Twice":     {reason: "the parser takes the first", item: "kind: A\nkind: B\n", kind: "A"},
		"Mapping":   {reason: "a mapping is no kind", item: "kind:\n  kind: A\n"},
		"Alias":     {reason: "an alias has the value of its anchor", item: "a: &a Pod\nkind: *a\n", kind: "Pod"},
		"Block":     {reason: "odd, but a string", item: "kind: |-\n  Pod\n", kind: "Pod"},
		"Multiline": {reason: "a plain scalar continues on the next line", item: "kind: Pod\n  List\n", kind: "Pod List"},
	} {
		t.Run(name, func(t *testing.T) {
			in := head + "items:\n- " + strings.ReplaceAll(strings.TrimSuffix(tc.item, "\n"), "\n", "\n  ") + "\n"
			parsed, err := readParsed([]byte(in))
			require.NoError(t, err)
			for _, it := range []*Item{read(t, in).Items[0], parsed.Items[0], NewItem([]byte(tc.item))} {
				assert.Equal(t, tc.apiVersion, it.APIVersion(), tc.reason)
				assert.Equal(t, tc.kind, it.Kind(), tc.reason)
			}
		})
	}
}

func TestPosition(t *testing.T) {
	in := head + "items:\n  # lead\n  - kind: A\n    spec:\n      deep: 1\n  - {kind: B,\n      spec: {deep: 2}}\n  -\n      kind: C\n      spec:\n        deep: 3\nfunctionConfig:\n  # lead\n  spec:\n    deep: 4\n"
	l := read(t, in)
	deep := func(it *Item) [2]int {
		node, err := it.Node()
		require.NoError(t, err)
		line, column := it.Position(lookup(lookup(node, "spec"), "deep"))
		return [2]int{line, column}
	}
	assert.Equal(t, [2]int{7, 13}, deep(l.Items[0]))
	assert.Equal(t, [2]int{9, 20}, deep(l.Items[1]), "lines of flow style may be further left")
	assert.Equal(t, [2]int{13, 15}, deep(l.Items[2]))
	assert.Equal(t, [2]int{17, 11}, deep(l.FunctionConfig))
	assert.Equal(t, 4, l.Items[0].Line(), "the text starts with the comments that lead it")

	node, err := l.Items[0].Node()
	require.NoError(t, err)
	kind := lookup(node, "kind")
	assert.Equal(t, 5, l.Items[0].Line()+kind.Line-1)
	line, _ := l.Items[0].Position(&yaml.Node{Kind: yaml.ScalarNode})
	assert.Zero(t, line, "a new node has none")
	l.Items[1].SetText([]byte("kind: C\n"))
	assert.Zero(t, l.Items[1].Line(), "new text has none")
}

func TestMentions(t *testing.T) {
	l := read(t, head+"items:\n- kind: A\n  s: needle\n- kind: B\n")
	assert.True(t, l.Items[0].Mentions("needle"))
	assert.False(t, l.Items[1].Mentions("needle"), "the neighbour does")
	l.Items[1].SetText([]byte("s: needle\n"))
	assert.True(t, l.Items[1].Mentions("needle"))
}

func TestFunctionConfig(t *testing.T) {
	for name, tc := range map[string]struct {
		reason, in, want string
	}{
		"Block": {reason: "as kustomize writes it", in: "functionConfig:\n  kind: X\n  spec:\n    a: 1\n", want: "kind: X\nspec:\n  a: 1\n"},
		"Flow":  {reason: "a config of one line", in: "functionConfig: {kind: X}\n", want: "kind: X\n"},
		"Alias": {reason: "kustomize passes a generator's config as an item too", in: "x: &x {kind: X}\nfunctionConfig: *x\n", want: "kind: X\n"},
	} {
		t.Run(name, func(t *testing.T) {
			l := read(t, head+"items: []\n"+tc.in)
			require.NotNil(t, l.FunctionConfig, tc.reason)
			assert.Equal(t, "X", l.FunctionConfig.Kind())
			assert.Equal(t, tc.want, string(l.FunctionConfig.Text()), tc.reason)
		})
	}
	assert.Nil(t, read(t, head+"items: []\nfunctionConfig: null\n").FunctionConfig)
	assert.Nil(t, read(t, head+"items: []\n").FunctionConfig)
}

func TestNames(t *testing.T) {
	for name, tc := range map[string]struct {
		reason, item, name, namespace string
		parsed                        bool
	}{
		"Plain":       {reason: "what hosts write is read off the lines", item: "kind: A\nmetadata:\n  name: a\n  namespace: b\n", name: "a", namespace: "b"},
		"Quoted":      {reason: "hosts quote what looks like a number", item: "metadata:\n  name: '12'\n  namespace: \"34\"\n", name: "12", namespace: "34"},
		"Deeper":      {reason: "owners, labels and lists have names as well", item: "metadata:\n  labels:\n    name: no\n  ownerReferences:\n  - name: no\n  name: a\nspec:\n  name: no\n", name: "a"},
		"OtherKey":    {reason: "metadata of a template is another object's", item: "metadata:\n  name: a\nspec:\n  metadata:\n    name: no\n    namespace: no\n", name: "a"},
		"Null":        {reason: "null is no name", item: "metadata:\n  name: null\n  namespace: b\n", namespace: "b", parsed: true},
		"Comment":     {reason: "a comment is not part of the name", item: "metadata:\n  name: a # of a\n", name: "a", parsed: true},
		"Flow":        {reason: "flow style is left to the parser", item: "metadata: {name: a, namespace: b}\n", name: "a", namespace: "b", parsed: true},
		"QuotedKey":   {reason: "a key may be quoted", item: "metadata:\n  \"name\": a\n", name: "a", parsed: true},
		"QuotedAbove": {reason: "so may the one above", item: "'metadata':\n  name: a\n", name: "a", parsed: true},
		"Twice":       {reason: "the parser decides between two", item: "metadata:\n  name: a\nmetadata:\n  name: b\n", name: "a", parsed: true},
		"Block":       {reason: "a name may be text", item: "metadata:\n  name: |-\n    a\n", name: "a", parsed: true},
		"Missing":     {reason: "an item need not have a name", item: "kind: A\n", parsed: true},
	} {
		t.Run(name, func(t *testing.T) {
			list := head + "items:\n- " + strings.ReplaceAll(strings.TrimSuffix(tc.item, "\n"), "\n", "\n  ") + "\n"
			documents, err := ReadDocuments("item.yaml", []byte(tc.item))
			require.NoError(t, err)
			for _, it := range []*Item{read(t, list).Items[0], documents[0]} {
				assert.Equal(t, tc.name, it.Name(), tc.reason)
				assert.Equal(t, tc.namespace, it.Namespace(), tc.reason)
				if !tc.parsed {
					assert.Nil(t, it.node, "no node was built")
				}
			}
		})
	}
}

// Whoever changes an item changes its name.
func TestNamesAfterChange(t *testing.T) {
	it := read(t, head+"items:\n- metadata:\n    name: a\n").Items[0]
	require.Equal(t, "a", it.Name())
	it.SetText([]byte("metadata:\n  name: c\n"))
	assert.Equal(t, "c", it.Name())
}

// What has lines of its own can be parsed again; what has none is all there is.
func TestForget(t *testing.T) {
	for name, tc := range map[string]struct {
		reason, items string
		kept          bool
	}{
		"Lines": {reason: "as hosts write them", items: "items:\n- metadata:\n    name: a\n"},
		"Flow":  {reason: "an item between brackets has no lines", items: "items: [{metadata: {name: a}}]\n", kept: true},
		"Tag":   {reason: "lines that are not its text", items: "items:\n- !!map\n  metadata:\n    name: a\n", kept: true},
	} {
		t.Run(name, func(t *testing.T) {
			it := read(t, head+tc.items).Items[0]
			first, err := it.Node()
			require.NoError(t, err)
			it.Forget()
			second, err := it.Node()
			require.NoError(t, err)
			assert.Equal(t, tc.kept, first == second, tc.reason)
			assert.Equal(t, first, second)
		})
	}
}

func TestForgetKeepsWhatWasSet(t *testing.T) {
	l := read(t, head+"items:\n- kind: A\n- kind: B\n")
	for _, it := range l.Items {
		_, err := it.Node()
		require.NoError(t, err)
	}
	l.Items[1].SetText([]byte("kind: C\n"))
	for _, it := range l.Items {
		it.Forget()
	}
	assert.Nil(t, l.Items[0].text, "it can be made again")
	assert.Nil(t, l.Items[0].node)
	assert.Equal(t, head+"items:\n- kind: A\n- kind: C\n", write(t, l), "what was set is kept")
}

// Position keeps the offsets of lines: calls in any order must return the same.
func TestPositionInAnyOrder(t *testing.T) {
	const text = "a: 1\nb: 2\r\nc:\n- d\n- e\n"
	items, err := ReadDocuments("a.yaml", []byte("---\n"+text))
	require.NoError(t, err)
	for _, line := range []int{1, 5, 2, 2, 4, 1, 3} {
		got, _ := items[0].Position(&yaml.Node{Line: line, Column: 1})
		assert.Equal(t, 1+line, got)
		assert.Equal(t, strings.Join(strings.SplitAfter(text, "\n")[line-1:], ""), string(items[0].lines.Text[items[0].lineStart(line):]))
	}
}
