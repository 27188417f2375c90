package lint

import (
	"fmt"
	"strconv"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/secret"
)

// rule is one lint: what it is for, and how it looks at a pod, or at each of its
// containers. What the two report carries the rule's ID and severity.
type rule struct {
	finding.Rule
	pod       func(*subject)
	container func(*subject, *container)
}

// Check holds a job and what it was rendered to against every lint that cfg does
// not turn off. cfg has its defaults set.
func Check(job *v1alpha1.NotebookValidationJob, cfg *v1alpha1.ExpandNotebookJobsSpec, rendered expand.Rendered) []finding.Fault {
	s := newSubject(job, cfg, rendered)
	for i := range lints {
		s.rule = &lints[i]
		if cfg.Checks.Rules[s.rule.ID] == v1alpha1.RuleOff {
			continue
		}
		if s.rule.pod != nil {
			s.rule.pod(s)
		}
		if s.rule.container == nil {
			continue
		}
		for j := range s.containers {
			s.rule.container(s, &s.containers[j])
		}
	}
	return s.faults
}

// subject is one job under inspection.
type subject struct {
	job *v1alpha1.NotebookValidationJob
	cfg *v1alpha1.ExpandNotebookJobsSpec

	template   corev1.PodTemplateSpec
	at         string // path of the template in the workload: "" or "spec.template."
	origins    expand.Origins
	containers []container // init containers first, in the order they run

	rule   *rule // the one at work
	faults []finding.Fault
}

func newSubject(job *v1alpha1.NotebookValidationJob, cfg *v1alpha1.ExpandNotebookJobsSpec, rendered expand.Rendered) *subject {
	s := &subject{job: job, cfg: cfg, origins: rendered.Origins}
	s.template, s.at = rendered.Pod()
	s.containers = make([]container, 0, len(s.pod().InitContainers)+len(s.pod().Containers))
	for i := range s.pod().InitContainers {
		s.addContainer(&s.pod().InitContainers[i], index("initContainers", i), true)
	}
	for i := range s.pod().Containers {
		s.addContainer(&s.pod().Containers[i], index("containers", i), false)
	}
	return s
}

func (s *subject) pod() *corev1.PodSpec { return &s.template.Spec }

// specPath is the rendered path of a field of the pod's spec.
func (s *subject) specPath(field string) string { return s.at + "spec." + field }

// isUsers reports whether somebody other than nvj wrote the rendered field.
func (s *subject) isUsers(rendered string) bool {
	_, ok := s.origins.Source(rendered)
	return ok
}

// report adds a fault at the source of a rendered field. Where nvj wrote the
// field there is nobody to tell.
func (s *subject) report(rendered, format string, args ...any) {
	s.propose(rendered, nil, nil, format, args...)
}

// propose adds a fault with the value that is there and one that should be, each
// nil where there is none, or where it may be a secret.
func (s *subject) propose(rendered string, current, proposed any, format string, args ...any) {
	origin, ok := s.origins.Source(rendered)
	if !ok {
		return
	}
	s.reportAt(origin, current, proposed, format, args...)
}

// reportAt repeats no password of a URL, which may stand where a name should.
func (s *subject) reportAt(origin expand.Origin, current, proposed any, format string, args ...any) {
	shown := make([]any, len(args))
	for i, arg := range args {
		shown[i] = secret.Any(arg)
	}
	s.faults = append(s.faults, finding.Fault{
		InConfig: origin.InConfig,
		Finding: finding.Finding{
			Rule: s.rule.ID, Severity: s.rule.Severity, Field: origin.Path,
			Message: fmt.Sprintf(format, shown...), Current: secret.Any(current), Proposed: secret.Any(proposed),
		},
	})
}

// reportJob adds a fault at a field of the job itself.
func (s *subject) reportJob(field string, current any, format string, args ...any) {
	s.reportAt(expand.Origin{Path: field}, current, nil, format, args...)
}

// index is path[i], the notation of Kubernetes' field paths.
func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
