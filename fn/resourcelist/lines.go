package resourcelist

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// breakAt is the length of the line break at data[i], 0 when there is none. The
// YAML parser also breaks lines at NEL, LS and PS, so positions only agree when
// we do too.
func breakAt(data []byte, i int) int {
	switch data[i] {
	case '\n':
		return 1
	case '\r':
		if i+1 < len(data) && data[i+1] == '\n' {
			return 2
		}
		return 1
	case 0xC2:
		if i+1 < len(data) && data[i+1] == 0x85 {
			return 2
		}
	case 0xE2:
		if i+2 < len(data) && data[i+1] == 0x80 && (data[i+2] == 0xA8 || data[i+2] == 0xA9) {
			return 3
		}
	}
	return 0
}

// lineEnd is the offset after the break that ends the line around i.
func lineEnd(data []byte, i int) int {
	// Most lines are short, and of ASCII that ends with a newline.
	const window = 256
	for i < len(data) {
		line := data[i:min(i+window, len(data))]
		end := bytes.IndexByte(line, '\n')
		if end >= 0 {
			line = line[:end]
		}
		if bytes.IndexByte(line, '\r') >= 0 || bytes.IndexByte(line, 0xC2) >= 0 || bytes.IndexByte(line, 0xE2) >= 0 {
			break
		}
		if i += len(line); end >= 0 {
			return i + 1
		}
	}
	for ; i < len(data); i++ {
		if n := breakAt(data, i); n > 0 {
			return i + n
		}
	}
	return len(data)
}

// breakBefore reports whether data[:i] ends with a line break.
func breakBefore(data []byte, i int) bool {
	for n := 1; n <= 3 && n <= i; n++ {
		if breakAt(data[:i], i-n) == n {
			return true
		}
	}
	return false
}

// lineIndex holds the offset at which each line starts.
type lineIndex []int

func indexLines(data []byte) lineIndex {
	index := lineIndex{0}
	for i := 0; i < len(data); {
		n := breakAt(data, i)
		if n == 0 {
			i++
			continue
		}
		i += n
		index = append(index, i)
	}
	return index
}

// offset turns a node's position into an offset. Lines and columns are 1-based,
// and columns count characters, not bytes.
func (x lineIndex) offset(data []byte, line, column int) (int, bool) {
	if line < 1 || line > len(x) {
		return 0, false
	}
	at := x[line-1]
	for ; column > 1; column-- {
		if at >= len(data) {
			return 0, false
		}
		_, size := utf8.DecodeRune(data[at:])
		at += size
	}
	return at, true
}

// line is the 1-based number of the line that holds the offset.
func (x lineIndex) line(offset int) int {
	return sort.SearchInts(x, offset+1)
}

// start is where the line that holds the offset begins.
func (x lineIndex) start(offset int) int {
	return x[x.line(offset)-1]
}

// leadingComments is where the comment lines begin that stand directly above
// the line at offset: they belong to what follows them. Lines indented deeper
// than column belong to what stands above, and nothing before floor is looked
// at.
func (x lineIndex) leadingComments(data []byte, offset, floor, column int) int {
	for n := x.line(offset) - 2; n >= 0 && x[n] >= floor; n-- {
		text := data[x[n]:]
		indent := indentation(text)
		if indent > column || indent == len(text) || text[indent] != '#' {
			break
		}
		offset = x[n]
	}
	return offset
}

// indentation counts the spaces at the start of text.
func indentation(text []byte) int {
	n := 0
	for n < len(text) && text[n] == ' ' {
		n++
	}
	return n
}

// isBlank reports whether text holds nothing but white space.
func isBlank(text []byte) bool {
	for i := 0; i < len(text); {
		if text[i] == ' ' || text[i] == '\t' {
			i++
			continue
		}
		n := breakAt(text, i)
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}
