package explain

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/notebook-validation/nvj/fn/scripts"
	"github.com/notebook-validation/nvj/fn/term"
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
		"no secret": {
			"what was not ready is an address, not a header", "wait",
			[]string{"sh", "-c", "curl -fsS -H 'apikey: hunter2secret' kong.svc:8001/status"},
			22, "kong.svc:8001/status was not ready",
		},
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

func TestOutcomeOfPod(t *testing.T) {
	condition := func(kind corev1.PodConditionType, status corev1.ConditionStatus, reason string) corev1.PodCondition {
		return corev1.PodCondition{Type: kind, Status: status, Reason: reason}
	}
	unscheduled := condition(corev1.PodScheduled, corev1.ConditionFalse, "Unschedulable")
	disrupted := func(reason string) corev1.PodCondition {
		return condition(corev1.DisruptionTarget, corev1.ConditionTrue, reason)
	}
	oom := corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: 137, Reason: "OOMKilled"}}
	crashes := corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}}
	cases := map[string]struct {
		reason       string
		phase        corev1.PodPhase
		why          string
		conditions   []corev1.PodCondition
		proxy, main  corev1.ContainerState
		outcome      string
		proxyHappens string
	}{
		"sidecar ends badly": {
			"the notebook passed all the same", corev1.PodSucceeded, "", nil, exited(2), exited(0),
			"succeeded", "runs the image's own command; stopped at the end of the pod (exit code 2)",
		},
		"sidecar and notebook": {
			"the verdict is the notebook's", corev1.PodFailed, "", nil, exited(2), exited(1),
			"failed in notebook-executor: a cell failed", "runs the image's own command; stopped at the end of the pod (exit code 2)",
		},
		"sidecar out of memory": {
			"worth knowing, and no verdict", corev1.PodFailed, "", nil, oom, exited(1),
			"failed in notebook-executor: a cell failed", "it used more memory than its limit: raise resources.limits.memory (exit code 137, OOMKilled)",
		},
		"sidecar stopped": {
			"the usual end", corev1.PodSucceeded, "", nil, exited(143), exited(0),
			"succeeded", "runs the image's own command; stopped at the end of the pod (exit code 143)",
		},
		"sidecar that never starts": {
			"it holds the pod up", corev1.PodPending, "", nil, crashes,
			corev1.ContainerState{},
			"waiting in proxy: it keeps failing; the kubelet pauses before it starts it again (CrashLoopBackOff)",
			"runs the image's own command",
		},
		"preempted": {
			"a pod alone is not replaced", corev1.PodFailed, "",
			[]corev1.PodCondition{disrupted("PreemptionByScheduler")},
			exited(143), exited(143), "failed: a pod of higher priority took its place (PreemptionByScheduler)", "",
		},
		"never scheduled": {
			"it waits no more", corev1.PodFailed, "DeadlineExceeded",
			[]corev1.PodCondition{unscheduled},
			corev1.ContainerState{},
			corev1.ContainerState{},
			"failed: it took longer than the deadline: raise spec.timeout, or find what it waits for (DeadlineExceeded)", "",
		},
		"not scheduled": {
			"it still may be", corev1.PodPending, "",
			[]corev1.PodCondition{unscheduled},
			corev1.ContainerState{},
			corev1.ContainerState{},
			"waiting: no node has room for it (Unschedulable)", "",
		},
		"evicted": {
			"the pod's own reason says more than the condition's", corev1.PodFailed, "Evicted",
			[]corev1.PodCondition{disrupted("TerminationByKubelet")},
			exited(143), exited(137),
			"failed: the node ran out of a resource (Evicted)", "",
		},
		"terminated by the kubelet": {
			"the condition alone", corev1.PodFailed, "",
			[]corev1.PodCondition{disrupted("TerminationByKubelet")},
			exited(143), exited(137),
			"failed: the node ran out of a resource, or shuts down (TerminationByKubelet)", "",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			always := corev1.ContainerRestartPolicyAlways
			pod := &corev1.Pod{}
			pod.Spec.InitContainers = []corev1.Container{{Name: "proxy", RestartPolicy: &always}}
			pod.Spec.Containers = []corev1.Container{{Name: "notebook-executor", Command: []string{"python3", "run_notebook.py"}}}
			pod.Status = corev1.PodStatus{
				Phase: c.phase, Reason: c.why, Conditions: c.conditions,
				InitContainerStatuses: []corev1.ContainerStatus{{Name: "proxy", State: c.proxy}},
				ContainerStatuses:     []corev1.ContainerStatus{{Name: "notebook-executor", State: c.main}},
			}
			plan := FromPod(pod)
			said := plan.history()
			assert.Equal(t, c.outcome, said.outcome, c.reason)
			if c.proxyHappens != "" {
				assert.Equal(t, c.proxyHappens, said.steps[0], c.reason)
			}
		})
	}
}

// A Job knows how it ended, and nothing of its steps.
func TestJobWithoutPods(t *testing.T) {
	started := metav1.Now()
	cases := map[string]struct {
		reason     string
		conditions []batchv1.JobCondition
		told       bool
	}{
		"complete": {"every step has run", []batchv1.JobCondition{{Type: batchv1.JobComplete, Status: "True"}}, false},
		"failed":   {"some step has run", []batchv1.JobCondition{{Type: batchv1.JobFailed, Status: "True"}}, false},
		"running":  {"some step may run", nil, false},
		"too late": {"its pods are deleted, and cannot be given", []batchv1.JobCondition{
			{Type: batchv1.JobFailed, Status: "True", Reason: "DeadlineExceeded"},
		}, false},
		"suspended": {"no step runs", []batchv1.JobCondition{{Type: batchv1.JobSuspended, Status: "True"}}, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			job := &batchv1.Job{Status: batchv1.JobStatus{StartTime: &started, Conditions: c.conditions}}
			job.Spec.Template.Spec.Containers = []corev1.Container{{Name: "notebook-executor"}}
			var text strings.Builder
			require.NoError(t, WriteText(&text, []Plan{FromJob(job, nil)}, term.Look{}))
			row := "1  notebook-executor  unknown"
			if c.told {
				row = "1  notebook-executor  waiting"
			}
			assert.Contains(t, text.String(), row, c.reason)
			assert.Equal(t, !c.told && name != "too late", strings.Contains(text.String(), "give the Job's pods too"), c.reason)
			assert.Equal(t, name == "too late", strings.Contains(text.String(), "deletes the pods of a Job at its deadline"), c.reason)
		})
	}
}
