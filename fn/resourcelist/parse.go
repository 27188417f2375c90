package resourcelist

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
	"github.com/notebook-validation/nvj/fn/yamlnode"
)

// parser cuts a document into sections and items by the positions of its nodes.
type parser struct {
	data  []byte
	lines scan.Lines
	list  *List
	// cut says that the sections are lines of the input.
	cut bool
}

func newParser(data []byte) *parser {
	return &parser{data: data, lines: scan.NewLines(data), list: &List{}}
}

// parseList makes the list of a mapping with items.
func parseList(data []byte, root *yaml.Node) (*List, error) {
	if err := boundAliases(root, yamlnode.PerDocument); err != nil {
		return nil, err
	}
	p := newParser(data)
	p.list.APIVersion, _ = header(root)
	if p.cut = p.cutSections(root); !p.cut {
		p.encodeSections(root)
	}
	for i := range p.list.layout.Sections {
		if err := p.section(&p.list.layout.Sections[i], root.Content[2*i], root.Content[2*i+1]); err != nil {
			return nil, err
		}
	}
	return p.list, nil
}

// cutSections takes the lines of each top-level key from the input. It declines if the
// keys are not at the start of lines of their own, as in JSON.
func (p *parser) cutSections(root *yaml.Node) bool {
	l := &p.list.layout
	if root.Style&yaml.FlowStyle != 0 || len(root.Content) == 0 {
		return false
	}
	l.Indent = root.Content[0].Column - 1
	l.Dash = l.Indent
	starts := make([]int, 0, len(root.Content)/2+1)
	for i := 0; i < len(root.Content); i += 2 {
		key := root.Content[i]
		at, ok := p.lines.Offset(p.data, key.Line, key.Column)
		if !ok || at != p.lines[key.Line-1]+l.Indent || scan.Indentation(p.data[at-l.Indent:]) != l.Indent {
			return false
		}
		start := at - l.Indent
		if i > 0 {
			floor, ok := p.quotedEnd(root.Content[i-1])
			if !ok {
				return false
			}
			start = p.lines.LeadingComments(p.data, start, floor, l.Indent)
		}
		starts = append(starts, start)
		l.Sections = append(l.Sections, scan.Section{Name: key.Value, Key: at - start, Line: p.lines.Line(start)})
	}
	end, ok := p.documentEnd(root.Content[len(root.Content)-1], l.Indent)
	if !ok {
		return false
	}
	starts = append(starts, end)
	for i := range l.Sections {
		l.Sections[i].Text = p.data[starts[i]:starts[i+1]]
	}
	l.Prefix, l.Suffix = p.data[:starts[0]], p.data[end:]
	return true
}

// documentEnd returns the offset at which the lines of the last value end: at a
// document marker or the end of the input, or at the comments above it.
func (p *parser) documentEnd(last *yaml.Node, column int) (int, bool) {
	end := len(p.data)
	for _, at := range p.lines[last.Line-1:] {
		if scan.IsMarker(p.data[at:]) {
			end = at
			break
		}
	}
	if end == len(p.data) && !scan.EndsLine(p.data) {
		return end, true
	}
	floor, ok := p.quotedEnd(last)
	if !ok {
		return 0, false
	}
	return p.lines.LeadingComments(p.data, end, floor, column), true
}

// encodeSections encodes each top-level key, for a document whose keys are not lines
// of their own.
func (p *parser) encodeSections(root *yaml.Node) {
	p.list.layout = scan.Layout{}
	for i := 0; i < len(root.Content); i += 2 {
		key := root.Content[i]
		p.list.layout.Sections = append(p.list.layout.Sections, scan.Section{Name: key.Value, Text: encodeSection(key, root.Content[i+1]), Line: key.Line})
	}
}

// encodeSection encodes a section in block style and without aliases. Items are left
// out, because they are written one by one.
func encodeSection(key, value *yaml.Node) []byte {
	if key.Value == "items" {
		return []byte("items:\n")
	}
	block := blockCopy(expand(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, value}}))
	return encode(block, true)
}

// section completes a section with its value: the function config, the items, or only
// its text.
func (p *parser) section(s *scan.Section, key, value *yaml.Node) error {
	switch {
	case s.Name == "items":
		return p.items(s, value)
	case s.Name == "functionConfig" && !isNull(value):
		if err := boundAliases(value, yamlnode.PerResource); err != nil {
			return err
		}
		if p.cut && p.isSelfContained(value) && p.list.readSection(*s) {
			return nil
		}
		p.list.FunctionConfig = &Item{}
		p.item(p.list.FunctionConfig, value)
	}
	if p.cut && !p.isSelfContained(value) {
		s.Text, s.Key = indented(encodeSection(key, value), p.list.layout.Indent), p.list.layout.Indent
	}
	return nil
}

// isSelfContained reports whether a value's lines mean the same wherever they are
// written: its aliases point into it, and the input does not end in a block scalar,
// whose value a newline after it would change.
func (p *parser) isSelfContained(value *yaml.Node) bool {
	return selfContained(value) && (scan.EndsLine(p.data) || !endsInBlockScalar(value))
}

func endsInBlockScalar(n *yaml.Node) bool {
	for len(n.Content) > 0 {
		n = n.Content[len(n.Content)-1]
	}
	return n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// readSection parses a top-level key other than items alone, and sets what the list
// knows of it. It declines if the lines are not exactly this key, or the value is not
// valid.
func (l *List) readSection(s scan.Section) bool {
	n, err := parseMapping(s.Text)
	if err != nil || len(n.Content) != 2 || n.Content[0].Value != s.Name {
		return false
	}
	value := n.Content[1]
	switch s.Name {
	case "kind":
		return scalar(value) == "ResourceList"
	case "apiVersion":
		l.APIVersion = scalar(value)
		return checkHeader(l.APIVersion, "ResourceList") == nil
	}
	if checkKeys(n) != nil {
		return false
	}
	if s.Name == "functionConfig" && !isNull(value) {
		l.FunctionConfig = configItem(s, n)
	}
	return true
}

// configItem makes an item of the function config, from the mapping to which its
// section parses alone.
func configItem(s scan.Section, mapping *yaml.Node) *Item {
	key, value := mapping.Content[0], mapping.Content[1]
	it := &Item{}
	if value.Style&(yaml.FlowStyle|yaml.TaggedStyle) != 0 || value.Anchor != "" || value.Content[0].Line != value.Line || bytes.Contains(s.Text, bom) {
		it.setNode(value, origin{line: s.Line + value.Line - 1, above: s.Line - 1})
		return it
	}
	it.lines = &scan.Item{
		Text: s.Text[s.Key+scan.LineEnd(s.Text[s.Key:], 0):],
		Line: s.Line + key.Line, Dash: -1, Column: value.Content[0].Column - 1,
	}
	it.identity = identityOf(value)
	return it
}
