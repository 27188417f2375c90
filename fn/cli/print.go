package cli

import (
	"io"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/term"
)

// printText prints findings for people: in color and with source lines on a
// terminal, one line each elsewhere.
func printText(s streams, w io.Writer, findings []finding.Finding) error {
	if !term.Is(w) {
		return output.WriteText(w, findings)
	}
	return output.Terminal{Look: term.Of(w), Excerpt: s.files.excerpts(findings)}.Write(w, findings)
}
