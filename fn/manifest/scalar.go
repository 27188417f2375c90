package manifest

import (
	"strings"

	yaml "go.yaml.in/yaml/v3"
)

// isBlock reports whether a scalar can be printed as a literal block without a
// second thought: printable ASCII, at most one trailing line break, no leading white
// space, no line that ends in a space.
func (p *printing) isBlock(node *yaml.Node) bool {
	text := node.Value
	if node.Style != yaml.LiteralStyle || !strings.Contains(text, "\n") ||
		strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\n") || strings.HasSuffix(text, "\n\n") {
		return false
	}
	if p.blocks.knows(text) {
		return true
	}
	previous := byte('\n')
	for i := range len(text) {
		c := text[i]
		if c == '\n' && previous == ' ' || c != '\n' && (c < ' ' || c > '~') {
			return false
		}
		previous = c
	}
	return previous != ' '
}

// isPlain reports whether a string needs no quotes in any version of YAML: it is
// a quantity, or begins like a word, a path, a variable or a flag, is none of the
// words YAML knows, and has no character in it that could end a plain scalar.
func isPlain(text string) bool {
	switch {
	case text == "" || isWord(text):
		return false
	case text[0] == '-':
		if len(text) < 2 || !isLetter(text[1]) && (text[1] != '-' || len(text) < 3 || !isLetter(text[2])) {
			return false
		}
	case text[0] >= '0' && text[0] <= '9':
		return isQuantity(text)
	case !isLetter(text[0]) && text[0] != '/' && text[0] != '$':
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c > '~', c == '#':
			return false
		case (c == ' ' || c == ':') && (i+1 == len(text) || text[i+1] == ' '):
			return false
		}
	}
	return true
}

// isWord reports whether a word means something else than itself to some reader.
func isWord(text string) bool {
	if len(text) > len("false") {
		return false
	}
	switch strings.ToLower(text) {
	case "true", "false", "null":
		return true
	}
	return isOldBool(text)
}

// isQuantity reports whether text is digits with a unit that makes no number of
// them to any reader: 100m, 16Mi, but not 1E.
func isQuantity(text string) bool {
	switch strings.TrimLeft(text, "0123456789") {
	case "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "s", "h":
		return true
	}
	return false
}

// isQuotable reports whether a string takes double quotes, and nothing in it an
// escape: one that asks for them, a short whole number, nothing, or a word that
// would be read as something else.
func isQuotable(node *yaml.Node) bool {
	text := node.Value
	switch node.Style {
	case yaml.DoubleQuotedStyle:
	case 0:
		if !isShortNumber(text) && !isCoreWord(text) {
			return false
		}
	default:
		return false
	}
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// isCoreWord reports whether YAML 1.2 takes a word for something else than text.
func isCoreWord(text string) bool {
	switch text {
	case "", "true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL":
		return true
	}
	return false
}

// isShortNumber reports whether text is a whole number to every reader.
func isShortNumber(text string) bool {
	return len(text) > 0 && len(text) < 18 && (text[0] != '0' || text == "0") && strings.Trim(text, "0123456789") == ""
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
