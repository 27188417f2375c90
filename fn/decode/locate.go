package decode

import yaml "go.yaml.in/yaml/v3"

// maxMergeDepth is how deep merge keys may refer to mappings that merge.
const maxMergeDepth = 32

// Locate finds the node at path, written as findings write it
// (spec.podConfig.initContainers[0].volumeMounts[1].name,
// metadata.annotations[example.com/key]), or else its nearest ancestor that
// exists; exact says which. key is nil for the root and for items of lists.
// Aliases and merge keys are followed: the nodes returned are those the user
// wrote. A nil or empty root gives nil nodes.
func Locate(root *yaml.Node, path string) (key, value *yaml.Node, exact bool) {
	value = document(root)
	if value == nil {
		return nil, nil, false
	}
	for _, s := range parsePath(path) {
		nextKey, next := step(dereference(value), s)
		if next == nil {
			return key, value, false
		}
		key, value = nextKey, next
	}
	return key, value, true
}

// step finds one segment in a node; it returns nils where there is nothing.
func step(n *yaml.Node, s segment) (key, value *yaml.Node) {
	switch {
	case n.Kind == yaml.MappingNode:
		return lookup(n, s.name, maxMergeDepth)
	case n.Kind == yaml.SequenceNode && s.kind == indexSegment && s.index >= 0 && s.index < len(n.Content):
		return nil, n.Content[s.index]
	default:
		return nil, nil
	}
}

// lookup finds an entry of a mapping by its key; the mapping's own entries win
// over merged ones.
func lookup(n *yaml.Node, name string, depth int) (key, value *yaml.Node) {
	if depth == 0 {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if !isMerge(k) && dereference(k).Value == name {
			return k, n.Content[i+1]
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !isMerge(n.Content[i]) {
			continue
		}
		for _, source := range mergeSources(n.Content[i+1]) {
			if key, value = lookup(source, name, depth-1); value != nil {
				return key, value
			}
		}
	}
	return nil, nil
}

// mergeSources are the mappings a merge key names, the first one winning.
func mergeSources(n *yaml.Node) []*yaml.Node {
	n = dereference(n)
	switch n.Kind {
	case yaml.MappingNode:
		return []*yaml.Node{n}
	case yaml.SequenceNode:
		var sources []*yaml.Node
		for _, item := range n.Content {
			if item = dereference(item); item.Kind == yaml.MappingNode {
				sources = append(sources, item)
			}
		}
		return sources
	default:
		return nil
	}
}

// document is the content of a document node, or the node itself.
func document(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.DocumentNode {
		if len(n.Content) == 0 {
			return nil
		}
		return n.Content[0]
	}
	return n
}

// dereference follows aliases. An alias names an anchored node, never another
// alias, so one step is enough; the loop guards against hand-made nodes.
func dereference(n *yaml.Node) *yaml.Node {
	for range maxMergeDepth {
		if n.Kind != yaml.AliasNode || n.Alias == nil {
			break
		}
		n = n.Alias
	}
	return n
}

// isMerge reports whether a key is an unquoted "<<".
func isMerge(k *yaml.Node) bool {
	return k.Kind == yaml.ScalarNode && k.Value == "<<" && k.Style&quoted == 0 &&
		(k.Tag == "" || k.ShortTag() == "!!merge")
}
