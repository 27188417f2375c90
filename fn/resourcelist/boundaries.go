package resourcelist

import "bytes"

// The boundary finder is the fast path: it cuts a list into items by looking at
// lines, without building nodes.
//
// Why it is sound. The YAML scanner works from left to right. What it does with
// a line depends on the open block collections (their columns) and on whether
// it is in the middle of something: a quoted scalar, a flow collection, a plain
// or a block scalar. Between two items of a block list whose dashes stand at
// column d it is in the middle of nothing, and the collections open are the
// top-level mapping and the list. So if that holds before an item, and the item
// is one mapping whose lines leave the scanner in the middle of nothing, then
// the next line at column d that starts with "- " is the next item's, and it
// holds there again. An item is accepted in one of two ways:
//
//   - Proven. Every line has one of a few shapes (entry, key, value that ends on
//     its line, block scalar) at a column that the open collections allow. The
//     shapes are a subset of YAML in which nothing can continue on the next line
//     except a block scalar, and that ends at the first line indented no deeper
//     than its parent. Such text always parses, so a proven item is never broken
//     YAML. What may go unnoticed is what is not a fault of syntax: keys given
//     twice, fields that no API knows. Nobody asked us about that item, and it
//     leaves exactly as the host gave it.
//
//   - Parsed alone. Otherwise the lines up to the next line indented by d or
//     less (blank and comment lines apart) go to the parser, with the dash
//     blanked so that all columns stay. If they are one mapping, the scanner was
//     in the middle of nothing at their end: an open quote or flow collection
//     would have failed, and any other scalar ends at a line indented by d,
//     because its parent is indented deeper. An alias whose anchor is in another
//     item fails too.
//
// Top-level keys other than items are parsed alone in the same way, at column 0.
// Anything else (a line at a column in between, a key that is not plain, a
// second document, CRLF, a byte order mark, no newline at the end …) declines,
// and the full path reads the whole document. It also words every error.

// position is the start of a line and its 1-based number.
type position struct {
	at, line int
}

// cursor stands at a line of a text whose last line is ended.
type cursor struct {
	data []byte
	// here is the current line.
	here position
}

// text is the current line without its newline.
func (c *cursor) text() []byte {
	rest := c.data[c.here.at:]
	return rest[:bytes.IndexByte(rest, '\n')]
}

// pass moves over a line of the given length.
func (c *cursor) pass(length int) {
	c.here.at += length + 1
	c.here.line++
}

// finder walks over the lines of a list.
type finder struct {
	cursor
	// lead is where the comment lines directly above here start that are
	// indented no deeper than the dash, and outer likewise for those at column 0;
	// both are here when there are none. They go with what follows.
	lead, outer position
	dash        int

	// first is where the first item's lines start.
	first int
	items []Item
	open  []collection
	words map[string]string
}

// findBoundaries reads a list on the fast path, or declines.
func findBoundaries(data []byte) (*List, bool) {
	if len(data) == 0 || data[len(data)-1] != '\n' || !isPlainText(data) {
		return nil, false
	}
	l := &List{}
	top := position{at: 0, line: 1}
	f := &finder{cursor: cursor{data: data, here: top}, lead: top, outer: top}
	if !f.prefix() {
		return nil, false
	}
	l.prefix = data[:f.here.at]
	for f.here.at < len(data) {
		text := f.text()
		n := plainKey(text)
		name := string(text[:n])
		if n == 0 || l.section(name) != nil {
			return nil, false
		}
		start := f.outer
		s := section{name: name, key: f.here.at - start.at, line: start.line}
		if name == "items" {
			if !f.findItems(text) {
				return nil, false
			}
			s.text = data[start.at:f.first]
		} else {
			f.pass(len(text))
			f.skip(0, true)
			s.text = data[start.at:f.outer.at]
			if !l.adopt(s) {
				return nil, false
			}
		}
		l.sections = append(l.sections, s)
	}
	l.suffix = data[f.outer.at:]
	if len(f.items) == 0 || l.APIVersion == "" || l.section("kind") == nil {
		return nil, false
	}
	l.dash = f.dash
	l.Items = pointers(f.items)
	return l, true
}

// pass moves over a line of the given length that is no comment.
func (f *finder) pass(length int) {
	f.cursor.pass(length)
	f.lead, f.outer = f.here, f.here
}

// passComment moves over a comment line of the given length and indentation.
func (f *finder) passComment(length, indent int) {
	f.cursor.pass(length)
	if indent > f.dash {
		f.lead = f.here
	}
	if indent > 0 {
		f.outer = f.here
	}
}

// prefix moves over blank lines, comments and one document marker.
func (f *finder) prefix() bool {
	marked := false
	for f.here.at < len(f.data) {
		text := f.text()
		indent := indentation(text)
		switch {
		case indent == len(text), text[indent] == '#':
		case string(text) == "---" && !marked:
			marked = true
		default:
			return true
		}
		f.pass(len(text))
	}
	return false
}

// skip moves to the next line, maybe the current one, that is indented by column
// or less and neither blank nor a comment. Entries do not count in a section: a
// list may stand at the column of its key.
func (f *finder) skip(column int, inSection bool) {
	for f.here.at < len(f.data) {
		text := f.text()
		indent := indentation(text)
		switch {
		case indent == len(text):
			f.pass(len(text))
		case text[indent] == '#':
			f.passComment(len(text), indent)
		case indent > column, inSection && isEntry(text[indent:]):
			f.pass(len(text))
		default:
			return
		}
	}
}

func isEntry(text []byte) bool {
	return text[0] == '-' && (len(text) == 1 || text[1] == ' ')
}

// findItems moves from the line of the items key over all items.
func (f *finder) findItems(text []byte) bool {
	if plainValue(text[len("items:"):]) != noValue {
		return false
	}
	f.dash = f.firstIndent()
	for f.pass(len(text)); f.here.at < len(f.data); {
		text := f.text()
		indent := indentation(text)
		switch {
		case indent == len(text):
			f.pass(len(text))
		case text[indent] == '#':
			f.passComment(len(text), indent)
		case indent == f.dash && isEntry(text[indent:]):
			if !f.findItem() {
				return false
			}
		default:
			return indent == 0 && len(f.items) > 0
		}
	}
	return len(f.items) > 0
}

// firstIndent is the indentation of the first line after the current one that
// is neither blank nor a comment.
func (f *finder) firstIndent() int {
	for at := f.here.at; ; {
		at += bytes.IndexByte(f.data[at:], '\n') + 1
		if at == len(f.data) {
			return 0
		}
		indent := indentation(f.data[at:])
		if c := f.data[at+indent]; c != '\n' && c != '#' {
			return indent
		}
	}
}

// findItem moves over one item.
func (f *finder) findItem() bool {
	it := Item{dash: f.dash, line: f.lead.line, lead: f.here.at - f.lead.at}
	start, dashLine := f.lead.at, f.here
	proven := f.prove(&it)
	if !proven {
		if f.here == dashLine {
			f.pass(len(f.text()))
		}
		f.skip(f.dash, false)
	}
	end := f.lead.at
	if f.here.at == len(f.data) || indentation(f.data[f.here.at:]) < f.dash || !isEntry(f.data[f.here.at+f.dash:]) {
		end = f.outer.at
	}
	if it.raw = f.data[start:end]; len(f.items) == 0 {
		f.first = start
	}
	if proven {
		it.strip = f.dash + 2
	} else {
		it.named = false // what was noted on the way is not all
		if _, err := it.parseAlone(); err != nil {
			return false
		}
	}
	f.items = append(f.items, it)
	return true
}
