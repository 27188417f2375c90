package pipeline

import (
	"slices"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/manifest"
)

// markedLocal is the text of a job annotated as local config, nil where it is
// already. The job itself is left as it is: an error elsewhere may keep it so.
func markedLocal(input Input, node *yaml.Node) []byte {
	if annotation(node, localConfig) == "true" {
		return nil
	}
	marked := copied(node)
	annotations := copiedChild(copiedChild(marked, "metadata"), "annotations")
	manifest.Set(annotations, localConfig, manifest.String("true"))
	return input.Encode(marked)
}

// copied is a mapping of its own with the same values.
func copied(mapping *yaml.Node) *yaml.Node {
	own := *mapping
	own.Content = slices.Clone(mapping.Content)
	return &own
}

// copiedChild puts a copy in the place of the mapping under a key.
func copiedChild(mapping *yaml.Node, key string) *yaml.Node {
	value := copied(child(mapping, key))
	manifest.Set(mapping, key, value)
	return value
}

// child returns the mapping under a key, made where it is missing or null.
func child(mapping *yaml.Node, key string) *yaml.Node {
	value := manifest.Get(mapping, key)
	if value == nil || value.Kind != yaml.MappingNode {
		value = manifest.Mapping()
		manifest.Set(mapping, key, value)
	}
	return value
}
