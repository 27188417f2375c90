package cli

import (
	"fmt"
	"slices"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/pipeline"
)

// requireJobs ends a command that found no notebook job, unless --allow-empty is
// given: a wrong path or a command that failed before a pipe must not pass for a
// clean result. done is what the command would have done with the jobs.
func (set *settings) requireJobs(s streams, read reading, done string) error {
	if slices.ContainsFunc(read.inputs, func(input pipeline.Input) bool { return input.Kind() == v1alpha1.JobKind }) {
		return nil
	}
	return set.refuseEmpty(s, read, done, "no "+v1alpha1.JobKind)
}

// refuseEmpty is the error of a command that had nothing to do.
func (set *settings) refuseEmpty(s streams, read reading, done, missing string) error {
	text := fmt.Sprintf("%s among %s", missing, output.Plural(len(read.inputs), "resource"))
	if len(read.inputs) == 0 {
		text = missing + " in the input, which has no resources"
	}
	if set.allowEmpty {
		_, err := fmt.Fprintln(s.err, "nvj:", text)
		return err
	}
	return failed("nothing was %s: %s: %s; if that is expected, add --allow-empty", done, text, whyEmpty(read))
}

// whyEmpty is the most likely reason that there is nothing to do.
func whyEmpty(read reading) string {
	rendered := func(input pipeline.Input) bool { return input.Mentions(v1alpha1.SourceAnnotation) }
	switch {
	case read.piped && len(read.inputs) == 0:
		return "the command before the pipe may have failed"
	case slices.ContainsFunc(read.inputs, rendered):
		return "the input was rendered already, and kustomize leaves out the notebook jobs that it was rendered from; name the files of the notebook jobs"
	case read.piped:
		return "kustomize leaves out resources with the annotation config.kubernetes.io/local-config; name the files of the notebook jobs"
	}
	return "check the path"
}
