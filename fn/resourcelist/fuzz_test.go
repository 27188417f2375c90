package resourcelist

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// addLists seeds a fuzz target with the lists of testdata/resourcelist.
func addLists(f *testing.F) {
	f.Helper()
	for _, list := range lists(f) {
		f.Add(list)
	}
}

// lists returns the lists of testdata/resourcelist.
func lists(tb testing.TB) (all [][]byte) {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join(listFolder, "*.yaml"))
	require.NoError(tb, err)
	require.NotEmpty(tb, paths)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(tb, err)
		all = append(all, data)
	}
	return all
}

// FuzzScannerEqualsParser compares the scanner with the parser: a list that the scanner
// accepts the parser must accept too, and both must cut it at the same bytes.
func FuzzScannerEqualsParser(f *testing.F) {
	addLists(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		requireScannerEqualsParser(t, data)
	})
}

// requireScannerEqualsParser reports whether the scanner accepted the list.
func requireScannerEqualsParser(t *testing.T, data []byte) bool {
	t.Helper()
	scanned, accepted := readScanned(data)
	if !accepted {
		return false
	}
	parsed, err := readParsed(data)
	require.NoError(t, err, "the parser refuses what the scanner accepts")
	require.Equal(t, parsed.APIVersion, scanned.APIVersion)
	requireSameLayout(t, parsed.layout, scanned.layout)
	requireSameItem(t, parsed.FunctionConfig, scanned.FunctionConfig, "functionConfig")
	require.Len(t, scanned.Items, len(parsed.Items))
	for i := range parsed.Items {
		requireSameItem(t, parsed.Items[i], scanned.Items[i], fmt.Sprintf("items[%d]", i))
	}
	return true
}

func requireSameLayout(t *testing.T, want, got scan.Layout) {
	t.Helper()
	require.Equal(t, string(want.Prefix), string(got.Prefix), "prefix")
	require.Equal(t, string(want.Suffix), string(got.Suffix), "suffix")
	require.Equal(t, want.Dash, got.Dash, "dash")
	require.Equal(t, want.Indent, got.Indent, "indent")
	require.Len(t, got.Sections, len(want.Sections))
	for i, section := range want.Sections {
		require.Equal(t, string(section.Text), string(got.Sections[i].Text), "text of %s", section.Name)
		require.Equal(t, section, got.Sections[i])
	}
}

func requireSameItem(t *testing.T, parsed, scanned *Item, name string) {
	t.Helper()
	require.Equal(t, parsed == nil, scanned == nil, name)
	if parsed == nil {
		return
	}
	require.Equal(t, parsed.lines == nil, scanned.lines == nil, name)
	if want, got := parsed.lines, scanned.lines; want != nil {
		require.Equal(t, string(want.Text), string(got.Text), name)
		require.Equal(t, []int{want.Line, want.Dash, want.Lead, want.Column}, []int{got.Line, got.Dash, got.Lead, got.Column}, name)
	}
	require.Equal(t, parsed.origin, scanned.origin, name)
	require.Equal(t, string(parsed.Text()), string(scanned.Text()), name)
	for _, other := range []*Item{parsed, NewItem(scanned.Text())} { // the second asks the YAML library
		require.Equal(t, other.APIVersion(), scanned.APIVersion(), name)
		require.Equal(t, other.Kind(), scanned.Kind(), name)
		require.Equal(t, other.Name(), scanned.Name(), name)
		require.Equal(t, other.Namespace(), scanned.Namespace(), name)
	}
}

// FuzzRoundTrip compares lists with what the YAML library reads: the items are the same,
// at the same positions, and a changed list parses to what was meant.
func FuzzRoundTrip(f *testing.F) {
	addLists(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		requireRoundTrip(t, data)
		requireAnnotated(t, data)
	})
}

func requireRoundTrip(t *testing.T, data []byte) {
	t.Helper()
	l, err := Read(data)
	if err != nil {
		assert.NotContains(t, err.Error(), "\n", "an error is one line")
		return
	}
	documents, err := parseDocuments(bytes.TrimPrefix(data, bom))
	require.NoError(t, err)
	root := documents[0].Content[0]
	requireSameNodes(t, root, l)
	if l.layout.Section("items") != nil && !l.nullItems {
		require.Equal(t, string(data), write(t, l), "an unchanged list is written back byte for byte")
	}

	before := topLevel(root)
	l.Items = append(l.Items, NewItem([]byte("# new\nkind: New\ntext: |\n  - a\n\n  b\n")))
	changed := write(t, l, Result{Message: "two\nlines"})
	again, err := Read([]byte(changed))
	require.NoError(t, err, "%s", changed)
	require.Equal(t, changed, write(t, again), "what was written is written again")
	documents, err = parseDocuments(bytes.TrimPrefix([]byte(changed), bom))
	require.NoError(t, err)
	added := map[string]any{"kind": "New", "text": "- a\n\nb\n"}
	requireRewritten(t, data, before)
	before["items"] = append(listOf(before["items"]), added)
	before["results"] = append(listOf(before["results"]), map[string]any{"message": "two\nlines"})
	require.Equal(t, before, topLevel(documents[0].Content[0]), "%s", changed)
}

// requireRewritten encodes every item from its node.
func requireRewritten(t *testing.T, data []byte, want map[string]any) {
	t.Helper()
	l, err := Read(data)
	require.NoError(t, err)
	for _, it := range l.Items {
		node, err := it.Node()
		require.NoError(t, err)
		it.SetText(encode(node, it.hasCompactLists()))
	}
	again, err := Read([]byte(write(t, l)))
	require.NoError(t, err, "%s", write(t, l))
	require.Len(t, again.Items, len(l.Items))
	for i, it := range again.Items {
		node, err := it.Node()
		require.NoError(t, err)
		require.Equal(t, listOf(want["items"])[i], tree(node), "%s", it.Text())
	}
}

func listOf(value any) []any {
	list, _ := value.([]any) // null and absent are empty
	return list
}

// requireSameNodes compares each item's own nodes with those of the whole document.
func requireSameNodes(t *testing.T, root *yaml.Node, l *List) {
	t.Helper()
	var nodes []*yaml.Node
	if items := lookup(root, "items"); items != nil {
		nodes = resolve(items).Content
	}
	require.Len(t, l.Items, len(nodes))
	for i, want := range nodes {
		got, err := l.Items[i].Node()
		require.NoError(t, err)
		require.Equal(t, tree(want), tree(got), "items[%d]", i)
		if selfContained(want) {
			requirePositions(t, l.Items[i], want, got)
		}
		apiVersion, kind := header(resolve(want))
		require.Equal(t, apiVersion, l.Items[i].APIVersion())
		require.Equal(t, kind, l.Items[i].Kind())
		alone, err := parseMapping(l.Items[i].Text())
		require.NoError(t, err, "%s", l.Items[i].Text())
		require.Equal(t, tree(want), tree(alone), "%s", l.Items[i].Text())
	}
}

func requirePositions(t *testing.T, it *Item, want, got *yaml.Node) {
	t.Helper()
	line, column := it.Position(got)
	if !isAbsent(want) { // the position of an absent value depends on what follows
		require.Equal(t, []int{want.Line, want.Column}, []int{line, column}, "position of %q", want.Value)
	}
	for i := range want.Content {
		requirePositions(t, it, want.Content[i], got.Content[i])
	}
}

// topLevel returns a document's top-level mapping as tree has it.
func topLevel(root *yaml.Node) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		m[fmt.Sprint(tree(root.Content[i]))] = tree(root.Content[i+1])
	}
	return m
}

// tree returns a node without positions, styles and comments. Duplicate and complex
// keys are kept.
func tree(n *yaml.Node) any {
	switch n = resolve(n); n.Kind {
	case yaml.MappingNode:
		simple := map[string]any{}
		var pairs [][2]any
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := tree(n.Content[i]), tree(n.Content[i+1])
			pairs = append(pairs, [2]any{key, value})
			if s, ok := key.(string); ok {
				simple[s] = value
			}
		}
		if len(simple) == len(pairs) {
			return simple
		}
		return pairs
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, child := range n.Content {
			list[i] = tree(child)
		}
		return list
	}
	switch tag := n.ShortTag(); tag {
	case "!!str":
		return n.Value
	case "!!null":
		return nil
	default:
		return tag + " " + n.Value
	}
}
