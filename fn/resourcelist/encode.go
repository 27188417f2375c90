package resourcelist

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// encode writes a node as block-style YAML at column 0. A node in flow style or JSON is
// written in block style; flow style further down is the author's choice and is kept.
//
// The library's encoder may misplace a comment so that the text around it changes. What
// it wrote of a tree with comments is therefore read again. If it differs, encode writes
// the tree again without block scalars, and if it still differs, without comments.
func encode(n *yaml.Node, compact bool) []byte {
	if n.Style&yaml.FlowStyle != 0 {
		n = blockCopy(n)
	}
	makeWritable(n, false)
	text := encodeAsIs(n, compact)
	if !needsCheck(n) || readsAs(text, n) {
		return text
	}
	n = copyWith(n, func(c *yaml.Node) {
		if c.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			c.Style = yaml.DoubleQuotedStyle
		}
	})
	if text = encodeAsIs(n, compact); readsAs(text, n) {
		return text
	}
	return encodeAsIs(copyWith(n, func(c *yaml.Node) {
		c.HeadComment, c.LineComment, c.FootComment = "", "", ""
	}), compact)
}

func encodeAsIs(n *yaml.Node, compact bool) []byte {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if compact {
		encoder.CompactSeqIndent()
	}
	if err := encoder.Encode(n); err != nil {
		// Nodes hold only what YAML can write. A node that does not is a bug of the
		// caller, which a half-written list would hide.
		panic(fmt.Sprintf("resourcelist: cannot encode a node: %v", err))
	}
	return out.Bytes()
}

// needsCheck reports whether a tree has what the encoder may get wrong: comments, or
// text that ends with empty lines.
func needsCheck(n *yaml.Node) bool {
	if n.HeadComment+n.LineComment+n.FootComment != "" || n.Kind == yaml.ScalarNode && strings.HasSuffix(n.Value, "\n\n") {
		return true
	}
	for _, child := range n.Content {
		if needsCheck(child) {
			return true
		}
	}
	return false
}

// readsAs reports whether text is a document with the node's values.
func readsAs(text []byte, n *yaml.Node) bool {
	documents, err := parseDocuments(text)
	return err == nil && len(documents) == 1 && sameTree(documents[0].Content[0], n)
}

// copyWith copies a tree and changes every node of the copy.
func copyWith(n *yaml.Node, change func(*yaml.Node)) *yaml.Node {
	c := *n
	change(&c)
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = copyWith(child, change)
	}
	return &c
}

// makeWritable works around faults of the encoder:
//   - It folds text with indented lines into other text. Such text becomes a literal block.
//   - It writes blocks that begin with a tab, which no parser reads, and line breaks that
//     only some parsers know. Such text is quoted.
//   - It writes the tag that the parser sets on merge keys.
//   - It writes an empty string for a null without text, in a key or in flow style.
func makeWritable(n *yaml.Node, inFlow bool) {
	inFlow = inFlow || n.Style&yaml.FlowStyle != 0
	if n.Style&yaml.FoldedStyle != 0 && hasIndentedLine(n.Value) {
		n.Style = n.Style&^yaml.FoldedStyle | yaml.LiteralStyle
	}
	if n.Kind == yaml.ScalarNode && needsEscapes(n.Value) {
		n.Style = n.Style&^(yaml.LiteralStyle|yaml.FoldedStyle|yaml.SingleQuotedStyle) | yaml.DoubleQuotedStyle
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

func hasIndentedLine(text string) bool {
	return strings.HasPrefix(text, " ") || strings.Contains(text, "\n ") || strings.Contains(text, "\n\t")
}

// needsEscapes reports whether text is safe only in double quotes: it begins with a tab,
// or has line breaks that YAML 1.2 does not know.
func needsEscapes(text string) bool {
	return strings.HasPrefix(text, "\t") || strings.ContainsAny(text, "\r\u0085\u2028\u2029")
}

// blockCopy copies a node without flow style, and without the quotes that JSON needs
// and YAML does not.
func blockCopy(n *yaml.Node) *yaml.Node {
	return copyWith(n, func(c *yaml.Node) {
		c.Style &^= yaml.FlowStyle
		if c.Kind == yaml.ScalarNode && c.Style&yaml.DoubleQuotedStyle != 0 && needsNoQuotes(c.Value) {
			c.Style &^= yaml.DoubleQuotedStyle
		}
	})
}

// needsNoQuotes reports whether every reader takes a string without quotes for a
// string: text of several lines, which becomes a block scalar, and words that are not a
// boolean or null in any version of YAML.
func needsNoQuotes(s string) bool {
	if strings.Contains(s, "\n") {
		return true
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return scan.IsWord(s)
}
