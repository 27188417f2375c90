package explain

import (
	"testing"

	"github.com/stretchr/testify/assert"
	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/scripts"
)

// An exit code means what nvj documents only where nvj's own script runs.
func TestMeaningOfCode(t *testing.T) {
	const differs, notFound = "the outputs differ from the golden notebook", "the repository does not hold the notebook"
	cases := map[string]struct {
		reason  string
		name    string
		command []string
		code    int32
		want    string
	}{
		"file":    {"the script in its ConfigMap", "notebook-executor", []string{"python3", "/nvj/scripts/run_notebook.py"}, 2, differs},
		"inline":  {"the script in the command", "notebook-executor", []string{"python3", "-c", scripts.RunNotebookScript}, 2, differs},
		"clone":   {"the other script", "git-clone", []string{"/bin/sh", "-c", scripts.CloneScript, "clone.sh"}, 13, notFound},
		"own":     {"executor.command is another program", "notebook-executor", []string{"papermill", "/n/a.ipynb"}, 2, ""},
		"wrapped": {"its script may have codes of its own", "notebook-executor", []string{"sh", "-c", "papermill a.ipynb || exit 2"}, 2, ""},
		"cloner":  {"podTemplate may replace the command", "git-clone", []string{"git-sync"}, 13, ""},
		"image's": {"nobody knows what the image runs", "notebook-executor", nil, 1, ""},
		"shell's": {"what shells mean holds for all", "notebook-executor", []string{"papermill"}, 127, "command not found in the image"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			pod := &corev1.Pod{}
			pod.Spec.Containers = []corev1.Container{{Name: c.name, Command: c.command}}
			pod.Status.Phase = corev1.PodFailed
			pod.Status.ContainerStatuses = []corev1.ContainerStatus{{Name: c.name, State: exited(c.code)}}
			assert.Equal(t, c.want, FromPod(pod).Steps[0].State.Meaning, c.reason)
		})
	}
}

func exited(code int32) corev1.ContainerState {
	return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: code, Reason: "Error"}}
}
