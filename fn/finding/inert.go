package finding

import (
	"bytes"
	"io"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// ciCommand matches what a CI system takes for a command wherever it is in a line:
// GitHub's ##[…], ##vso[…] of Azure Pipelines, ##teamcity[…].
var ciCommand = lazyregexp.New(`(?i)#(#[a-z]*\[)`)

// Inert is a line of text that no CI system takes for a command. GitHub reads a
// command at the start of a line, after blanks too. What would be one is spelt out as
// Printable spells out characters.
func Inert(line string) string {
	rest := strings.TrimLeft(line, " \t")
	if strings.HasPrefix(rest, "::") {
		line = line[:len(line)-len(rest)] + `\x3a` + rest[1:]
	}
	if strings.Contains(line, "##") {
		line = ciCommand().ReplaceAllString(line, `\x23$1`)
	}
	return line
}

// writeInert writes a report in which hash stands for the first character of what a
// CI system would take for a command: an escape that readers of the format undo.
func writeInert(w io.Writer, report []byte, hash string) error {
	if bytes.Contains(report, []byte("##")) {
		report = ciCommand().ReplaceAll(report, []byte(hash+"$1"))
	}
	_, err := w.Write(report)
	return err
}

// The escapes of # in JSON and XML.
const (
	jsonHash = `\u0023`
	xmlHash  = "&#35;"
)
