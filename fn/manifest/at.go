package manifest

import (
	"slices"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"
)

// At returns the node at a path in the notation of Kubernetes' field paths,
// spec.containers[0].env or metadata.labels[app.kubernetes.io/name]; nil when
// there is none. Aliases are followed, and merge keys, as decoding does.
func At(root *yaml.Node, path string) *yaml.Node {
	node := root
	for _, element := range elements(path) {
		if node == nil {
			return nil
		}
		switch node = resolve(node); node.Kind {
		case yaml.MappingNode:
			node = getMerged(node, element)
		case yaml.SequenceNode:
			i, err := strconv.Atoi(element)
			if err != nil || i < 0 || i >= len(node.Content) {
				return nil
			}
			node = node.Content[i]
		default:
			return nil
		}
	}
	if node == nil {
		return nil
	}
	return resolve(node)
}

// getMerged is the value of a mapping's own key, or of one that a merge key brings.
func getMerged(mapping *yaml.Node, key string) *yaml.Node {
	own := Get(mapping, key)
	isMerge := func(n *yaml.Node) bool { return n.Tag == "!!merge" }
	if own != nil || !slices.ContainsFunc(mapping.Content, isMerge) {
		return own
	}
	for _, e := range entries(mapping) {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

// elements splits a path: a.b[2].c[d.e/f] has a, b, 2, c and d.e/f.
func elements(path string) []string {
	var all []string
	for path != "" {
		if path[0] == '[' {
			end := strings.IndexByte(path, ']')
			if end < 0 {
				return append(all, path[1:])
			}
			all, path = append(all, path[1:end]), strings.TrimPrefix(path[end+1:], ".")
			continue
		}
		end := strings.IndexAny(path, ".[")
		if end < 0 {
			return append(all, path)
		}
		all, path = append(all, path[:end]), strings.TrimPrefix(path[end:], ".")
	}
	return all
}
