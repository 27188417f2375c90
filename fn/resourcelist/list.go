package resourcelist

import (
	"bytes"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// The versions of the ResourceList.
const (
	apiV1      = "config.kubernetes.io/v1"
	apiV1beta1 = "config.kubernetes.io/v1beta1"
)

// List is a ResourceList.
type List struct {
	// APIVersion is the version that was read, and that is written.
	APIVersion string
	// FunctionConfig is nil if it is absent or null. It is written as it was read:
	// a function does not change its config.
	FunctionConfig *Item
	// Items are in the order of the input. The caller may reorder, insert, remove and
	// replace them.
	Items []*Item

	// input is the list as it was read, and read its items.
	input []byte
	read  []*Item
	// layout is the text around the items.
	layout scan.Layout
	// nullItems says that items is null: Write must write a list.
	nullItems bool
}

// Read reads one ResourceList. It keeps the data, which must not be changed
// afterwards. An error is one line that says what is wrong, where, and what to do.
func Read(data []byte) (*List, error) {
	l, ok := readScanned(data)
	if !ok {
		var err error
		if l, err = readParsed(data); err != nil {
			return nil, err
		}
	}
	l.input, l.read = data, slices.Clone(l.Items)
	return l, nil
}

// readScanned reads a list whose items the scanner finds. It parses the other
// sections, and the items that the scanner does not recognize.
func readScanned(data []byte) (*List, bool) {
	layout, found, ok := scan.ResourceList(data)
	if !ok {
		return nil, false
	}
	l := &List{layout: layout}
	for _, s := range layout.Sections {
		if s.Name != "items" && !l.readSection(s) {
			return nil, false
		}
	}
	if l.APIVersion == "" || layout.Section("kind") == nil {
		return nil, false
	}
	items := make([]Item, len(found))
	for i := range found {
		items[i].lines = &found[i]
		if !found[i].Recognized {
			if _, err := items[i].parseAlone(); err != nil {
				return nil, false
			}
		}
	}
	l.Items = pointers(items)
	return l, true
}

// pointers points to each of the items, which share one allocation.
func pointers(items []Item) []*Item {
	out := make([]*Item, len(items))
	for i := range items {
		out[i] = &items[i]
	}
	return out
}

// readParsed reads a list with the YAML library.
func readParsed(data []byte) (*List, error) {
	if err := checkEncoding(data); err != nil {
		return nil, err
	}
	if scan.IsBlank(bytes.TrimPrefix(data, bom)) {
		return nil, errEmpty
	}
	// The library does not count the byte order mark.
	mark := data[:len(data)-len(bytes.TrimPrefix(data, bom))]
	data = data[len(mark):]
	documents, err := parseDocuments(data)
	if err != nil {
		return nil, err
	}
	switch {
	case len(documents) == 0:
		return nil, errEmpty
	case len(documents) > 1:
		return nil, errorAt(documents[1].Content[0].Line, "the input has several YAML documents: expected one ResourceList")
	}
	root := documents[0].Content[0]
	if err := checkRoot(root); err != nil {
		return nil, err
	}
	l, err := parseList(data, root)
	if err != nil {
		return nil, err
	}
	l.layout.Prefix = append(mark[:len(mark):len(mark)], l.layout.Prefix...)
	return l, nil
}

var errEmpty = errors.New("the input is empty: expected a ResourceList (" + apiV1 + ") from kustomize, kpt or another KRM host")

var bom = []byte("\uFEFF")

// checkEncoding names encodings other than UTF-8, which the YAML library would report
// as control characters.
func checkEncoding(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return errorAt(0, "the input is encoded in UTF-16: save it as UTF-8")
	case !utf8.Valid(data):
		return errorAt(invalidLine(data), "not valid UTF-8: save the input as UTF-8")
	}
	return nil
}

// invalidLine returns the line of the first byte that is not UTF-8.
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
