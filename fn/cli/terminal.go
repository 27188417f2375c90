package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/notebook-validation/nvj/fn/finding"
)

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// printText prints findings for people: in colour and with source lines on a
// terminal, one plain line each elsewhere.
func printText(s streams, w io.Writer, findings []finding.Finding) error {
	if !isTerminal(w) {
		return finding.WriteText(w, findings)
	}
	width, _, err := term.GetSize(int(w.(*os.File).Fd()))
	if err != nil {
		width = 0 // not known
	}
	return finding.Terminal{
		Color:   hasColor(),
		Width:   width,
		Excerpt: s.files.excerpts(findings),
	}.Write(w, findings)
}

// hasColor follows no-color.org, and spares terminals that know no colours.
func hasColor() bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
