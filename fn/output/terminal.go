package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/term"
)

// Terminal prints findings for people: the compiler-style line, folded to the
// width of the terminal, below it the source line with a caret, and a summary.
type Terminal struct {
	term.Look
	// Excerpt returns the source line of a finding, false where there is none to
	// show. It holds nothing that may be a secret.
	Excerpt func(finding.Finding) (finding.Excerpt, bool)
}

var severityColors = map[finding.Severity]term.Color{
	finding.Error: term.BoldRed, finding.Warning: term.BoldYellow, finding.Info: term.BoldCyan,
}

// Write prints the findings. It prints nothing when there are none.
func (t Terminal) Write(w io.Writer, findings []finding.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	var b strings.Builder
	for _, f := range findings {
		t.head(&b, f)
		t.excerpt(&b, f)
	}
	b.WriteString(t.Paint(term.Bold, summary(findings)) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func summary(findings []finding.Finding) string {
	files := map[string]bool{}
	for _, f := range findings {
		if f.File != "" {
			files[f.File] = true
		}
	}
	text := Count(findings).String()
	if len(files) > 0 {
		text += " in " + Plural(len(files), "file")
	}
	return text
}

// head prints the finding itself. Location and severity stay on one line, for
// terminals that open a file at a click.
func (t Terminal) head(b *strings.Builder, f finding.Finding) {
	lines := term.Wrap(Text(f), t.Width, "    ")
	location := term.Printable(f.Location())
	severity := string(f.Severity) + ":"
	if location != "" {
		location += ":"
	}
	rest, found := strings.CutPrefix(lines[0], strings.TrimSpace(location+" "+severity))
	if found {
		lines[0] = strings.TrimSpace(t.Paint(term.Bold, location)+" "+t.Paint(severityColors[f.Severity], severity)) + rest
	}
	last := &lines[len(lines)-1]
	if text, ok := strings.CutSuffix(*last, "["+f.Rule+"]"); ok && f.Rule != "" {
		*last = text + t.Paint(term.Dim, "["+f.Rule+"]")
	}
	for _, line := range lines {
		b.WriteString(term.Inert(line) + "\n")
	}
}

// excerpt prints the source line and a caret under the column.
func (t Terminal) excerpt(b *strings.Builder, f finding.Finding) {
	if t.Excerpt == nil || f.Line == 0 {
		return
	}
	source, ok := t.Excerpt(f)
	if !ok {
		return
	}
	number := fmt.Sprintf("%5d", f.Line)
	line := []rune(term.Printable(strings.ReplaceAll(source.Text, "\t", " ")))
	text, column := term.Window(line, source.Column, t.Width-len(number)-len(" | "))
	fmt.Fprintf(b, "%s %s\n", t.Paint(term.Dim, number+" |"), string(text))
	pad := strings.Repeat(" ", term.Columns(string(text[:min(column-1, len(text))])))
	fmt.Fprintf(b, "%s %s%s\n", t.Paint(term.Dim, strings.Repeat(" ", len(number))+" |"), pad, t.Paint(severityColors[f.Severity], "^"))
}
