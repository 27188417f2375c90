package resourcelist

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// insertion is lines to add to an item's own, at an offset. It is empty if lines is nil.
type insertion struct {
	lines []byte
	at    int
}

// into returns the pieces of text with the insertion between them.
func (n insertion) into(text []byte) [][]byte {
	if n.lines == nil {
		return [][]byte{text}
	}
	return [][]byte{text[:n.at], n.lines, text[n.at:]}
}

// Edit is a change to an item that is prepared and not made: an insertion, or text
// that replaces the item's.
type Edit struct {
	insertion
	text []byte
}

// Annotate prepares to set an annotation. The item does not change until Apply. An item
// that cannot be parsed is an error.
//
// If a line can be added safely, all other lines stay as they are. Otherwise the item is
// encoded again, with its comments and without its aliases, because what changes may be
// the value of an alias.
func (it *Item) Annotate(key, value string) (Edit, error) {
	node, err := it.Node()
	if err != nil {
		return Edit{}, err
	}
	if added, ok := it.annotationLines(node, key, value); ok {
		return Edit{insertion: added}, nil
	}
	if node, err = parseMapping(it.Text()); err != nil { // a tree of its own, which may change
		return Edit{}, err
	}
	if hasAlias(node) {
		node = expand(node)
	}
	annotations := childMapping(childMapping(node, "metadata"), "annotations")
	*child(annotations, key) = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
	return Edit{text: encode(node, it.hasCompactLists())}, nil
}

// Apply makes an edit that Annotate prepared. The item must not have changed since.
func (it *Item) Apply(e Edit) {
	if e.lines == nil {
		it.SetText(e.text)
		return
	}
	it.inserted = e.insertion
	it.text, it.node = nil, nil
}

// hasCompactLists reports whether the lists in the item are at the column of their key,
// as hosts write them, and not two columns deeper.
func (it *Item) hasCompactLists() bool {
	return it.lines == nil || it.origin != nil || !bytes.Contains(it.Text(), []byte(":\n  - "))
}

// annotationLines finds the place for a line after the last annotation, or for two
// lines after the last line of metadata.
func (it *Item) annotationLines(node *yaml.Node, key, value string) (insertion, bool) {
	entry := key + `: "` + value + "\"\n"
	if !it.hasSimpleLines() || !isSimpleEntry(key, value) {
		return insertion{}, false
	}
	metadata := lookup(node, "metadata")
	if !canGrow(metadata) {
		return insertion{}, false
	}
	annotations := lookup(metadata, "annotations")
	if annotations == nil {
		if merged(metadata, "annotations") != nil {
			return insertion{}, false
		}
		at, column, ok := it.below(metadata)
		pad := strings.Repeat(" ", column)
		return insertion{[]byte(pad + "annotations:\n" + pad + "  " + entry), at}, ok
	}
	if !canGrow(annotations) || lookup(annotations, key) != nil {
		return insertion{}, false
	}
	at, column, ok := it.below(annotations)
	return insertion{[]byte(strings.Repeat(" ", column) + entry), at}, ok
}

// isSimpleEntry reports whether a key needs no quotes, and a value no escapes between
// quotes.
func isSimpleEntry(key, value string) bool {
	unquoted := yaml.Node{Kind: yaml.ScalarNode, Value: key}
	return scan.KeyLength([]byte(key+":")) == len(key) && unquoted.ShortTag() == "!!str" &&
		scan.IsSimpleText([]byte(value)) && !strings.ContainsAny(value, "\"\\\n\t")
}

// hasSimpleLines reports whether the item is unchanged lines of the input, and nothing
// in them is a line break to some readers of YAML only.
func (it *Item) hasSimpleLines() bool {
	return it.lines != nil && it.origin == nil && !it.isChanged() &&
		bytes.HasSuffix(it.lines.Text, []byte("\n")) && scan.IsSimpleText(it.lines.Text)
}

// canGrow reports whether a mapping is in block style, and no alias refers to it.
func canGrow(n *yaml.Node) bool {
	return n != nil && n.Kind == yaml.MappingNode && n.Style&(yaml.FlowStyle|yaml.TaggedStyle) == 0 && n.Anchor == "" && len(n.Content) > 0
}

// below returns the offset at which the lines of a block mapping end, and the column of
// its keys: a line that is added there, at that column, is one more entry of the
// mapping. The last value must end on its own line. So it has to be of a form that does;
// a plain scalar could still continue, but only on a line that is indented deeper than
// its key, and the next line is not.
func (it *Item) below(mapping *yaml.Node) (at, column int, ok bool) {
	text := it.lines.Text
	first, column, ok := it.offset(mapping.Content[0])
	if !ok || scan.Indentation(text[first:]) != column {
		return 0, 0, false // not at the start of its line: after a question mark
	}
	last := mapping
	for last.Kind != yaml.ScalarNode && last.Style&yaml.FlowStyle == 0 && len(last.Content) > 0 {
		last = last.Content[len(last.Content)-1]
	}
	start, lastColumn, ok := it.offset(last)
	if !ok || last.Kind == yaml.ScalarNode && last.Value == "" && last.Style == 0 {
		return 0, 0, false // an absent value has no position
	}
	at = start + bytes.IndexByte(text[start:], '\n') + 1
	if !scan.EndsOnLine(text[start+lastColumn : at-1]) {
		return 0, 0, false
	}
	for rest := at; rest < len(text); {
		line := text[rest:]
		indent := scan.Indentation(line)
		end := bytes.IndexByte(line, '\n') + 1
		switch line[indent] {
		case '\n':
		case '\t':
			return 0, 0, false // the library reads it as blank only after a comment
		case '#':
			if indent >= column && rest == at {
				at += end // it belongs to the mapping
			}
		default:
			return at, column, indent < column
		}
		rest += end
	}
	return at, column, true
}

// offset returns the offset of the line of a node, and the node's column in it. It
// declines if the column does not count bytes.
func (it *Item) offset(n *yaml.Node) (start, column int, ok bool) {
	line, column := it.Position(n)
	if line == 0 {
		return 0, 0, false
	}
	start = it.lineStart(line - it.lines.Line + 1)
	column--
	if start+column > len(it.lines.Text) {
		return 0, 0, false
	}
	for _, c := range it.lines.Text[start : start+column] {
		if c >= 0x80 || c == '\n' {
			return 0, 0, false
		}
	}
	return start, column, true
}

// childMapping returns the mapping of a key. If there is none, it makes one, of the
// value that a merge key brings if there is one.
func childMapping(mapping *yaml.Node, key string) *yaml.Node {
	inherited := merged(mapping, key)
	value := child(mapping, key)
	if value.Kind == 0 && inherited != nil {
		*value = *expand(inherited)
	}
	if value.Kind != yaml.MappingNode {
		*value = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	}
	return value
}

// merged returns the value that the merge keys of a mapping bring for a key, or nil.
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

// child returns the value of a key, which it adds if there is none.
func child(mapping *yaml.Node, key string) *yaml.Node {
	if value := lookup(mapping, key); value != nil {
		return value
	}
	value := &yaml.Node{}
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
	return value
}
