//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// applyExample renders an example as it is, in the surroundings that
// jobs/examples-config.yaml gives it, and returns the name of its Job.
func applyExample(t *testing.T, ns, file string) string {
	t.Helper()
	git, _ := repository(t)
	postgres := server(t, "postgres")
	web := server(t, "web")
	surroundings := readFile(t, "jobs/examples-config.yaml", "GIT", git, "POSTGRES", postgres, "WEB", web)
	return applyManifests(t, ns, surroundings+"---\n"+readFile(t, "../../examples/init-containers/"+file))
}

func TestExampleWaitForDatabase(t *testing.T) {
	t.Parallel()
	name := applyExample(t, namespace, "wait-for-database.yaml")
	await(t, "an attempt without a database", namespace, []string{"job/" + name}, func(job *batchv1.Job) bool {
		return job.Status.Failed > 0
	})
	_, err := kubectl(t.Context(), nil, "exec", "-n", namespace, "postgres", "--", "touch", "/tmp/start")
	require.NoError(t, err)
	completed(t, namespace, name)

	pods := podsOf(t, namespace, name)
	assert.NotZero(t, terminated(t, pods[0], "wait-for-postgres").ExitCode)
	assertNeverStarted(t, pods[0])
	last := pods[len(pods)-1]
	assert.Contains(t, logs(t, namespace, last.Name, "wait-for-postgres"), "accepting connections")
	assert.Zero(t, terminated(t, last, notebookExecutor).ExitCode)
}

func TestExampleDownloadDataset(t *testing.T) {
	t.Parallel()
	name := applyExample(t, namespace, "download-dataset.yaml")
	completed(t, namespace, name)
	pod := onlyPod(t, namespace, name)
	assert.Contains(t, logs(t, namespace, pod.Name, "download-dataset"), "s3://ml-datasets/training-2024.parquet to /data/")
	assertNoPassword(t, pod)
}

func TestExampleMultiStepInit(t *testing.T) {
	t.Parallel()
	name := applyExample(t, namespace, "multi-step-init.yaml")
	waiting := await(t, "the second step to wait", namespace, []string{"pods", "-l", "job-name=" + name}, func(pod *corev1.Pod) bool {
		for _, s := range pod.Status.InitContainerStatuses {
			if s.Name == "wait-for-storage" && s.State.Running != nil {
				return true
			}
		}
		return false
	})
	assert.Zero(t, terminated(t, *waiting, "wait-for-api").ExitCode)
	assertNeverStarted(t, *waiting)

	initializer := applyJob(t, namespace, "initialize-storage.yaml")
	completed(t, namespace, initializer)
	completed(t, namespace, name)
	assert.Contains(t, logs(t, namespace, waiting.Name, "wait-for-storage"), "Storage ready")
}

func TestExampleCustomHealthcheck(t *testing.T) {
	t.Parallel()
	name := applyExample(t, exampleNamespace, "custom-healthcheck.yaml")
	completed(t, exampleNamespace, name)
	pod := onlyPod(t, exampleNamespace, name)
	assert.Contains(t, logs(t, exampleNamespace, pod.Name, "wait-for-prometheus"), "/-/ready is ready")
	assert.Zero(t, terminated(t, pod, notebookExecutor).ExitCode)
}
