package manifest_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/manifest"
)

// FuzzScalar holds the printer against the library.
func FuzzScalar(f *testing.F) {
	for _, text := range scalars {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip("objects hold UTF-8 only")
		}
		node, err := manifest.Node(map[string]any{"key": text, "list": []any{text, map[string]string{"deep": text}}})
		require.NoError(t, err)
		require.Equal(t, encodeByLibrary(t, node), encode(t, node))
	})
}
