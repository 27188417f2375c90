package cli

import (
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/heap" // starts before most packages that allocate at their start
	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/fn/walk"
)

// function runs nvj as a KRM function. Standard output carries one ResourceList,
// also when there are errors; what people read goes to standard error. root is the
// folder below which files are read, empty for that of the working directory.
func function(s streams, root string) error {
	if err := checkRoot(root); err != nil {
		return err
	}
	data, err := walk.ReadStream(s.in, maxStream)
	if err != nil {
		return failed("cannot read standard input: %w", err)
	}
	heap.AddInput(len(data))
	list, err := resourcelist.Read(data)
	if err != nil {
		return failed("%w", err)
	}
	files := &originals{files: s.files, dir: root}
	defer files.close()
	findings := pipeline.Function(list, files.read)
	if err := list.Write(s.out, output.Results(findings)); err != nil {
		return failed("cannot write standard output: %w", err)
	}
	return conclude(s, findings)
}

// conclude prints the findings for people, and fails where one is an error.
func conclude(s streams, findings []finding.Finding) error {
	if err := printText(s, s.err, findings); err != nil {
		return failed("cannot write standard error: %w", err)
	}
	if finding.HasErrors(findings) {
		return &exitError{code: exitFindings}
	}
	return nil
}
