package explain

import (
	"strings"
	"unicode/utf8"

	"github.com/notebook-validation/nvj/fn/finding"
)

// narrowest is the width below which no column is squeezed.
const narrowest = 12

// layout aligns cells in columns that together are at most width characters wide;
// 0 is any width. Cells are wrapped at spaces, and words that are too long are
// cut. What a terminal would obey is spelled out; paint colours one line of a cell
// after that, and after it was measured.
func layout(rows [][]string, width int, paint func(row, column int, text string) string) string {
	const gap = 2
	widths := make([]int, len(rows[0]))
	shown := make([][]string, len(rows))
	for r, row := range rows {
		for c, cell := range row {
			shown[r] = append(shown[r], finding.Printable(cell))
			widths[c] = max(widths[c], utf8.RuneCountInString(shown[r][c]))
		}
	}
	if width > 0 {
		squeeze(widths, width-gap*len(widths))
	}
	var text strings.Builder
	for r, row := range shown {
		cells := make([][]string, len(row))
		height := 1
		for c, cell := range row {
			cells[c] = wrap(cell, widths[c])
			height = max(height, len(cells[c]))
		}
		for i := range height {
			var line strings.Builder
			for c := range row {
				part := ""
				if i < len(cells[c]) {
					part = cells[c][i]
				}
				line.WriteString(strings.Repeat(" ", gap) + paint(r, c, part) + strings.Repeat(" ", widths[c]-utf8.RuneCountInString(part)))
			}
			text.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		}
	}
	return text.String()
}

// squeeze narrows the widest column, again and again, until all fit into width or
// none can be narrowed further.
func squeeze(widths []int, width int) {
	for {
		sum, widest := 0, 0
		for c, w := range widths {
			sum += w
			if w > widths[widest] {
				widest = c
			}
		}
		if sum <= width || widths[widest] <= narrowest {
			return
		}
		widths[widest]--
	}
}

// wrap breaks text into lines of at most width characters.
func wrap(text string, width int) []string {
	if utf8.RuneCountInString(text) <= width {
		return []string{text}
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
		for utf8.RuneCountInString(line) > width {
			head, tail := cutWord(line, width)
			lines, line = append(lines, head), tail
		}
	}
	return append(lines, line)
}

// cutWord cuts a word that is longer than width, behind a separator where one
// stands in the second half.
func cutWord(word string, width int) (head, tail string) {
	runes := []rune(word)
	at := width
	for i := width; i > width/2; i-- {
		if strings.ContainsRune("/:.-,=", runes[i-1]) {
			at = i
			break
		}
	}
	return string(runes[:at]), string(runes[at:])
}
