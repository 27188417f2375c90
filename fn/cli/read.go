package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/heap"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/fn/secret"
	"github.com/notebook-validation/nvj/fn/term"
	"github.com/notebook-validation/nvj/fn/walk"
)

// The most that nvj reads: of a file far more than people write by hand, of a stream
// more than a cluster holds.
const (
	maxFile   = 64 << 20
	maxStream = 1 << 30
)

// stdinName is the file name of what comes from standard input.
const stdinName = "<stdin>"

// reading is what a command was given to read.
type reading struct {
	inputs []pipeline.Input
	// faults are findings about files that cannot be read.
	faults []finding.Finding
	// piped says that standard input was among what was read.
	piped bool
}

// with returns findings together with those about files, in order.
func (r reading) with(findings []finding.Finding) []finding.Finding {
	all := slices.Concat(findings, r.faults)
	finding.Sort(all)
	return all
}

// filesHelp is the part of the help texts that says which files are read.
const filesHelp = `Of a folder it reads the .yaml, .yml and .json files in it and in its child
folders, without hidden ones. It reads regular files of at most 64 MiB, and
follows no link out of the root: the folder of --root, else the nearest parent
folder that holds .git, else the folder itself. A file that is named is read
wherever it is, and so is a pipe: -, /dev/stdin, <(command).`

// rootFlag adds the flag that names the folder below which files are read.
func rootFlag(cmd *cobra.Command, root *string) {
	cmd.Flags().StringVar(root, "root", "", "read files below this `folder` only (default: the nearest parent folder that holds .git)")
}

// reader reads the resources of the paths that a command was given.
type reader struct {
	streams
	root string // of --root, empty without
	flat bool   // leave out child folders
	seen walk.Seen
	// streamsRead are the names of the streams that were read.
	streamsRead map[string]bool
	reading
}

func (s streams) newReader(root string) *reader {
	return &reader{streams: s, root: root, streamsRead: map[string]bool{}}
}

// readPaths reads the resources of files, folders and, for "-", standard input. A file
// that cannot be read is a fault, and the rest is read.
func (r *reader) readPaths(paths []string) (reading, error) {
	if len(paths) == 0 {
		if term.Is(r.in) {
			return reading{}, fmt.Errorf("name files or folders to read, or - for standard input")
		}
		paths = []string{"-"}
	}
	for _, path := range paths {
		if path != "-" && walk.IsFolder(path) {
			if err := r.folder(path); err != nil {
				return reading{}, err
			}
			continue
		}
		r.named(path)
	}
	return r.reading, nil
}

// named reads a file or a stream that the user named, wherever it is.
func (r *reader) named(path string) {
	if path == "-" || walk.IsStream(path) {
		r.stream(path)
		return
	}
	r.file(path, walk.OpenNamed)
}

// isStandardInput reports whether an argument names standard input.
func isStandardInput(path string) bool { return path == "-" || walk.IsStandardInput(path) }

// streamName is the name under which an argument is shown.
func streamName(path string) string {
	if isStandardInput(path) {
		return stdinName
	}
	return path
}

// stream reads standard input, or a pipe that a shell passes by its path, once.
func (r *reader) stream(path string) {
	name := streamName(path)
	if r.streamsRead[name] {
		return
	}
	r.streamsRead[name] = true
	var text []byte
	var err error
	if name == stdinName {
		r.piped = true
		text, err = walk.ReadStream(r.in, maxStream)
	} else {
		text, err = walk.ReadNamedStream(path, maxStream)
	}
	if err != nil {
		r.fail(name, err)
		return
	}
	r.take(name, text)
}

// folder reads the manifests in a folder.
func (r *reader) folder(dir string) error {
	root, err := r.openRoot(dir)
	if err != nil {
		return failed("%w", err)
	}
	defer func() { _ = root.Close() }() // it was only read from
	files, faults := root.Manifests(dir, !r.flat)
	for _, fault := range faults {
		r.fail(fault.Path, fault)
	}
	for _, file := range files {
		r.file(file, root.Open)
	}
	return nil
}

// openRoot opens the root of a folder that was named.
func (r *reader) openRoot(dir string) (*walk.Root, error) {
	if r.root != "" {
		return walk.OpenRoot(r.root)
	}
	return walk.RootOf(dir)
}

// file reads the resources of a file, unless it was read under another name.
func (r *reader) file(path string, open func(string) (*walk.File, error)) {
	file, err := open(path)
	if err != nil {
		r.fail(path, err)
		return
	}
	defer func() { _ = file.Close() }() // it was only read
	if r.seen.Again(file) {
		return
	}
	text, err := file.Read(maxFile)
	if err != nil {
		r.fail(path, err)
		return
	}
	r.take(path, text)
}

// take adds the resources of a text.
func (r *reader) take(path string, text []byte) {
	heap.AddInput(len(text))
	items, err := resourcelist.ReadDocuments(path, text)
	if err != nil {
		r.fail(path, err)
		return
	}
	r.files[path] = file{text, items}
	for i, item := range items {
		r.inputs = append(r.inputs, pipeline.Input{Item: item, File: path, Index: i, FileLines: true})
	}
}

// fail adds a finding about a file that cannot be read.
func (r *reader) fail(path string, err error) {
	fault := finding.Finding{
		Rule: pipeline.RuleUnreadable, Severity: finding.Error, Message: "cannot be read: " + err.Error(),
		Position: finding.Position{File: path},
	}
	var syntax *resourcelist.FileError
	var unreadable *walk.Error
	switch {
	case errors.As(err, &syntax):
		fault.Rule, fault.Message, fault.Line = pipeline.RuleSyntax, syntax.Text, syntax.Line
	case errors.As(err, &unreadable):
		fault.Message = "cannot be read: " + unreadable.Reason
	}
	fault.Message = secret.Message(fault.Message) // libraries word some of it
	r.faults = append(r.faults, fault)
}
