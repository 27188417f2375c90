package excerpt

import (
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"
)

// printer builds the shown line from left to right.
type printer struct {
	source []rune
	at     int    // how much of source is dealt with
	shown  []rune // the line so far
	// columns maps columns of source, from 0, to columns of shown, from 1.
	columns []int
}

// token shows what stands between the last token and this one, and then it.
func (p *printer) token(t token, next int, secret bool) {
	if t.column < p.at || t.column >= len(p.source) || isEmpty(t.node) {
		return
	}
	p.gap(t.column)
	end, known := p.end(t, next)
	switch {
	case known && !secret:
		p.copy(end)
	case known:
		p.elide(end, "…")
	default: // whatever is between here and the next token may belong to it
		p.elide(next, "… ")
	}
}

// isEmpty reports a value that is left out, which has no text.
func isEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
}

// punctuation is what YAML and JSON need besides keys and values.
const punctuation = " \t-?:,{}[]"

// gap shows the punctuation up to a column. Whatever else stands there, a
// comment, an anchor, another resource, the rest of a value from the line above,
// is left out, and at the front of a line everything before it as well.
func (p *printer) gap(end int) {
	stop := p.at
	for stop < end && strings.ContainsRune(punctuation, p.source[stop]) {
		stop++
	}
	if stop == end || p.at > 0 {
		p.copy(stop)
	}
	switch {
	case p.at == end:
	case p.source[p.at] == '#':
		p.elide(end, "")
	default:
		p.elide(end, "…")
	}
}

// copy shows source up to a column.
func (p *printer) copy(end int) {
	for ; p.at < end; p.at++ {
		p.shown = append(p.shown, p.source[p.at])
		p.columns[p.at] = len(p.shown)
	}
}

// elide shows a mark for source up to a column; two marks in a row are one.
func (p *printer) elide(end int, mark string) {
	start := len(p.shown) + 1
	if n := len(p.shown); n > 0 && p.shown[n-1] == '…' {
		mark = strings.TrimPrefix(mark, "…")
	}
	if mark == "" {
		start = max(len(p.shown), 1)
	}
	p.shown = append(p.shown, []rune(mark)...)
	for ; p.at < end; p.at++ {
		p.columns[p.at] = start
	}
}

// end is the column after a token, if its text is all on this line and is what
// the parser read. The next token begins after it.
func (p *printer) end(t token, next int) (int, bool) {
	if next <= t.column {
		next = len(p.source)
	}
	text := string(p.source[t.column:next])
	if t.node.Kind == yaml.AliasNode {
		alias := "*" + t.node.Value
		return t.column + len([]rune(alias)), strings.HasPrefix(text, alias)
	}
	written := t.node.Value
	switch {
	case t.node.Kind != yaml.ScalarNode, t.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return 0, false
	case t.node.Style&yaml.DoubleQuotedStyle != 0:
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return 0, false
		}
		written = quoted
	case t.node.Style&yaml.SingleQuotedStyle != 0:
		written = "'" + strings.ReplaceAll(written, "'", "''") + "'"
	}
	return t.column + len([]rune(written)), written != "" && strings.HasPrefix(text, written)
}
