package term

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Wrap breaks a line between words, so that each line fits into limit columns; 0 is
// any number. Lines after the first start with indent. A word that is longer than a
// line stays whole, so that it can be copied.
func Wrap(text string, limit int, indent string) []string {
	if limit <= 2*len(indent) || Columns(text) <= limit {
		return []string{text}
	}
	return wrap(strings.Split(text, " "), limit, indent, false)
}

// wrapCell is Wrap for a cell of a table, which must not be wider than limit: longer
// words are cut.
func wrapCell(text string, limit int) []string {
	if Columns(text) <= limit {
		return []string{text}
	}
	return wrap(strings.Fields(text), limit, "", true)
}

func wrap(words []string, limit int, indent string, cut bool) []string {
	var lines []string
	line := ""
	for _, word := range words {
		switch {
		case line == "":
			line = word
		case strings.TrimSpace(line) != "" && Columns(line)+1+Columns(word) > limit:
			lines, line = append(lines, line), indent+word
		default:
			line += " " + word
		}
		for cut && Columns(line) > limit {
			var head string
			head, line = cutWord(line, limit)
			lines = append(lines, head)
		}
	}
	return append(lines, line)
}

// cutWord cuts a word that is longer than limit, behind a separator where one is in the
// second half.
func cutWord(word string, limit int) (head, tail string) {
	runes := []rune(word)
	at, used := 0, columnsOf(runes[0])
	for used <= limit || at == 0 {
		at++
		used += columnsOf(runes[at])
	}
	for i := at; i > at/2; i-- {
		if strings.ContainsRune("/:.-,=", runes[i-1]) {
			at = i
			break
		}
	}
	return string(runes[:at]), string(runes[at:])
}

// Window cuts a line to limit columns around a character, and returns where that is in
// the result. Characters count from 1; cuts show as "…".
func Window(text []rune, character, limit int) ([]rune, int) {
	character = max(character, 1)
	if limit < 8 || columns(text) <= limit {
		return text, character
	}
	start, before := 0, columns(text[:min(character, len(text))])
	for start < character-1 && before > limit*2/3 {
		before -= columnsOf(text[start])
		start++
	}
	end, used := start, 0
	for end < len(text) && used+columnsOf(text[end]) <= limit-2 {
		used += columnsOf(text[end])
		end++
	}
	cut := append([]rune{}, text[start:end]...)
	if end < len(text) {
		cut = append(cut, '…')
	}
	if start > 0 {
		return append([]rune{'…'}, cut...), character - start + 1
	}
	return cut, character
}

// Columns returns how many columns of a terminal text fills.
func Columns(text string) int { return columns([]rune(text)) }

func columns(text []rune) int {
	n := 0
	for _, r := range text {
		n += columnsOf(r)
	}
	return n
}

func columnsOf(r rune) int {
	if r < unicode.MaxASCII { // most are, and the tables of Unicode are slower
		return 1
	}
	if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
