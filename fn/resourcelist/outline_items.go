package resourcelist

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

// fillItems makes the items of the list and cuts the section down to the lines
// before the first of them.
func (o *outline) fillItems(s *section, value *yaml.Node) error {
	sequence := resolve(value)
	if isNull(value) || len(sequence.Content) == 0 {
		s.bare = isNull(value)
		if o.cut {
			s.text = withoutValue(s)
		}
		return nil
	}
	for i, n := range sequence.Content {
		if resolve(n).Kind != yaml.MappingNode {
			return errNotMapping(i, n)
		}
	}
	items := make([]Item, len(sequence.Content))
	first, cut := o.cutItems(s, value, items)
	for i, n := range sequence.Content {
		o.fillNode(&items[i], n)
	}
	o.list.Items = pointers(items)
	switch {
	case cut:
		s.text = s.text[:first]
	case o.cut:
		s.text = append(s.text[:s.key:s.key], "items:\n"...)
	}
	return nil
}

// pointers points to each of the items, which share one allocation.
func pointers(items []Item) []*Item {
	out := make([]*Item, len(items))
	for i := range items {
		out[i] = &items[i]
	}
	return out
}

// withoutValue is the section's text with a null or an empty list cut out of
// it, so that items can follow. Comments are kept unless the value stands on a
// line of its own.
func withoutValue(s *section) []byte {
	lead, key := s.text[:s.key:s.key], s.text[s.key:]
	end := lineEnd(key, 0)
	after, found := bytes.CutPrefix(key[:end], []byte("items:"))
	after = bytes.TrimLeft(after, " ")
	for _, empty := range []string{"[]", "null", "~"} {
		if rest, is := bytes.CutPrefix(after, []byte(empty)); is {
			after = bytes.TrimLeft(rest, " ")
			break
		}
	}
	if !found || !onlyComments(after) || !onlyComments(key[end:]) {
		return append(lead, "items:\n"...)
	}
	lead = append(lead, "items:"...)
	if len(after) > 0 && after[0] == '#' {
		lead = append(lead, ' ')
	}
	return append(append(lead, after...), key[end:]...)
}

// onlyComments reports whether text holds nothing but comments and blank lines.
func onlyComments(text []byte) bool {
	for at := 0; at < len(text); {
		end := lineEnd(text, at)
		line := text[at:end]
		if !isBlank(line) && line[indentation(line)] != '#' {
			return false
		}
		at = end
	}
	return true
}

// sectionOffset is where a section that is cut from the input stands in it.
func (o *outline) sectionOffset(s *section) int {
	return o.lines[s.line-1]
}

// cutItems takes the lines of each item from the input, and returns where in
// the section's text the first of them starts. It declines for a list in flow
// style and for an alias.
func (o *outline) cutItems(s *section, value *yaml.Node, items []Item) (int, bool) {
	if !o.cut || value.Kind != yaml.SequenceNode || value.Style&yaml.FlowStyle != 0 {
		return 0, false
	}
	base := o.sectionOffset(s)
	end := base + len(s.text)
	dashes := make([]int, len(items))
	starts := make([]int, len(items)+1)
	starts[len(items)] = end
	column := -1
	for i, n := range value.Content {
		dash, ok := o.dashOf(n)
		if !ok {
			return 0, false
		}
		line := o.lines.start(dash)
		if column < 0 {
			column = dash - line
		}
		if column != dash-line {
			return 0, false
		}
		var floor int
		if i > 0 {
			if floor, ok = o.scalarsEnd(value.Content[i-1]); !ok {
				return 0, false
			}
		} else {
			floor = lineEnd(o.data, base+s.key)
		}
		dashes[i], starts[i] = dash, o.lines.leadingComments(o.data, line, floor, column)
	}
	for i := range items {
		it := &items[i]
		it.raw = o.data[starts[i]:starts[i+1]]
		it.dash, it.line = column, o.lines.line(starts[i])
		it.lead = dashes[i] - column - starts[i]
	}
	o.list.dash = column
	return starts[0] - base, true
}

// dashOf finds the dash of an item of a block sequence: on the item's own line
// or, with nothing but white space and comments between, on one above.
func (o *outline) dashOf(n *yaml.Node) (int, bool) {
	at, ok := o.lines.offset(o.data, n.Line, n.Column)
	if !ok {
		return 0, false
	}
	for line := n.Line - 1; line >= 0; line-- {
		text := o.data[o.lines[line]:]
		indent := indentation(text)
		dash := o.lines[line] + indent
		if dash < at && text[indent] == '-' {
			return dash, dash+1 == at || isBlankByte(o.data[dash+1])
		}
		if dash < at && text[indent] != '#' && breakAt(text, indent) == 0 {
			return 0, false
		}
	}
	return 0, false
}

func isBlankByte(b byte) bool {
	return b == ' ' || b == '\t' || b == '\n' || b == '\r'
}

// fillNode completes an item with what its node says. Where its lines alone
// would not read the same, as with an alias to another item, the item is made
// of the node instead.
func (o *outline) fillNode(it *Item, n *yaml.Node) {
	if it.raw != nil && o.standsAlone(n) {
		if alone, err := it.parseAlone(); err == nil && sameTree(alone, n) {
			return
		}
	}
	*it = Item{dash: -1, line: n.Line}
	it.keep(expand(n), 0)
}

// keep makes a node, whose lines count from below the given number of lines,
// the source of the item's text.
func (it *Item) keep(n *yaml.Node, linesAbove int) {
	it.apiVersion, it.kind = header(n)
	it.known = true
	it.node, it.positioned, it.stale, it.base = n, true, true, linesAbove
}

// parseAlone completes an item whose lines are known from those lines alone. It
// fails when they are not exactly one mapping, which it returns.
func (it *Item) parseAlone() (*yaml.Node, error) {
	body := it.raw[it.lead:]
	blanked := bytes.Clone(body)
	if it.dash >= 0 {
		blanked[it.dash] = ' '
	}
	n, err := parseMapping(blanked)
	if err != nil {
		return nil, err
	}
	o := &outline{data: body, lines: indexLines(body)}
	strip, ok := o.textColumn(it, n)
	if !ok || bytes.Contains(it.raw, bom) || hasMarkerAt(blanked, strip) {
		// The parser drops a byte order mark at column 0 and nowhere else, and
		// takes a line of text for a document marker there.
		it.keep(n, it.line-1+len(indexLines(it.raw[:it.lead]))-1)
		return n, nil
	}
	it.strip = strip
	it.apiVersion, it.kind = header(n)
	it.known = true
	return n, nil
}

// hasMarkerAt reports whether a line becomes a document marker where the columns
// before strip are cut off.
func hasMarkerAt(text []byte, strip int) bool {
	for at := 0; at < len(text); at = lineEnd(text, at) {
		if line := text[at:]; isMarker(line[min(indentation(line), strip):]) {
			return true
		}
	}
	return false
}

// textColumn is the column that an item's lines have in common. It declines
// where the first key does not follow the dash or the indentation at once, as
// after an anchor, a tag or a question mark.
func (o *outline) textColumn(it *Item, n *yaml.Node) (int, bool) {
	first := n
	if n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 {
		first = n.Content[0]
	}
	if first.Line != n.Line || first.Column != n.Column || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return 0, false
	}
	at, ok := o.lines.offset(o.data, first.Line, first.Column)
	start := o.lines.start(at)
	for i := start; i < at; i++ {
		if o.data[i] != ' ' && (o.data[i] != '-' || i-start != it.dash) {
			return 0, false
		}
	}
	return at - start, ok
}
