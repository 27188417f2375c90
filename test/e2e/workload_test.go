//go:build e2e

package e2e

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// notebookExecutor is the container that runs the notebook.
const notebookExecutor = "notebook-executor"

// applyJob renders and applies a file of jobs/ and returns the name of its Job.
func applyJob(t *testing.T, ns, file string, namesAndValues ...string) string {
	t.Helper()
	return applyManifests(t, ns, readFile(t, "jobs/"+file, namesAndValues...))
}

func applyManifests(t *testing.T, ns, manifests string) string {
	t.Helper()
	name := applied(t, apply(t, ns, manifests), "job.batch")
	t.Cleanup(func() {
		if t.Failed() {
			describe(t, ns, name)
		}
	})
	return name
}

// describe prints what can be known of a Job and its pods.
func describe(t *testing.T, ns, job string) {
	for _, args := range [][]string{
		{"describe", "job", "-n", ns, job},
		{"describe", "pods", "-n", ns, "-l", "job-name=" + job},
		{"logs", "-n", ns, "-l", "job-name=" + job, "--all-containers", "--prefix", "--tail=40"},
	} {
		out, err := kubectl(context.Background(), nil, args...) // t.Context() is done in a clean-up
		t.Log(out, err)
	}
}

// finished awaits the end of a Job.
func finished(t *testing.T, ns, name string) *batchv1.Job {
	t.Helper()
	return await(t, "job "+name+" to finish", ns, []string{"job/" + name}, func(job *batchv1.Job) bool {
		return condition(job, batchv1.JobComplete) != nil || condition(job, batchv1.JobFailed) != nil
	})
}

// completed awaits the end of a Job, and success.
func completed(t *testing.T, ns, name string) *batchv1.Job {
	t.Helper()
	job := finished(t, ns, name)
	require.NotNil(t, condition(job, batchv1.JobComplete), "job %s: %+v", name, job.Status.Conditions)
	return job
}

// failed awaits the end of a Job, and failure for a reason.
func failed(t *testing.T, ns, name, reason string) *batchv1.Job {
	t.Helper()
	job := finished(t, ns, name)
	c := condition(job, batchv1.JobFailed)
	require.NotNil(t, c, "job %s: %+v", name, job.Status.Conditions)
	require.Equal(t, reason, c.Reason, c.Message)
	return job
}

// condition is the condition of a type that is true; nil if there is none.
func condition(job *batchv1.Job, kind batchv1.JobConditionType) *batchv1.JobCondition {
	for i, c := range job.Status.Conditions {
		if c.Type == kind && c.Status == corev1.ConditionTrue {
			return &job.Status.Conditions[i]
		}
	}
	return nil
}

// podsOf lists the pods of a Job, the oldest first.
func podsOf(t *testing.T, ns, job string) []corev1.Pod {
	t.Helper()
	pods := get[corev1.PodList](t, ns, "pods", "-l", "job-name="+job).Items
	slices.SortFunc(pods, func(a, b corev1.Pod) int {
		return a.CreationTimestamp.Compare(b.CreationTimestamp.Time)
	})
	return pods
}

// onlyPod is the pod of a Job that needed no second one.
func onlyPod(t *testing.T, ns, job string) corev1.Pod {
	t.Helper()
	pods := podsOf(t, ns, job)
	require.Len(t, pods, 1)
	return pods[0]
}

// status is that of a container or an init container.
func status(t *testing.T, pod corev1.Pod, container string) corev1.ContainerStatus {
	t.Helper()
	for _, s := range slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses) {
		if s.Name == container {
			return s
		}
	}
	require.FailNow(t, "no such container", "%s in %s", container, pod.Name)
	return corev1.ContainerStatus{}
}

// terminated is how a container ended.
func terminated(t *testing.T, pod corev1.Pod, container string) corev1.ContainerStateTerminated {
	t.Helper()
	state := status(t, pod, container).State
	require.NotNil(t, state.Terminated, "%s in %s: %+v", container, pod.Name, state)
	return *state.Terminated
}

// assertNeverStarted holds the one thing an init container promises: as long as it
// has not succeeded, the notebook is not run.
func assertNeverStarted(t *testing.T, pod corev1.Pod) {
	t.Helper()
	s := status(t, pod, notebookExecutor)
	assert.Nil(t, s.State.Running)
	assert.Nil(t, s.State.Terminated)
	assert.Nil(t, s.LastTerminationState.Terminated)
	assert.Zero(t, s.RestartCount)
	if assert.NotNil(t, s.State.Waiting) {
		assert.Equal(t, "PodInitializing", s.State.Waiting.Reason)
	}
}
