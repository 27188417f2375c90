package finding

import (
	"strconv"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// escapes are the sequences that a terminal obeys, in their 7-bit and 8-bit forms:
// operating system commands and other strings, which end with BEL or ST; control
// sequences such as colors; all others. A string without an end is no reason to drop
// the text behind it.
var escapes = lazyregexp.New(
	`(?:\x1b[\]PX^_]|[\x{90}\x{98}\x{9d}-\x{9f}])[^\n\a\x1b\x{90}\x{98}\x{9c}-\x{9f}]*(?:\a|\x1b\\|\x{9c})` +
		`|(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]` +
		`|\x1b[ -/]*[0-~]`)

// PlainText returns text of several lines as it reads on a terminal, without what a
// terminal obeys: escape sequences are gone, other control characters are spelled
// out as Printable does. Line feeds and tabs remain.
func PlainText(text string) string {
	text = escapes().ReplaceAllLiteralString(strings.ReplaceAll(text, "\r\n", "\n"), "")
	var plain strings.Builder
	for _, r := range text {
		if r == '\n' || r == '\t' || !unprintable(r) {
			plain.WriteRune(r)
		} else {
			plain.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return plain.String()
}
