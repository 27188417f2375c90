package resourcelist

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// The versions of the ResourceList that hosts speak.
const (
	apiV1      = "config.kubernetes.io/v1"
	apiV1beta1 = "config.kubernetes.io/v1beta1"
)

// List is a ResourceList.
type List struct {
	// APIVersion is the version received, which is also the one written.
	APIVersion string
	// FunctionConfig is nil when it is absent or null. It is written as it came:
	// a function does not change its config.
	FunctionConfig *Item
	// Items are in input order; the caller may reorder, insert, remove and
	// replace.
	Items []*Item

	// input is the list as it came.
	input []byte
	// layout is what stands around the items.
	layout
	// read is Items as they were read: an equal slice means an unchanged list.
	read []*Item
}

// layout is a document cut into the lines of its top-level keys.
type layout struct {
	// prefix and suffix are the lines before the first key and after the last:
	// comments, document markers.
	prefix, suffix []byte
	sections       []section
	// indent is the column of the top-level keys, dash that of the items.
	indent, dash int
}

// section is a top-level key and its value.
type section struct {
	name string
	// text is its lines; of items only those down to the first item, with the
	// value cut off when it was null or empty.
	text []byte
	// key is where in text the key stands, and line the line in the input where
	// text starts.
	key, line int
	// bare says that items is missing its list: the value is null.
	bare bool
}

// section finds a top-level key, nil when there is none.
func (l *layout) section(name string) *section {
	for i := range l.sections {
		if l.sections[i].name == name {
			return &l.sections[i]
		}
	}
	return nil
}

// Read parses one ResourceList. The data is kept, not copied, and must not be
// changed afterwards. An error is one line that says what is wrong, where, and
// what to do.
func Read(data []byte) (*List, error) {
	l, found := findBoundaries(data)
	if !found {
		var err error
		if l, err = readFull(data); err != nil {
			return nil, err
		}
	}
	l.input, l.read = data, slices.Clone(l.Items)
	return l, nil
}

// readFull is the full path.
func readFull(data []byte) (*List, error) {
	if err := checkEncoding(data); err != nil {
		return nil, err
	}
	if isBlank(bytes.TrimPrefix(data, bom)) {
		return nil, errEmpty
	}
	return readWhole(data)
}

var errEmpty = errors.New("the input is empty: expected a ResourceList (" + apiV1 + ") from kustomize, kpt or another KRM host")

var bom = []byte("\uFEFF")

// checkEncoding names encodings that are not UTF-8, which the parser would
// report as stray control characters.
func checkEncoding(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return errorAt(0, "the input is encoded in UTF-16: save it as UTF-8")
	case !utf8.Valid(data):
		return errorAt(invalidLine(data), "not valid UTF-8: save the input as UTF-8")
	}
	return nil
}

// invalidLine is the line of the first byte that is not UTF-8.
func invalidLine(data []byte) int {
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return 1 + bytes.Count(data[:at], []byte("\n"))
}

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

// checkKeys refuses keys given twice, and values of the wrong type for the keys
// we know.
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
		return fmt.Errorf("the input is not a ResourceList but of kind %q: pass it as one of the items of a ResourceList, as kustomize and kpt do", kind)
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

func isNull(n *yaml.Node) bool {
	n = resolve(n)
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// errNotMapping is the fault of an item that is no resource.
func errNotMapping(index int, n *yaml.Node) error {
	return errorAt(n.Line, "items[%d]: Invalid value: must be a resource (a mapping), not %s", index, describe(n))
}
