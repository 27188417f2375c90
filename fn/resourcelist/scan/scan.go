// Package scan finds where the items of a ResourceList begin and end, and a few
// words of each, as text. It builds no nodes and imports no YAML library, so its
// cost is close to that of copying the list, and it allocates nothing for an item.
//
// It promises that what it accepts, the YAML library cuts at the same bytes, and
// that an item whose lines it recognizes is valid YAML: one block mapping. It knows
// the block style that hosts such as kustomize and kpt write, and declines
// everything else. It does not report what is wrong with a list.
//
// Why this is sound. A YAML scanner works from left to right. What it does with a
// line depends on the open block collections, that is on their columns, and on
// whether it is inside something: a quoted scalar, a flow collection, a plain scalar
// or a block scalar. Between two items of a block list whose dashes are at column d
// it is inside nothing, and the open collections are the top-level mapping and the
// list. If that holds before an item, and the item is one mapping after whose last
// line the scanner is inside nothing again, then the next line at column d that
// starts with "- " is the next item, and the same holds there. There are two ways to
// know that of an item:
//
//   - Its lines are recognized. Every line has one of a few forms (list entry, key,
//     value that ends on its line, block scalar) at a column that the open
//     collections allow. Only a block scalar can continue on the next line, and it
//     ends at the first line that is not indented deeper than its parent. What the
//     scanner does not see are faults that are not faults of syntax, such as a key
//     that is given twice.
//
//   - Its lines are parsed alone, by the caller. They reach to the next line that is
//     indented by d or less and is neither blank nor a comment. If they are one
//     mapping, the YAML scanner was inside nothing at their end: an open quote or flow
//     collection would have failed, and any other scalar ends at a line indented by
//     d, because its parent is indented deeper. An alias whose anchor is in another
//     item fails too.
//
// Top-level keys other than items are parsed alone by the caller in the same way.
package scan

import "bytes"

// Layout is a block mapping cut into the lines of its top-level keys.
type Layout struct {
	// Prefix and Suffix are the lines before the first key and after the last value:
	// comments and document markers.
	Prefix, Suffix []byte
	Sections       []Section
	// Indent is the column of the top-level keys, Dash the column of the items.
	Indent, Dash int
}

// Section is a top-level key and its value.
type Section struct {
	Name string
	// Text is the lines of the section. Of items it is only the lines down to the
	// first item.
	Text []byte
	// Key is the offset of the key in Text, and Line the 1-based line of the input on
	// which Text starts.
	Key, Line int
}

// Section returns the section of a top-level key, or nil.
func (l *Layout) Section(name string) *Section {
	for i := range l.Sections {
		if l.Sections[i].Name == name {
			return &l.Sections[i]
		}
	}
	return nil
}

// Item is the lines of one item of a list, or of one document.
type Item struct {
	// Text includes the comment lines directly above the item.
	Text []byte
	// Line is the 1-based line of the input on which Text starts.
	Line int
	// Dash is the column of the dash, or -1 for a document. Lead is the number of
	// bytes of Text before the line of the dash.
	Dash, Lead int
	// Column is the column of the item's own keys.
	Column int
	// Recognized reports whether the scanner knows the form of every line. If not, the
	// caller must parse the lines alone, and Column and Facts are not set.
	Recognized bool
	Facts
}

// position is the offset of the start of a line, and its 1-based number.
type position struct {
	offset, line int
}

// scanner moves over the lines of a text that ends with a newline.
type scanner struct {
	data []byte
	// here is the current line.
	here position
	// dash is the column of the list's dashes, -1 in a document.
	dash int
	// lead is the first of the comment lines directly above the current line that are
	// indented no deeper than the dash; outer is the first of those at column 0. Both
	// are the current line if there are none. Comments belong to what follows them.
	lead, outer position

	// first is the offset of the first item's text.
	first int
	items []Item
	open  []collection
}

// atEnd reports whether the scanner has passed the last line.
func (s *scanner) atEnd() bool { return s.here.offset == len(s.data) }

// text returns the current line without its newline.
func (s *scanner) text() []byte {
	rest := s.data[s.here.offset:]
	return rest[:bytes.IndexByte(rest, '\n')]
}

// pass moves over a line of the given length that is not a comment.
func (s *scanner) pass(length int) {
	s.here.offset += length + 1
	s.here.line++
	s.lead, s.outer = s.here, s.here
}

// passOver moves over a line that is blank or a comment, and reports whether it was one.
func (s *scanner) passOver(text []byte, indent int) bool {
	if indent == len(text) {
		s.pass(len(text))
		return true
	}
	if text[indent] != '#' {
		return false
	}
	lead, outer := s.lead, s.outer
	s.pass(len(text))
	if indent <= s.dash {
		s.lead = lead
	}
	if indent == 0 {
		s.outer = outer
	}
	return true
}

// ResourceList scans a list. It declines a list whose boundaries it cannot be sure
// of. The caller must parse the sections other than items, and the items that are not
// recognized; if one of them is not a mapping, the boundaries are wrong.
func ResourceList(data []byte) (Layout, []Item, bool) {
	var layout Layout
	if len(data) == 0 || data[len(data)-1] != '\n' || !IsSimpleText(data) {
		return layout, nil, false
	}
	top := position{offset: 0, line: 1}
	s := &scanner{data: data, here: top, lead: top, outer: top}
	if !s.prefix() {
		return layout, nil, false
	}
	layout.Prefix = data[:s.here.offset]
	for !s.atEnd() {
		text := s.text()
		n := KeyLength(text)
		name := string(text[:n])
		if n == 0 || layout.Section(name) != nil {
			return layout, nil, false
		}
		start := s.outer
		section := Section{Name: name, Key: s.here.offset - start.offset, Line: start.line}
		if name == "items" {
			if !s.list(text) {
				return layout, nil, false
			}
			section.Text = data[start.offset:s.first]
		} else {
			s.pass(len(text))
			s.skip(0, true)
			section.Text = data[start.offset:s.outer.offset]
		}
		layout.Sections = append(layout.Sections, section)
	}
	layout.Suffix, layout.Dash = data[s.outer.offset:], s.dash
	return layout, s.items, len(s.items) > 0
}

// Document scans a document that starts at the given line of its file. It declines a
// document that is not one mapping whose lines are all recognized.
func Document(text []byte, line int) (Item, bool) {
	it := Item{Text: text, Dash: -1, Line: line}
	if len(text) == 0 || text[len(text)-1] != '\n' || !IsSimpleText(text) {
		return it, false
	}
	s := &scanner{data: text, dash: -1}
	it.Recognized = s.item(&it.Facts)
	return it, it.Recognized
}

// prefix moves over blank lines, comments and one document marker.
func (s *scanner) prefix() bool {
	marked := false
	for !s.atEnd() {
		text := s.text()
		indent := Indentation(text)
		switch {
		case indent == len(text), text[indent] == '#':
		case string(text) == "---" && !marked:
			marked = true
		default:
			return true
		}
		s.pass(len(text))
	}
	return false
}

// skip moves to the next line, which may be the current one, that is indented by
// column or less and is neither blank nor a comment. In a section, list entries do
// not count, because a list may be at the column of its key.
func (s *scanner) skip(column int, inSection bool) {
	for !s.atEnd() {
		text := s.text()
		indent := Indentation(text)
		switch {
		case s.passOver(text, indent):
		case indent > column, inSection && isEntry(text[indent:]):
			s.pass(len(text))
		default:
			return
		}
	}
}

// list moves from the line of the items key over all items.
func (s *scanner) list(text []byte) bool {
	if valueForm(text[len("items:"):]) != noValue {
		return false
	}
	s.dash = s.nextIndent()
	for s.pass(len(text)); !s.atEnd(); {
		text := s.text()
		indent := Indentation(text)
		switch {
		case s.passOver(text, indent):
		case indent == s.dash && isEntry(text[indent:]):
			s.listItem()
		default:
			return indent == 0 && len(s.items) > 0
		}
	}
	return len(s.items) > 0
}

// nextIndent returns the indentation of the first line after the current one that is
// neither blank nor a comment.
func (s *scanner) nextIndent() int {
	for at := s.here.offset; ; {
		at += bytes.IndexByte(s.data[at:], '\n') + 1
		if at == len(s.data) {
			return 0
		}
		indent := Indentation(s.data[at:])
		if c := s.data[at+indent]; c != '\n' && c != '#' {
			return indent
		}
	}
}

// listItem moves over one item of the list.
func (s *scanner) listItem() {
	it := Item{Dash: s.dash, Line: s.lead.line, Lead: s.here.offset - s.lead.offset}
	start, dashLine := s.lead.offset, s.here
	if it.Recognized = s.item(&it.Facts); it.Recognized {
		it.Column = s.dash + 2
	} else {
		it.Facts = Facts{}
		if s.here == dashLine {
			s.pass(len(s.text()))
		}
		s.skip(s.dash, false)
	}
	end := s.lead.offset
	if s.atEnd() || Indentation(s.data[s.here.offset:]) < s.dash || !isEntry(s.data[s.here.offset+s.dash:]) {
		end = s.outer.offset
	}
	if it.Text = s.data[start:end]; len(s.items) == 0 {
		s.first = start
	}
	s.items = append(s.items, it)
}
