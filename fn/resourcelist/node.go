package resourcelist

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

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

// encode writes a node as block-style YAML at column 0. A node that came in flow
// style or JSON is rewritten as people write it by hand; flow style further down
// is the author's choice and kept.
func encode(n *yaml.Node, compact bool) []byte {
	if n.Style&yaml.FlowStyle != 0 {
		n = blockCopy(n)
	}
	makeWritable(n, false)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if compact {
		encoder.CompactSeqIndent()
	}
	if err := encoder.Encode(n); err != nil {
		// Nodes hold only what YAML can write; a node that does not is a bug of
		// its maker, and a half-written list would hide it.
		panic(fmt.Sprintf("resourcelist: cannot encode a node: %v", err))
	}
	return out.Bytes()
}

// makeWritable works around what the encoder gets wrong. It folds text whose
// lines are indented into other text: such text becomes a literal block. It
// spells out the tag that the parser puts on merge keys. And where nothing
// stands for null, in a key or in flow style, it writes an empty string.
func makeWritable(n *yaml.Node, inFlow bool) {
	inFlow = inFlow || n.Style&yaml.FlowStyle != 0
	if n.Style&yaml.FoldedStyle != 0 && (strings.Contains(n.Value, "\n ") || strings.Contains(n.Value, "\n\t")) {
		n.Style = n.Style&^yaml.FoldedStyle | yaml.LiteralStyle
	}
	for i, child := range n.Content {
		isKey := n.Kind == yaml.MappingNode && i%2 == 0
		switch {
		case isKey && child.Tag == "!!merge" && child.Value == "<<":
			child.Tag = ""
		case (isKey || inFlow) && child.Kind == yaml.ScalarNode && child.Tag == "!!null" && child.Value == "":
			child.Value = "null"
		}
		makeWritable(child, inFlow)
	}
}

// blockCopy copies a node without flow style, and without the quotes that JSON
// forces on its writers where nobody else would put them.
func blockCopy(n *yaml.Node) *yaml.Node {
	c := *n
	c.Style &^= yaml.FlowStyle
	if c.Kind == yaml.ScalarNode && c.Style&yaml.DoubleQuotedStyle != 0 && needsNoQuotes(c.Value) {
		c.Style &^= yaml.DoubleQuotedStyle
	}
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = blockCopy(child)
	}
	return &c
}

// needsNoQuotes reports whether a string is surely read as one without quotes:
// text of several lines, which becomes a block scalar, and words that are no
// boolean or null to any version of YAML.
func needsNoQuotes(s string) bool {
	if strings.Contains(s, "\n") {
		return true
	}
	for i := range len(s) {
		if class := classes[s[i]]; class&inKey == 0 || i == 0 && (s[0] < 'A' || class&startsKey == 0 || s[0] == '_') {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return true
}
