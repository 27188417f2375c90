package resourcelist

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Write streams the list. What nobody changed is written byte for byte; changed
// and new items follow as block YAML at the list's own indentation, and the
// given results follow those that came in. Items is always written.
func (l *List) Write(w io.Writer, results []Result) error {
	if len(results) == 0 && l.unchanged() {
		_, err := w.Write(l.input)
		return err
	}
	p := newPrinter(w, usesCRLF(l.input))
	p.raw(l.prefix)
	for i := range l.sections {
		s := &l.sections[i]
		switch {
		case s.name == "items":
			l.writeItems(p, s)
		case s.name == "results" && len(results) > 0:
			if err := l.writeResults(p, s, results); err != nil {
				return err
			}
		default:
			p.raw(s.text)
		}
	}
	if l.section("items") == nil {
		l.writeItems(p, l.newSection("items"))
	}
	if l.section("results") == nil && len(results) > 0 {
		if err := l.writeResults(p, l.newSection("results"), results); err != nil {
			return err
		}
	}
	p.raw(l.suffix)
	return p.out.Flush()
}

// unchanged reports whether the list can be written as it came.
func (l *List) unchanged() bool {
	items := l.section("items")
	if items == nil || items.bare || !slices.Equal(l.Items, l.read) {
		return false
	}
	return !slices.ContainsFunc(l.Items, func(it *Item) bool { return it.changed || it.added != nil })
}

// newSection is a top-level key without value.
func (l *List) newSection(name string) *section {
	text := append(bytes.Repeat([]byte(" "), l.indent), name+":\n"...)
	return &section{name: name, text: text, key: l.indent}
}

func (l *List) writeItems(p *printer, s *section) {
	if len(l.Items) == 0 {
		p.withValue(s, " []")
		return
	}
	p.raw(s.text)
	for _, it := range l.Items {
		if it.raw != nil && !it.changed && it.dash == l.dash {
			p.raw(it.lines()...)
			continue
		}
		p.entry(it.written(), l.dash)
	}
}

// writeResults writes the results that came in, as they came, and the new ones among
// the given: an earlier run may have found the same.
func (l *List) writeResults(p *printer, s *section, results []Result) error {
	documents, err := parseDocuments(s.text)
	if err != nil {
		return fmt.Errorf("results: %w", err)
	}
	value := documents[0].Content[0].Content[1]
	rendered, err := render(results, value.Content)
	if err != nil {
		return err
	}
	if len(rendered) == 0 {
		p.raw(s.text)
		return nil
	}
	dash := l.indent
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
		p.raw(s.text)
	}
	p.text(indented(rendered, dash))
	return nil
}
