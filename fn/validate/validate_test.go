package validate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/validate"
)

// faults of a job with one change, by a rule.
func faults(rule string, change func(*v1alpha1.NotebookValidationJobSpec)) []finding.Fault {
	job := &v1alpha1.NotebookValidationJob{}
	job.APIVersion, job.Kind, job.Name = v1alpha1.JobAPIVersion, v1alpha1.JobKind, "example"
	job.Spec.Notebook.Path = "a.ipynb"
	change(&job.Spec)
	cfg := &v1alpha1.ExpandNotebookJobsSpec{}
	cfg.SetDefaults()
	var found []finding.Fault
	for _, fault := range validate.Job(job, cfg, expand.Expand(job, cfg, nil)) {
		if fault.Rule == rule {
			found = append(found, fault)
		}
	}
	return found
}

func TestReservedNames(t *testing.T) {
	for _, c := range []struct {
		reason, name string
		want         any
	}{
		{"another prefix is obvious", "nvj-data", "my-data"},
		{"what has no name of its own has no other one either", "nvj-", nil},
	} {
		t.Run(c.reason, func(t *testing.T) {
			found := faults("job-reserved-name", func(spec *v1alpha1.NotebookValidationJobSpec) {
				spec.PodConfig.Volumes = []corev1.Volume{{
					Name: c.name, VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}},
				}}
			})
			if assert.Len(t, found, 1) {
				assert.Equal(t, c.want, found[0].Proposed)
			}
		})
	}
}

// TestPatterns holds what Python, which compiles the patterns, says of each; Go's
// engine would say otherwise of most.
func TestPatterns(t *testing.T) {
	const fine = finding.Severity("")
	for _, c := range []struct {
		reason, pattern string
		want            finding.Severity
	}{
		{"both compile it", `\d{4}-\d\d`, fine},
		{"neither does", `[0-9`, finding.Error},
		{"nor an open group behind a look-ahead", `(?=a)(b`, finding.Error},
		{"nor a range upside down", `a{3,2}`, finding.Error},
		{"nor two quantifiers", `a**`, finding.Error},
		{"nor an escape of nothing", `\y`, finding.Error},
		{"Go counts to 1000", `a{1001}`, fine},
		{"in all", `(a{1000}){1000}`, fine},
		{"a code point", `\u00e9[\u0000-\u001f]\U0001F600`, fine},
		{"one of too few digits", `\u00e`, finding.Error},
		{"flags that only Python has", `(?a)(?i)a`, fine},
		{"blanks that mean nothing", "(?x) a{2} # (\n", fine},
		{"looking around", `(?<=a)(?<!b)c(?=d)(?!e)`, fine},
		{"what a group matched", `(a)\1(?P<n>b)(?P=n)`, fine},
		{"more than once", `(a)\1+`, fine},
		{"possessive", `a*+b{2}+c`, fine},
		{"atomic", `(?>a)`, fine},
		{"a comment", `a(?#note)b`, fine},
		{"one group or another", `(a)?(?(1)b|c)`, fine},
		{"the end", `a\Z`, fine},
		{"the end as Go has it, and Python from 3.14", `a\z`, finding.Warning},
		{"a backspace in a set", `[\b]`, fine},
		{"a bracket in a set", `[[a]`, fine},
		{"a bracket first in a set", `[]a][^]a]`, fine},
		{"a group named as in Go", `(?<n>a)`, finding.Error},
		{"a group named in any letters", `(?P<größe>a)`, fine},
		{"properties", `\p{L}`, finding.Error},
		{"properties in a set", `[\pL]`, finding.Error},
		{"quoted text", `\Qa.b\E`, finding.Error},
		{"a flag that only Go has", `(?U)a+`, finding.Error},
		{"a code point as Go has it", `\x{e9}`, finding.Error},
		{"two digits of one", `\xe9`, fine},
		{"what is escaped begins nothing", `\(?<n>\\p`, fine},
		{"braces of no count", `a{}{b}{,`, fine},
		{"flags behind the beginning", `a(?i)b`, finding.Warning},
		{"flags of a group", `a(?i:b)(?s-i:c)`, fine},
	} {
		t.Run(c.reason, func(t *testing.T) {
			found := faults("job-bad-pattern", func(spec *v1alpha1.NotebookValidationJobSpec) {
				spec.ComparisonConfig = &v1alpha1.ComparisonConfigSpec{CustomTimestampPatterns: []string{c.pattern}}
			})
			if c.want == fine {
				assert.Empty(t, found)
			} else if assert.Len(t, found, 1) {
				assert.Equal(t, c.want, found[0].Severity, found[0].Message)
			}
		})
	}
}
