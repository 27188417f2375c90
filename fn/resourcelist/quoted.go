package resourcelist

import "go.yaml.in/yaml/v3"

// scalarsEnd is where the lines end that hold the last quoted scalar of a tree:
// above it, what looks like a comment line may be text.
func (o *outline) scalarsEnd(n *yaml.Node) (int, bool) {
	end := o.lines[n.Line-1]
	if n.Kind == yaml.ScalarNode && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		at, ok := o.lines.offset(o.data, n.Line, n.Column)
		if !ok {
			return 0, false
		}
		closing, ok := quotedEnd(o.data, at)
		if !ok {
			return 0, false
		}
		return lineEnd(o.data, closing), true
	}
	for _, child := range n.Content {
		childEnd, ok := o.scalarsEnd(child)
		if !ok {
			return 0, false
		}
		end = max(end, childEnd)
	}
	return end, true
}

// quotedEnd is the offset after a quoted scalar whose properties (anchor, tag)
// or quote stand at the given offset.
func quotedEnd(data []byte, at int) (int, bool) {
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
