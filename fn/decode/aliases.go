package decode

import (
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/secret"
)

// Bounds on what aliases may do to a document.
const (
	// maxExpansion is how many nodes may be read through aliases: far beyond
	// what people write, far below what exhausts memory.
	maxExpansion = 100_000
	// maxMergeDepth is how deep merge keys may refer to mappings that merge.
	maxMergeDepth = 32
)

// follow reads what an alias stands for, unless the alias is part of that.
func (d *decoder) follow(n *yaml.Node, read func(target *yaml.Node)) {
	if n.Alias == nil {
		return
	}
	if d.anchored[n.Alias] {
		d.report(RuleBadAlias, n, "alias *"+secret.Name(n.Value)+" contains itself; write the value out", nil, nil)
		return
	}
	d.aliases++
	read(n.Alias)
	d.aliases--
}

// enter notes that an anchored node is being read, so that an alias of it inside
// itself is found; it returns what leaves the node.
func (d *decoder) enter(n *yaml.Node) (leave func()) {
	if n.Anchor == "" || d.anchored[n] {
		return func() {}
	}
	if d.anchored == nil {
		d.anchored = map[*yaml.Node]bool{}
	}
	d.anchored[n] = true
	return func() { delete(d.anchored, n) }
}

// countNode bounds what aliases expand to and reports it once.
func (d *decoder) countNode() bool {
	if d.aliases == 0 {
		return true
	}
	d.expanded++
	if d.expanded == maxExpansion {
		d.reportAt(RuleBadAlias, d.root, "", "aliases expand to more than 100000 values; write fewer of them", nil, nil)
	}
	return d.expanded < maxExpansion
}
