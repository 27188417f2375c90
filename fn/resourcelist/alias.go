package resourcelist

import (
	"errors"

	"go.yaml.in/yaml/v3"
)

// maxExpanded is how many nodes aliases may add to an item, or to a list whose
// items alias each other. Real resources stay far below; a few lines of nested
// aliases reach billions.
const maxExpanded = 1 << 20

var (
	errAliasBomb  = errors.New("YAML aliases add more than 1048576 nodes: write the values out")
	errAliasCycle = errors.New("a YAML anchor contains an alias to itself: write the value out")
)

// boundAliases refuses a tree that contains itself, or to which more than
// maxExpanded nodes are added when its aliases are followed, as every consumer
// of it will do.
func boundAliases(n *yaml.Node) error {
	if !hasAlias(n) {
		return nil
	}
	_, err := expandedSize(n, map[*yaml.Node]int{}, countNodes(n)+maxExpanded)
	return err
}

func countNodes(n *yaml.Node) int {
	total := 1
	for _, child := range n.Content {
		total += countNodes(child)
	}
	return total
}

func hasAlias(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode {
		return true
	}
	for _, child := range n.Content {
		if hasAlias(child) {
			return true
		}
	}
	return false
}

// expandedSize counts the nodes of the expanded tree. Sizes of anchored nodes
// are remembered, -1 while they are being counted.
func expandedSize(n *yaml.Node, sizes map[*yaml.Node]int, limit int) (int, error) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Anchor != "" {
		if size, seen := sizes[n]; seen {
			if size < 0 {
				return 0, errAliasCycle
			}
			return size, nil
		}
		sizes[n] = -1
	}
	total := 1
	for _, child := range n.Content {
		size, err := expandedSize(child, sizes, limit)
		if err != nil {
			return 0, err
		}
		if total += size; total > limit {
			return 0, errAliasBomb
		}
	}
	if n.Anchor != "" {
		sizes[n] = total
	}
	return total, nil
}

// selfContained reports whether every alias in the tree points into the tree,
// so that its text is complete.
func selfContained(n *yaml.Node) bool {
	if !hasAlias(n) {
		return true
	}
	anchored := map[*yaml.Node]bool{}
	return aliasesWithin(n, anchored)
}

// aliasesWithin walks in document order: an anchor is above its aliases.
func aliasesWithin(n *yaml.Node, anchored map[*yaml.Node]bool) bool {
	if n.Kind == yaml.AliasNode {
		return anchored[n.Alias]
	}
	if n.Anchor != "" {
		anchored[n] = true
	}
	for _, child := range n.Content {
		if !aliasesWithin(child, anchored) {
			return false
		}
	}
	return true
}

// expand copies a tree with every alias replaced by its value, and
// without anchors. The caller has bounded the aliases of the whole document.
func expand(n *yaml.Node) *yaml.Node {
	c := *resolve(n)
	c.Anchor = ""
	children := c.Content
	c.Content = make([]*yaml.Node, len(children))
	for i, child := range children {
		c.Content[i] = expand(child)
	}
	return &c
}
