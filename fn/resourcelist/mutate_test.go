package resourcelist

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// fragments are text that changes the meaning of the lines around it.
var fragments = []string{
	"\"", "'", "- ", "-", "\n", "\n\n", " ", "  ", "\n- ", "\n  - ", "\n# c\n", " # c", "#", ": ", ":", "|\n", ">-\n", "|+\n", "|2\n",
	"{", "}", "[", "]", ", ", "&a ", "*a", "!!str ", "? ", "\t", "\n\t", "\r\n", "\n---\n", "\n...\n", "%", "\u0085", "\u2028", "\u00a0", "\ufeff", "é", "\"é\": ", "<<", "\n# c\n\t# c\n",
	"{a: b}", "[a, 'b']", "{a: [b, {c: d}], e: \"f\"}", "\"k\": ", "'k': ",
	"kind: X", "items:", "\nitems:\n", "<<: ", "~", "null", "[]", "{}", "\\", "\\\n", "- # c\n", "a: b\n", "\x01", "@", "`", ",",
	"\"\\ta\\nb\"", ">\n", ">2\n", "\n    a\n\n  b\n\n  c\n", "\n  --- ", "--- ", "... ",
}

// FuzzMutatedLists checks lists that are nearly those of testdata/resourcelist: lines
// are moved, removed, repeated and indented otherwise, and fragments are inserted. That
// finds more than mutating bytes.
func FuzzMutatedLists(f *testing.F) {
	lists := lists(f)
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 1))
		for range 10 {
			data := bytes.Clone(lists[rng.IntN(len(lists))])
			for range 1 + rng.IntN(4) {
				data = mutate(rng, data, lists)
			}
			defer func() {
				if t.Failed() {
					t.Logf("list:\n%s\n%q", data, data)
				}
			}()
			requireScannerEqualsParser(t, data)
			requireRoundTrip(t, data)
			requireAnnotated(t, data)
		}
	})
}

func mutate(rng *rand.Rand, data []byte, lists [][]byte) []byte {
	lines := bytes.SplitAfter(data, []byte("\n"))
	i := rng.IntN(len(lines))
	var out [][]byte
	switch rng.IntN(6) {
	case 0: // drop
		out = append(append(out, lines[:i]...), lines[i+1:]...)
	case 1: // repeat elsewhere
		j := rng.IntN(len(lines))
		out = append(append(append(out, lines[:j]...), lines[i]), lines[j:]...)
	case 2: // from another list
		other := bytes.SplitAfter(lists[rng.IntN(len(lists))], []byte("\n"))
		out = append(append(append(out, lines[:i]...), other[rng.IntN(len(other))]), lines[i:]...)
	case 3: // reindent
		line := append(bytes.Repeat([]byte(" "), rng.IntN(7)), bytes.TrimLeft(lines[i], " ")...)
		out = append(append(append(out, lines[:i]...), line), lines[i+1:]...)
	default: // a fragment somewhere in the line
		at := rng.IntN(len(lines[i]) + 1)
		fragment := fragments[rng.IntN(len(fragments))]
		line := append(append(bytes.Clone(lines[i][:at]), fragment...), lines[i][at:]...)
		out = append(append(append(out, lines[:i]...), line), lines[i+1:]...)
	}
	return bytes.Join(out, nil)
}
