package scan

import (
	"bytes"
	"unicode/utf8"
)

// Classes of characters, as bits. Bytes above ASCII are parts of letters.
const (
	inKey       = 1 << iota // may be in a key without quotes
	startsKey               // may start one
	startsPlain             // may start a plain scalar
	special                 // needs a closer look in a plain scalar
)

// classes leaves out whatever YAML might read as an indicator.
var classes = func() (t [256]byte) {
	for c := range t {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '.', c == '/':
			t[c] = inKey | startsKey | startsPlain
		case c == '-':
			t[c] = inKey
		case c == '$', c == '(', c == ')', c == '<', c == '=', c == '+', c == '~', c == '^', c == ';', c == '\\', c >= utf8.RuneSelf:
			t[c] = startsPlain
		case c == ':', c == '#', c < ' ':
			t[c] = special
		}
	}
	return t
}()

// maxKey keeps keys far below the 1024 characters from which on the YAML library
// does not recognize them.
const maxKey = 256

// KeyLength returns the length of the key that text starts with, with its quotes, or
// 0 if there is none. A colon and then a blank or the end of the text follow it.
func KeyLength(text []byte) int {
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
		n = quotedLength(text)
	default:
		return 0
	}
	if n == 0 || n == len(text) || n > maxKey || text[n] != ':' || n+1 < len(text) && text[n+1] != ' ' {
		return 0
	}
	return n
}

// IsWord reports whether text consists of letters, digits and - . _ / and starts with
// a letter.
func IsWord(text string) bool {
	for i := range len(text) {
		if classes[text[i]]&inKey == 0 {
			return false
		}
	}
	return len(text) > 0 && text[0] >= 'A' && text[0] != '_'
}

// form is what follows a key or a dash on its line.
type form int

const (
	otherValue   form = iota // anything that is not recognized
	oneLineValue             // a scalar or a flow collection that ends on its line
	noValue                  // nothing, or a comment
	blockScalar              // the header of a literal or folded block scalar
)

// EndsOnLine reports whether text, which is the rest of a line after a key or a dash,
// is a value that surely ends there. A plain scalar can continue on the next line only
// if that line is indented deeper than its key.
func EndsOnLine(text []byte) bool { return valueForm(text) == oneLineValue }

// valueForm returns the form of the value with which a line ends.
func valueForm(text []byte) form {
	text = text[Indentation(text):]
	if len(text) == 0 || text[0] == '#' {
		return noValue
	}
	switch c := text[0]; {
	case classes[c]&startsPlain != 0:
		return plainScalarForm(text)
	case c == '-' && len(text) > 1 && text[1] > ' ' && text[1] < utf8.RuneSelf:
		return plainScalarForm(text)
	case c == '"' || c == '\'':
		return ifLast(oneLineValue, text, quotedLength(text))
	case c == '|' || c == '>':
		return blockHeaderForm(text)
	case c == '{' || c == '[':
		return ifLast(oneLineValue, text, flowLength(text, 0))
	}
	return otherValue
}

// plainScalarForm accepts text up to a comment. A colon before a blank would make a
// key of it, and tabs are not recognized.
func plainScalarForm(text []byte) form {
	for i := 1; i < len(text); i++ {
		c := text[i]
		if classes[c]&special == 0 {
			continue
		}
		switch {
		case c == '#' && text[i-1] == ' ':
			return oneLineValue
		case c == '#':
		case c != ':' || i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\t':
			return otherValue
		}
	}
	return oneLineValue
}

// escapes are the characters that complete an escape after a backslash.
var escapes = []byte("\"\\nrtabefv0")

// quotedLength returns the length of the quoted scalar that text starts with, or 0 if
// it does not end on this line. Tabs, and escapes of more than one character, are not
// recognized.
func quotedLength(text []byte) int {
	quote := text[0]
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\t':
			return 0
		case c == '\\' && quote == '"':
			if i++; i == len(text) || bytes.IndexByte(escapes, text[i]) < 0 {
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

// flowLength returns the length of the flow collection that text starts with, or 0 if
// it does not end on this line or holds anything but plain scalars, quoted scalars and
// further collections. Pairs are written "key: value".
func flowLength(text []byte, depth int) int {
	mapping, end := text[0] == '{', text[0]+2 // in ASCII, "]" and "}" are two above "[" and "{"
	at := 1 + Indentation(text[1:])
	if at < len(text) && text[at] == end {
		return at + 1
	}
	for depth < maxOpen {
		if mapping {
			n := flowScalarLength(text[at:])
			if at += n; n == 0 || n > maxKey || at+1 >= len(text) || text[at] != ':' || text[at+1] != ' ' {
				return 0
			}
			at += 1 + Indentation(text[at+1:])
		}
		n := 0
		if at < len(text) && (text[at] == '{' || text[at] == '[') {
			n = flowLength(text[at:], depth+1)
		} else {
			n = flowScalarLength(text[at:])
		}
		at += n
		at += Indentation(text[at:])
		switch {
		case n == 0 || at == len(text):
			return 0
		case text[at] == end:
			return at + 1
		case text[at] != ',':
			return 0
		}
		at++
		at += Indentation(text[at:])
	}
	return 0
}

// flowScalarLength returns the length of the scalar that text, which is inside a flow
// collection, starts with. It returns 0 if there is none, or one that is not recognized.
func flowScalarLength(text []byte) int {
	switch {
	case len(text) == 0:
		return 0
	case text[0] == '"' || text[0] == '\'':
		return quotedLength(text)
	case classes[text[0]]&startsPlain != 0:
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

// blockHeaderForm accepts a chomping indicator. One for the indentation is rare and
// not recognized.
func blockHeaderForm(text []byte) form {
	n := 1
	if len(text) > 1 && (text[1] == '-' || text[1] == '+') {
		n = 2
	}
	return ifLast(blockScalar, text, n)
}

// ifLast returns the given form if n is not 0 and only a comment follows the first n
// bytes of text.
func ifLast(f form, text []byte, n int) form {
	rest := text[n:]
	blanks := Indentation(rest)
	if n > 0 && (blanks == len(rest) || blanks > 0 && rest[blanks] == '#') {
		return f
	}
	return otherValue
}
