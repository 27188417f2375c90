package suggest

// maxTypos is how many typos are told from another name.
const maxTypos = 3

// distance is the optimal string alignment distance: how many letters must be
// changed, added, removed or swapped with their neighbour. It is more than
// maxTypos for all names that are further apart. Both names have at most MaxLength
// bytes.
func distance(a, b string) int {
	if len(a)-len(b) > maxTypos || len(b)-len(a) > maxTypos {
		return maxTypos + 1
	}
	var rows [3][MaxLength + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			best = min(best, row[j])
		}
		if best > maxTypos {
			return best
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
