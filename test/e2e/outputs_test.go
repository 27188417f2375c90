//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

func TestPodOutput(t *testing.T) {
	t.Parallel()
	name := applied(t, apply(t, namespace, readFile(t, "jobs/pod.yaml"), "--output-kind", "Pod"), "pod")
	assert.Equal(t, "as-pod-pod", name)
	pod := await(t, "the pod to end", namespace, []string{"pod/" + name}, func(pod *corev1.Pod) bool {
		return pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
	})
	assert.Equal(t, corev1.PodSucceeded, pod.Status.Phase)
	assert.Zero(t, terminated(t, *pod, "prepare").ExitCode)
	assert.Zero(t, terminated(t, *pod, notebookExecutor).ExitCode)
}

func TestCronJobOutput(t *testing.T) {
	t.Parallel()
	name := applied(t, apply(t, namespace, readFile(t, "jobs/cronjob.yaml"), "--output-kind", "CronJob"), "cronjob.batch")
	assert.Equal(t, "as-cronjob", name)
	// Due every minute: the controller makes the Job, and not this test.
	job := await(t, "a Job of the CronJob", namespace, []string{"jobs", "-l", "notebookvalidationjob=as-cronjob"},
		func(job *batchv1.Job) bool {
			return condition(job, batchv1.JobComplete) != nil || condition(job, batchv1.JobFailed) != nil
		})
	_, err := kubectl(t.Context(), nil, "delete", "cronjob", "-n", namespace, name, "--cascade=orphan")
	require.NoError(t, err)
	assert.NotNil(t, condition(job, batchv1.JobComplete), "%+v", job.Status.Conditions)
	require.NotEmpty(t, job.OwnerReferences)
	assert.Equal(t, name, job.OwnerReferences[0].Name)
	assert.Zero(t, terminated(t, onlyPod(t, namespace, job.Name), "prepare").ExitCode)
}

func TestReapplying(t *testing.T) {
	t.Parallel()
	first := apply(t, namespace, readFile(t, "jobs/reapplied.yaml", "STAGE", "one"))
	name := applied(t, first, "job.batch")
	completed(t, namespace, name)

	again := apply(t, namespace, readFile(t, "jobs/reapplied.yaml", "STAGE", "one"))
	for line := range strings.Lines(again) {
		assert.Contains(t, line, " unchanged", "the same render changes nothing")
	}
	onlyPod(t, namespace, name)

	changed := apply(t, namespace, readFile(t, "jobs/reapplied.yaml", "STAGE", "two"))
	other := applied(t, changed, "job.batch")
	assert.NotEqual(t, name, other, "a Job's template is immutable: a changed job becomes a new Job")
	assert.Contains(t, changed, "job.batch/"+other+" created")
	completed(t, namespace, other)
}
