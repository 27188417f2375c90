// Package pipeline is the function itself: a config and items go in, items and
// findings come out. It decodes the jobs among the items, expands and validates
// them, and reconciles what they became with what an earlier run left in the
// items. It knows nothing of streams, files or hosts beyond the annotations they
// leave on items.
package pipeline

import (
	"sync"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// Input is an item and where it stands.
type Input struct {
	*resourcelist.Item
	// File and Index name the file the item was read from and its place among
	// the file's documents. File is empty where the host has not told; then it is
	// taken from the item's annotations.
	File  string
	Index int
	// FileLines is set when lines of the item are lines of File. A host hands
	// over a copy, whose lines are not the user's.
	FileLines bool
	// Originals reads the resources of a file by its path, for the lines of an
	// input that has none: nil, or an empty answer, where files are out of reach.
	Originals func(path string) []*resourcelist.Item
}

// Options adjust a run beyond what the function config says.
type Options struct {
	// Adjust changes the config after its defaults are set; nil changes nothing.
	Adjust func(*v1alpha1.ExpandNotebookJobsSpec)
	// Named are the fields of the config that Adjust sets, such as
	// spec.defaults.timeout, and what the user set them with, such as --timeout.
	// Findings about them name that instead, and point into no file.
	Named map[string]string
}

// Output is what a run leaves.
type Output struct {
	// Items to hand back: the input's own, in their order, without what was
	// dropped or pruned, and with what was generated. On an error finding they
	// are the input's, unchanged.
	Items []*resourcelist.Item
	// Generated holds those of Items that nvj made.
	Generated map[*resourcelist.Item]bool
	// Findings in the order of files and lines.
	Findings []finding.Finding
}

// Run is one run of the function. config is nil where there is none.
func Run(config *Input, inputs []Input, opts Options) Output {
	r := &run{inputs: inputs, options: opts, index: index{inputs: inputs}, earlier: findEarlier(inputs)}
	r.known = sync.OnceValue(r.names)
	r.readConfig(config)
	r.findJobs(config)
	r.refuseUnknownKinds()
	r.onAllCores(func(j *job) {
		j.survive(func() { r.work(j) })
	})
	for _, j := range r.jobs {
		for _, p := range j.pending {
			r.findings = append(r.findings, p.place(p.Finding))
		}
		j.pending = nil
		if j.printed {
			j.forget()
		}
	}
	r.refuseCollisions()
	r.settle()
	finding.Sort(r.findings)

	out := Output{Findings: r.findings, Generated: map[*resourcelist.Item]bool{}}
	if finding.HasErrors(r.findings) || r.config.ValidateOnly {
		for _, input := range inputs {
			out.Items = append(out.Items, input.Item)
		}
		return out
	}
	r.reconcile(&out)
	return out
}

// work decodes, expands, checks and prints one notebook job.
func (r *run) work(j *job) {
	r.decodeJob(j)
	r.expandJob(j)
	if j.isSound() && !r.config.ValidateOnly {
		r.printJob(j)
	}
}

// run is the state of one run.
type run struct {
	inputs   []Input
	options  Options
	index    index
	config   v1alpha1.ExpandNotebookJobsSpec
	configOf source // where the config stands, for findings about it
	jobs     []*job
	findings []finding.Finding
	earlier  *earlierItems
	known    func() *names // what pods may refer to
	printer  manifest.Printer
}
