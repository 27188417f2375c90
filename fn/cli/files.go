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
	type subject struct {
		file     string
		resource finding.Resource
	}
	about := map[subject][]finding.Finding{}
	for _, one := range findings {
		at := subject{one.File, one.Resource}
		about[at] = append(about[at], one)
	}
	type place struct {
		subject
		item int
	}
	sources, lines := map[place]*excerpt.Source{}, map[string][]string{}
	return func(one finding.Finding) (finding.Excerpt, bool) {
		read := f[one.File]
		first, last := 0, len(read.items)
		// A host may count documents otherwise: then the kind has to do.
		if one.Index < len(read.items) && read.items[one.Index].Kind() == one.Resource.Kind {
			first, last = one.Index, one.Index+1
		}
		at := subject{one.File, one.Resource}
		for i := first; i < last; i++ {
			source := sources[place{at, i}]
			if source == nil {
				node, err := read.items[i].Node()
				if err != nil || read.items[i].Kind() != one.Resource.Kind {
					continue
				}
				if lines[one.File] == nil {
					lines[one.File] = excerpt.Lines(read.text)
				}
				source = excerpt.New(lines[one.File], excerpt.Resource{Node: node, Position: read.items[i].Position, Findings: about[at]})
				sources[place{at, i}] = source
			}
			if shown, ok := source.Of(one); ok {
				return shown, true
			}
		}
		return finding.Excerpt{}, false
	}
}
