package decode

import yaml "go.yaml.in/yaml/v3"

// plain reads a node as JSON would be read into an untyped value, reporting what
// JSON cannot hold. ok is false when the node itself is such a thing.
func (d *decoder) plain(n *yaml.Node) (v any, ok bool) {
	n = dereference(n)
	if !d.checkTag(n) {
		return nil, false
	}
	switch n.Kind {
	case yaml.ScalarNode:
		s, _ := resolve(n)
		if s.kind == notFinite {
			d.invalid(RuleBadNumber, n, "must be a finite number", nil)
			return nil, false
		}
		return s.goValue(), true
	case yaml.SequenceNode:
		items := make([]any, len(n.Content))
		for i, item := range n.Content {
			d.push(segment{kind: indexSegment, index: i})
			items[i], _ = d.plain(item)
			d.pop()
		}
		return items, true
	case yaml.MappingNode:
		entries := make(map[string]any, len(n.Content)/2)
		d.eachEntry(n, func(e entry) {
			d.push(segment{kind: keySegment, name: e.name, real: e.name})
			entries[e.name], _ = d.plain(e.value)
			d.pop()
		})
		return entries, true
	default:
		return nil, false
	}
}
