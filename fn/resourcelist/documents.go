package resourcelist

import (
	"bytes"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
	"github.com/notebook-validation/nvj/fn/yamlnode"
)

// ReadDocuments splits a file or stream of YAML or JSON documents into items. It skips
// empty documents and unfolds a v1 List and a ResourceList into their items. The name of
// the file is for errors only: "jobs.yaml:3: …". The data is kept and must not be changed
// afterwards.
func ReadDocuments(file string, data []byte) ([]*Item, error) {
	if err := checkEncoding(data); err != nil {
		return nil, located(file, 1, err)
	}
	data = bytes.TrimPrefix(data, bom)
	documents, simple, err := splitDocuments(data)
	if err != nil {
		return nil, located(file, 1, err)
	}
	if !simple {
		if err := checkStream(data, documents); err != nil {
			return nil, located(file, 1, err)
		}
	}
	var items []*Item
	read := 0 // what is above it is part of an item
	for _, d := range documents {
		found, err := readDocument(d.body(data), d.line)
		if err != nil {
			return nil, located(file, d.line, err)
		}
		if len(found) == 0 {
			continue // its comments are written with the next document
		}
		if len(found) == 1 && found[0].lines != nil && found[0].lines.Dash < 0 {
			found[0].setStream(data[read:d.end], d, d.start-read)
		}
		items, read = append(items, found...), d.end
	}
	if len(items) > 0 {
		items[len(items)-1].addBelow(data[read:])
	}
	return items, nil
}

// WriteDocuments writes items as a stream of YAML documents. Items that did not change
// are written byte for byte, those from a list without its indentation.
func WriteDocuments(w io.Writer, items []*Item) error {
	p := newPrinter(w, false)
	for i, it := range items {
		text := it.pieces()
		if it.lines != nil && it.lines.Dash < 0 {
			text = it.inserted.into(it.lines.Text)
		}
		if it.stream != nil {
			p.raw(it.stream.pieces(it.inserted, i == 0)...)
			continue
		}
		if i > 0 {
			p.raw([]byte("---\n"))
		}
		p.raw(text...)
	}
	return p.out.Flush()
}

// readDocument makes the items of one document, whose first line is given.
func readDocument(text []byte, line int) ([]*Item, error) {
	if lines, ok := scan.Document(text, line); ok && lines.HasHeader && !isList(string(lines.APIVersion), string(lines.Kind)) {
		return []*Item{{lines: &lines}}, nil
	}
	documents, err := parseDocuments(text)
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
	items, err := documentItems(text, root)
	if err != nil {
		return nil, shifted(err, line-1)
	}
	for _, it := range items {
		it.moveDown(line - 1)
	}
	return items, nil
}

// isList reports whether a document is a list to unfold.
func isList(apiVersion, kind string) bool {
	return kind == "List" && apiVersion == "v1" || kind == "ResourceList" && checkHeader(apiVersion, kind) == nil
}

// documentItems unfolds a list, or makes one item of anything else.
func documentItems(text []byte, root *yaml.Node) ([]*Item, error) {
	if isList(header(root)) {
		if err := checkKeys(root); err != nil {
			return nil, err
		}
		l, err := parseList(text, root)
		if err != nil {
			return nil, err
		}
		return l.Items, nil
	}
	if err := boundAliases(root, yamlnode.PerResource); err != nil {
		return nil, err
	}
	it := &Item{lines: &scan.Item{Text: text, Line: 1, Dash: -1}}
	if isOnlyJSON(text, root) {
		it.lines = nil // written anew
	}
	newParser(text).item(it, root)
	return []*Item{it}, nil
}
