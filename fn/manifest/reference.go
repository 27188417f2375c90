package manifest

import (
	"bytes"
	"sync"
)

// references are the first texts of each kind.
type references struct {
	mutex  sync.Mutex
	byKind map[string]*reference
}

// of returns the reference for texts of a kind, which becomes the given one where
// there is none.
func (m *references) of(kind string, text []byte) *reference {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if known := m.byKind[kind]; known != nil {
		return known
	}
	if m.byKind == nil {
		m.byKind = map[string]*reference{}
	}
	m.byKind[kind] = newReference(bytes.Clone(text))
	return m.byKind[kind]
}

// reference is a text whose lines others share.
type reference struct {
	text  []byte
	first map[string]int // where a line stands first
}

func newReference(text []byte) *reference {
	r := &reference{text: text, first: map[string]int{}}
	for at := 0; at < len(text); {
		line := firstLine(text[at:])
		if _, known := r.first[string(line)]; !known {
			r.first[string(line)] = at
		}
		at += len(line)
	}
	return r
}

// minShared is how many bytes make it worth to share them: less would take as much
// for the piece.
const minShared = 64

// split adds text to the pieces: what stands in the reference from a line's first
// place there, and what does not as its own.
func (r *reference) split(text []byte, out *pieces) {
	for len(text) > 0 {
		line := firstLine(text)
		if at, known := r.first[string(line)]; known {
			if n := commonLines(r.text[at:], text); n >= minShared {
				out.share(r.text[at : at+n : at+n])
				text = text[n:]
				continue
			}
		}
		out.own = append(out.own, line...)
		text = text[len(line):]
	}
}

// firstLine is text up to its first line break.
func firstLine(text []byte) []byte {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		return text[:end+1]
	}
	return text
}

// commonLines is how many bytes of whole lines two texts begin with.
func commonLines(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return bytes.LastIndexByte(a[:n], '\n') + 1
}

// pieces are a text in the making: own bytes and shared pieces. All own bytes come
// to lie in one block of memory.
type pieces struct {
	own    []byte
	shared []sharedBlock // at counts own bytes
}

func (p *pieces) share(lines []byte) {
	p.shared = append(p.shared, sharedBlock{len(p.own), lines})
}

func (p *pieces) finish() [][]byte {
	own, start := bytes.Clone(p.own), 0
	all := make([][]byte, 0, 2*len(p.shared)+1)
	for _, s := range p.shared {
		if start < s.at {
			all = append(all, own[start:s.at:s.at])
		}
		all, start = append(all, s.lines), s.at
	}
	if start < len(own) {
		all = append(all, own[start:])
	}
	return all
}
