package pipeline

import (
	"path"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// packagePathAnnotation is kpt's: the folder that paths of items are relative to.
const packagePathAnnotation = "internal.config.kubernetes.io/package-path"

// placeInOriginal completes line and column of a finding from the file that a
// host's copy of the resource was read from, where that file is within reach. at
// is the node in the copy. A line is only told when the file says at that place
// what the copy says: patches and transformers may have put it there instead.
func (s source) placeInOriginal(f finding.Finding, at *yaml.Node) finding.Finding {
	original := s.original()
	if original == nil {
		return f
	}
	root, err := original.Node()
	if err != nil || !sameWay(s.node, root, f.Field) {
		return f
	}
	there := nodeToShow(root, f)
	if key, _, exact := decode.Locate(s.node, f.Field); exact && key != nil && standsAt(key, at) {
		there, _, _ = decode.Locate(root, f.Field)
	}
	f.Line, f.Column = original.Position(there)
	return f
}

func standsAt(n, at *yaml.Node) bool { return n.Line == at.Line && n.Column == at.Column }

// original finds the resource in its file: the one of its kind and name, or of
// a name it had before a host changed it. Of several the index decides.
func (s source) original() *resourcelist.Item {
	if s.input.Originals == nil || s.input.File == "" || s.node == nil {
		return nil
	}
	names := []string{s.resource.Name}
	for _, id := range s.formerIdentities() {
		names = append(names, id.name)
	}
	var found []*resourcelist.Item
	for i, item := range s.input.Originals(path.Join(annotation(s.node, packagePathAnnotation), s.input.File)) {
		if item.APIVersion() != s.resource.APIVersion || item.Kind() != s.resource.Kind {
			continue
		}
		node, err := item.Node()
		if err != nil || !slices.Contains(names, scalarAt(node, "metadata.name")) {
			continue
		}
		if i == s.input.Index {
			return item
		}
		found = append(found, item)
	}
	if len(found) == 1 {
		return found[0]
	}
	return nil
}

// sameWay reports whether a path leads to the same in the copy and in the file:
// as far in both, through list items of the same names, to the same value.
func sameWay(node, root *yaml.Node, field string) bool {
	for _, path := range prefixes(field) {
		_, here, exact := decode.Locate(node, path)
		_, there, exactThere := decode.Locate(root, path)
		switch {
		case exact != exactThere:
			return false
		case !exact: // missing from both, in the same place
			return true
		case here.Kind != there.Kind:
			return false
		case strings.HasSuffix(path, "]") && scalarAt(here, "name") != scalarAt(there, "name"):
			return false
		case path == field && here.Kind == yaml.ScalarNode && here.Value != there.Value:
			return false
		}
	}
	return true
}

// prefixes are the paths on the way to a field: a, a.b, a.b[0], a.b[0].c.
func prefixes(field string) []string {
	var all []string
	inKey := false
	for i, r := range field {
		if i > 0 && !inKey && (r == '.' || r == '[') {
			all = append(all, field[:i])
		}
		inKey = r == '[' || inKey && r != ']'
	}
	return append(all, field)
}
