package decode

import (
	"slices"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/secret"
)

// Bounds on what Value renders: enough to recognise the value, little enough to
// read.
const (
	maxValueNodes = 64
	maxValueRunes = 200
)

// Value renders a node as a JSON-like Go value (nil, bool, int64, uint64,
// float64, string, []any, map[string]any) for a finding's Current. Long values are
// cut short and end in "…". path holds the names of the fields that lead to the node,
// which decide with the values what is replaced by secret.Mark.
func Value(n *yaml.Node, path ...string) any {
	budget := maxValueNodes
	return valueOf(document(n), path, &budget)
}

func valueOf(n *yaml.Node, path []string, budget *int) any {
	if n == nil {
		return nil
	}
	// An alias that contains itself runs out of budget like anything long.
	n = dereference(n)
	*budget--
	switch n.Kind {
	case yaml.ScalarNode:
		shown := secret.Show(n.Value, path...)
		if shown != n.Value {
			return cut(shown)
		}
		s, _ := resolve(n)
		if text, ok := s.goValue().(string); ok {
			return cut(text)
		}
		return s.goValue()
	case yaml.SequenceNode:
		items := make([]any, 0, min(len(n.Content), maxValueNodes))
		for _, item := range n.Content {
			if *budget <= 0 {
				return append(items, "…")
			}
			items = append(items, valueOf(item, path, budget))
		}
		return items
	case yaml.MappingNode:
		entries := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if *budget <= 0 {
				entries["…"] = "…"
				break
			}
			name := dereference(n.Content[i]).Value
			shown := secret.Name(name)
			if !secret.IsWord(name) && secret.Show(name, path...) != name {
				shown = "…" // a value in the wrong place
			}
			entries[shown] = valueOf(n.Content[i+1], append(slices.Clip(path), name), budget)
		}
		return entries
	default:
		return nil
	}
}

// cut shortens a text to what a reader needs.
func cut(text string) string {
	if len(text) <= maxValueRunes || utf8.RuneCountInString(text) <= maxValueRunes {
		return text
	}
	return string([]rune(text)[:maxValueRunes]) + "…"
}
