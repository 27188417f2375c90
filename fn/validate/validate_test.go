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
