// Package suggest finds what somebody most likely meant by a name that does not
// exist: a field, a key, the name of an object or of a rule.
//
// What a search costs is bounded, whatever the names are: names of more than
// MaxLength bytes are near nothing, and of many candidates only those are compared
// that begin or end like the name.
package suggest

import (
	"slices"
	"sort"
	"strings"
	"sync"
)

// Closeness says how a candidate resembles what was written, the closest first.
type Closeness uint8

// The kinds of closeness.
const (
	NotClose Closeness = iota
	SameButCase
	SameWord    // a synonym, or singular for plural
	OneTypo     // one letter wrong, missing, added or swapped
	SharedWords // image for containerImage
	FewTypos
)

// MaxLength is how many bytes a name may have to be near another one.
const MaxLength = 128

// Bounds on what is compared with one name.
const (
	// maxAll is how many candidates are compared one by one.
	maxAll = 256
	// maxBeside is how many candidates are compared on each side of where the name
	// belongs in an order.
	maxBeside = 32
	// maxRemembered is how many answers are kept.
	maxRemembered = 4096
)

// Nearest returns the candidate that a name most likely means, "" when none is near.
// For several names and the same candidates, make Names once.
func Nearest(name string, candidates []string) string {
	return New(candidates).Nearest(name)
}

// Names are the candidates of a search. They are safe for use by several goroutines.
type Names struct {
	all   []candidate
	exact map[string][]int // positions in all, by Key
	// front and back are positions in all in the order of the names, read from the
	// front and from the back. They are nil where all candidates are compared.
	front, back []int

	mutex sync.Mutex
	found map[string]match // what was searched for already
}

// candidate is a name and what a search compares of it.
type candidate struct {
	name, flat, mirrored string
	words                []string
}

type match struct {
	index int
	how   Closeness
}

// New prepares a search among candidates.
func New(candidates []string) *Names {
	n := &Names{exact: map[string][]int{}, found: map[string]match{}}
	for _, name := range candidates {
		c := candidate{name: name}
		if len(name) <= MaxLength {
			c.flat, c.words = flatten(name), words(name)
			n.exact[singular(c.flat)] = append(n.exact[singular(c.flat)], len(n.all))
		}
		n.all = append(n.all, c)
	}
	if len(n.all) > maxAll {
		n.sort()
	}
	return n
}

// sort fills front and back. Names with few typos share a beginning or an end with
// what they mean, so that the two are neighbours in one of these orders.
func (n *Names) sort() {
	for i := range n.all {
		if c := &n.all[i]; c.flat != "" {
			c.mirrored = mirror(c.flat)
			n.front = append(n.front, i)
		}
	}
	n.back = slices.Clone(n.front)
	slices.SortFunc(n.front, func(a, b int) int { return strings.Compare(n.all[a].flat, n.all[b].flat) })
	slices.SortFunc(n.back, func(a, b int) int { return strings.Compare(n.all[a].mirrored, n.all[b].mirrored) })
}

// Nearest returns the candidate that a name most likely means, "" when none is near.
func (n *Names) Nearest(name string) string {
	index, how := n.Find(name)
	if how == NotClose {
		return ""
	}
	return n.all[index].name
}

// Find returns the position of the candidate that a name most likely means, and how
// close it is. Where several are as close and none of them is certain, it returns
// NotClose.
func (n *Names) Find(name string) (index int, how Closeness) {
	if len(name) > MaxLength {
		return 0, NotClose
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	known, ok := n.found[name]
	if !ok {
		if len(n.found) == maxRemembered {
			clear(n.found)
		}
		known = n.search(name)
		n.found[name] = known
	}
	return known.index, known.how
}

func (n *Names) search(name string) (best match) {
	written := candidate{name: name, flat: flatten(name), words: words(name)}
	if written.flat == "" {
		return match{}
	}
	ambiguous := false
	consider := func(i int) {
		switch how := resemblance(&written, &n.all[i]); {
		case how == NotClose:
		case best.how == NotClose || how < best.how:
			best, ambiguous = match{i, how}, false
		case how == best.how:
			ambiguous = true
		}
	}
	for _, i := range n.near(&written) {
		consider(i)
	}
	if ambiguous && best.how >= SharedWords {
		return match{}
	}
	return best
}

// near returns the positions of the candidates to compare, in their order.
func (n *Names) near(written *candidate) []int {
	if n.front == nil {
		all := make([]int, len(n.all))
		for i := range all {
			all[i] = i
		}
		return all
	}
	mirrored := mirror(written.flat)
	near := slices.Clone(beside(n.exact[singular(written.flat)], 0))
	near = append(near, beside(n.front, sort.Search(len(n.front), func(i int) bool { return n.all[n.front[i]].flat >= written.flat }))...)
	near = append(near, beside(n.back, sort.Search(len(n.back), func(i int) bool { return n.all[n.back[i]].mirrored >= mirrored }))...)
	for _, synonym := range synonyms[written.flat] {
		near = append(near, beside(n.exact[Key(synonym)], 0)...)
	}
	slices.Sort(near)
	return slices.Compact(near)
}

// beside returns the elements around a position.
func beside(order []int, at int) []int {
	return order[max(at-maxBeside, 0):min(at+maxBeside, len(order))]
}

func resemblance(written, known *candidate) Closeness {
	if known.flat == "" {
		return NotClose
	}
	if written.flat == known.flat {
		return SameButCase
	}
	if slices.Contains(synonyms[written.flat], known.name) || singular(written.flat) == singular(known.flat) {
		return SameWord
	}
	typos := distance(written.flat, known.flat)
	short := min(len(written.flat), len(known.flat))
	switch {
	case typos == 1 && short >= 3:
		return OneTypo
	case contains(known.words, written.words):
		return SharedWords
	case typos == 2 && short >= 6, typos == 3 && short >= 10:
		return FewTypos
	default:
		return NotClose
	}
}
