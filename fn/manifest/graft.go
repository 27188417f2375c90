package manifest

import (
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/quantity"
)

// Graft returns rendered, which was decoded from source, as the author of source
// wrote it: keys in the author's order, strings as they are (of quantities there are
// several: 1024Mi, not 1Gi), and empty values that the Go types leave out. Aliases and merge keys
// are expanded, comments and flow style are left behind, and scalars keep the
// type and the quoting they have in rendered.
func Graft(rendered, source *yaml.Node) *yaml.Node {
	source = resolve(source)
	switch {
	case rendered == nil:
		return expanded(source)
	case rendered.Kind == yaml.MappingNode && source.Kind == yaml.MappingNode:
		return graftMapping(rendered, source)
	case rendered.Kind == yaml.SequenceNode && source.Kind == yaml.SequenceNode &&
		len(rendered.Content) == len(source.Content):
		list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for i, item := range rendered.Content {
			list.Content = append(list.Content, Graft(item, source.Content[i]))
		}
		return list
	case rendered.Kind == yaml.ScalarNode && source.Kind == yaml.ScalarNode && rendered.Tag == "!!str":
		if source.Tag == "!!str" || isSameQuantity(rendered.Value, source.Value) {
			return String(source.Value)
		}
	}
	return rendered
}

// isSameQuantity reports whether a number that stands for a quantity can be written
// as it came. YAML has more ways to write numbers than quantities have: of 0x2 and
// 1_000 nothing can be read, and 010 is 8 there.
func isSameQuantity(rendered, source string) bool {
	want, err := quantity.Parse(rendered)
	if err != nil {
		return false
	}
	got, err := quantity.Parse(source)
	return err == nil && got.Cmp(want) == 0
}

func graftMapping(rendered, source *yaml.Node) *yaml.Node {
	grafted := Mapping()
	for _, entry := range entries(source) {
		if resolve(entry.value).Tag == "!!null" {
			continue // as the API server, which takes null for absent
		}
		Set(grafted, entry.key, Graft(Get(rendered, entry.key), entry.value))
	}
	return grafted
}

// entry is a key and its value in a mapping.
type entry struct {
	key   string
	value *yaml.Node
}

// entries lists a mapping's own entries and those of its merge keys; an own entry
// wins over a merged one, and of several merged ones the first.
func entries(mapping *yaml.Node) []entry {
	var all []entry
	seen := map[string]bool{}
	add := func(e entry) {
		if !seen[e.key] {
			seen[e.key] = true
			all = append(all, e)
		}
	}
	var merged []*yaml.Node
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		if key.Tag == "!!merge" {
			merged = append(merged, resolve(value))
			continue
		}
		add(entry{key.Value, value})
	}
	for _, value := range merged {
		sources := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			sources = value.Content
		}
		for _, source := range sources {
			for _, e := range entries(resolve(source)) {
				add(e)
			}
		}
	}
	return all
}

// expanded copies a node without its aliases, merge keys, comments and flow style.
func expanded(node *yaml.Node) *yaml.Node {
	node = resolve(node)
	switch node.Kind {
	case yaml.MappingNode:
		copied := Mapping()
		for _, e := range entries(node) {
			Set(copied, e.key, expanded(e.value))
		}
		return copied
	case yaml.SequenceNode:
		copied := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, item := range node.Content {
			copied.Content = append(copied.Content, expanded(item))
		}
		return copied
	}
	return &yaml.Node{Kind: node.Kind, Tag: node.Tag, Value: node.Value, Style: node.Style &^ yaml.FlowStyle}
}

func resolve(node *yaml.Node) *yaml.Node {
	for node.Kind == yaml.AliasNode || node.Kind == yaml.DocumentNode {
		if node.Kind == yaml.AliasNode {
			node = node.Alias
		} else {
			node = node.Content[0]
		}
	}
	return node
}
