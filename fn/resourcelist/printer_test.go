package resourcelist

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A long piece that is remembered is written as if it were not.
func TestLongPieces(t *testing.T) {
	const line = "  a line of a script\n"
	text := []byte(strings.Repeat(line, 300))
	lines := func(n, by int) string { return strings.Repeat(strings.Repeat(" ", by)+line, n) }
	start := []byte("script: |\n")
	for name, tc := range map[string]struct {
		reason string
		print  func(p *printer)
		want   string
	}{
		"Again": {
			reason: "all jobs have the same scripts",
			print:  func(p *printer) { p.entry([][]byte{start, text, text}, 0); p.entry([][]byte{start, text}, 0) },
			want:   "- script: |\n" + lines(600, 2) + "- script: |\n" + lines(300, 2),
		},
		"Deeper": {
			reason: "a piece belongs to its item, whose dash may be at any column",
			print:  func(p *printer) { p.entry([][]byte{start, text}, 0); p.entry([][]byte{start, text}, 2) },
			want:   "- script: |\n" + lines(300, 2) + "  - script: |\n" + lines(300, 4),
		},
		"Shorter": {
			reason: "pieces of one text begin at one place and end where the next item differs",
			print:  func(p *printer) { p.entry([][]byte{start, text}, 0); p.entry([][]byte{start, text[:200*len(line)]}, 0) },
			want:   "- script: |\n" + lines(300, 2) + "- script: |\n" + lines(200, 2),
		},
		"Other": {
			reason: "another text of the same length",
			print: func(p *printer) {
				p.entry([][]byte{start, text}, 0)
				p.entry([][]byte{start, bytes.ReplaceAll(text, []byte("script"), []byte("SCRIPT"))}, 0)
			},
			want: "- script: |\n" + lines(300, 2) + "- script: |\n" + strings.ReplaceAll(lines(300, 2), "script", "SCRIPT"),
		},
		"Many": {
			reason: "what finds no place is not lost",
			print: func(p *printer) {
				for n := range 2 * maxShared {
					p.entry([][]byte{start, text[n*len(line):]}, 0)
				}
			},
			want: func() (all string) {
				for n := range 2 * maxShared {
					all += "- script: |\n" + lines(300-n, 2)
				}
				return all
			}(),
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			p := newPrinter(&out, false)
			tc.print(p)
			require.NoError(t, p.out.Flush())
			assert.Equal(t, tc.want, out.String(), tc.reason)
		})
	}
}
