package finding

import (
	"fmt"
	"io"
	"strings"
)

// Text is the finding as compilers print theirs:
//
//	jobs/train.yaml:14:9: error: spec.notebook.path: Required value [job-notebook-required]
func (f Finding) Text() string {
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
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	b.WriteString(oneLine(f.Message))
	if f.Rule != "" {
		b.WriteString(" [" + f.Rule + "]")
	}
	return b.String()
}

// WriteText prints one line a finding.
func WriteText(w io.Writer, findings []Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintln(w, f.Text()); err != nil {
			return err
		}
	}
	return nil
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
