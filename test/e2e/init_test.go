//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInitContainerSucceeds(t *testing.T) {
	t.Parallel()
	job := applyJob(t, namespace, "init-succeeds.yaml")
	completed(t, namespace, job)

	pod := onlyPod(t, namespace, job)
	prepare := terminated(t, pod, "prepare")
	notebook := terminated(t, pod, notebookExecutor)
	assert.Zero(t, prepare.ExitCode)
	assert.Zero(t, notebook.ExitCode)
	assert.False(t, notebook.StartedAt.Before(&prepare.FinishedAt), "the notebook starts when the init container has finished")
	assert.Equal(t, "prepared\n", logs(t, namespace, pod.Name, "prepare"))
	assert.Contains(t, logs(t, namespace, pod.Name, notebookExecutor), "cell 0: ok")
	assert.Contains(t, notebook.Message, "passed")

	text := explained(t, namespace, "pod", pod.Name)
	assert.Regexp(t, `1 +prepare +succeeded +\d+(m\d+)?s`, text)
	assert.Regexp(t, `2 +notebook-executor +succeeded +\d+(m\d+)?s`, text)
}

func TestInitContainerFails(t *testing.T) {
	t.Parallel()
	job := applyJob(t, namespace, "init-fails.yaml")
	failed(t, namespace, job, "BackoffLimitExceeded")

	pods := podsOf(t, namespace, job)
	require.Len(t, pods, 2, "the first attempt and backoffLimit: 1")
	for _, pod := range pods {
		refuse := terminated(t, pod, "refuse")
		assert.EqualValues(t, 3, refuse.ExitCode)
		assert.Equal(t, "no such dependency\n", logs(t, namespace, pod.Name, "refuse"))
		assertNeverStarted(t, pod)
		text := explained(t, namespace, "pod", pod.Name)
		assert.Regexp(t, `refuse +failed .*exit code 3`, text)
		assert.Regexp(t, `notebook-executor +did not run`, text)
	}
}

func TestInitContainerIsRetried(t *testing.T) {
	t.Parallel()
	name := applyJob(t, namespace, "init-retried.yaml")
	job := completed(t, namespace, name)
	assert.EqualValues(t, 2, job.Status.Failed)
	assert.EqualValues(t, 1, job.Status.Succeeded)

	pods := podsOf(t, namespace, name)
	require.Len(t, pods, 3)
	for _, pod := range pods[:2] {
		assert.NotZero(t, terminated(t, pod, "ask").ExitCode)
		assertNeverStarted(t, pod)
	}
	assert.Zero(t, terminated(t, pods[2], "ask").ExitCode)
	assert.Zero(t, terminated(t, pods[2], notebookExecutor).ExitCode)
}

func TestNotebookFails(t *testing.T) {
	t.Parallel()
	job := applyJob(t, namespace, "notebook-fails.yaml")
	failed(t, namespace, job, "PodFailurePolicy")

	pod := onlyPod(t, namespace, job)
	notebook := terminated(t, pod, notebookExecutor)
	assert.EqualValues(t, 1, notebook.ExitCode, "a cell failed")
	assert.Contains(t, notebook.Message, "ValueError: broken on purpose")
	assert.NotContains(t, logs(t, namespace, pod.Name, notebookExecutor), "cell 2", "the first failing cell is the last")

	text := explained(t, namespace, "pod", pod.Name)
	assert.Regexp(t, `outcome +failed after \S+ in notebook-executor: cell failed: cell 1 .*: ValueError: broken on purpose\n`, text)
	assert.Regexp(t, `notebook-executor +failed +\S+ +a cell failed \(exit code 1\)\n`, text)
	assert.Regexp(t, `\n    -+\n    ValueError +Traceback`, text, "the traceback keeps its lines")
	assert.Contains(t, explained(t, namespace, "job", job), "PodFailurePolicy")
}

func TestInitContainersRunInOrder(t *testing.T) {
	t.Parallel()
	job := applyJob(t, namespace, "init-order.yaml")
	completed(t, namespace, job)

	pod := onlyPod(t, namespace, job)
	steps := []string{"first", "second", "third", notebookExecutor}
	for i, step := range steps[1:] {
		before, after := terminated(t, pod, steps[i]), terminated(t, pod, step)
		assert.False(t, after.StartedAt.Before(&before.FinishedAt),
			fmt.Sprintf("%s started at %s, %s finished at %s", step, after.StartedAt, steps[i], before.FinishedAt))
	}
	assert.Equal(t, "first\nsecond\nthird\n", logs(t, namespace, pod.Name, "third"))
}

func TestTimeoutEndsAWaitingInitContainer(t *testing.T) {
	t.Parallel()
	name := applyJob(t, namespace, "timeout.yaml")
	job := failed(t, namespace, name, "DeadlineExceeded")
	assert.EqualValues(t, 40, *job.Spec.ActiveDeadlineSeconds)

	// The controller deletes the pods of a Job past its deadline; the events stay.
	events, err := kubectl(t.Context(), nil, "get", "events", "-n", namespace,
		"-o", `jsonpath={range .items[?(@.reason=="Started")]}{.involvedObject.name} {.involvedObject.fieldPath}{"\n"}{end}`)
	require.NoError(t, err)
	var started []string
	for line := range strings.Lines(events) {
		if pod, container, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasPrefix(pod, name) {
			started = append(started, container)
		}
	}
	// On a busy node the deadline may pass before anything has started.
	assert.Subset(t, []string{"spec.initContainers{wait-for-ever}"}, started)
}
