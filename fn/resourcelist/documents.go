package resourcelist

import (
	"bytes"
	"io"

	"go.yaml.in/yaml/v3"
)

// ReadDocuments splits a file or stream of YAML or JSON documents into items.
// Empty and comment-only documents are skipped; a v1 List and a ResourceList are
// unfolded into their items. The file is used for error texts only:
// "jobs.yaml:3: …". The data is kept and must not be changed afterwards.
func ReadDocuments(file string, data []byte) ([]*Item, error) {
	if err := checkEncoding(data); err != nil {
		return nil, located(file, 1, err)
	}
	var items []*Item
	cutter := &documentCutter{rest: bytes.TrimPrefix(data, bom), line: 1}
	for cutter.next() {
		found, err := readDocument(cutter.text, cutter.start)
		if err != nil {
			return nil, located(file, cutter.start, err)
		}
		items = append(items, found...)
	}
	if cutter.err != nil {
		return nil, located(file, cutter.line, cutter.err)
	}
	return items, nil
}

// WriteDocuments writes items as a stream of YAML documents. Untouched ones are
// written byte for byte, those from a list without its indentation.
func WriteDocuments(w io.Writer, items []*Item) error {
	p := newPrinter(w, false)
	for i, it := range items {
		if i > 0 {
			p.raw([]byte("---\n"))
		}
		if it.raw != nil && !it.changed && it.dash < 0 {
			p.raw(it.lines()...)
			continue
		}
		p.raw(it.written()...)
	}
	return p.out.Flush()
}

// documentCutter cuts a stream at its document markers.
type documentCutter struct {
	rest []byte
	line int

	// text is the current document without markers, and start its first line.
	text  []byte
	start int
	err   error
}

// next moves to the next document, which may be empty, and reports whether
// there is one.
func (c *documentCutter) next() bool {
	if len(c.rest) == 0 || c.err != nil {
		return false
	}
	for c.skipMarker() {
	}
	if c.err != nil {
		return false
	}
	c.start = c.line
	at := 0
	if isMarker(c.rest) {
		at = lineEnd(c.rest, 0)
		c.line++
	}
	for at < len(c.rest) && !isMarker(c.rest[at:]) {
		end := lineEnd(c.rest, at)
		if breakBefore(c.rest, end) {
			c.line++
		}
		at = end
	}
	c.text, c.rest = c.rest[:at], c.rest[at:]
	if isMarker(c.text) {
		// Content on the marker's own line keeps its column.
		c.text = append([]byte("   "), c.text[3:]...)
	}
	return true
}

// skipMarker steps over a marker at the start of what is left, if there is one.
// A "---" with content on its line stays.
func (c *documentCutter) skipMarker() bool {
	if !isMarker(c.rest) {
		return false
	}
	end := lineEnd(c.rest, 0)
	after := bytes.TrimLeft(c.rest[3:end], " \t")
	switch {
	case isBlank(after):
		c.rest = c.rest[end:]
		c.line++
		return true
	case after[0] == '#':
		c.rest = c.rest[end-len(after):]
	case c.rest[0] == '.':
		c.err = errorAt(c.line, "not valid YAML: text after the end of a document: start a new one with ---")
	}
	return false
}

// readDocument makes the items of one document whose first line is given.
func readDocument(text []byte, line int) ([]*Item, error) {
	body, directives, err := withoutDirectives(text)
	if err != nil {
		return nil, shifted(err, line-1)
	}
	line += directives
	if it, proven := proveDocument(body, line); proven {
		return []*Item{it}, nil
	}
	documents, err := parseDocuments(body)
	if err != nil {
		return nil, shifted(err, line-1)
	}
	if len(documents) == 0 {
		return nil, nil
	}
	root := documents[0].Content[0]
	if root.Kind != yaml.MappingNode || len(documents) > 1 {
		return nil, shifted(errorAt(root.Line, "expected a resource (a mapping), found %s", describe(root)), line-1)
	}
	items, err := documentItems(body, root)
	if err != nil {
		return nil, shifted(err, line-1)
	}
	for _, it := range items {
		it.line += line - 1
		if it.positioned {
			it.base += line - 1
		}
	}
	return items, nil
}

// proveDocument makes an item of a document that is one plain resource, without
// parsing it: the same proof as for the items of a list.
func proveDocument(text []byte, line int) (*Item, bool) {
	if len(text) == 0 || text[len(text)-1] != '\n' || !isPlainText(text) {
		return nil, false
	}
	it := &Item{raw: text, dash: -1, line: line}
	f := &finder{cursor: cursor{data: text}, dash: -1}
	if !f.prove(it) || !it.known || isList(it.apiVersion, it.kind) {
		return nil, false
	}
	return it, true
}

// isList reports whether a document is a list to unfold.
func isList(apiVersion, kind string) bool {
	return kind == "List" && apiVersion == "v1" || kind == "ResourceList" && checkHeader(apiVersion, kind) == nil
}

// documentItems unfolds a list, or makes the one item of anything else.
func documentItems(text []byte, root *yaml.Node) ([]*Item, error) {
	if isList(header(root)) {
		if err := checkKeys(root); err != nil {
			return nil, err
		}
		l, err := outlineList(text, root)
		if err != nil {
			return nil, err
		}
		return l.Items, nil
	}
	if err := boundAliases(root); err != nil {
		return nil, err
	}
	it := &Item{raw: text, dash: -1, line: 1}
	o := &outline{data: text, lines: indexLines(text)}
	o.fillNode(it, root)
	return []*Item{it}, nil
}

// withoutDirectives cuts directives off a document's front and counts their
// lines. The parser sees one document at a time, so tag handles would be lost.
func withoutDirectives(text []byte) ([]byte, int, error) {
	lines := 0
	for len(text) > 0 && text[0] == '%' {
		if bytes.HasPrefix(text, []byte("%TAG")) {
			return nil, 0, errorAt(lines+1, "%s", "%TAG directives are not supported: write the tags out")
		}
		text = text[lineEnd(text, 0):]
		lines++
	}
	return text, lines, nil
}
