//go:build e2e

package e2e

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestVolumesAreShared(t *testing.T) {
	t.Parallel()
	job := applyJob(t, namespace, "volumes.yaml")
	completed(t, namespace, job)

	// What the run has left on the claim that stood in for its workspace.
	reader := applyJob(t, namespace, "read-workspace.yaml")
	completed(t, namespace, reader)
	pod := onlyPod(t, namespace, reader)
	output := logs(t, namespace, pod.Name, "output")
	assert.Contains(t, output, "/scratch/greeting.txt is there")
	assert.Contains(t, output, "/data/greeting.txt is there")
	var results struct{ Verdict string }
	require.NoError(t, json.Unmarshal([]byte(logs(t, namespace, pod.Name, "results")), &results))
	assert.Equal(t, "passed", results.Verdict)
}

func TestSidecarServesTheNotebook(t *testing.T) {
	t.Parallel()
	job := applyJob(t, namespace, "sidecar.yaml")
	completed(t, namespace, job)

	pod := onlyPod(t, namespace, job)
	sidecar, notebook := terminated(t, pod, "model-server"), terminated(t, pod, notebookExecutor)
	assert.Zero(t, notebook.ExitCode)
	// Kubernetes tells these times in whole seconds. That the sidecar served before is
	// what the notebook itself holds: it read from it.
	assert.False(t, notebook.StartedAt.Before(&sidecar.StartedAt), "the sidecar runs before the notebook")
	assert.False(t, sidecar.FinishedAt.Before(&notebook.FinishedAt), "and as long as it does")
	assert.Zero(t, sidecar.ExitCode, "it is asked to end, not killed")
	assert.Zero(t, status(t, pod, "model-server").RestartCount)
}
