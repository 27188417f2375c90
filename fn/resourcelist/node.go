package resourcelist

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// parseDocuments reads every document of data that is not empty.
func parseDocuments(data []byte) (documents []*yaml.Node, err error) {
	// The parser turns its own faults into errors; a panic that escapes it must
	// not take down a build either.
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

// isAbsent reports whether nothing at all stands where a value could.
func isAbsent(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value == "" && n.Anchor == ""
}

// parseMapping reads text that must be exactly one mapping.
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
	if err := boundAliases(node); err != nil {
		return nil, err
	}
	keepComments(documents[0], node)
	return node, nil
}

// keepComments moves the comments of a document to its mapping, which is all
// that callers see of it.
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

// describe names what a node is, for error texts.
func describe(n *yaml.Node) string {
	switch n = resolve(n); {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.ShortTag() == "!!null":
		return "null"
	default:
		return "a plain value"
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
