package resourcelist

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// Classes of ASCII characters, as bits.
const (
	inKey      = 1 << iota // may stand in a plain key
	startsKey              // may start one
	startsText             // may start a plain scalar
	special                // needs a closer look within a plain scalar
)

// classes leaves out whatever YAML might take for an indicator.
var classes = func() (t [256]byte) {
	for c := range t {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '.', c == '/':
			t[c] = inKey | startsKey | startsText
		case c == '-':
			t[c] = inKey
		case c == '$', c == '(', c == ')', c == '<', c == '=', c == '+', c == '~', c == '^', c == ';', c == '\\', c >= utf8.RuneSelf:
			t[c] = startsText
		case c == ':', c == '#', c < ' ':
			t[c] = special
		}
	}
	return t
}()

// maxKey keeps keys far below the 1024 characters at which the parser stops
// recognising them.
const maxKey = 256

// plainKey is the length of the plain or quoted key that text starts with, 0
// when it starts with none. A colon and a blank or the end of the text follow it.
func plainKey(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	n := 1
	switch {
	case classes[text[0]]&startsKey != 0:
		for n < len(text) && classes[text[n]]&inKey != 0 {
			n++
		}
	case text[0] == '"' || text[0] == '\'':
		n = quoted(text)
	default:
		return 0
	}
	if n == 0 || n == len(text) || n > maxKey || text[n] != ':' || n+1 < len(text) && text[n+1] != ' ' {
		return 0
	}
	return n
}

// What may stand after a key or a dash.
type valueKind int

const (
	notPlain    valueKind = iota // anything else
	wholeValue                   // a scalar or an empty collection that ends on its line
	noValue                      // nothing, or a comment
	blockScalar                  // the header of a literal or folded block scalar
)

// plainValue says what a value is whose line ends with text.
func plainValue(text []byte) valueKind {
	text = text[indentation(text):]
	if len(text) == 0 || text[0] == '#' {
		return noValue
	}
	switch c := text[0]; {
	case classes[c]&startsText != 0:
		return plainScalar(text)
	case c == '-' && len(text) > 1 && text[1] > ' ' && text[1] < utf8.RuneSelf:
		return plainScalar(text)
	case c == '"' || c == '\'':
		return closed(text, quoted(text), wholeValue)
	case c == '|' || c == '>':
		return blockHeader(text)
	case c == '{' || c == '[':
		return closed(text, plainFlow(text, 0), wholeValue)
	}
	return notPlain
}

// plainScalar accepts text up to a comment. A colon before a blank would make a
// key of it, and a tab is left to the parser.
func plainScalar(text []byte) valueKind {
	for i := 1; i < len(text); i++ {
		c := text[i]
		if classes[c]&special == 0 {
			continue
		}
		switch {
		case c == '#' && text[i-1] == ' ':
			return wholeValue
		case c == '#':
		case c != ':' || i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\t':
			return notPlain
		}
	}
	return wholeValue
}

// escapes are the characters that may follow a backslash between double quotes and
// that complete the escape.
const escapes = "\"\\nrtabefv0"

// quoted is the length of the quoted scalar that text starts with, 0 when it
// does not end on this line. Tabs, and escapes of more than one character, are
// left to the parser.
func quoted(text []byte) int {
	quote := text[0]
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\t':
			return 0
		case c == '\\' && quote == '"':
			if i++; i == len(text) {
				return 0
			}
			if strings.IndexByte(escapes, text[i]) < 0 {
				return 0
			}
		case c != quote:
		case quote == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		default:
			return i + 1
		}
	}
	return 0
}

// plainFlow is the length of the flow collection that text starts with, 0 when
// it does not end on this line or holds anything but plain and quoted scalars
// and further collections. Pairs are written "key: value".
func plainFlow(text []byte, depth int) int {
	mapping, end := text[0] == '{', text[0]+2 // in ASCII, "]" and "}" stand two above
	at := 1 + indentation(text[1:])
	if at < len(text) && text[at] == end {
		return at + 1
	}
	for depth < maxOpen {
		if mapping {
			n := flowScalar(text[at:])
			if at += n; n == 0 || n > maxKey || at+1 >= len(text) || text[at] != ':' || text[at+1] != ' ' {
				return 0
			}
			at += 1 + indentation(text[at+1:])
		}
		n := 0
		if at < len(text) && (text[at] == '{' || text[at] == '[') {
			n = plainFlow(text[at:], depth+1)
		} else {
			n = flowScalar(text[at:])
		}
		at += n
		at += indentation(text[at:])
		switch {
		case n == 0 || at == len(text):
			return 0
		case text[at] == end:
			return at + 1
		case text[at] != ',':
			return 0
		}
		at++
		at += indentation(text[at:])
	}
	return 0
}

// flowScalar is the length of the scalar that text within a flow collection
// starts with, 0 when it starts with none or one that is not plain.
func flowScalar(text []byte) int {
	switch {
	case len(text) == 0:
		return 0
	case text[0] == '"' || text[0] == '\'':
		return quoted(text)
	case classes[text[0]]&startsText != 0:
	case text[0] != '-' || len(text) == 1 || classes[text[1]]&inKey == 0:
		return 0
	}
	for n := 1; n < len(text); n++ {
		switch c := text[n]; {
		case c == ',' || c == '}' || c == ']':
			return n
		case c == ':' && n+1 < len(text) && text[n+1] == ' ':
			return n
		case c == ':' && n+1 < len(text) && classes[text[n+1]]&inKey != 0:
		case c == '[' || c == '{' || c == '?' || classes[c]&special != 0:
			return 0
		}
	}
	return 0
}

// blockHeader accepts a chomping indicator; one for the indentation is rare and
// left to the parser.
func blockHeader(text []byte) valueKind {
	n := 1
	if len(text) > 1 && (text[1] == '-' || text[1] == '+') {
		n = 2
	}
	return closed(text, n, blockScalar)
}

// closed is kind when nothing but a comment follows the first n bytes of text,
// and n is not 0.
func closed(text []byte, n int, kind valueKind) valueKind {
	rest := text[n:]
	blanks := indentation(rest)
	if n > 0 && (blanks == len(rest) || blanks > 0 && rest[blanks] == '#') {
		return kind
	}
	return notPlain
}

// isPlainText reports whether YAML allows every character of text, and each
// line break is a newline. Eight bytes at a time, since it sees all input.
func isPlainText(text []byte) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	const lows = highs - ones // 0x7F in each byte
	for len(text) > 0 {
		if len(text) >= 8 {
			word := binary.LittleEndian.Uint64(text)
			// A newline would look like a control character: turn it into another
			// printable one.
			other := word ^ '\n'*ones
			newlines := ^((other&lows + lows) | other | lows)
			word |= newlines >> 2
			deletes := word ^ lows
			if (word|(word-' '*ones)|(deletes-ones)&^deletes)&highs == 0 {
				text = text[8:]
				continue
			}
		}
		n := allowed(text)
		if n == 0 {
			return false
		}
		text = text[n:]
	}
	return true
}

// allowed is the length of the character that text starts with, 0 when it is one
// that isPlainText does not allow.
func allowed(text []byte) int {
	c := text[0]
	if c < utf8.RuneSelf {
		if c >= ' ' && c < 0x7F || c == '\n' || c == '\t' {
			return 1
		}
		return 0
	}
	r, size := utf8.DecodeRune(text)
	switch {
	case r == utf8.RuneError && size == 1, r < 0xA0, r == 0x2028, r == 0x2029, r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
		return 0
	}
	return size
}
