package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/fn/term"
	"github.com/notebook-validation/nvj/fn/walk"
)

func discoverCommand(s streams) *cobra.Command {
	d := discovery{streams: s}
	cmd := &cobra.Command{
		Use:   "discover [DIR]",
		Short: "Say whether a folder is one for nvj to render, for Argo CD",
		Long: `Discover prints the first file in a folder (default: the current one) that holds
a NotebookValidationJob, and nothing when there is none; the exit code is 0 either
way, as Argo CD expects. Child folders do not count, unless --recurse is given. A
folder with a kustomization or a Helm chart is left to Argo CD's own tools, which
it asks after its plugins.`,
		Example: `  nvj discover
  nvj discover --recurse apps/`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkRoot(d.root); err != nil {
				return err
			}
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			file, err := d.find(dir)
			if err != nil || file == "" {
				return err
			}
			_, err = fmt.Fprintln(s.out, term.Printable(file))
			return err
		},
	}
	rootFlag(cmd, &d.root)
	cmd.Flags().BoolVar(&d.recurse, "recurse", false, "look into child folders as well")
	return cmd
}

// othersMarks are the files by which Argo CD knows a folder of kustomize or Helm.
var othersMarks = []string{"kustomization.yaml", "kustomization.yml", "Kustomization", "Chart.yaml"}

// discovery looks for a job in a folder.
type discovery struct {
	streams
	root    string
	recurse bool
}

// find returns the first file in dir that holds a job; "" when there is none. A file
// that cannot be read is reported, and holds none: rendering says what is wrong.
func (d discovery) find(dir string) (string, error) {
	for _, mark := range othersMarks {
		if _, err := os.Lstat(filepath.Join(dir, mark)); err == nil {
			return "", nil
		}
	}
	r := d.newReader(d.root)
	root, err := r.openRoot(dir)
	if err != nil {
		return "", failed("%w", err)
	}
	defer func() { _ = root.Close() }() // it was only read from
	files, faults := root.Manifests(dir, d.recurse)
	for _, fault := range faults {
		if err := d.skipped(fault); err != nil {
			return "", err
		}
	}
	for _, path := range files {
		text, err := readBelow(root, path)
		if err != nil {
			if err := d.skipped(err); err != nil {
				return "", err
			}
			continue
		}
		if holdsJob(text) {
			return path, nil
		}
	}
	return "", nil
}

// skipped says why something cannot be read.
func (d discovery) skipped(reason error) error {
	_, err := fmt.Fprintln(d.err, "nvj:", term.Printable(reason.Error()))
	return err
}

// readBelow reads a file below a root.
func readBelow(root *walk.Root, path string) ([]byte, error) {
	file, err := root.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return file.Read(maxFile)
}

var kindLine = lazyregexp.New(`(?m)^[^#\n]*\bkind["']?\s*:\s*["']?` + v1alpha1.JobKind + `\b`)

// holdsJob reports whether a file holds a job. One that cannot be parsed counts
// when it looks like one: rendering then says what is wrong with it.
func holdsJob(text []byte) bool {
	if !bytes.Contains(text, []byte(v1alpha1.JobKind)) {
		return false
	}
	items, err := resourcelist.ReadDocuments("", text)
	if err != nil {
		return kindLine().Match(text)
	}
	return slices.ContainsFunc(items, func(item *resourcelist.Item) bool { return item.Kind() == v1alpha1.JobKind })
}
