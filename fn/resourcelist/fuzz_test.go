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
)

// addWireLists seeds a fuzz target with the lists of testdata/wire, and with
// what a file of documents would be.
func addWireLists(f *testing.F) {
	f.Helper()
	paths, err := filepath.Glob(filepath.Join(wireFolder, "*.yaml"))
	require.NoError(f, err)
	require.NotEmpty(f, paths)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(data)
	}
}

// FuzzFastEqualsFull holds the fast path against the full one: where it accepts
// a list, the full path must accept it too and cut it at the same bytes.
func FuzzFastEqualsFull(f *testing.F) {
	addWireLists(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		requireFastEqualsFull(t, data)
	})
}

// requireFastEqualsFull reports whether the fast path accepted.
func requireFastEqualsFull(t *testing.T, data []byte) bool {
	t.Helper()
	fast, accepted := findBoundaries(data)
	if !accepted {
		return false
	}
	full, err := readFull(data)
	require.NoError(t, err, "the full path refuses what the fast path accepts")
	require.Equal(t, full.APIVersion, fast.APIVersion)
	requireSameLayout(t, full.layout, fast.layout)
	requireSameItem(t, full.FunctionConfig, fast.FunctionConfig, "functionConfig")
	require.Len(t, fast.Items, len(full.Items))
	for i := range full.Items {
		requireSameItem(t, full.Items[i], fast.Items[i], fmt.Sprintf("items[%d]", i))
	}
	return true
}

func requireSameLayout(t *testing.T, full, fast layout) {
	t.Helper()
	require.Equal(t, string(full.prefix), string(fast.prefix), "prefix")
	require.Equal(t, string(full.suffix), string(fast.suffix), "suffix")
	require.Equal(t, full.dash, fast.dash, "dash")
	require.Equal(t, full.indent, fast.indent, "indent")
	require.Len(t, fast.sections, len(full.sections))
	for i, want := range full.sections {
		got := fast.sections[i]
		require.Equal(t, string(want.text), string(got.text), "text of %s", want.name)
		want.text, got.text = nil, nil
		require.Equal(t, want, got)
	}
}

func requireSameItem(t *testing.T, full, fast *Item, name string) {
	t.Helper()
	require.Equal(t, full == nil, fast == nil, name)
	if full == nil {
		return
	}
	require.Equal(t, string(full.raw), string(fast.raw), name)
	require.Equal(t, full.line, fast.line, name)
	require.Equal(t, full.strip, fast.strip, name)
	require.Equal(t, full.lead, fast.lead, name)
	require.Equal(t, full.APIVersion(), fast.APIVersion(), name)
	require.Equal(t, full.Kind(), fast.Kind(), name)
	requireSameNames(t, full, fast, name)
	require.Equal(t, string(full.Text()), string(fast.Text()), name)
}

// requireSameNames also asks the parser, whatever the item has noted.
func requireSameNames(t *testing.T, full, fast *Item, name string) {
	t.Helper()
	parsed := Item{dash: -1, text: fast.Text()}
	for _, other := range []*Item{full, &parsed} {
		require.Equal(t, other.Name(), fast.Name(), name)
		require.Equal(t, other.Namespace(), fast.Namespace(), name)
	}
}

// FuzzRoundTrip holds both paths against the parser: the items are the parser's,
// at the parser's positions, and a changed list parses to what was meant.
func FuzzRoundTrip(f *testing.F) {
	addWireLists(f)
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
	requireParsersItems(t, root, l)
	if l.section("items") != nil && !l.section("items").bare {
		require.Equal(t, string(data), write(t, l), "an unchanged list is written back byte for byte")
	}

	before := plainTree(root)
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
	require.Equal(t, before, plainTree(documents[0].Content[0]), "%s", changed)
}

// requireRewritten rewrites every item from its node.
func requireRewritten(t *testing.T, data []byte, want map[string]any) {
	t.Helper()
	l, err := Read(data)
	require.NoError(t, err)
	for _, it := range l.Items {
		node, err := it.Node()
		require.NoError(t, err)
		it.SetText(encode(node, it.compact()))
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

// requireParsersItems compares each item's own nodes with those the parser made
// of the whole document.
func requireParsersItems(t *testing.T, root *yaml.Node, l *List) {
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
	if !isAbsent(want) { // nothing has no place of its own: it depends on what follows
		require.Equal(t, []int{want.Line, want.Column}, []int{line, column}, "position of %q", want.Value)
	}
	for i := range want.Content {
		requirePositions(t, it, want.Content[i], got.Content[i])
	}
}

// plainTree is a document's top-level mapping as tree has it.
func plainTree(root *yaml.Node) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		m[fmt.Sprint(tree(root.Content[i]))] = tree(root.Content[i+1])
	}
	return m
}

// tree is a node without positions, styles and comments, in which duplicate and
// complex keys survive.
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
