// Package validate says what is wrong with a job: what its own fields may not
// say, and what the API server would refuse in the objects it was rendered to,
// with each fault at the field of the job or of the function config it came from.
//
// It knows nothing of YAML, files or hosts.
package validate

import (
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/secret"
)

// Job reports every fault of a job and of what it was rendered to. cfg has its
// defaults set.
func Job(job *v1alpha1.NotebookValidationJob, cfg *v1alpha1.ExpandNotebookJobsSpec, rendered expand.Rendered) []finding.Fault {
	c := &check{}
	c.metadata(job)
	c.notebooks(&job.Spec)
	c.image(&job.Spec)
	c.comparison(job.Spec.ComparisonConfig)
	c.modelValidation(job.Spec.ModelValidation)
	c.validationConfig(job.Spec.ValidationConfig)
	c.duration("spec.timeout", job.Spec.Timeout)
	c.pod(&job.Spec)
	c.steps(&job.Spec, rendered)
	c.schedule(job, cfg)
	c.rendered(job, rendered)
	return withProposals(c.faults)
}

// minorVersion is a Kubernetes version without its patch.
var minorVersion = lazyregexp.New(`^1\.[0-9]+$`)

// Config reports every fault of the function config's own fields.
func Config(cfg *v1alpha1.ExpandNotebookJobsSpec) []finding.Fault {
	c := &check{inConfig: true}
	oneOf(c, "spec.output", cfg.Output, v1alpha1.OutputJob, v1alpha1.OutputPod, v1alpha1.OutputCronJob)
	oneOf(c, "spec.source", cfg.Source, v1alpha1.SourceKeep, v1alpha1.SourceDrop)
	oneOf(c, "spec.scripts", cfg.Scripts, v1alpha1.ScriptsConfigMap, v1alpha1.ScriptsInline)
	if cfg.Output != v1alpha1.OutputCronJob { // else the API server says it
		oneOf(c, "spec.cronJob.concurrencyPolicy", cfg.CronJob.ConcurrencyPolicy, "Allow", "Forbid", "Replace")
	}
	oneOf(c, "spec.checks.references", cfg.Checks.References,
		v1alpha1.ReferencesIgnore, v1alpha1.ReferencesWarn, v1alpha1.ReferencesError)
	levels := []v1alpha1.PodSecurityLevel{
		v1alpha1.PodSecurityPrivileged, v1alpha1.PodSecurityBaseline, v1alpha1.PodSecurityRestricted,
	}
	oneOf(c, "spec.checks.podSecurity.enforce", cfg.Checks.PodSecurity.Enforce, levels...)
	oneOf(c, "spec.checks.podSecurity.warn", cfg.Checks.PodSecurity.Warn, levels...)
	for _, id := range slices.Sorted(maps.Keys(cfg.Checks.Rules)) {
		oneOf(c, "spec.checks.rules["+id+"]", cfg.Checks.Rules[id],
			v1alpha1.RuleError, v1alpha1.RuleWarning, v1alpha1.RuleInfo, v1alpha1.RuleOff)
	}
	if version := cfg.Checks.KubernetesVersion; version != "" && !minorVersion().MatchString(version) {
		c.invalid("job-unsupported-value", "spec.checks.kubernetesVersion", version, "must be a minor version such as \"1.29\"")
	}
	c.duration("spec.defaults.timeout", cfg.Defaults.Timeout)
	if cfg.CronJob.Schedule != "" && cfg.Output != v1alpha1.OutputCronJob {
		c.warn("job-no-effect", "spec.cronJob.schedule",
			fmt.Sprintf("has no effect: output is %s; set output: CronJob, or remove it", cfg.Output), nil, nil)
	}
	if cfg.PodTemplate != nil {
		c.podTemplate(&cfg.PodTemplate.Spec)
	}
	return withProposals(c.faults)
}

// podTemplate checks what nvj itself asks of the pod that all jobs start from.
func (c *check) podTemplate(spec *corev1.PodSpec) {
	const at = "spec.podTemplate.spec."
	for i, container := range spec.InitContainers {
		if expand.IsOwnClone(container) {
			c.ownClone(fmt.Sprintf("%sinitContainers[%d].name", at, i), container.Name)
		}
	}
	if isWindows(spec) {
		c.add("job-unsupported-value", at+"os.name",
			`Unsupported value: "windows": nvj's own steps are scripts for Linux; remove it, or set "linux"`, "windows", nil)
	}
	if policy := spec.RestartPolicy; policy != "" && policy != corev1.RestartPolicyNever {
		c.warn("job-no-effect", at+"restartPolicy",
			fmt.Sprintf("%q has no effect: nvj sets Never, so that a notebook that fails is told from a pod that must be tried again; remove it", policy),
			string(policy), nil)
	}
}

func isWindows(spec *corev1.PodSpec) bool { return spec.OS != nil && spec.OS.Name == corev1.Windows }

// withProposals says in the messages what is proposed: hosts print little else.
func withProposals(faults []finding.Fault) []finding.Fault {
	for i := range faults {
		if proposed, ok := faults[i].Proposed.(string); ok {
			faults[i].Message += fmt.Sprintf("; did you mean %q?", proposed)
		}
	}
	return faults
}

// check collects the faults of one resource.
type check struct {
	inConfig bool
	faults   []finding.Fault
}

// add reports an error. Messages use Kubernetes' words, which its users know.
func (c *check) add(rule, field, message string, current, proposed any) {
	c.faults = append(c.faults, finding.Fault{
		InConfig: c.inConfig,
		Finding: finding.Finding{
			Rule: rule, Severity: finding.Error, Field: field, Message: message,
			Current: current, Proposed: proposed,
		},
	})
}

// warn reports what works, but hardly as it was meant.
func (c *check) warn(rule, field, message string, current, proposed any) {
	c.add(rule, field, message, current, proposed)
	c.faults[len(c.faults)-1].Severity = finding.Warning
}

// invalid reports a value that must be another one. A URL may stand in any field.
func (c *check) invalid(rule, field string, current any, format string, args ...any) {
	current = secret.Any(current)
	c.add(rule, field, fmt.Sprintf("Invalid value: %#v: ", current)+fmt.Sprintf(format, args...), current, nil)
}
