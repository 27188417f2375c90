package output

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/term"
)

// Subject is a resource that was checked, whether or not anything was found.
type Subject struct {
	finding.Resource
	finding.Position
}

// Report is what the formats of CI systems are printed from.
type Report struct {
	Findings []finding.Finding
	// Checked are the NotebookValidationJobs that were looked at, in order. Their
	// line is the first of their document.
	Checked []Subject
	// Rules document the rule IDs of findings, as far as they are known.
	Rules []finding.Rule
	// Version is nvj's own.
	Version string
	// Default is where findings that are in no file are shown, as those about flags.
	Default finding.Position
	// Path returns a file as code hosts know it: relative to the root of the
	// repository. nil leaves files as they are.
	Path func(file string) string
}

// Counts says how many findings of each severity there are.
type Counts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
}

// Count counts findings by severity.
func Count(findings []finding.Finding) Counts {
	var counts Counts
	for _, f := range findings {
		switch f.Severity {
		case finding.Error:
			counts.Errors++
		case finding.Warning:
			counts.Warnings++
		default:
			counts.Infos++
		}
	}
	return counts
}

// String is the counts in words, without those that are zero: "2 errors, 1 warning".
func (c Counts) String() string {
	var words []string
	for _, part := range []struct {
		n    int
		noun string
	}{{c.Errors, "error"}, {c.Warnings, "warning"}, {c.Infos, "note"}} {
		if part.n > 0 {
			words = append(words, Plural(part.n, part.noun))
		}
	}
	return strings.Join(words, ", ")
}

// Plural is a number and its noun: "1 file", "2 files".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// writeReport writes a report in which hash stands for the first character of what a
// CI system would read as a command: an escape that readers of the format undo.
func writeReport(w io.Writer, report *bytes.Buffer, hash string) error {
	_, err := io.WriteString(w, term.EscapeCommands(report.String(), hash))
	return err
}

// The escapes of # in JSON and XML.
const (
	jsonHash = `\u0023`
	xmlHash  = "&#35;"
)
