package manifest

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	yaml "go.yaml.in/yaml/v3"
)

// Printer prints nodes as YAML. What many texts have in common is kept once: see
// Encode. The zero Printer is ready for use, by many goroutines.
type Printer struct {
	blocks     blocks
	references references
	builders   sync.Pool // of *builder
}

// Print prints an object as Encode does the Node of it, once change has had its way
// with that, which must keep no nodes: they serve again.
func (p *Printer) Print(object any, change func(root *yaml.Node)) ([][]byte, error) {
	b, _ := p.builders.Get().(*builder)
	if b == nil {
		b = &builder{}
	}
	defer func() {
		b.reset()
		p.builders.Put(b)
	}()
	node, err := b.object(object)
	if err != nil {
		return nil, err
	}
	change(node)
	return p.Encode(node)
}

// Encode prints a node as block-style YAML, lists at the indentation of their
// key: the text that yaml.v3's encoder prints (tests compare them), at a tenth of
// its cost. Only keys of several lines differ, which are quoted. Names, numbers and
// blocks of plain text are printed here; any other scalar is left to the library,
// whose rules for quoting are long.
//
// The text comes in pieces of whole lines. Long blocks, such as the scripts of a
// job, and lines that stand in the first text of the same kind as well, are pieces
// that texts share: of a thousand jobs each takes only what is its own. Pieces must
// not be changed.
func (p *Printer) Encode(node *yaml.Node) ([][]byte, error) {
	printing := &printing{blocks: &p.blocks, text: &bytes.Buffer{}}
	if err := printing.value(node, 0, true); err != nil {
		return nil, fmt.Errorf("cannot write YAML: %w", err)
	}
	kind := ""
	if value := Get(node, "kind"); value != nil {
		kind = value.Value
	}
	return printing.pieces(p.references.of(kind, printing.text.Bytes())), nil
}

// printing is one text on its way.
type printing struct {
	blocks *blocks
	text   *bytes.Buffer
	shared []sharedBlock
}

// sharedBlock stands before the byte at of what is printed.
type sharedBlock struct {
	at    int
	lines []byte
}

// pieces are what was printed, as far as the reference does not have it, in memory
// of its own, and what is shared in between.
func (p *printing) pieces(r *reference) [][]byte {
	var out pieces
	text, start := p.text.Bytes(), 0
	for _, block := range p.shared {
		r.split(text[start:block.at], &out)
		out.share(block.lines)
		start = block.at
	}
	r.split(text[start:], &out)
	return out.finish()
}

// value prints a node whose lines start at indent. On a line of its own
// (startOfLine) a mapping's first key needs no line break before it.
func (p *printing) value(node *yaml.Node, indent int, startOfLine bool) error {
	switch node.Kind {
	case yaml.MappingNode:
		if len(node.Content) == 0 {
			return p.word("{}", startOfLine)
		}
		return p.mapping(node, indent, startOfLine)
	case yaml.SequenceNode:
		if len(node.Content) == 0 {
			return p.word("[]", startOfLine)
		}
		return p.sequence(node, indent)
	case yaml.ScalarNode:
		return p.scalar(node, indent, startOfLine)
	}
	return fmt.Errorf("cannot print a node of kind %d", node.Kind)
}

func (p *printing) mapping(node *yaml.Node, indent int, startOfLine bool) error {
	if !startOfLine {
		p.text.WriteByte('\n')
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if i > 0 || !startOfLine {
			p.pad(indent)
		}
		if isLong(key) { // a block cannot be a key
			key = &yaml.Node{Kind: yaml.ScalarNode, Tag: key.Tag, Value: key.Value, Style: yaml.DoubleQuotedStyle}
		}
		if err := p.inline(key); err != nil {
			return err
		}
		p.text.WriteByte(':')
		below := indent + 2
		if value.Kind == yaml.SequenceNode {
			below = indent // a list stands at the indentation of its key
			if len(value.Content) > 0 {
				p.text.WriteByte('\n')
			}
		}
		if err := p.value(value, below, false); err != nil {
			return err
		}
	}
	return nil
}

func (p *printing) sequence(node *yaml.Node, indent int) error {
	for _, item := range node.Content {
		p.pad(indent)
		p.text.WriteByte('-')
		if item.Kind == yaml.SequenceNode && len(item.Content) > 0 {
			return fmt.Errorf("cannot print a list directly in a list")
		}
		if item.Kind == yaml.MappingNode && len(item.Content) > 0 {
			p.text.WriteByte(' ')
			if err := p.value(item, indent+2, true); err != nil {
				return err
			}
			continue
		}
		if err := p.value(item, indent+2, false); err != nil {
			return err
		}
	}
	return nil
}

func (p *printing) scalar(node *yaml.Node, indent int, startOfLine bool) error {
	if p.isBlock(node) {
		p.block(node.Value, indent, startOfLine)
		return nil
	}
	if !startOfLine {
		p.text.WriteByte(' ')
	}
	if isLong(node) {
		return p.library(node, indent)
	}
	if err := p.inline(node); err != nil {
		return err
	}
	p.text.WriteByte('\n')
	return nil
}

func (p *printing) word(text string, startOfLine bool) error {
	if !startOfLine {
		p.text.WriteByte(' ')
	}
	p.text.WriteString(text + "\n")
	return nil
}

// isLong reports whether a scalar may take several lines.
func isLong(node *yaml.Node) bool {
	return strings.Contains(node.Value, "\n") || node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// inline prints a scalar of one line, without a line break.
func (p *printing) inline(node *yaml.Node) error {
	switch {
	case node.Style == 0 && (node.Tag != "!!str" || isPlain(node.Value)):
		p.text.WriteString(node.Value)
		return nil
	case node.Tag == "!!str" && isQuotable(node):
		p.text.WriteByte('"')
		p.text.WriteString(node.Value)
		p.text.WriteByte('"')
		return nil
	}
	text, err := yaml.Marshal(node)
	if err != nil {
		return err
	}
	p.text.Write(bytes.TrimSuffix(text, []byte("\n")))
	return nil
}

// library prints a scalar that may take several lines and is no plain block.
func (p *printing) library(node *yaml.Node, indent int) error {
	var text strings.Builder
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2) // where yaml.Marshal has four
	if err := encoder.Encode(node); err != nil {
		return err
	}
	for i, line := range strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n") {
		if i > 0 && line != "" {
			p.pad(max(indent-2, 0))
		}
		p.text.WriteString(line + "\n")
	}
	return nil
}

// block prints text as a literal block.
func (p *printing) block(text string, indent int, startOfLine bool) {
	if !startOfLine {
		p.text.WriteByte(' ')
	}
	p.text.WriteByte('|')
	if !strings.HasSuffix(text, "\n") {
		p.text.WriteByte('-')
	}
	p.text.WriteByte('\n')
	if lines, shared := p.blocks.lines(text, max(indent, 2)); shared {
		p.shared = append(p.shared, sharedBlock{p.text.Len(), lines})
	} else {
		p.text.Write(lines)
	}
}

const spaces = "                                "

func (p *printing) pad(n int) {
	for ; n > len(spaces); n -= len(spaces) {
		p.text.WriteString(spaces)
	}
	p.text.WriteString(spaces[:n])
}
