package manifest

import (
	"bytes"
	"fmt"
	"strings"

	yaml "go.yaml.in/yaml/v3"
)

// Encode prints a node as block-style YAML, lists at the indentation of their
// key: the text that yaml.v3's encoder prints (a test compares them), at a tenth of
// its cost. Names, numbers and blocks of plain text are printed here; any other
// scalar is left to the library, whose rules for quoting are long.
//
// The text comes in pieces of whole lines. Long blocks, such as the scripts of a
// job, are pieces that all texts share in which they stand: of a thousand jobs
// each takes only what is its own. Pieces must not be changed.
func Encode(node *yaml.Node) ([][]byte, error) {
	p := &printer{}
	p.text.Grow(sizeOf(node, 0))
	if err := p.value(node, 0, true); err != nil {
		return nil, fmt.Errorf("cannot write YAML: %w", err)
	}
	return p.pieces(), nil
}

type printer struct {
	text   bytes.Buffer
	shared []sharedLines
}

// sharedLines stand before the byte at of what is printed.
type sharedLines struct {
	at    int
	lines []byte
}

// pieces are what was printed and the shared lines in between.
func (p *printer) pieces() [][]byte {
	text, start := p.text.Bytes(), 0
	pieces := make([][]byte, 0, 2*len(p.shared)+1)
	for _, s := range p.shared {
		pieces = append(pieces, text[start:s.at:s.at], s.lines)
		start = s.at
	}
	if start < len(text) {
		pieces = append(pieces, text[start:])
	}
	return pieces
}

// sizeOf estimates the bytes that a node takes below an indentation: to grow a
// buffer step by step costs more than the printing.
func sizeOf(node *yaml.Node, indent int) int {
	if node.Kind == yaml.ScalarNode {
		if blocks.knows(node.Value) {
			return 0
		}
		const lineBreaks, quotes = 32, 6 // one line in so many bytes
		return len(node.Value) + len(node.Value)/lineBreaks*indent + quotes
	}
	size := 0
	for i, child := range node.Content {
		if node.Kind == yaml.SequenceNode || i%2 == 0 {
			size += indent
		}
		size += sizeOf(child, indent+2)
	}
	return size
}

// value prints a node whose lines start at indent. On a line of its own
// (startOfLine) a mapping's first key needs no line break before it.
func (p *printer) value(node *yaml.Node, indent int, startOfLine bool) error {
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

func (p *printer) mapping(node *yaml.Node, indent int, startOfLine bool) error {
	if !startOfLine {
		p.text.WriteByte('\n')
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if i > 0 || !startOfLine {
			p.pad(indent)
		}
		if strings.Contains(key.Value, "\n") { // a block cannot be a key
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

func (p *printer) sequence(node *yaml.Node, indent int) error {
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

func (p *printer) scalar(node *yaml.Node, indent int, startOfLine bool) error {
	if isBlock(node) {
		p.block(node.Value, indent, startOfLine)
		return nil
	}
	if !startOfLine {
		p.text.WriteByte(' ')
	}
	if strings.Contains(node.Value, "\n") {
		return p.library(node, indent)
	}
	if err := p.inline(node); err != nil {
		return err
	}
	p.text.WriteByte('\n')
	return nil
}

func (p *printer) word(text string, startOfLine bool) error {
	if !startOfLine {
		p.text.WriteByte(' ')
	}
	p.text.WriteString(text + "\n")
	return nil
}

// inline prints a scalar of one line, without a line break.
func (p *printer) inline(node *yaml.Node) error {
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

// library prints a scalar of several lines that is no plain block.
func (p *printer) library(node *yaml.Node, indent int) error {
	text, err := yaml.Marshal(node)
	if err != nil {
		return err
	}
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		if i > 0 && line != "" {
			p.pad(max(indent-2, 0))
		}
		p.text.WriteString(line + "\n")
	}
	return nil
}

// block prints text as a literal block.
func (p *printer) block(text string, indent int, startOfLine bool) {
	if !startOfLine {
		p.text.WriteByte(' ')
	}
	p.text.WriteByte('|')
	if !strings.HasSuffix(text, "\n") {
		p.text.WriteByte('-')
	}
	p.text.WriteByte('\n')
	if lines, shared := blocks.lines(text, max(indent, 2)); shared {
		p.shared = append(p.shared, sharedLines{p.text.Len(), lines})
	} else {
		p.text.Write(lines)
	}
}

const spaces = "                                "

func (p *printer) pad(n int) {
	for ; n > len(spaces); n -= len(spaces) {
		p.text.WriteString(spaces)
	}
	p.text.WriteString(spaces[:n])
}
