package resourcelist

import (
	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// quotedEnd returns the offset after the lines that hold the last quoted scalar of a
// tree: above it, what looks like a comment line may be text.
func (p *parser) quotedEnd(n *yaml.Node) (int, bool) {
	end := p.lines[n.Line-1]
	if n.Kind == yaml.ScalarNode && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		at, ok := p.lines.Offset(p.data, n.Line, n.Column)
		if !ok {
			return 0, false
		}
		closing, ok := closingQuote(p.data, at)
		if !ok {
			return 0, false
		}
		return scan.LineEnd(p.data, closing), true
	}
	for _, child := range n.Content {
		childEnd, ok := p.quotedEnd(child)
		if !ok {
			return 0, false
		}
		end = max(end, childEnd)
	}
	return end, true
}

// closingQuote returns the offset after the quoted scalar that starts at the given
// offset, with its anchor or tag if it has one.
func closingQuote(data []byte, at int) (int, bool) {
	for at < len(data) && data[at] != '"' && data[at] != '\'' {
		if data[at] != '!' && data[at] != '&' {
			return 0, false
		}
		for at < len(data) && !isBlankByte(data[at]) {
			at++
		}
		for at < len(data) && isBlankByte(data[at]) {
			at++
		}
	}
	if at == len(data) {
		return 0, false
	}
	quote := data[at]
	for at++; at < len(data); at++ {
		switch {
		case data[at] == '\\' && quote == '"':
			at++
		case data[at] == quote && quote == '\'' && at+1 < len(data) && data[at+1] == quote:
			at++
		case data[at] == quote:
			return at + 1, true
		}
	}
	return 0, false
}
