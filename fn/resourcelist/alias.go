package resourcelist

import (
	"errors"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/yamlnode"
)

// boundAliases refuses a tree whose aliases add too much to it, with the line of the
// alias.
func boundAliases(n *yaml.Node, bound yamlnode.Bound) error {
	var fault *yamlnode.AliasError
	if errors.As(yamlnode.CheckAliases(n, bound), &fault) {
		return errorAt(fault.Alias.Line, "%s", fault)
	}
	return nil
}

func hasAlias(n *yaml.Node) bool { return yamlnode.HasAlias(n) }

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
