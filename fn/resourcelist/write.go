package resourcelist

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// Write writes the list. What did not change is written byte for byte. Changed and new
// items are block-style YAML at the indentation of the list, and the given results
// follow those that were read. Items is always written.
func (l *List) Write(w io.Writer, results []Result) error {
	if len(results) == 0 && l.isUnchanged() {
		_, err := w.Write(l.input)
		return err
	}
	p := newPrinter(w, usesCRLF(l.input))
	p.raw(l.layout.Prefix)
	for i := range l.layout.Sections {
		s := &l.layout.Sections[i]
		switch {
		case s.Name == "items":
			l.writeItems(p, s)
		case s.Name == "results" && len(results) > 0:
			if err := l.writeResults(p, s, results); err != nil {
				return err
			}
		default:
			p.raw(s.Text)
		}
	}
	if l.layout.Section("items") == nil {
		l.writeItems(p, l.newSection("items"))
	}
	if l.layout.Section("results") == nil && len(results) > 0 {
		if err := l.writeResults(p, l.newSection("results"), results); err != nil {
			return err
		}
	}
	p.raw(l.layout.Suffix)
	return p.out.Flush()
}

// isUnchanged reports whether the list can be written as it was read.
func (l *List) isUnchanged() bool {
	return l.layout.Section("items") != nil && !l.nullItems && slices.Equal(l.Items, l.read) &&
		!slices.ContainsFunc(l.Items, (*Item).isChanged)
}

// newSection returns a top-level key without value.
func (l *List) newSection(name string) *scan.Section {
	text := append(bytes.Repeat([]byte(" "), l.layout.Indent), name+":\n"...)
	return &scan.Section{Name: name, Text: text, Key: l.layout.Indent}
}

func (l *List) writeItems(p *printer, s *scan.Section) {
	if len(l.Items) == 0 {
		p.withValue(s, " []")
		return
	}
	p.raw(s.Text)
	for _, it := range l.Items {
		if it.lines != nil && it.lines.Dash == l.layout.Dash {
			p.raw(it.inserted.into(it.lines.Text)...)
			continue
		}
		p.entry(it.pieces(), l.layout.Dash)
	}
}

// writeResults writes the results that were read, as they are, and after them those of
// the given ones that are not among them: an earlier run may have found the same.
func (l *List) writeResults(p *printer, s *scan.Section, results []Result) error {
	documents, err := parseDocuments(s.Text)
	if err != nil {
		return fmt.Errorf("results: %w", err)
	}
	value := documents[0].Content[0].Content[1]
	text, err := encodeNew(results, value.Content)
	if err != nil {
		return err
	}
	if len(text) == 0 {
		p.raw(s.Text)
		return nil
	}
	dash := l.layout.Indent
	switch {
	case len(value.Content) == 0:
		p.key(s)
	case value.Style&(yaml.FlowStyle|yaml.TaggedStyle) != 0 || value.Anchor != "":
		p.key(s)
		value.Anchor, value.Tag = "", "!!seq" // they would need a place on the key's line
		value.Style &^= yaml.TaggedStyle
		p.text(indented(encode(value, true), dash))
	default:
		dash = value.Column - 1
		p.raw(s.Text)
	}
	p.text(indented(text, dash))
	return nil
}
