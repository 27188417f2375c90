package scan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// TestRecognized says which lines the scanner recognizes. Lines that it does not
// recognize cost time. Lines that it must not recognize would be faults: the fuzz targets
// of package resourcelist look for them.
func TestRecognized(t *testing.T) {
	for text, want := range map[string]bool{
		"a: b\n": true, "a:\n  b: c\n": true, "a:\n- b\n- c: d\n  e: f\n": true, "a:\n  - b\n": true, "a:\n- b:\n  - c\n- d\n": true,
		"a: |\n  - x\nb: c\n": true, "a: >-  # c\n    x\n\n  # end\nb: c\n": true, "- a\n": false, "a: |\n": true, "a: |\n  b\n  c\n\n  - d\n": true,
		"a: b # c\n": true, "# c\na: b\n": true, "a: 'b''c' # d\n": true, `a: "b\n\"c\""` + "\n": true, "a: {}\nb: []\n": true,
		"a: [b, 'c', {d: e}]\n": true, "a: {b: [c, d], \"e\": -1}\n": true, "\"a b\": c\n'd': e\n": true, "a: -1\nb: --x\n": true,
		"a: b: c\n": false, "a: b:\n": false, "a: b\n  c\n": false, "a: b\n  c: d\n": false, "a: b\n c: d\n": false, "  a: b\nc: d\n": false,
		"a: 'b\n": false, "a: 'b\n  c'\n": false, "a: \"b\" c\n": false, `a: "\x41"` + "\n": false, "a: [b\n": false, "a: [b,]\n": false, "a: [b]: c\n": false,
		"a: {b}\n": false, "a: &x b\n": false, "a: *x\n": false, "a: !!str b\n": false, "a: |2\n  b\n": false, "a: |\n   \n  b\n": false, "a: |\n \tb\n": false,
		"a:\tb\n": false, "a: b\tc\n": false, "\ta: b\n": false, "? a\n": false, "a: ?\n": false, "a: - b\n": false, "a:\n- - b\n": false, "a:\n-\n": false,
		"a: @b\n": false, "a: `b\n": false, "a: %b\n": false, "a: ,b\n": false, "a: ]b\n": false, "a\n": false, "a:b\n": false, "a:\nb\n": false,
		"a: {\n": false, "a: {b: c\n": false, "a: [{b: c]}\n": false, "a: [b: c]\n": false, "a: ['b'c]\n": false, "a: [b #c]\n": false,
		"a:\n  - b\n c: d\n": false, "a:\n  - b\n  c: d\n": false, "a:\n  b: c\n  - d\n": false, "a: b\n- c\n": false, "a: \u0085b\n": false, "a: b\x7f\n": false,
	} {
		_, recognized := scan.Document([]byte(text), 1)
		assert.Equal(t, want, recognized, "%q", text)
		if recognized {
			var parsed map[string]yaml.Node
			assert.NoError(t, yaml.Unmarshal([]byte(text), &parsed), "%q is recognized and must parse", text)
		}
	}
}

func TestIsSimpleText(t *testing.T) {
	for c := range 0x10000 {
		text := strings.Repeat("x\n", 9) + string(rune(c)) + strings.Repeat("\ny", 9)
		want := c == '\t' || c == '\n' || c >= ' ' && c < 0x7F || c >= 0xA0 && c != 0x2028 && c != 0x2029 && c < 0xFEFF || c > 0xFEFF && c < 0xFFFE
		for at := range 8 {
			require.Equal(t, want, scan.IsSimpleText([]byte(text[at:])), "U+%04X", c)
		}
	}
	assert.False(t, scan.IsSimpleText([]byte("abcdefgh\xff")), "not UTF-8")
}
