package cli

import (
	"os"
	"path/filepath"

	"github.com/notebook-validation/nvj/fn/excerpt"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// files are the files of a call by the path it read them from.
type files map[string]file

type file struct {
	text  []byte
	items []*resourcelist.Item
}

// maxOriginal is how large a file may be to be searched for a resource that a
// host handed over: far more than people write by hand.
const maxOriginal = 8 << 20

// original reads the resources of a file that a host's copies came from. What
// is no readable file of resources has none: a function may run elsewhere, or in
// a container that has no files at all.
func (f files) original(path string) []*resourcelist.Item {
	if known, ok := f[path]; ok {
		return known.items
	}
	f[path] = file{}
	text, err := readRegular(filepath.FromSlash(path))
	if err != nil {
		return nil
	}
	items, err := resourcelist.ReadDocuments(path, text)
	if err != nil {
		return nil
	}
	f[path] = file{text, items}
	return items
}

// readRegular reads a regular file. The path comes from an annotation, and
// opening a pipe or a device would wait for ever.
func readRegular(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxOriginal {
		return nil, os.ErrInvalid
	}
	return os.ReadFile(path)
}

// excerpts finds the source lines of findings in the files that were read.
func (f files) excerpts(findings []finding.Finding) func(finding.Finding) (finding.Excerpt, bool) {
	return func(about finding.Finding) (finding.Excerpt, bool) {
		read := f[about.File]
		for i, item := range read.items {
			// A host may count documents otherwise: then the kind has to do.
			if i != about.Index && len(read.items) > about.Index && read.items[about.Index].Kind() == about.Resource.Kind {
				continue
			}
			node, err := item.Node()
			if err != nil || item.Kind() != about.Resource.Kind {
				continue
			}
			var same []finding.Finding
			for _, other := range findings {
				if other.File == about.File && other.Resource == about.Resource {
					same = append(same, other)
				}
			}
			shown, ok := excerpt.Of(read.text, excerpt.Resource{Node: node, Position: item.Position, Findings: same}, about)
			if ok {
				return shown, true
			}
		}
		return finding.Excerpt{}, false
	}
}
