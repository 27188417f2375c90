package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/term"
)

// Text returns the finding as compilers print theirs:
//
//	jobs/train.yaml:14:9: error: spec.notebook.path: Required value [job-notebook-required]
func Text(f finding.Finding) string {
	var b strings.Builder
	if at := f.Location(); at != "" {
		b.WriteString(at + ": ")
	}
	b.WriteString(string(f.Severity) + ": ")
	// Without a line, or where several documents share a file, the file alone
	// does not say which resource is meant.
	if f.File != "" && f.Line == 0 && f.Resource.Kind != "" {
		b.WriteString(f.Resource.String() + ": ")
	}
	b.WriteString(message(f))
	return term.Printable(b.String())
}

// message says what is wrong with which field, by which rule.
func message(f finding.Finding) string {
	text := oneLine(f.Message)
	if f.Field != "" {
		text = f.Field + ": " + text
	}
	if f.Rule != "" {
		text += " [" + f.Rule + "]"
	}
	return text
}

// WriteText prints one line for each finding.
func WriteText(w io.Writer, findings []finding.Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintln(w, Text(f)); err != nil {
			return err
		}
	}
	return nil
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
