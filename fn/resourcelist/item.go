package resourcelist

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Item is one resource: its text as it came, or what a caller made of it.
//
// An item is not safe for concurrent use; different items are, also those of
// one list.
type Item struct {
	// raw is the item's lines in the input, with the comment lines that lead it
	// and with its dash; nil when it has none of its own (new items, and those
	// that had to be expanded).
	raw []byte
	// dash is the column of raw's dash, -1 when raw is a document.
	dash int
	// strip is the column, from 0, at which the item's text starts; lead is how
	// many bytes of raw stand before the line of the dash.
	strip, lead int
	// line is the number of raw's first line, 0 when the item is new.
	line int

	// added are lines that an edit put into raw, at an offset.
	added   []byte
	addedAt int

	// text is the standalone text, once it is known to differ from raw or has
	// been asked for; pieces hold it until then where it was set. When changed is
	// set it replaces raw.
	text    []byte
	pieces  [][]byte
	changed bool
	// node is the parsed text; positioned says that its positions are those of
	// the input already. When stale is set, text is still to be encoded from node.
	node       *yaml.Node
	positioned bool
	stale      bool
	// base is how many lines of the file stand above the document that node's
	// positions count from.
	base int

	// passed is how many of raw's lines stand before the one that Position was last
	// asked for, and passedTo where that begins.
	passed, passedTo int

	// header is what the fast path noticed on its way, valid while known is set.
	apiVersion, kind string
	known            bool
	// name and namespace likewise, valid while named is set.
	name, namespace []byte
	named           bool
}

// NewItem makes an item from block-style YAML text: one mapping at column 0,
// without document marker. The text comes in one piece, or in several of whole
// lines, which items can share; it is kept and must not be changed.
func NewItem(pieces ...[]byte) *Item {
	it := &Item{dash: -1}
	it.SetText(pieces...)
	return it
}

// SetText replaces the item's content by block-style YAML text, as NewItem
// takes it. Comments that led the old content go with it.
func (it *Item) SetText(pieces ...[]byte) {
	if len(pieces) == 0 {
		pieces = [][]byte{nil}
	}
	last := len(pieces) - 1
	if text := pieces[last]; !bytes.HasSuffix(text, []byte("\n")) {
		pieces = append(slices.Clone(pieces[:last]), append(text[:len(text):len(text)], '\n'))
	}
	*it = Item{raw: it.raw, dash: it.dash, pieces: pieces, changed: true}
}

// written is the standalone text in the pieces in which it is written.
func (it *Item) written() [][]byte {
	if it.pieces != nil {
		return it.pieces
	}
	return [][]byte{it.Text()}
}

// APIVersion is the item's apiVersion, empty when there is none.
func (it *Item) APIVersion() string {
	it.readHeader()
	return it.apiVersion
}

// Kind is the item's kind, empty when there is none.
func (it *Item) Kind() string {
	it.readHeader()
	return it.kind
}

// readHeader finds apiVersion and kind in the node, for an item whose text the
// fast path could not read them from. A broken item has neither: Node says why.
func (it *Item) readHeader() {
	if it.known {
		return
	}
	it.known, it.apiVersion, it.kind = true, "", ""
	node, err := it.Node()
	if err != nil {
		return
	}
	it.apiVersion, it.kind = header(node)
}

// header reads apiVersion and kind off a mapping node.
func header(node *yaml.Node) (apiVersion, kind string) {
	return scalar(lookup(node, "apiVersion")), scalar(lookup(node, "kind"))
}

// scalar is the text of a scalar node, empty for null and anything else.
func scalar(n *yaml.Node) string {
	if n = resolve(n); n == nil || n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		return ""
	}
	return n.Value
}

// lookup is the value of a key of a mapping node, nil when there is none.
func lookup(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if k := mapping.Content[i]; k.Kind == yaml.ScalarNode && k.Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// Mentions reports whether the item's text contains s as it stands: a cheap
// filter before Node. Text that spells s with escapes, or spreads it over
// lines, is not seen through.
func (it *Item) Mentions(s string) bool {
	if it.raw == nil || it.changed {
		return bytes.Contains(it.Text(), []byte(s))
	}
	return bytes.Contains(it.raw, []byte(s)) || bytes.Contains(it.added, []byte(s))
}

// Node is the item's mapping node, parsed on demand and kept. Aliases are left
// as alias nodes whose targets are resolved; an item that grows beyond reason
// when they are followed is an error. Comments above the mapping are on the
// mapping node. It must not be changed.
func (it *Item) Node() (*yaml.Node, error) {
	if it.node != nil {
		return it.node, nil
	}
	node, err := parseMapping(it.Text())
	if err != nil {
		if it.line > 0 {
			return nil, fmt.Errorf("the resource at line %d: %w", it.line, err)
		}
		return nil, err
	}
	it.node = node
	return node, nil
}

// Text is the item as a document of its own: at column 0, with the comments
// that lead it, ending with a newline. It must not be changed.
func (it *Item) Text() []byte {
	switch {
	case it.stale:
		it.text, it.stale = encode(it.node, it.compact()), false
	case it.text != nil:
	case it.pieces != nil:
		it.text = bytes.Join(it.pieces, nil)
	case it.raw != nil:
		it.text = it.standalone()
	}
	return it.text
}

// compact says whether the item's sequences stand at the column of their key,
// as hosts write them, rather than two columns deeper.
func (it *Item) compact() bool {
	wide := bytes.Contains(it.raw, []byte(":\n"+string(bytes.Repeat([]byte(" "), it.strip+2))+"- "))
	return !wide
}

// standalone cuts the dash and the indentation off the item's lines, which map
// one to one.
func (it *Item) standalone() []byte {
	raw := it.raw
	if it.added != nil {
		raw = bytes.Join(it.lines(), nil)
	}
	if it.strip == 0 && it.dash < 0 {
		return ended(raw)
	}
	out := make([]byte, 0, len(raw)+1)
	for at := 0; at < len(raw); {
		end := lineEnd(raw, at)
		line := raw[at:end]
		cut := min(indentation(line), it.strip)
		if at == it.lead && it.dash >= 0 {
			cut = min(it.dash+1+indentation(line[it.dash+1:]), it.strip)
		}
		out = append(out, line[cut:]...)
		at = end
	}
	return ended(out)
}

// ended makes text end with a line break.
func ended(text []byte) []byte {
	if n := len(text); n == 0 || text[n-1] == '\n' || text[n-1] == '\r' {
		return text
	}
	return append(text[:len(text):len(text)], '\n')
}

// Line is the 1-based line of the input on which the item's text starts, its
// leading comments included; 0 for a new item. A node of an item in block style
// stands on line Line() + node.Line - 1 until an edit adds lines; Position knows all
// cases.
func (it *Item) Line() int {
	return it.line
}

// Position is where a node of this item stands in the input, both 1-based and
// 0 when it did not come from there. The column is further right than the
// node's by what Text cut off the front of its line. A node that an alias from
// another item was expanded to stands where its anchor is. An item that an edit
// added lines to has no positions any more.
func (it *Item) Position(n *yaml.Node) (line, column int) {
	if n == nil || n.Line == 0 || it.line == 0 || it.added != nil {
		return 0, 0
	}
	if it.positioned {
		return it.base + n.Line, n.Column
	}
	at := it.lineStart(n.Line)
	text := it.raw[at:]
	cut := min(indentation(text), it.strip)
	if at == it.lead && it.dash >= 0 {
		cut = it.strip
	}
	return it.line + n.Line - 1, n.Column + cut
}

// lineStart is where a 1-based line of raw begins. It goes on from the line that was
// asked for last: of a list of many items each may have a finding.
func (it *Item) lineStart(line int) int {
	if line <= it.passed {
		it.passed, it.passedTo = 0, 0
	}
	for it.passed < line-1 && it.passedTo < len(it.raw) {
		it.passed++
		it.passedTo = lineEnd(it.raw, it.passedTo)
	}
	return it.passedTo
}
