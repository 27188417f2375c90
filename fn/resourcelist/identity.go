package resourcelist

import "go.yaml.in/yaml/v3"

// identity is the words by which others refer to an item, read from its node.
type identity struct {
	apiVersion, kind, name, namespace string
}

// APIVersion returns the item's apiVersion, empty if there is none or the item cannot
// be parsed.
func (it *Item) APIVersion() string {
	if it.lines != nil && it.lines.HasHeader {
		return string(it.lines.APIVersion)
	}
	return it.parsedIdentity().apiVersion
}

// Kind returns the item's kind, empty as APIVersion.
func (it *Item) Kind() string {
	if it.lines != nil && it.lines.HasHeader {
		return string(it.lines.Kind)
	}
	return it.parsedIdentity().kind
}

// Name returns the item's metadata.name, empty as APIVersion.
func (it *Item) Name() string {
	if it.lines != nil && it.lines.HasNames {
		return string(it.lines.Name)
	}
	return it.parsedIdentity().name
}

// Namespace returns the item's metadata.namespace, empty as APIVersion.
func (it *Item) Namespace() string {
	if it.lines != nil && it.lines.HasNames {
		return string(it.lines.Namespace)
	}
	return it.parsedIdentity().namespace
}

// parsedIdentity reads the words that the scanner did not read.
func (it *Item) parsedIdentity() *identity {
	if it.identity == nil {
		it.identity = &identity{}
		if node, err := it.Node(); err == nil { // Node reports the error to those who need the item
			it.identity = identityOf(node)
		}
	}
	return it.identity
}

func identityOf(mapping *yaml.Node) *identity {
	apiVersion, kind := header(mapping)
	id := &identity{apiVersion: apiVersion, kind: kind}
	if metadata := resolve(lookup(mapping, "metadata")); metadata != nil {
		id.name, id.namespace = scalar(lookup(metadata, "name")), scalar(lookup(metadata, "namespace"))
	}
	return id
}

// header returns apiVersion and kind of a mapping node.
func header(mapping *yaml.Node) (apiVersion, kind string) {
	return scalar(lookup(mapping, "apiVersion")), scalar(lookup(mapping, "kind"))
}

// scalar returns the text of a scalar node, empty for null and for anything else.
func scalar(n *yaml.Node) string {
	if n = resolve(n); n == nil || n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		return ""
	}
	return n.Value
}
