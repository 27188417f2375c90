package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

func discoverCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "discover [DIR]",
		Short: "Say whether a folder is one for nvj to render, for Argo CD",
		Long: `Discover prints the first file below a folder (default: the current one) that
holds a NotebookValidationJob, and nothing when there is none; the exit code is 0
either way, as Argo CD wants it. A folder with a kustomization or a Helm chart is
left to Argo CD's own tools, which it asks after its plugins.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			file, err := discover(dir)
			if err != nil || file == "" {
				return err
			}
			_, err = fmt.Fprintln(s.out, file)
			return err
		},
	}
}

// othersMarks are the files by which Argo CD knows a folder of kustomize or Helm.
var othersMarks = []string{"kustomization.yaml", "kustomization.yml", "Kustomization", "Chart.yaml"}

// discover is the first file below dir that holds a job; "" when there is none.
func discover(dir string) (string, error) {
	for _, mark := range othersMarks {
		if _, err := os.Stat(filepath.Join(dir, mark)); err == nil {
			return "", nil
		}
	}
	files, err := manifestFiles(dir)
	if err != nil {
		return "", err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", failed("cannot read %s: %w", file, err)
		}
		if holdsJob(text) {
			return file, nil
		}
	}
	return "", nil
}

var kindLine = lazyregexp.New(`(?m)^[^#\n]*\bkind["']?\s*:\s*["']?` + v1alpha1.JobKind + `\b`)

// holdsJob reports whether a file holds a job. One that cannot be parsed counts
// when it looks like one: rendering then says what is wrong with it.
func holdsJob(text []byte) bool {
	if !kindLine().Match(text) {
		return false
	}
	items, err := resourcelist.ReadDocuments("", text)
	if err != nil {
		return true
	}
	return slices.ContainsFunc(items, func(item *resourcelist.Item) bool { return item.Kind() == v1alpha1.JobKind })
}
