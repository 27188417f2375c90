package term

import "strings"

// narrowest is the width below which no column is squeezed.
const narrowest = 12

// Table aligns cells in columns that together fill at most width columns of the
// terminal; 0 is any width. Cells are wrapped at spaces, and words that are too long
// are cut. Cells are made printable; paint colors one line of a cell after that, and
// after it was measured.
func Table(rows [][]string, width int, paint func(row, column int, text string) string) string {
	const gap = 2
	widths := make([]int, len(rows[0]))
	shown := make([][]string, len(rows))
	for r, row := range rows {
		for c, cell := range row {
			shown[r] = append(shown[r], Printable(cell))
			widths[c] = max(widths[c], Columns(shown[r][c]))
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
			cells[c] = wrapCell(cell, widths[c])
			height = max(height, len(cells[c]))
		}
		for i := range height {
			var line strings.Builder
			for c := range row {
				part := ""
				if i < len(cells[c]) {
					part = cells[c][i]
				}
				line.WriteString(strings.Repeat(" ", gap) + paint(r, c, part) + strings.Repeat(" ", widths[c]-Columns(part)))
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
