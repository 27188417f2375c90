package cli

import (
	"path/filepath"

	"github.com/notebook-validation/nvj/fn/excerpt"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/fn/walk"
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

// originals reads the files that a host's copies of resources came from. Their paths
// come from annotations, which anybody may have written: what is outside of the root
// is not read.
type originals struct {
	files files
	dir   string // the root's folder; empty: that of the working directory
	root  *walk.Root
}

// read returns the resources of a file. What is no readable file of resources has
// none: a function may run elsewhere, or in a container that has no files at all.
func (o *originals) read(path string) []*resourcelist.Item {
	if known, ok := o.files[path]; ok {
		return known.items
	}
	o.files[path] = file{}
	text, err := o.text(filepath.FromSlash(path))
	if err != nil {
		return nil
	}
	items, err := resourcelist.ReadDocuments(path, text)
	if err != nil {
		return nil
	}
	o.files[path] = file{text, items}
	return items
}

func (o *originals) text(path string) ([]byte, error) {
	if err := o.open(); err != nil {
		return nil, err
	}
	file, err := o.root.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return file.Read(maxOriginal)
}

// open opens the root when a file is first asked for: most runs ask for none.
func (o *originals) open() (err error) {
	switch {
	case o.root != nil:
		return nil
	case o.dir != "":
		o.root, err = walk.OpenRoot(o.dir)
	default:
		o.root, err = walk.RootOf(".")
	}
	return err
}

func (o *originals) close() {
	if o.root != nil {
		_ = o.root.Close() // it was only read from
	}
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
