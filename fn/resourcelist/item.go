package resourcelist

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// Item is one resource, in one of three states: lines of the input, a node that was
// read without lines of its own (origin is set), or a body that replaced either.
//
// An item is not safe for concurrent use. Different items are, also those of one list.
type Item struct {
	// lines are written as they are in the first state, and if there are any, in the
	// second.
	lines *scan.Item
	// inserted are lines that an edit added to lines.
	inserted insertion
	// stream is the text of the document that lines are from, if a stream has more
	// than a marker above it.
	stream *streamText
	// origin says where node's positions are in the input.
	origin *origin
	// body is the text that a caller set, in pieces of whole lines.
	body [][]byte

	// node is the item itself in the second state. In the others it caches what Node
	// returned, as text, starts and identity cache what Text, Position and the methods
	// for names need.
	node     *yaml.Node
	text     []byte
	starts   scan.Lines
	identity *identity
}

// origin is where a node that was read without lines is in the input.
type origin struct {
	// line is the line of the item, and above the number of lines of the input above
	// the text in which node's positions count.
	line, above int
}

// NewItem makes an item from block-style YAML text: one mapping at column 0, without
// document marker. The text is in one piece, or in several of whole lines, which items
// can share. It is kept and must not be changed.
func NewItem(pieces ...[]byte) *Item {
	it := &Item{}
	it.SetText(pieces...)
	return it
}

// SetText replaces the item's content by block-style YAML text, as NewItem takes it.
// Comments above the old content are removed with it.
func (it *Item) SetText(pieces ...[]byte) {
	if len(pieces) == 0 {
		pieces = [][]byte{nil}
	}
	last := len(pieces) - 1
	if text := pieces[last]; !bytes.HasSuffix(text, []byte("\n")) {
		pieces = append(slices.Clone(pieces[:last]), append(text[:len(text):len(text)], '\n'))
	}
	*it = Item{body: pieces}
}

// setNode makes a node the item, and keeps the lines from which it was read, if any.
func (it *Item) setNode(n *yaml.Node, o origin) {
	*it = Item{lines: it.lines, node: n, origin: &o, identity: identityOf(n)}
}

// moveDown adds the number of lines above the text that the item was read from.
func (it *Item) moveDown(lines int) {
	if it.lines != nil {
		it.lines.Line += lines
	}
	if it.origin != nil {
		it.origin.line += lines
		it.origin.above += lines
	}
}

// isChanged reports whether the item is not as it was read.
func (it *Item) isChanged() bool {
	return it.body != nil || it.inserted.lines != nil
}

// Mentions reports whether the item's text contains s. It is a cheap filter before
// Node: it does not find s if the text spells it with escapes or on several lines.
func (it *Item) Mentions(s string) bool {
	if it.lines == nil {
		return bytes.Contains(it.Text(), []byte(s))
	}
	return bytes.Contains(it.lines.Text, []byte(s)) || bytes.Contains(it.inserted.lines, []byte(s))
}

// Node returns the item's mapping node, which must not be changed. It parses the text
// at the first call. Aliases are alias nodes whose targets are set; an item that
// grows beyond reason when they are followed is an error. Comments above the mapping
// are on the mapping node.
func (it *Item) Node() (*yaml.Node, error) {
	if it.node != nil {
		return it.node, nil
	}
	node, err := parseMapping(it.Text())
	if err != nil {
		if line := it.Line(); line > 0 {
			return nil, fmt.Errorf("the resource at line %d: %w", line, err)
		}
		return nil, err
	}
	it.node = node
	return node, nil
}

// Text returns the item as a document: at column 0, with the comments above it, and
// ending with a newline. It must not be changed.
func (it *Item) Text() []byte {
	switch {
	case it.text != nil:
	case it.body != nil:
		it.text = bytes.Join(it.body, nil)
	case it.origin != nil:
		it.text = encode(it.node, true)
	case it.lines != nil:
		it.text = it.standalone()
	}
	return it.text
}

// pieces returns Text in the pieces in which it is written.
func (it *Item) pieces() [][]byte {
	if it.body != nil {
		return it.body
	}
	return [][]byte{it.Text()}
}

// standalone removes the dash and the indentation from the item's lines, one by one.
func (it *Item) standalone() []byte {
	l, text := it.lines, bytes.Join(it.inserted.into(it.lines.Text), nil)
	if l.Column == 0 && l.Dash < 0 {
		return endLine(text)
	}
	out := make([]byte, 0, len(text)+1)
	for at := 0; at < len(text); {
		end := scan.LineEnd(text, at)
		line := text[at:end]
		cut := min(scan.Indentation(line), l.Column)
		if at == l.Lead && l.Dash >= 0 {
			cut = min(l.Dash+1+scan.Indentation(line[l.Dash+1:]), l.Column)
		}
		out = append(out, line[cut:]...)
		at = end
	}
	return endLine(out)
}

// endLine adds a newline if text does not end with a line break.
func endLine(text []byte) []byte {
	if n := len(text); n == 0 || text[n-1] == '\n' || text[n-1] == '\r' {
		return text
	}
	return append(text[:len(text):len(text)], '\n')
}

// Forget drops what Text and Node made of the item's lines, so that the memory can be
// collected. They make it again at the next call. What SetText set is kept, and so is
// the node of an item that has no lines of its own.
func (it *Item) Forget() {
	if it.body == nil && it.origin == nil {
		it.text, it.node, it.starts = nil, nil, nil
	}
}

// Line returns the 1-based line of the input on which the item starts, with the
// comments above it, or 0 for a new item.
func (it *Item) Line() int {
	switch {
	case it.lines != nil:
		return it.lines.Line
	case it.origin != nil:
		return it.origin.line
	}
	return 0
}

// Position returns the line and column of a node of this item in the input. Both are
// 1-based, and 0 if the node is not from the input, or an edit added lines to the item.
// A node that was copied for an alias to another item is at the position of its anchor.
func (it *Item) Position(n *yaml.Node) (line, column int) {
	switch {
	case n == nil || n.Line == 0 || it.isChanged():
		return 0, 0
	case it.origin != nil:
		return it.origin.above + n.Line, n.Column
	case it.lines == nil:
		return 0, 0
	}
	l := it.lines
	at := it.lineStart(n.Line)
	cut := min(scan.Indentation(l.Text[at:]), l.Column)
	if at == l.Lead && l.Dash >= 0 {
		cut = l.Column
	}
	return l.Line + n.Line - 1, n.Column + cut
}

// lineStart returns the offset of a 1-based line of the item. It looks for the lines
// once, because an item may have thousands of findings.
func (it *Item) lineStart(line int) int {
	if it.starts == nil {
		it.starts = scan.NewLines(it.lines.Text)
	}
	if line > len(it.starts) {
		return len(it.lines.Text)
	}
	return it.starts[line-1]
}
