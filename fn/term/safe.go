package term

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// Text that others wrote must not control the reader's terminal, nor the build whose
// log it is in. Names, messages and source lines come from such text.
var (
	// escapes are the sequences that a terminal obeys, in their 7-bit and 8-bit forms:
	// operating system commands and other strings, which end with BEL or ST; control
	// sequences such as colors; all others. The text behind a string that does not end
	// is kept.
	escapes = lazyregexp.New(
		`(?:\x1b[\]PX^_]|[\x{90}\x{98}\x{9d}-\x{9f}])[^\n\a\x1b\x{90}\x{98}\x{9c}-\x{9f}]*(?:\a|\x1b\\|\x{9c})` +
			`|(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]` +
			`|\x1b[ -/]*[0-~]`)
	// ciCommand matches what a CI system reads as a command anywhere in a line:
	// GitHub's ##[…], ##vso[…] of Azure Pipelines, ##teamcity[…].
	ciCommand = lazyregexp.New(`(?i)#(#[a-z]*\[)`)
	// lineCommand matches what GitHub reads as a command at the start of a line, also
	// after blanks.
	lineCommand = lazyregexp.New(`(?m)^([ \t]*)::`)
)

// Printable returns text as one line that is safe to print: characters that are not
// visible are spelled out, and no CI system reads it as a command.
func Printable(text string) string { return Inert(spellOut(text, "")) }

// PrintableLines is Printable of text of several lines, which it keeps.
func PrintableLines(text string) string { return Inert(spellOut(text, "\n")) }

// Plain returns text of several lines as it reads on a terminal, without what a
// terminal obeys: escape sequences are removed, other control characters are spelled
// out. Line feeds and tabs remain. The result is data, to be printed through Inert.
func Plain(text string) string {
	return spellOut(escapes().ReplaceAllLiteralString(strings.ReplaceAll(text, "\r\n", "\n"), ""), "\n\t")
}

// Inert returns text in which no CI system finds a command: the first character of
// each is spelled out.
func Inert(text string) string {
	if strings.Contains(text, "::") {
		text = lineCommand().ReplaceAllString(text, `$1\x3a:`)
	}
	return EscapeCommands(text, `\x23`)
}

// EscapeCommands replaces the first character of commands that a CI system finds
// anywhere in a line, a "#", by another form of it: in JSON and XML an escape that
// readers undo.
func EscapeCommands(text, hash string) string {
	if !strings.Contains(text, "##") {
		return text
	}
	return ciCommand().ReplaceAllString(text, hash+"$1")
}

// spellOut replaces characters that are not visible by their escapes in Go, but for
// those of keep.
func spellOut(text, keep string) string {
	hidden := func(r rune) bool { return !unicode.IsPrint(r) && !strings.ContainsRune(keep, r) }
	if strings.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hidden(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
