package manifest_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/manifest"
)

// What one Printer prints of many objects is what each would be printed to alone,
// whatever they have in common.
func TestSharedPiecesChangeNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	script := strings.Repeat("echo a line of a script\n", 200)
	object := func() map[string]any {
		list := []any{}
		for range rng.IntN(6) {
			list = append(list, map[string]any{
				"name": fmt.Sprint("step-", rng.IntN(3)), "image": strings.Repeat("x", rng.IntN(90)), "script": []string{"", "a\nb\n", script}[rng.IntN(3)],
			})
		}
		return map[string]any{"kind": []string{"Job", "ConfigMap"}[rng.IntN(2)], "metadata": map[string]any{"name": fmt.Sprint(rng.IntN(4))}, "spec": list}
	}
	var printer manifest.Printer
	for range 500 {
		node, err := manifest.Node(object())
		require.NoError(t, err)
		pieces, err := printer.Encode(node)
		require.NoError(t, err)
		require.Equal(t, encode(t, node), string(bytes.Join(pieces, nil)))
		for _, piece := range pieces {
			require.True(t, bytes.HasSuffix(piece, []byte("\n")), "pieces are whole lines: %q", piece)
		}
	}
}

// A long script is indented as deep as it stands, however deep it stood before.
func TestLongTextAtSeveralDepths(t *testing.T) {
	script := strings.Repeat("echo a line of a script\n", 200)
	var printer manifest.Printer
	for range 2 {
		node, err := manifest.Node(map[string]any{"a": script, "b": []any{script, map[string]any{"c": script}}, "d": map[string]any{"e": map[string]any{"f": script}}})
		require.NoError(t, err)
		pieces, err := printer.Encode(node)
		require.NoError(t, err)
		assert.Equal(t, encodeByLibrary(t, node), string(bytes.Join(pieces, nil)))
	}
}

// Of objects that differ in their names, each takes its names.
func TestPiecesAreShared(t *testing.T) {
	var printer manifest.Printer
	pieces := func(name string) [][]byte {
		node, err := manifest.Node(map[string]any{
			"kind": "Job", "name": name, "script": strings.Repeat("a line\n", 1000),
			"z": []string{strings.Repeat("long", 20), name, strings.Repeat("text", 20)},
		})
		require.NoError(t, err)
		all, err := printer.Encode(node)
		require.NoError(t, err)
		return all
	}
	pieces("first") // the reference
	known := map[*byte]bool{}
	for _, piece := range pieces("second") {
		known[&piece[0]] = true
	}
	own := 0
	for _, piece := range pieces("third") {
		if !known[&piece[0]] {
			own += len(piece)
		}
	}
	assert.Less(t, own, 64)
	assert.Positive(t, own)
}
