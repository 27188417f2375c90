package pipeline

import (
	"fmt"
	"strings"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/validate"
)

// job is one NotebookValidationJob on its way through a run.
type job struct {
	source
	spec     v1alpha1.NotebookValidationJob
	rendered expand.Rendered
	// adopted is set for the function config itself where it is a job and not
	// among the items: it is expanded, but stays out of the output.
	adopted bool
}

// readJobs finds and decodes the jobs among the items.
func (r *run) readJobs() {
	for _, input := range r.inputs {
		if input.Kind() != v1alpha1.JobKind {
			continue
		}
		r.addJob(input, false)
	}
}

// adoptJob takes the function config for a job, as kustomize's generators pass
// it. Kustomize also puts it among the items; then that one is expanded.
func (r *run) adoptJob(config Input) {
	for _, input := range r.inputs {
		if input.Kind() == v1alpha1.JobKind {
			return
		}
	}
	r.addJob(config, true)
}

func (r *run) addJob(input Input, adopted bool) {
	s, err := newSource(input)
	if err != nil {
		r.findings = append(r.findings, broken(input, err))
		return
	}
	j := &job{source: s, adopted: adopted}
	r.jobs = append(r.jobs, j)
	if v := s.resource.APIVersion; v != v1alpha1.JobAPIVersion && v != v1alpha1.OperatorAPIVersion {
		r.fail(s, "job-api-version", "apiVersion", fmt.Sprintf(
			"Unsupported value: %q: supported values: %q, %q", v, v1alpha1.JobAPIVersion, v1alpha1.OperatorAPIVersion))
	}
	for _, f := range decode.Into(s.node, &j.spec, decode.Options{Hints: jobHints, Skip: []string{"status"}}) {
		r.findings = append(r.findings, s.placeAt(f))
	}
}

// jobHints are names people write for fields of a job, or write in the wrong place.
var jobHints = map[string]string{
	"spec.gitUrl":                          "spec.notebook.git.url",
	"spec.gitURL":                          "spec.notebook.git.url",
	"spec.gitRef":                          "spec.notebook.git.ref",
	"spec.path":                            "spec.notebook.path",
	"spec.notebookPath":                    "spec.notebook.path",
	"spec.containerImage":                  "spec.podConfig.containerImage",
	"spec.podConfig.image":                 "containerImage",
	"spec.podConfig.serviceAccount":        "serviceAccountName",
	"spec.podConfig.containers":            "the notebook's container is built in; set image, env, resources and volumeMounts on podConfig itself",
	"spec.podConfig.activeDeadlineSeconds": "spec.timeout",
	"spec.activeDeadlineSeconds":           "spec.timeout",
	"spec.notebook.url":                    "spec.notebook.git.url",
	"spec.notebook.ref":                    "spec.notebook.git.ref",
	"spec.schedule":                        "set the annotation " + v1alpha1.ScheduleAnnotation + ", or spec.cronJob.schedule of the function config",
}

// expandJob expands one job and reports what is wrong with it.
func (r *run) expandJob(j *job) {
	j.rendered = expand.Expand(&j.spec, &r.config, r.dataOf)
	for _, fault := range validate.Job(&j.spec, &r.config, j.rendered) {
		r.report(fault, j.source)
	}
}

// report adds a fault at its place in the job or in the config. What decoding
// has said of a field, or of something around it, is not said again.
func (r *run) report(fault finding.Fault, about source) {
	if fault.InConfig {
		about = r.configOf
	}
	f := about.place(fault.Finding)
	for _, known := range r.findings {
		if known.Resource == f.Resource && strings.HasPrefix(known.Rule, "decode-") && within(f.Field, known.Field) {
			return
		}
	}
	r.findings = append(r.findings, f)
}

// within reports whether field is ancestor, or lies below it.
func within(field, ancestor string) bool {
	rest, ok := strings.CutPrefix(field, ancestor)
	return ok && ancestor != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// broken is the finding for an item that is not YAML.
func broken(input Input, err error) finding.Finding {
	return finding.Finding{
		Rule: "yaml-syntax", Severity: finding.Error, Message: err.Error(),
		Resource: finding.Resource{APIVersion: input.APIVersion(), Kind: input.Kind()},
		Position: finding.Position{File: input.File, Index: input.Index, Line: input.Line()},
	}
}
