package finding

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
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
	b.WriteString(f.saying())
	return Printable(b.String())
}

// saying is what is wrong with which field, by which rule.
func (f Finding) saying() string {
	text := oneLine(f.Message)
	if f.Field != "" {
		text = f.Field + ": " + text
	}
	if f.Rule != "" {
		text += " [" + f.Rule + "]"
	}
	return text
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

// Printable is a line of text in which characters that are not visible are spelt out,
// and which no CI system takes for a command: names come from files that others wrote,
// and must not be able to drive the reader's terminal or build.
func Printable(text string) string {
	if strings.IndexFunc(text, unprintable) < 0 {
		return Inert(text)
	}
	var b strings.Builder
	for _, r := range text {
		if unprintable(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return Inert(b.String())
}

// PrintableLines is Printable of text of several lines.
func PrintableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = Printable(line)
	}
	return strings.Join(lines, "\n")
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }
