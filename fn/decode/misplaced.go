package decode

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/suggest"
)

// Bounds on the search for a field in other places.
const (
	maxIndexDepth = 10 // levels of structs below the root
	maxMoves      = 3  // levels up plus levels down from where the field stands
	maxRivals     = 3  // equally near places that are worth naming
)

// place is where a type tree has a field. Steps are field names, and "[*]" for
// the items of lists and maps.
type place struct {
	steps    []string
	typ      reflect.Type
	optional int // parents that are pointers, which a kind can do without
}

// placeIndexes caches the places of every field by root type: building one walks
// the whole type tree, which is done once and only for documents with a fault.
var placeIndexes sync.Map // reflect.Type → map[string][]place

func placesOf(root reflect.Type) map[string][]place {
	if cached, ok := placeIndexes.Load(root); ok {
		return cached.(map[string][]place)
	}
	index := map[string][]place{}
	indexPlaces(index, root, place{}, nil)
	cached, _ := placeIndexes.LoadOrStore(root, index)
	return cached.(map[string][]place)
}

// indexPlaces adds the fields below a type. Types that contain themselves are
// walked once on each way down.
func indexPlaces(index map[string][]place, t reflect.Type, at place, above []reflect.Type) {
	info := infoOf(t)
	switch info.shape {
	case pointerShape:
		at.optional++
		indexPlaces(index, info.elem, at, above)
	case listShape, mapShape:
		at.steps = append(slices.Clip(at.steps), "[*]")
		indexPlaces(index, info.elem, at, above)
	case structShape:
		if len(above) == maxIndexDepth || slices.Contains(above, t) {
			return
		}
		above = append(slices.Clip(above), t)
		for _, f := range info.fields {
			here := place{steps: append(slices.Clip(at.steps), f.name), typ: f.typ, optional: at.optional}
			key := suggest.Key(f.name)
			index[key] = append(index[key], here)
			indexPlaces(index, f.typ, here, above)
		}
	}
}

// candidate is a place as seen from where the field was written.
type candidate struct {
	place
	path      string // concrete: indexes filled in
	below     string // the same, seen from the struct; empty where that is not above it
	exact     bool   // the very name
	set       bool   // the document has the field there
	moves     int
	downs     int
	hasParent bool // what the field would move into is there already
}

// elsewhere finds the places within reach where the type tree has the field at
// the current path, the most likely first: the very name, the nearest, fewest
// levels down, into what the document has already. It returns the best and its
// equals.
func (d *decoder) elsewhere(e entry) []candidate {
	parents := d.path[:len(d.path)-1]
	var found []candidate
	index := placesOf(d.rootType)
	var places []place
	for _, name := range append([]string{e.name}, suggest.Synonyms(e.name)...) {
		places = append(places, index[suggest.Key(name)]...)
	}
	for _, p := range places {
		c, ok := reach(parents, p)
		if !ok || !fits(e.value, p.typ) {
			continue
		}
		c.exact = p.steps[len(p.steps)-1] == e.name
		_, _, c.set = Locate(d.root, c.path)
		if cut := strings.LastIndexByte(c.path, '.'); cut > 0 {
			_, _, c.hasParent = Locate(d.root, c.path[:cut])
		}
		found = append(found, c)
	}
	slices.SortStableFunc(found, compareCandidates)
	for i := range found {
		if compareCandidates(found[0], found[i]) != 0 {
			return found[:i]
		}
	}
	return found
}

func compareCandidates(a, b candidate) int {
	rank := func(c candidate) int {
		r := c.moves*1000 + c.downs*100 + c.optional
		if !c.exact {
			r += 10_000
		}
		if !c.hasParent {
			r += 50
		}
		return r
	}
	return rank(a) - rank(b)
}

// reach is the way from a struct at a path to a place: up to what both share,
// then down through fields only, since nobody can say which item of a list or
// key of a map would be meant.
func reach(parents []segment, p place) (candidate, bool) {
	common := 0
	for common < len(parents) && common < len(p.steps) && stepOf(parents[common]) == p.steps[common] {
		common++
	}
	down := p.steps[common:]
	if len(down) == 0 || slices.Contains(down, "[*]") {
		return candidate{}, false
	}
	ups := 0
	for _, s := range parents[common:] {
		if s.kind == fieldSegment {
			ups++
		}
	}
	c := candidate{place: p, downs: len(down) - 1, moves: ups + len(down) - 1}
	path := slices.Clone(parents[:common])
	for _, name := range down {
		path = append(path, segment{name: name, real: name})
	}
	c.path = renderReal(path, false)
	if ups == 0 {
		c.below = renderReal(path[common:], false)
	}
	return c, c.moves <= maxMoves && c.moves > 0
}

func stepOf(s segment) string {
	if s.kind == fieldSegment {
		return s.real
	}
	return "[*]"
}

// fits reports whether a node has the form that a type is written in, so that it
// may be meant for it.
func fits(n *yaml.Node, t reflect.Type) bool {
	n = dereference(n)
	info := infoOf(indirect(t))
	switch info.shape {
	case structShape, mapShape:
		return n.Kind == yaml.MappingNode || isNull(n)
	case listShape:
		return n.Kind == yaml.SequenceNode || isNull(n)
	case anyShape, foreignShape:
		return true
	default:
		return n.Kind == yaml.ScalarNode
	}
}

func isNull(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode {
		return false
	}
	s, _ := resolve(n)
	return s.kind == nullScalar
}
