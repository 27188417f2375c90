// Package term prints for people: it knows what a terminal can show, wraps text to its
// width, and makes text that others wrote safe to print. It knows nothing of findings
// or jobs.
package term

import (
	"os"

	"golang.org/x/term"
)

// Look is what a terminal can show. The zero Look is that of a pipe or a file: no
// colors, and lines as long as they need to be, so that grep finds things.
type Look struct {
	Color bool
	// Width is how many columns a line has, 0 for any number.
	Width int
}

// Of returns the look of a stream. It follows no-color.org.
func Of(stream any) Look {
	if !Is(stream) {
		return Look{}
	}
	width, _, err := term.GetSize(int(stream.(*os.File).Fd()))
	if err != nil {
		width = 0 // not known
	}
	return Look{Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", Width: width}
}

// Is reports whether a stream is a terminal.
func Is(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// Color is a color or weight of text: the parameters of an ANSI escape sequence. The
// empty Color changes nothing.
type Color string

// The colors in use.
const (
	Bold       Color = "1"
	Dim        Color = "2"
	Red        Color = "31"
	Green      Color = "32"
	Yellow     Color = "33"
	BoldRed    Color = "1;31"
	BoldYellow Color = "1;33"
	BoldCyan   Color = "1;36"
)

// Paint returns text in a color, where colors are shown.
func (l Look) Paint(color Color, text string) string {
	if !l.Color || color == "" || text == "" {
		return text
	}
	return "\x1b[" + string(color) + "m" + text + "\x1b[0m"
}
