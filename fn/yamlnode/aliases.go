// Package yamlnode knows what aliases mean in a tree of YAML nodes.
package yamlnode

import (
	"fmt"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/secret"
)

// Bound is how much aliases may add to a tree when they are replaced by what they
// stand for, as every reader of the tree does.
type Bound struct {
	Nodes int
	Bytes int // of keys and values
}

// The bounds of nvj. A cluster stores no object of more than 1.5 MiB, and few lines of
// nested aliases, or many aliases of one long text, reach billions of nodes or bytes.
var (
	// PerResource bounds what is read of one resource.
	PerResource = Bound{Nodes: 100_000, Bytes: 4 << 20}
	// PerDocument bounds a list whose items alias each other.
	PerDocument = Bound{Nodes: 1 << 20, Bytes: 16 << 20}
)

// AliasError is an alias that nobody can follow.
type AliasError struct {
	Alias   *yaml.Node
	Message string
}

func (e *AliasError) Error() string { return e.Message }

// CheckAliases returns an *AliasError for an alias that is part of what it stands for,
// or with which aliases add more than bound to the tree.
func CheckAliases(root *yaml.Node, bound Bound) error {
	if !HasAlias(root) {
		return nil
	}
	own := measure(root)
	c := &counter{bound: bound, limit: size{own.nodes + bound.Nodes, own.bytes + bound.Bytes}, known: map[*yaml.Node]size{}}
	if _, err := c.expanded(root); err != nil {
		return err
	}
	return nil
}

// HasAlias reports whether there is an alias in a tree.
func HasAlias(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode {
		return true
	}
	for _, child := range n.Content {
		if HasAlias(child) {
			return true
		}
	}
	return false
}

type size struct{ nodes, bytes int }

// measure is the size of a tree as it is written.
func measure(n *yaml.Node) size {
	total := size{1, len(n.Value)}
	for _, child := range n.Content {
		below := measure(child)
		total.nodes, total.bytes = total.nodes+below.nodes, total.bytes+below.bytes
	}
	return total
}

// counter measures a tree whose aliases are replaced.
type counter struct {
	bound Bound
	limit size
	// known are the sizes of anchored nodes; one that is being measured has none yet.
	known map[*yaml.Node]size
}

func (c *counter) expanded(n *yaml.Node) (size, *AliasError) {
	alias := n
	if n.Kind == yaml.AliasNode {
		if n = n.Alias; n == nil {
			return size{}, nil
		}
		known, isKnown := c.known[n]
		switch {
		case isKnown && known.nodes == 0:
			return size{}, &AliasError{alias, fmt.Sprintf("alias *%s contains itself: write the value out", secret.Name(alias.Value))}
		case isKnown:
			return known, nil
		}
	}
	isAnchored := n.Anchor != "" || alias != n
	if isAnchored {
		c.known[n] = size{}
	}
	total := size{1, len(n.Value)}
	for _, child := range n.Content {
		below, err := c.expanded(child)
		if err != nil {
			return size{}, err
		}
		total.nodes, total.bytes = total.nodes+below.nodes, total.bytes+below.bytes
		if err := c.check(total, child); err != nil {
			return size{}, err
		}
	}
	if isAnchored {
		c.known[n] = total
	}
	return total, nil
}

func (c *counter) check(total size, at *yaml.Node) *AliasError {
	switch {
	case total.nodes > c.limit.nodes:
		return &AliasError{at, fmt.Sprintf("aliases add more than %d values: write fewer of them", c.bound.Nodes)}
	case total.bytes > c.limit.bytes:
		return &AliasError{at, fmt.Sprintf("aliases add more than %d MiB of text: write fewer of them, or put the text into a ConfigMap", c.bound.Bytes>>20)}
	}
	return nil
}
