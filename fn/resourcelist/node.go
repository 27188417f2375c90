package resourcelist

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/yamlnode"
)

// parseDocuments reads every document of data that is not empty.
func parseDocuments(data []byte) ([]*yaml.Node, error) {
	if document, is := parseJSON(data); is {
		return []*yaml.Node{document}, nil
	}
	documents, err := parseYAML(data)
	if err != nil && conflictLine(data) == 0 {
		err = cmp.Or(jsonFault(data), err)
	}
	return documents, err
}

// parseYAML is parseDocuments for text that is not JSON.
func parseYAML(data []byte) (documents []*yaml.Node, err error) {
	// The library returns its own faults as errors. Any other panic in it must not stop
	// a build without a message either.
	defer func() {
		if fault := recover(); fault != nil {
			documents, err = nil, errorAt(0, "not valid YAML: %v", fault)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, syntaxError(data, err)
		}
		if len(document.Content) == 1 && !isAbsent(document.Content[0]) {
			documents = append(documents, &document)
		}
	}
}

// isAbsent reports whether a value is left out.
func isAbsent(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value == "" && n.Anchor == ""
}

// parseMapping parses text that must be exactly one mapping.
func parseMapping(text []byte) (*yaml.Node, error) {
	documents, err := parseDocuments(text)
	if err != nil {
		return nil, err
	}
	if len(documents) != 1 {
		return nil, fmt.Errorf("expected one mapping, found %d documents", len(documents))
	}
	node := documents[0].Content[0]
	if node.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("expected a mapping, found %s", describe(node))
	}
	if err := yamlnode.CheckAliases(node, yamlnode.PerResource); err != nil {
		return nil, err
	}
	keepComments(documents[0], node)
	return node, nil
}

// keepComments moves the comments of a document to its mapping, because callers see
// only that.
func keepComments(document, mapping *yaml.Node) {
	mapping.HeadComment = joinComments(document.HeadComment, mapping.HeadComment)
	mapping.FootComment = joinComments(mapping.FootComment, document.FootComment)
}

func joinComments(above, below string) string {
	if above == "" || below == "" {
		return above + below
	}
	return above + "\n\n" + below
}

// describe returns what a node is, for errors.
func describe(n *yaml.Node) string {
	switch n = resolve(n); {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.ShortTag() == "!!null":
		return "null"
	default:
		return "a single value"
	}
}

// resolve follows aliases; nil stays nil.
func resolve(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// sameTree reports whether two trees hold the same values.
func sameTree(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Value != b.Value || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) || a.ShortTag() != b.ShortTag() {
		return false
	}
	for i := range a.Content {
		if !sameTree(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

// lookup returns the value of a key of a mapping node, or nil.
func lookup(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if k := mapping.Content[i]; k.Kind == yaml.ScalarNode && k.Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func isNull(n *yaml.Node) bool {
	n = resolve(n)
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}
