package finding

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Terminal prints findings for people: the compiler-style line, folded to the
// width of the terminal, below it the source line with a caret, and a summary.
type Terminal struct {
	Color bool
	// Width is how many columns a line has, 0 when that is not known.
	Width int
	// Excerpt is the source line a finding stands on, false where there is none
	// to show. It holds nothing that may be a secret.
	Excerpt func(Finding) (Excerpt, bool)
}

// Excerpt is a line of source text. Column is the 1-based position, in
// characters, to point at.
type Excerpt struct {
	Text   string
	Column int
}

// ANSI escape sequences.
const (
	bold  = "\x1b[1m"
	dim   = "\x1b[2m"
	reset = "\x1b[0m"
)

var severityColors = map[Severity]string{
	Error: "\x1b[1;31m", Warning: "\x1b[1;33m", Info: "\x1b[1;36m",
}

// Write prints the findings. It prints nothing when there are none.
func (t Terminal) Write(w io.Writer, findings []Finding) error {
	if len(findings) == 0 {
		return nil
	}
	var b strings.Builder
	for _, f := range findings {
		t.head(&b, f)
		t.excerpt(&b, f)
	}
	b.WriteString(t.paint(bold, summary(findings)) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func summary(findings []Finding) string {
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
func (t Terminal) head(b *strings.Builder, f Finding) {
	lines := fold(f.Text(), t.Width)
	location := Printable(f.Location())
	severity := string(f.Severity) + ":"
	if location != "" {
		location += ":"
	}
	rest, found := strings.CutPrefix(lines[0], strings.TrimSpace(location+" "+severity))
	if found {
		lines[0] = strings.TrimSpace(t.paint(bold, location)+" "+t.paint(severityColors[f.Severity], severity)) + rest
	}
	last := &lines[len(lines)-1]
	if said, ok := strings.CutSuffix(*last, "["+f.Rule+"]"); ok && f.Rule != "" {
		*last = said + t.paint(dim, "["+f.Rule+"]")
	}
	for _, line := range lines {
		b.WriteString(Inert(line) + "\n")
	}
}

// excerpt prints the source line and a caret under the column.
func (t Terminal) excerpt(b *strings.Builder, f Finding) {
	if t.Excerpt == nil || f.Line == 0 {
		return
	}
	source, ok := t.Excerpt(f)
	if !ok {
		return
	}
	number := fmt.Sprintf("%5d", f.Line)
	text, column := window([]rune(Printable(strings.ReplaceAll(source.Text, "\t", " "))), source.Column, t.Width-len(number)-len(" | "))
	fmt.Fprintf(b, "%s %s\n", t.paint(dim, number+" |"), string(text))
	pad := strings.Repeat(" ", columns(text[:min(column-1, len(text))]))
	fmt.Fprintf(b, "%s %s%s\n", t.paint(dim, strings.Repeat(" ", len(number))+" |"), pad, t.paint(severityColors[f.Severity], "^"))
}

func (t Terminal) paint(code, text string) string {
	if !t.Color || code == "" || text == "" {
		return text
	}
	return code + text + reset
}

// fold breaks text between words; what follows the first line is indented. A
// word longer than a line stays whole, so that it can be copied.
func fold(text string, limit int) []string {
	const indent = "    "
	if limit <= 2*len(indent) || columns([]rune(text)) <= limit {
		return []string{text}
	}
	var lines []string
	line, used := "", 0
	for _, word := range strings.Split(text, " ") {
		wide := columns([]rune(word))
		if line != "" && strings.TrimSpace(line) != "" && used+1+wide > limit {
			lines = append(lines, line)
			line, used = indent+word, len(indent)+wide
			continue
		}
		if line != "" {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+wide
	}
	return append(lines, line)
}

// window cuts a line to a width around the column to point at; cuts show as "…".
func window(text []rune, column, limit int) ([]rune, int) {
	column = max(column, 1)
	if limit < 8 || columns(text) <= limit {
		return text, column
	}
	start := 0
	for start < column-1 && columns(text[start:min(column, len(text))]) > limit*2/3 {
		start++
	}
	end := start
	for end < len(text) && columns(text[start:end+1]) <= limit-2 {
		end++
	}
	cut := append([]rune{}, text[start:end]...)
	if end < len(text) {
		cut = append(cut, '…')
	}
	if start > 0 {
		return append([]rune{'…'}, cut...), column - start + 1
	}
	return cut, column
}

// columns is how wide a terminal shows text.
func columns(text []rune) int {
	n := 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case isWide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

func isWide(r rune) bool {
	kind := width.LookupRune(r).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}
