package resourcelist

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The pieces of an item are written below one dash.
func TestEntry(t *testing.T) {
	for name, tc := range map[string]struct {
		reason string
		dash   int
		pieces []string
		want   string
	}{
		"Pieces":  {reason: "items share long pieces, such as scripts", pieces: []string{"script: |\n", "  a\n\n  b\n", "kind: A\n"}, want: "- script: |\n    a\n\n    b\n  kind: A\n"},
		"Deeper":  {reason: "the dash may be at any column", dash: 2, pieces: []string{"kind: A\n", "a: b\n"}, want: "  - kind: A\n    a: b\n"},
		"Comment": {reason: "a comment above the item follows the dash, as kpt writes it", pieces: []string{"# a\n", "kind: A\n"}, want: "- # a\n  kind: A\n"},
		"Blank":   {reason: "blank lines above the item have no dash to follow", pieces: []string{"\n", "\n \nkind: A\n\na: b\n"}, want: "- kind: A\n\n  a: b\n"},
		"Empty":   {reason: "an item without text is an empty mapping", pieces: []string{"\n"}, want: "- {}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var pieces [][]byte
			for _, piece := range tc.pieces {
				pieces = append(pieces, []byte(piece))
			}
			var out bytes.Buffer
			p := newPrinter(&out, false)
			p.entry(pieces, tc.dash)
			require.NoError(t, p.out.Flush())
			assert.Equal(t, tc.want, out.String(), tc.reason)
		})
	}
}
