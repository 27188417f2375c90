package resourcelist

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// checkRoot refuses a document that is not a ResourceList.
func checkRoot(root *yaml.Node) error {
	if root.Kind != yaml.MappingNode {
		return fmt.Errorf("the input is not a ResourceList but %s: expected kind: ResourceList (%s)", describe(root), apiV1)
	}
	apiVersion, kind := header(root)
	if err := checkHeader(apiVersion, kind); err != nil {
		return err
	}
	return checkKeys(root)
}

// checkKeys refuses keys that are given twice, and values of the wrong type for the
// keys of a ResourceList.
func checkKeys(root *yaml.Node) error {
	seen := map[string]int{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := root.Content[i]
		if key.Kind != yaml.ScalarNode || isNull(key) {
			return errorAt(key.Line, "a top-level key must be a word, not %s", describe(key))
		}
		if first, again := seen[key.Value]; again {
			return errorAt(key.Line, "%s is given twice, first on line %d: keep one", key.Value, first)
		}
		seen[key.Value] = key.Line
	}
	return checkValues(root)
}

func checkHeader(apiVersion, kind string) error {
	switch {
	case kind == "":
		return errors.New("the input is not a ResourceList: kind: Required value: must be ResourceList")
	case kind != "ResourceList":
		return fmt.Errorf("the input is not a ResourceList but of kind %q: pass it as one of the items of a ResourceList, as kustomize and kpt do, or render the manifest with nvj render -", kind)
	case apiVersion == "":
		return errors.New("apiVersion: Required value: must be " + apiV1 + " or " + apiV1beta1)
	case apiVersion != apiV1 && apiVersion != apiV1beta1:
		return fmt.Errorf("apiVersion: Invalid value: %q: must be %s or %s", apiVersion, apiV1, apiV1beta1)
	}
	return nil
}

func checkValues(root *yaml.Node) error {
	for _, want := range []struct {
		key  string
		kind yaml.Kind
		name string
	}{
		{"items", yaml.SequenceNode, "a list of resources"},
		{"results", yaml.SequenceNode, "a list of results"},
		{"functionConfig", yaml.MappingNode, "a resource"},
	} {
		value := lookup(root, want.key)
		if value == nil || isNull(value) {
			continue
		}
		if resolve(value).Kind != want.kind {
			return errorAt(value.Line, "%s: Invalid value: must be %s, not %s", want.key, want.name, describe(value))
		}
	}
	return nil
}
