package resourcelist

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Edit is a change to an item that has been worked out, but not made.
type Edit struct {
	// lines are added to the item's own at an offset; where they are nil, text
	// replaces it.
	lines []byte
	at    int
	text  []byte
}

// Annotate works out how to set an annotation. The item stays as it is until
// the edit is applied; a broken item is an error.
//
// Where it can be proven that a line can be added, all others stay as their
// author wrote them. Anything else is encoded anew, with its comments, and
// without its aliases: one may stand for what changes.
func (it *Item) Annotate(key, value string) (Edit, error) {
	node, err := it.Node()
	if err != nil {
		return Edit{}, err
	}
	if edit, proven := it.addAnnotation(node, key, value); proven {
		return edit, nil
	}
	if node, err = parseMapping(it.Text()); err != nil { // a tree of its own
		return Edit{}, err
	}
	if hasAlias(node) {
		node = expand(node)
	}
	annotations := childMapping(childMapping(node, "metadata"), "annotations")
	*child(annotations, key) = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
	return Edit{text: encode(node, it.compact())}, nil
}

// Apply makes an edit of this item. Until then the item must not have changed.
func (it *Item) Apply(e Edit) {
	if e.lines == nil {
		it.SetText(e.text)
		return
	}
	it.added, it.addedAt = e.lines, e.at
	it.text, it.node = nil, nil
}

// addAnnotation finds the place for a line behind the last annotation, or for
// two behind the last line of metadata.
func (it *Item) addAnnotation(node *yaml.Node, key, value string) (Edit, bool) {
	entry := key + `: "` + value + "\"\n"
	if !it.hasPlainLines() || !isPlainEntry(key, value) {
		return Edit{}, false
	}
	metadata := lookup(node, "metadata")
	if !isOpenMapping(metadata) {
		return Edit{}, false
	}
	annotations := lookup(metadata, "annotations")
	if annotations == nil {
		if merged(metadata, "annotations") != nil {
			return Edit{}, false
		}
		at, column, ok := it.below(metadata)
		pad := strings.Repeat(" ", column)
		return Edit{lines: []byte(pad + "annotations:\n" + pad + "  " + entry), at: at}, ok
	}
	if !isOpenMapping(annotations) || lookup(annotations, key) != nil {
		return Edit{}, false
	}
	at, column, ok := it.below(annotations)
	return Edit{lines: []byte(strings.Repeat(" ", column) + entry), at: at}, ok
}

// isPlainEntry reports whether a key needs no quotes, and a value nothing but quotes.
func isPlainEntry(key, value string) bool {
	return plainKey([]byte(key+":")) == len(key) && word(key).ShortTag() == "!!str" &&
		isPlainText([]byte(value)) && !strings.ContainsAny(value, "\"\\\n\t")
}

// hasPlainLines reports whether the item is lines of the input as they came, with
// nothing in them that other readers of YAML take for a line break.
func (it *Item) hasPlainLines() bool {
	return it.raw != nil && !it.changed && it.added == nil && !it.positioned &&
		bytes.HasSuffix(it.raw, []byte("\n")) && isPlainText(it.raw)
}

// isOpenMapping reports whether a mapping is written in block style, and nobody
// else refers to it.
func isOpenMapping(n *yaml.Node) bool {
	return n != nil && n.Kind == yaml.MappingNode && n.Style&(yaml.FlowStyle|yaml.TaggedStyle) == 0 && n.Anchor == "" && len(n.Content) > 0
}

// below is where in raw the lines of a block mapping end, and the column of its
// keys: a line added there, at that column, is one more entry of the mapping. It
// must be sure that the last value ends on its own line. So that has to be of a
// shape that does (plain.go), and as a plain scalar it could still go on, though
// only on a line indented deeper than its key. The next line is not.
func (it *Item) below(mapping *yaml.Node) (at, column int, ok bool) {
	first, column, ok := it.offset(mapping.Content[0])
	if !ok || indentation(it.raw[first:]) != column {
		return 0, 0, false // not at the start of its line: after a question mark
	}
	last := mapping
	for last.Kind != yaml.ScalarNode && last.Style&yaml.FlowStyle == 0 && len(last.Content) > 0 {
		last = last.Content[len(last.Content)-1]
	}
	start, lastColumn, ok := it.offset(last)
	if !ok || last.Kind == yaml.ScalarNode && last.Value == "" && last.Style == 0 {
		return 0, 0, false // nothing at all has no place
	}
	at = start + bytes.IndexByte(it.raw[start:], '\n') + 1
	if plainValue(it.raw[start+lastColumn:at-1]) != wholeValue {
		return 0, 0, false
	}
	rest := at
	for rest < len(it.raw) {
		text := it.raw[rest:]
		indent := indentation(text)
		switch text[indent] {
		case '\n':
		case '\t':
			return 0, 0, false // the parser takes it for blank only behind a comment
		case '#':
			if indent >= column && rest == at {
				at += bytes.IndexByte(text, '\n') + 1 // it belongs to the mapping
			}
		default:
			return at, column, indent < column
		}
		rest += bytes.IndexByte(text, '\n') + 1
	}
	return at, column, true
}

// offset is where in raw the line of a node starts, and the node's column there.
// It declines where a column does not count bytes.
func (it *Item) offset(n *yaml.Node) (start, column int, ok bool) {
	line, column := it.Position(n)
	for range line - it.line {
		start += bytes.IndexByte(it.raw[start:], '\n') + 1
	}
	column--
	if line == 0 || start+column > len(it.raw) {
		return 0, 0, false
	}
	for _, c := range it.raw[start : start+column] {
		if c >= 0x80 || c == '\n' {
			return 0, 0, false
		}
	}
	return start, column, true
}

// lines are the item's own lines, with those that were added.
func (it *Item) lines() [][]byte {
	if it.added == nil {
		return [][]byte{it.raw}
	}
	return [][]byte{it.raw[:it.addedAt], it.added, it.raw[it.addedAt:]}
}

// childMapping is the mapping under a key, made where there is none: of what a merge
// key brings, if it does.
func childMapping(mapping *yaml.Node, key string) *yaml.Node {
	brought := merged(mapping, key)
	value := child(mapping, key)
	if value.Kind == 0 && brought != nil {
		*value = *expand(brought)
	}
	if value.Kind != yaml.MappingNode {
		*value = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	}
	return value
}

// merged is what the merge keys of a mapping bring for a key, nil if nothing.
func merged(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Tag != "!!merge" {
			continue
		}
		sources := []*yaml.Node{mapping.Content[i+1]}
		if list := resolve(sources[0]); list.Kind == yaml.SequenceNode {
			sources = list.Content
		}
		for _, source := range sources {
			source = resolve(source)
			if value := lookup(source, key); value != nil {
				return value
			}
			if value := merged(source, key); value != nil {
				return value
			}
		}
	}
	return nil
}

// child is the value of a key, added where there is none.
func child(mapping *yaml.Node, key string) *yaml.Node {
	if value := lookup(mapping, key); value != nil {
		return value
	}
	value := &yaml.Node{}
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
	return value
}

// word is a scalar without quotes.
func word(text string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: text} }
