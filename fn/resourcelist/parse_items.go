package resourcelist

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
	"github.com/notebook-validation/nvj/fn/yamlnode"
)

// items makes the items of the list, and cuts the section down to the lines before
// the first of them.
func (p *parser) items(s *scan.Section, value *yaml.Node) error {
	sequence := resolve(value)
	if isNull(value) || len(sequence.Content) == 0 {
		p.list.nullItems = isNull(value)
		if p.cut {
			s.Text = withoutValue(s)
		}
		return nil
	}
	for i, n := range sequence.Content {
		if resolve(n).Kind != yaml.MappingNode {
			return errorAt(n.Line, "items[%d]: Invalid value: must be a resource (a mapping), not %s", i, describe(n))
		}
		if err := boundAliases(n, yamlnode.PerResource); err != nil {
			return err
		}
	}
	items := make([]Item, len(sequence.Content))
	first, cut := p.cutItems(s, value, items)
	for i, n := range sequence.Content {
		p.item(&items[i], n)
	}
	p.list.Items = pointers(items)
	switch {
	case cut:
		s.Text = s.Text[:first]
	case p.cut:
		s.Text = append(s.Text[:s.Key:s.Key], "items:\n"...)
	}
	return nil
}

// withoutValue returns the section's text without its value, which is null or an empty
// list, so that items can follow. Comments are kept, unless the value is on a line of
// its own.
func withoutValue(s *scan.Section) []byte {
	lead, key := s.Text[:s.Key:s.Key], s.Text[s.Key:]
	end := scan.LineEnd(key, 0)
	after, found := bytes.CutPrefix(key[:end], []byte("items:"))
	after = bytes.TrimLeft(after, " ")
	for _, empty := range []string{"[]", "null", "~"} {
		if rest, is := bytes.CutPrefix(after, []byte(empty)); is {
			after = bytes.TrimLeft(rest, " ")
			break
		}
	}
	if !found || !hasOnlyComments(after) || !hasOnlyComments(key[end:]) {
		return append(lead, "items:\n"...)
	}
	lead = append(lead, "items:"...)
	if len(after) > 0 && after[0] == '#' {
		lead = append(lead, ' ')
	}
	return append(append(lead, after...), key[end:]...)
}

// hasOnlyComments reports whether text holds nothing but comments and blank lines.
func hasOnlyComments(text []byte) bool {
	for at := 0; at < len(text); {
		end := scan.LineEnd(text, at)
		line := text[at:end]
		if !scan.IsBlank(line) && line[scan.Indentation(line)] != '#' {
			return false
		}
		at = end
	}
	return true
}

// cutItems takes the lines of each item from the input, and returns the offset of the
// first of them in the section's text. It declines for a list in flow style and for an
// alias.
func (p *parser) cutItems(s *scan.Section, value *yaml.Node, items []Item) (int, bool) {
	if !p.cut || value.Kind != yaml.SequenceNode || value.Style&yaml.FlowStyle != 0 {
		return 0, false
	}
	base := p.lines[s.Line-1]
	dashes := make([]int, len(items))
	starts := make([]int, len(items)+1)
	starts[len(items)] = base + len(s.Text)
	column := -1
	for i, n := range value.Content {
		dash, ok := p.dashOf(n)
		if !ok {
			return 0, false
		}
		line := p.lines.Start(dash)
		if column < 0 {
			column = dash - line
		}
		if column != dash-line {
			return 0, false
		}
		floor := scan.LineEnd(p.data, base+s.Key)
		if i > 0 {
			if floor, ok = p.quotedEnd(value.Content[i-1]); !ok {
				return 0, false
			}
		}
		dashes[i], starts[i] = dash, p.lines.LeadingComments(p.data, line, floor, column)
	}
	lines := make([]scan.Item, len(items))
	for i := range items {
		lines[i] = scan.Item{
			Text: p.data[starts[i]:starts[i+1]], Line: p.lines.Line(starts[i]),
			Dash: column, Lead: dashes[i] - column - starts[i],
		}
		items[i].lines = &lines[i]
	}
	p.list.layout.Dash = column
	return starts[0] - base, true
}

// dashOf returns the offset of the dash of an item of a block sequence. The dash is on
// the item's own line, or on a line above it with only white space and comments
// between.
func (p *parser) dashOf(n *yaml.Node) (int, bool) {
	at, ok := p.lines.Offset(p.data, n.Line, n.Column)
	if !ok {
		return 0, false
	}
	for line := n.Line - 1; line >= 0; line-- {
		text := p.data[p.lines[line]:]
		indent := scan.Indentation(text)
		dash := p.lines[line] + indent
		if dash < at && text[indent] == '-' {
			return dash, dash+1 == at || isBlankByte(p.data[dash+1])
		}
		if dash < at && text[indent] != '#' && scan.BreakAt(text, indent) == 0 {
			return 0, false
		}
	}
	return 0, false
}

func isBlankByte(b byte) bool {
	return b == ' ' || b == '\t' || b == '\n' || b == '\r'
}

// item completes an item with its node. If its lines alone do not parse to the same, as
// with an alias to another item, the item is made of the node instead.
func (p *parser) item(it *Item, n *yaml.Node) {
	if it.lines != nil && p.isSelfContained(n) {
		if alone, err := it.parseAlone(); err == nil && sameTree(alone, n) {
			return
		}
	}
	*it = Item{}
	it.setNode(expand(n), origin{line: n.Line})
}

// parseAlone parses an item's lines alone. It fails if they are not exactly one
// mapping, which it returns.
func (it *Item) parseAlone() (*yaml.Node, error) {
	l := it.lines
	body := bytes.Clone(l.Text[l.Lead:])
	if l.Dash >= 0 {
		body[l.Dash] = ' '
	}
	n, err := parseMapping(body)
	if err != nil {
		return nil, err
	}
	column, ok := columnOf(n, body)
	if !ok || bytes.Contains(l.Text, bom) || hasMarkerAt(body, column) {
		// The library drops a byte order mark at column 0 and nowhere else, and reads a
		// line of text as a document marker there.
		it.setNode(n, origin{line: l.Line, above: l.Line + len(scan.NewLines(l.Text[:l.Lead])) - 2})
		return n, nil
	}
	l.Column, it.identity = column, identityOf(n)
	return n, nil
}

// hasMarkerAt reports whether a line becomes a document marker when the columns before
// the given one are removed.
func hasMarkerAt(text []byte, column int) bool {
	for at := 0; at < len(text); at = scan.LineEnd(text, at) {
		if line := text[at:]; scan.IsMarker(line[min(scan.Indentation(line), column):]) {
			return true
		}
	}
	return false
}

// columnOf returns the column of a mapping in its text, whose dash is blanked. It
// declines if anything but spaces is before the first key on its line, as after an
// anchor, a tag or a question mark.
func columnOf(n *yaml.Node, text []byte) (int, bool) {
	first := n
	if n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 {
		first = n.Content[0]
	}
	if first.Line != n.Line || first.Column != n.Column || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return 0, false
	}
	lines := scan.NewLines(text)
	at, ok := lines.Offset(text, first.Line, first.Column)
	before := text[lines.Start(at):at]
	return len(before), ok && scan.Indentation(before) == len(before)
}
