package resourcelist

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// printer writes pieces of text so that each starts on a line of its own. After a
// write that fails all others fail too, and Flush reports it.
type printer struct {
	out  *bufio.Writer
	crlf bool
	// open says that the last piece did not end its line.
	open    bool
	scratch []byte
}

func newPrinter(w io.Writer, crlf bool) *printer {
	return &printer{out: bufio.NewWriterSize(w, 1<<16), crlf: crlf}
}

// usesCRLF reports whether the first line break of the input is a Windows one.
func usesCRLF(data []byte) bool {
	i := bytes.IndexByte(data, '\n')
	return i > 0 && data[i-1] == '\r'
}

// raw writes pieces of text as they are.
func (p *printer) raw(pieces ...[]byte) {
	for _, text := range pieces {
		if len(text) == 0 {
			continue
		}
		p.endLine()
		_, _ = p.out.Write(text) // reported by Flush
		p.open = !scan.EndsLine(text)
	}
}

// endLine ends the line that the last piece left open.
func (p *printer) endLine() {
	if p.open {
		p.open = false
		p.text([]byte("\n"))
	}
}

// text writes new lines, with the input's kind of line break.
func (p *printer) text(text []byte) {
	p.endLine()
	if p.crlf {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	}
	_, _ = p.out.Write(text) // reported by Flush
}

// key writes a section without its value.
func (p *printer) key(s *scan.Section) {
	p.raw(append(s.Text[:s.Key:s.Key], s.Name+":\n"...))
}

// withValue writes a section that has no value, with one.
func (p *printer) withValue(s *scan.Section, value string) {
	colon := s.Key + bytes.IndexByte(s.Text[s.Key:], ':') + 1
	p.raw(append(append(s.Text[:colon:colon], value...), s.Text[colon:]...))
}

// entry writes a document as an item of a list whose dashes are at the given column.
// The comments above it follow the dash, as kpt writes them.
func (p *printer) entry(pieces [][]byte, dash int) {
	p.endLine()
	first := true
	for _, piece := range pieces {
		for first && len(piece) > 0 && scan.IsBlank(piece[:scan.LineEnd(piece, 0)]) {
			piece = piece[scan.LineEnd(piece, 0):]
		}
		if len(piece) == 0 {
			continue
		}
		p.scratch = appendIndented(p.scratch[:0], piece, dash+2)
		if first {
			p.scratch[dash], first = '-', false
		}
		p.text(p.scratch)
	}
	if first {
		p.text(append(bytes.Repeat([]byte(" "), dash), "- {}\n"...))
	}
}

// indented returns a copy of text whose lines are moved to the right. Empty lines stay
// empty.
func indented(text []byte, by int) []byte {
	return appendIndented(make([]byte, 0, len(text)+len(text)/4), text, by)
}

func appendIndented(out, text []byte, by int) []byte {
	prefix := bytes.Repeat([]byte(" "), by)
	for at := 0; at < len(text); {
		end := scan.LineEnd(text, at)
		if scan.BreakAt(text, at) == 0 {
			out = append(out, prefix...)
		}
		out = append(out, text[at:end]...)
		at = end
	}
	return out
}

// encodeNew encodes the results that are not known yet as a block sequence at column 0.
func encodeNew(results []Result, known []*yaml.Node) (text []byte, err error) {
	// Values are the caller's, and the encoder panics on those it cannot write.
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("results: cannot write a value: %v", fault)
		}
	}()
	var list yaml.Node
	if err := list.Encode(results); err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	same := map[string]bool{}
	for _, n := range known {
		same[contentOf(n)] = true
	}
	list.Content = slices.DeleteFunc(list.Content, func(n *yaml.Node) bool { return same[contentOf(n)] })
	if len(list.Content) == 0 {
		return nil, nil
	}
	return encode(&list, true), nil
}

// contentOf returns the same text for trees that hold the same values in any style.
func contentOf(n *yaml.Node) string {
	n = resolve(n)
	text := fmt.Sprintf("%d %s %q", n.Kind, n.ShortTag(), n.Value)
	for _, child := range n.Content {
		text += "(" + contentOf(child) + ")"
	}
	return text
}
