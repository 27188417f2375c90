//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
)

func TestGoldenNotebookIsEqual(t *testing.T) {
	t.Parallel()
	address, commit := repository(t)
	job := applyJob(t, namespace, "git-golden-equal.yaml", "GIT", address, "COMMIT", commit, "PASSWORD", password)
	completed(t, namespace, job)

	pod := onlyPod(t, namespace, job)
	assert.Zero(t, terminated(t, pod, notebookExecutor).ExitCode)
	assertNoPassword(t, pod)
}

func TestGoldenNotebookDiffers(t *testing.T) {
	t.Parallel()
	address, commit := repository(t)
	job := applyJob(t, restrictedNamespace, "git-golden-differs.yaml", "GIT", address, "COMMIT", commit, "PASSWORD", password)
	failed(t, restrictedNamespace, job, "PodFailurePolicy")

	pod := onlyPod(t, restrictedNamespace, job)
	notebook := terminated(t, pod, notebookExecutor)
	assert.EqualValues(t, 2, notebook.ExitCode, "the golden notebook differs")
	assert.Contains(t, notebook.Message, "\n-rows: 5\n+rows: 4", "what was expected and what came out")
	assertNoPassword(t, pod)
}

// assertNoPassword looks for the password wherever somebody who may not read
// Secrets could see it: in the pod itself and in the logs of its containers.
func assertNoPassword(t *testing.T, pod corev1.Pod) {
	t.Helper()
	text, err := kubectl(t.Context(), nil, "get", "-n", pod.Namespace, "pod", pod.Name, "-o", "yaml")
	require.NoError(t, err)
	all, err := kubectl(t.Context(), nil, "logs", "-n", pod.Namespace, pod.Name, "--all-containers")
	require.NoError(t, err)
	assert.NotContains(t, text+all, password)
}
