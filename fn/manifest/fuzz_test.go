package manifest_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/manifest"
)

// FuzzScalar holds the printer against the library, for text of one line.
func FuzzScalar(f *testing.F) {
	for _, text := range scalars {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\n\r\u0085\u2028\u2029") || !utf8.ValidString(text) {
			t.Skip("how text of several lines is folded is a matter of taste, and objects hold UTF-8 only")
		}
		node := manifest.Mapping()
		manifest.Set(node, "key", manifest.String(text))
		var want bytes.Buffer
		require.NoError(t, yaml.NewEncoder(&want).Encode(node))
		got, err := new(manifest.Printer).Encode(node)
		require.NoError(t, err)
		require.Equal(t, want.String(), string(bytes.Join(got, nil)))
	})
}
