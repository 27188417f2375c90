package decode

import (
	"fmt"
	"slices"
	"strconv"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/secret"
)

// entry is one entry of a mapping; name is its key as the string that JSON has.
type entry struct {
	key   *yaml.Node
	name  string
	value *yaml.Node
}

// eachEntry calls read for every entry of a mapping: its own in their order, then
// those that merge keys bring and it does not set itself. A key that stands twice
// is reported and read once.
func (d *decoder) eachEntry(n *yaml.Node, read func(entry)) {
	merges, seen := false, names{}
	// The entries of all open mappings share one slice: this one's start here.
	start := len(d.open)
	defer func() { d.open = d.open[:start] }()
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if isMerge(k) {
			merges = true
			continue
		}
		name, ok := d.keyName(k)
		if !ok {
			continue
		}
		if first := seen.find(d.open[start:], name); first != nil {
			d.duplicate(first, k, name)
			continue
		}
		e := entry{key: k, name: name, value: n.Content[i+1]}
		d.open = append(d.open, e)
		seen.add(d.open[start:], e)
		read(e)
	}
	if merges {
		d.eachMerged(n, &merged{entries: slices.Clone(d.open[start:]), names: seen}, maxMergeDepth, read)
	}
}

// names finds entries by their names, in a list while there are few.
type names struct{ byName map[string]*yaml.Node }

// maxListed is how many entries are found by looking at each.
const maxListed = 16

func (s *names) find(entries []entry, name string) *yaml.Node {
	if s.byName != nil {
		return s.byName[name]
	}
	for i := range entries {
		if entries[i].name == name {
			return entries[i].key
		}
	}
	return nil
}

// add notes the last of the entries.
func (s *names) add(entries []entry, last entry) {
	switch {
	case s.byName != nil:
		s.byName[last.name] = last.key
	case len(entries) > maxListed:
		s.byName = make(map[string]*yaml.Node, 2*len(entries))
		for _, e := range entries {
			s.byName[e.name] = e.key
		}
	}
}

// merged are the entries of a mapping with those that merge keys bring.
type merged struct {
	entries []entry
	names
}

// eachMerged reads the entries that the merge keys of a mapping bring, where seen
// does not have them, and adds them to seen.
func (d *decoder) eachMerged(n *yaml.Node, seen *merged, depth int, read func(entry)) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !isMerge(n.Content[i]) {
			continue
		}
		sources := mergeSources(n.Content[i+1])
		if len(sources) == 0 && !isEmptyList(n.Content[i+1]) || depth == 0 {
			d.report(RuleBadAlias, n.Content[i], "\"<<\" must name a mapping or a list of mappings; write the fields out", nil, nil)
			continue
		}
		for _, source := range sources {
			d.mergeFrom(source, seen, depth, read)
		}
	}
}

func (d *decoder) mergeFrom(source *yaml.Node, seen *merged, depth int, read func(entry)) {
	for i := 0; i+1 < len(source.Content); i += 2 {
		k := source.Content[i]
		if isMerge(k) {
			continue
		}
		name, ok := d.keyName(k)
		if !ok || seen.find(seen.entries, name) != nil {
			continue
		}
		e := entry{key: k, name: name, value: source.Content[i+1]}
		seen.entries = append(seen.entries, e)
		seen.add(seen.entries, e)
		read(e)
	}
	d.eachMerged(source, seen, depth-1, read)
}

func isEmptyList(n *yaml.Node) bool {
	n = dereference(n)
	return n.Kind == yaml.SequenceNode && len(n.Content) == 0
}

// keyName is a key as the string it becomes in JSON. A key that YAML does not
// read as a string is fine as long as it is spelled the same afterwards.
func (d *decoder) keyName(k *yaml.Node) (string, bool) {
	k = dereference(k)
	if k.Kind != yaml.ScalarNode {
		d.report(RuleBadKey, k, "Invalid value: a key must be a string", nil, nil)
		return "", false
	}
	s, ok := resolve(k)
	if !ok {
		d.report(RuleUnsupportedTag, k, fmt.Sprintf("tag %s is not supported; remove it", k.ShortTag()), nil, nil)
		return "", false
	}
	if s.kind == stringScalar || s.isNumber() && keyText(s) == k.Value {
		return k.Value, true
	}
	if s.kind == boolScalar && isCoreBool(k.Value) && keyText(s) == k.Value {
		return k.Value, true
	}
	d.push(segment{kind: keySegment, name: k.Value})
	defer d.pop()
	if d.hides(k) {
		d.path[len(d.path)-1].name = "…"
		d.report(RuleBadKey, k, "Invalid value: a key must be a string; put it in quotes", nil, nil)
		return "", false
	}
	d.report(RuleBadKey, k, fmt.Sprintf("Invalid value: %s: a key must be a string; put it in quotes: %q", cut(k.Value), cut(k.Value)), cut(k.Value), nil)
	return "", false
}

// keyText is how sigs.k8s.io/yaml spells a key that is not a string.
func keyText(s scalar) string {
	switch s.kind {
	case boolScalar:
		return strconv.FormatBool(s.b)
	case floatScalar:
		return strconv.FormatFloat(s.f, 'g', -1, 32)
	case intScalar:
		return strconv.FormatInt(s.i, 10)
	default:
		// Anything else is no key there: quotes are needed.
		return ""
	}
}

// duplicate reports the second of two equal keys. The distance is told in lines
// because lines are relative to the document, and the caller shifts them.
func (d *decoder) duplicate(first, second *yaml.Node, name string) {
	where := "earlier on the same line"
	switch lines := second.Line - first.Line; {
	case lines == 1:
		where = "on the line above"
	case lines > 1:
		where = fmt.Sprintf("%d lines above", lines)
	}
	d.push(segment{kind: fieldSegment, name: secret.Name(name), real: name})
	defer d.pop()
	d.report(RuleDuplicateKey, second, fmt.Sprintf("duplicate field %q: already set %s; keep one of them", secret.Name(name), where), nil, nil)
}
