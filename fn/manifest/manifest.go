// Package manifest prints Kubernetes objects as YAML that looks written by hand:
// fields in the order of the API types (name and image first in a container,
// volumes after the containers), no status, no empty leftovers, no anchors, and
// strings quoted wherever any YAML reader could take them for something else.
//
// It knows nothing of notebooks or of where an object came from.
package manifest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	yaml "go.yaml.in/yaml/v3"
)

// Node turns an object with JSON tags into a YAML node. Keys stand in the order
// in which the type declares them.
func Node(object any) (*yaml.Node, error) { return new(builder).object(object) }

func (b *builder) object(object any) (*yaml.Node, error) {
	node, err := b.build(reflect.ValueOf(object))
	if err != nil {
		return nil, fmt.Errorf("cannot print %T: %w", object, err)
	}
	tidy(node, "")
	if kind := Get(node, "kind"); kind != nil && node.Content[1] == kind {
		// The API types declare kind first; everybody writes apiVersion first.
		node.Content[0], node.Content[1], node.Content[2], node.Content[3] =
			node.Content[2], node.Content[3], node.Content[0], node.Content[1]
	}
	return node, nil
}

// next reads one JSON value; the order of keys is kept, which decoding into a map
// would lose.
func next(decoder *json.Decoder) (*yaml.Node, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	delim, isDelim := token.(json.Delim)
	if !isDelim {
		return scalar(token), nil
	}
	node := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	if delim == '[' {
		node = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	}
	for decoder.More() {
		// In an object keys and values take turns; both are children of the node.
		child, err := next(decoder)
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, child)
	}
	_, err = decoder.Token() // the closing bracket
	return node, err
}

func scalar(token json.Token) *yaml.Node {
	switch value := token.(type) {
	case string:
		return String(value)
	case json.Number:
		tag := "!!int"
		if strings.ContainsAny(value.String(), ".eE") {
			tag = "!!float"
		}
		return scalarNode(tag, value.String())
	case bool:
		return scalarNode("!!bool", fmt.Sprint(value))
	}
	return scalarNode("!!null", "null")
}

// stringStyle quotes what YAML 1.1 takes for a boolean or a base-60 number:
// kubectl and kustomize still read these, while YAML 1.2 writes them plain.
func stringStyle(value string) yaml.Style {
	switch {
	case hasOtherBreaks(value), strings.HasPrefix(value, "\t"): // a block cannot begin with a tab
		return yaml.DoubleQuotedStyle
	case strings.Contains(value, "\n"):
		return yaml.LiteralStyle
	case isOldBool(value), isBase60(value), value == "<<": // the last is a merge key
		return yaml.DoubleQuotedStyle
	}
	return 0
}

// hasOtherBreaks reports whether there are line breaks that only some readers know.
func hasOtherBreaks(value string) bool {
	return strings.IndexByte(value, '\r') >= 0 ||
		strings.IndexByte(value, 0xC2) >= 0 && strings.Contains(value, "\u0085") ||
		strings.IndexByte(value, 0xE2) >= 0 && (strings.Contains(value, "\u2028") || strings.Contains(value, "\u2029"))
}

func isOldBool(value string) bool {
	if len(value) > len("yes") {
		return false
	}
	switch strings.ToLower(value) {
	case "y", "yes", "on", "n", "no", "off":
		return true
	}
	return false
}

func isBase60(value string) bool {
	return strings.Contains(value, ":") && strings.Trim(value, "+-0123456789_:.") == ""
}

// tidy drops what only the Go types put there, and moves volumes behind the
// containers that mount them. key is the one the node stands under.
func tidy(node *yaml.Node, key string) {
	if node.Kind == yaml.SequenceNode {
		for _, item := range node.Content {
			tidy(item, "")
		}
		return
	}
	if node.Kind != yaml.MappingNode {
		return
	}
	kept := node.Content[:0]
	var volumes []*yaml.Node
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		tidy(value, name.Value)
		switch {
		case isLeftover(key, name.Value, value):
		case name.Value == "volumes" && Get(node, "containers") != nil:
			volumes = append(volumes, name, value)
		default:
			kept = append(kept, name, value)
		}
	}
	kept = append(kept, volumes...)
	node.Content = kept
}

// isLeftover reports whether a field stands there because the Go type has no way
// to leave it out: an object's status, a creation time of null, resources: {}.
func isLeftover(parent, name string, value *yaml.Node) bool {
	empty := value.Kind == yaml.MappingNode && len(value.Content) == 0
	switch name {
	case "status":
		return parent == "" && empty
	case "creationTimestamp":
		return value.Tag == "!!null"
	case "resources", "metadata":
		return empty
	}
	return false
}

// Get returns the value of a key of a mapping; nil when it has none.
func Get(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// Set sets the value of a key of a mapping, in place or at its end.
func Set(mapping *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			mapping.Content[i+1] = value
			return
		}
	}
	mapping.Content = append(mapping.Content, String(key), value)
}

// String makes a node of a string.
func String(value string) *yaml.Node {
	node := scalarNode("!!str", value)
	node.Style = stringStyle(value)
	return node
}

func scalarNode(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

// Mapping makes an empty mapping.
func Mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"} }
