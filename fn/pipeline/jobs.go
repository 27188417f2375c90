package pipeline

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lint"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/fn/validate"
	"github.com/notebook-validation/nvj/fn/yamlnode"
)

// job is one NotebookValidationJob on its way through a run. Each is worked on by
// one goroutine at a time.
type job struct {
	source
	spec     *v1alpha1.NotebookValidationJob
	rendered expand.Rendered
	pending  []pending
	name     string   // as it was decoded
	names    []string // what objects generated from it may name as their source
	becomes  []objectKey
	printed  bool
	products []*product
	mark     *resourcelist.Edit // what marks it as local config, nil to leave it
	record   string             // what it became, for a later layer of kustomize; "" to leave what is there
	// adopted is set for the function config itself where it is a job and not
	// among the items: it is expanded, but stays out of the output.
	adopted bool
}

// pending is a finding that is not placed yet. Placing may read the file a host
// copied the resource from, which jobs share; it is left to one goroutine.
type pending struct {
	finding.Finding
	place func(finding.Finding) finding.Finding
}

// findJobs finds the jobs among the items. Where there is none, a config that is
// a job itself is taken: kustomize passes a generator's job as the config, and
// most hosts, but not all, also put it among the items.
func (r *run) findJobs(config *Input) {
	for _, input := range r.inputs {
		if input.Kind() == v1alpha1.JobKind {
			r.jobs = append(r.jobs, &job{source: source{input: input}})
		}
	}
	if len(r.jobs) == 0 && config != nil && config.Kind() == v1alpha1.JobKind {
		r.jobs = append(r.jobs, &job{source: source{input: *config}, adopted: true})
	}
}

// onAllCores calls work for every job. Jobs share nothing but the config and the
// index, so the result does not depend on the order.
func (r *run) onAllCores(work func(*job)) {
	next := make(chan *job)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(r.jobs)) {
		workers.Go(func() {
			for j := range next {
				work(j)
			}
		})
	}
	for _, j := range r.jobs {
		next <- j
	}
	close(next)
	workers.Wait()
}

// survive calls work. A panic becomes an error of that notebook job,
// because the goroutine of a worker would end the process without any output.
func (j *job) survive(work func()) {
	defer func() {
		if fault := recover(); fault != nil {
			j.node = nil // nothing is rendered from it
			j.fail(validate.RuleBug, "", fmt.Sprintf("nvj cannot work on this %s: %v; please report this", v1alpha1.JobKind, fault))
		}
	}()
	work()
}

// decodeJob parses a job and decodes it strictly.
func (r *run) decodeJob(j *job) {
	s, err := newSource(j.input)
	j.source = s
	if err != nil {
		j.pending = append(j.pending, pending{Finding: broken(j.input, err), place: asItIs})
		return
	}
	switch v := s.resource.APIVersion; v {
	case v1alpha1.JobAPIVersion, v1alpha1.OperatorAPIVersion:
	case "":
		j.fail("job-api-version", "apiVersion", "Required value: "+v1alpha1.JobAPIVersion)
	default:
		j.fail("job-api-version", "apiVersion", fmt.Sprintf(
			"Unsupported value: %q: supported values: %q, %q", v, v1alpha1.JobAPIVersion, v1alpha1.OperatorAPIVersion))
	}
	j.spec = &v1alpha1.NotebookValidationJob{}
	j.decoded = decode.Into(s.node, j.spec, decode.Options{Hints: jobHints, Skip: []string{"status"}, Durations: jobDurations})
	for _, f := range j.decoded {
		j.pending = append(j.pending, pending{Finding: f, place: s.placeAt})
	}
}

// fail adds an error about a field of the job.
func (j *job) fail(rule, field, message string) {
	f := finding.Finding{Rule: rule, Severity: finding.Error, Field: field, Message: message}
	j.pending = append(j.pending, pending{Finding: f, place: j.place})
}

// report is a fault of the source, to be placed where the user wrote the field, and
// whether it is news: what follows from what decoding has said is not.
func (s source) report(f finding.Finding) (p pending, news bool) {
	written, news := s.news(f)
	return pending{Finding: f, place: func(f finding.Finding) finding.Finding {
		return s.placeAs(f, written)
	}}, news
}

func asItIs(f finding.Finding) finding.Finding { return source{}.shown(f) }

// jobDurations are the fields of a job that hold Go durations.
var jobDurations = []string{"spec.timeout", "spec.modelValidation.timeout"}

// expandJob expands one job and reports what is wrong with it.
func (r *run) expandJob(j *job) {
	if j.node == nil {
		return
	}
	j.rendered = expand.Expand(j.spec, &r.config, r.dataOf)
	j.name, j.names = j.spec.Name, j.sourceNames()
	r.refuseHidden(j)
	r.recordRendering(j)
	for _, object := range j.objects() {
		j.becomes = append(j.becomes, objectKey{
			object.GetObjectKind().GroupVersionKind().Kind, object.GetNamespace(), object.GetName(),
		})
	}
	for _, faults := range [][]finding.Fault{
		validate.Job(j.spec, &r.config, j.rendered),
		lint.Check(j.spec, &r.config, j.rendered),
		lint.PodSecurity(&r.config, j.rendered),
		lint.References(j.spec, &r.config, j.rendered, lint.Inputs{
			Has:    func(kind, namespace, name string) (bool, string) { return r.lookup(j, kind, namespace, name) },
			HasKey: r.hasKey,
		}),
	} {
		for _, fault := range faults {
			report := j.report
			if fault.InConfig {
				report = r.inConfig
			}
			if p, news := report(fault.Finding); news {
				j.pending = append(j.pending, p)
			}
		}
	}
}

// RuleUnreadable is the rule of files that cannot be read.
const RuleUnreadable = "file-unreadable"

// RuleSyntax is the rule of what cannot be read as YAML.
const RuleSyntax = "yaml-syntax"

// broken is the finding for an item that is not YAML, or whose aliases nobody can
// follow.
func broken(input Input, err error) finding.Finding {
	f := finding.Finding{
		Rule: RuleSyntax, Severity: finding.Error, Message: err.Error(),
		Resource: finding.Resource{APIVersion: input.APIVersion(), Kind: input.Kind()},
		Position: finding.Position{File: input.File, Index: input.Index, Line: input.Line()},
	}
	var fault *yamlnode.AliasError
	if errors.As(err, &fault) {
		f.Rule, f.Message = decode.RuleBadAlias, fault.Message
		if input.FileLines {
			f.Line, f.Column = input.Position(fault.Alias)
		}
	}
	return source{}.shown(f)
}
