package resourcelist

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// What the boundary finder can prove plain needs no YAML parser to become nodes:
// the parser takes almost four times as long (docs/adr/0009). This one knows the
// shapes of plain.go, less some that hosts seldom write: comments, flow collections
// that hold anything, folded text, values of null. It makes the parser's own nodes,
// positions and tags included, or declines. Fuzzing compares the two
// (requirePlainEqualsParser).

// plainParser walks over the lines of a text.
type plainParser struct {
	cursor
	deep int // how many collections are open
	free []yaml.Node
}

// parsePlain makes the node of a text that is one plain block mapping.
func parsePlain(text []byte) (*yaml.Node, bool) {
	if len(text) == 0 || text[len(text)-1] != '\n' || !isPlainText(text) {
		return nil, false
	}
	p := &plainParser{cursor: cursor{data: text, here: position{line: 1}}}
	indent, more := p.next()
	if !more || indent != 0 {
		return nil, false
	}
	n := p.mapping(0)
	return n, n != nil && p.here.at == len(p.data)
}

// next moves to the next line that is not blank and returns its indentation.
func (p *plainParser) next() (indent int, more bool) {
	for p.here.at < len(p.data) {
		text := p.text()
		if indent = indentation(text); indent < len(text) {
			return indent, true
		}
		p.pass(len(text))
	}
	return 0, false
}

// node makes a node that stands at a column of the current line.
func (p *plainParser) node(kind yaml.Kind, tag string, column int) *yaml.Node {
	if len(p.free) == 0 {
		p.free = make([]yaml.Node, 64)
	}
	n := &p.free[0]
	p.free = p.free[1:]
	n.Kind, n.Tag, n.Line, n.Column = kind, tag, p.here.line, column+1
	return n
}

// mapping reads the entries of a mapping whose first key stands at the given
// column of the current line. It returns nil where it declines.
func (p *plainParser) mapping(column int) *yaml.Node {
	p.deep++
	if p.deep > maxOpen {
		return nil
	}
	defer func() { p.deep-- }()
	n := p.node(yaml.MappingNode, "!!map", column)
	for indent, more := column, true; more && indent == column; {
		text := p.text()
		length := plainKey(text[column:])
		if length == 0 {
			return nil
		}
		if !isASCII(text[column : column+length]) {
			return nil // columns count characters
		}
		key := p.scalar(text[column:column+length], column)
		if key == nil {
			return nil
		}
		value := p.value(text, column+length+1, column, true)
		if value == nil {
			return nil
		}
		n.Content = append(n.Content, key, value)
		if indent, more = p.next(); more && indent > column {
			return nil
		}
		if more && indent == column && isEntry(p.text()[indent:]) {
			break // of the list that this mapping is an item of
		}
	}
	return n
}

// sequence reads the items of a list whose dashes stand at the given column.
func (p *plainParser) sequence(column int) *yaml.Node {
	p.deep++
	if p.deep > maxOpen {
		return nil
	}
	defer func() { p.deep-- }()
	n := p.node(yaml.SequenceNode, "!!seq", column)
	for indent, more := column, true; more && indent == column && isEntry(p.text()[column:]); {
		text := p.text()
		var item *yaml.Node
		switch start := column + 2; {
		case start > len(text):
		case plainKey(text[start:]) > 0:
			item = p.mapping(start)
		default:
			item = p.value(text, start, column, false)
		}
		if item == nil {
			return nil
		}
		n.Content = append(n.Content, item)
		if indent, more = p.next(); more && indent > column {
			return nil
		}
	}
	return n
}

// value reads what stands behind a key or a dash, from the given offset of the
// current line, and moves over it. column is that of the key or dash, below which
// a key may have a collection.
func (p *plainParser) value(text []byte, start, column int, isKey bool) *yaml.Node {
	start += indentation(text[start:])
	switch plainValue(text[start:]) {
	case wholeValue:
		n := p.scalar(bytes.TrimRight(text[start:], " "), start)
		p.pass(len(text))
		return n
	case blockScalar:
		return p.literal(text, start, column)
	case noValue:
		if !isKey || start < len(text) {
			return nil
		}
		p.pass(len(text))
		indent, more := p.next()
		switch {
		case !more:
		case indent >= column && isEntry(p.text()[indent:]):
			return p.sequence(indent)
		case indent > column:
			return p.mapping(indent)
		}
	}
	return nil
}

// scalar makes the node of a scalar, or of an empty collection, that is all of text.
func (p *plainParser) scalar(text []byte, column int) *yaml.Node {
	n := p.node(yaml.ScalarNode, "!!str", column)
	switch last := len(text) - 1; {
	case string(text) == "{}":
		n.Kind, n.Tag, n.Style = yaml.MappingNode, "!!map", yaml.FlowStyle
		return n
	case string(text) == "[]":
		n.Kind, n.Tag, n.Style = yaml.SequenceNode, "!!seq", yaml.FlowStyle
		return n
	case text[0] == '{' || text[0] == '[':
		return nil
	case text[0] == '\'' || text[0] == '"':
		if quoted(text) != len(text) {
			return nil // a comment follows
		}
		n.Style, n.Value = yaml.SingleQuotedStyle, strings.ReplaceAll(string(text[1:last]), "''", "'")
		if text[0] == '"' {
			n.Style, n.Value = yaml.DoubleQuotedStyle, unescaped(text[1:last])
		}
		return n
	case bytes.Contains(text, []byte(" #")): // a comment follows
		return nil
	case string(text) == "<<": // the parser takes it for a merge key
		return nil
	}
	n.Value = string(text)
	n.Tag = ""
	n.Tag = n.ShortTag() // of the library's resolution
	return n
}

func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// unescaped is the value of text between double quotes.
func unescaped(text []byte) string {
	if bytes.IndexByte(text, '\\') < 0 {
		return string(text)
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' {
			i++
			c, _ := escaped(text[i])
			out = append(out, c)
			continue
		}
		out = append(out, text[i])
	}
	return string(out)
}

// literal reads a literal block scalar whose header stands at an offset of the
// current line. Its text must be deeper than its parent.
func (p *plainParser) literal(text []byte, start, parent int) *yaml.Node {
	header := string(bytes.TrimRight(text[start:], " "))
	if header != "|" && header != "|-" && header != "|+" {
		return nil
	}
	n := p.node(yaml.ScalarNode, "!!str", start)
	n.Style = yaml.LiteralStyle
	p.pass(len(text))
	column, lines, end := 0, []byte(nil), 0
	for p.here.at < len(p.data) {
		text := p.text()
		indent := indentation(text)
		if column == 0 {
			if indent == len(text) || indent <= parent || text[indent] == '\t' {
				return nil
			}
			column = indent
		}
		if indent < len(text) && indent < column {
			break
		}
		lines = append(append(lines, text[min(column, len(text)):]...), '\n')
		if indent < len(text) || len(text) > column {
			end = len(lines) // trailing empty lines do not count
		}
		p.pass(len(text))
	}
	switch {
	case column == 0:
		return nil
	case header == "|-":
		lines = lines[:end-1]
	case header == "|":
		lines = lines[:end]
	}
	n.Value = string(lines)
	return n
}
