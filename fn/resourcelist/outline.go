package resourcelist

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

// outline cuts a parsed document into sections and items, by the positions of
// its nodes.
type outline struct {
	data  []byte
	lines lineIndex
	list  *List
	// cut says that the sections are lines of the input.
	cut bool
}

// readWhole is the full path: the parser reads everything.
func readWhole(data []byte) (*List, error) {
	// The parser does not count the byte order mark.
	mark := data[:len(data)-len(bytes.TrimPrefix(data, bom))]
	data = data[len(mark):]
	documents, err := parseDocuments(data)
	if err != nil {
		return nil, err
	}
	switch {
	case len(documents) == 0:
		return nil, errEmpty
	case len(documents) > 1:
		return nil, errorAt(documents[1].Content[0].Line, "the input has several YAML documents: expected one ResourceList")
	}
	root := documents[0].Content[0]
	if err := checkRoot(root); err != nil {
		return nil, err
	}
	l, err := outlineList(data, root)
	if err != nil {
		return nil, err
	}
	l.prefix = append(mark[:len(mark):len(mark)], l.prefix...)
	return l, nil
}

// outlineList makes the list of a mapping with items.
func outlineList(data []byte, root *yaml.Node) (*List, error) {
	if err := boundAliases(root); err != nil {
		return nil, err
	}
	o := &outline{data: data, lines: indexLines(data), list: &List{}}
	o.list.APIVersion, _ = header(root)
	if o.cut = o.cutSections(root); !o.cut {
		o.rewriteSections(root)
	}
	for i := range o.list.sections {
		if err := o.fill(&o.list.sections[i], root.Content[2*i], root.Content[2*i+1]); err != nil {
			return nil, err
		}
	}
	return o.list, nil
}

// cutSections takes the lines of each top-level key from the input. It declines
// when the keys do not stand at the start of lines of their own, as in JSON.
func (o *outline) cutSections(root *yaml.Node) bool {
	l := &o.list.layout
	if root.Style&yaml.FlowStyle != 0 || len(root.Content) == 0 {
		return false
	}
	l.indent = root.Content[0].Column - 1
	l.dash = l.indent
	starts := make([]int, 0, len(root.Content)/2+1)
	for i := 0; i < len(root.Content); i += 2 {
		key := root.Content[i]
		at, ok := o.lines.offset(o.data, key.Line, key.Column)
		if !ok || at != o.lines[key.Line-1]+l.indent || indentation(o.data[at-l.indent:]) != l.indent {
			return false
		}
		start := at - l.indent
		if i > 0 {
			floor, ok := o.scalarsEnd(root.Content[i-1])
			if !ok {
				return false
			}
			start = o.lines.leadingComments(o.data, start, floor, l.indent)
		}
		starts = append(starts, start)
		l.sections = append(l.sections, section{name: key.Value, key: at - start, line: o.lines.line(start)})
	}
	end, ok := o.documentEnd(root.Content[len(root.Content)-1], l.indent)
	if !ok {
		l.sections = nil
		return false
	}
	starts = append(starts, end)
	for i := range l.sections {
		l.sections[i].text = o.data[starts[i]:starts[i+1]]
	}
	l.prefix, l.suffix = o.data[:starts[0]], o.data[end:]
	return true
}

// documentEnd is where the lines of the last value end: at a document marker or
// the end of the input, less the comments above.
func (o *outline) documentEnd(last *yaml.Node, column int) (int, bool) {
	end := len(o.data)
	for _, at := range o.lines[last.Line-1:] {
		if isMarker(o.data[at:]) {
			end = at
			break
		}
	}
	if end == len(o.data) && !breakBefore(o.data, end) {
		return end, true
	}
	floor, ok := o.scalarsEnd(last)
	if !ok {
		return 0, false
	}
	return o.lines.leadingComments(o.data, end, floor, column), true
}

// isMarker reports whether text starts with a document marker. At the start of
// a line YAML allows nothing else to look like one.
func isMarker(text []byte) bool {
	if !bytes.HasPrefix(text, []byte("---")) && !bytes.HasPrefix(text, []byte("...")) {
		return false
	}
	return len(text) == 3 || text[3] == ' ' || text[3] == '\t' || breakAt(text, 3) > 0
}

// rewriteSections writes each top-level key anew, for a document whose lines
// cannot be told apart.
func (o *outline) rewriteSections(root *yaml.Node) {
	o.list.layout = layout{}
	for i := 0; i < len(root.Content); i += 2 {
		key := root.Content[i]
		o.list.sections = append(o.list.sections, section{name: key.Value, text: rewrite(key, root.Content[i+1]), line: key.Line})
	}
}

// rewrite is a section in block style, without aliases. Items are left out:
// they are written one by one.
func rewrite(key, value *yaml.Node) []byte {
	if key.Value == "items" {
		return []byte("items:\n")
	}
	block := blockCopy(expand(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, value}}))
	return encode(block, true)
}

// fill takes over a section's value: the function config, the items, or nothing
// but its text.
func (o *outline) fill(s *section, key, value *yaml.Node) error {
	switch {
	case s.name == "items":
		return o.fillItems(s, value)
	case s.name == "functionConfig" && !isNull(value):
		if o.cut && o.standsAlone(value) && o.list.adopt(*s) {
			return nil
		}
		o.list.FunctionConfig = &Item{dash: -1}
		o.fillNode(o.list.FunctionConfig, value)
	}
	if o.cut && !o.standsAlone(value) {
		s.text, s.key = indented(rewrite(key, value), o.list.indent), o.list.indent
	}
	return nil
}

// standsAlone reports whether a value's lines mean the same wherever they are
// put: its aliases point into it, and the input does not end within a block
// scalar, whose value a newline after it would change.
func (o *outline) standsAlone(value *yaml.Node) bool {
	return selfContained(value) && (breakBefore(o.data, len(o.data)) || !endsInBlockScalar(value))
}

func endsInBlockScalar(n *yaml.Node) bool {
	for len(n.Content) > 0 {
		n = n.Content[len(n.Content)-1]
	}
	return n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
}
