package decode

import (
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v3"
)

// Bounds on what Value renders: enough to recognise the value, little enough to
// read.
const (
	maxValueNodes = 64
	maxValueRunes = 200
)

// Value renders a node as a JSON-like Go value (nil, bool, int64, uint64,
// float64, string, []any, map[string]any) for a finding's Current. Long values are
// cut short and end in "…". What may be a secret, by its key or because it is the
// user part of a URL, is redacted; whether the node itself may be one is for the
// caller to ask of Sensitive.
func Value(n *yaml.Node) any {
	budget := maxValueNodes
	return valueOf(document(n), nil, &budget)
}

func valueOf(n *yaml.Node, path []segment, budget *int) any {
	if n == nil {
		return nil
	}
	// An alias that contains itself runs out of budget like anything long.
	n = dereference(n)
	*budget--
	switch n.Kind {
	case yaml.ScalarNode:
		s, _ := resolve(n)
		if text, ok := s.goValue().(string); ok {
			return cut(Redact(text))
		}
		return s.goValue()
	case yaml.SequenceNode:
		items := make([]any, 0, min(len(n.Content), maxValueNodes))
		for i, item := range n.Content {
			if *budget <= 0 {
				return append(items, "…")
			}
			items = append(items, childValue(item, append(path, segment{kind: indexSegment, index: i}), budget))
		}
		return items
	case yaml.MappingNode:
		entries := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if *budget <= 0 {
				entries["…"] = "…"
				break
			}
			name := cut(dereference(n.Content[i]).Value)
			entries[name] = childValue(n.Content[i+1], append(path, segment{name: name}), budget)
		}
		return entries
	default:
		return nil
	}
}

// childValue is the value of a child unless it may be a secret. A mapping or list
// is looked into, so that env: [{name: A}] still shows the name.
func childValue(n *yaml.Node, path []segment, budget *int) any {
	if dereference(n).Kind == yaml.ScalarNode && sensitive(path) {
		*budget--
		return redacted
	}
	return valueOf(n, path, budget)
}

// cut shortens a text to what a reader needs.
func cut(text string) string {
	if len(text) <= maxValueRunes || utf8.RuneCountInString(text) <= maxValueRunes {
		return text
	}
	return string([]rune(text)[:maxValueRunes]) + "…"
}
