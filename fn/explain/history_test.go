package explain

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/notebook-validation/nvj/fn/term"
)

const traceback = "cell failed: cell 1 (x): KeyError: 'region'\n---- \nKeyError    Traceback\n----> 1 x\n\n\tKeyError: 'region'\n"

// ended is how a container ended.
func ended(code int32, reason, message string) corev1.ContainerState {
	return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: code, Reason: reason, Message: message}}
}

// podThat is a pod of the Job "report" whose wait step and notebook ended so; a step
// with no state has not started.
func podThat(name string, minute int, wait, notebook corev1.ContainerState) *corev1.Pod {
	pod := &corev1.Pod{}
	pod.Name, pod.Labels = name, map[string]string{batchv1.JobNameLabel: "report"}
	pod.CreationTimestamp = metav1.NewTime(time.Unix(0, 0).Add(time.Duration(minute) * time.Minute))
	pod.Spec = podSpec()
	pod.Status = corev1.PodStatus{
		Phase:                 corev1.PodFailed,
		InitContainerStatuses: []corev1.ContainerStatus{{Name: "wait", State: wait}},
		ContainerStatuses:     []corev1.ContainerStatus{{Name: "notebook-executor", State: notebook}},
	}
	return pod
}

func podSpec() corev1.PodSpec {
	return corev1.PodSpec{
		RestartPolicy:  corev1.RestartPolicyNever,
		InitContainers: []corev1.Container{{Name: "wait", Command: []string{"pg_isready", "-h", "db"}}},
		Containers: []corev1.Container{{
			Name: "notebook-executor", Command: []string{"python3", "/nvj/scripts/run_notebook.py"},
			Env:                      []corev1.EnvVar{{Name: "NVJ_NOTEBOOK", Value: "/n/a.ipynb"}},
			TerminationMessagePolicy: corev1.TerminationMessageFallbackToLogsOnError,
		}},
	}
}

func textOf(t *testing.T, plan Plan, opts term.Look) string {
	t.Helper()
	var text strings.Builder
	require.NoError(t, WriteText(&text, []Plan{plan}, opts))
	return text.String()
}

func TestMessagesKeepTheirLines(t *testing.T) {
	ok := ended(0, "Completed", "")
	cases := map[string]struct {
		reason string
		pod    *corev1.Pod
		want   string // from the outcome on
	}{
		"traceback": {
			"the first line is the outcome, the others are a block as it was printed, and nothing comes twice",
			podThat("p", 0, ok, ended(1, "Error", traceback)),
			`  outcome   failed in notebook-executor: cell failed: cell 1 (x): KeyError: 'region'

  #  STEP               STATE      TOOK  WHAT HAPPENED
  1  wait               succeeded        asks once for db
  2  notebook-executor  failed           a cell failed (exit code 1)

  notebook-executor
    ----
    KeyError    Traceback
    ----> 1 x

            KeyError: 'region'
`,
		},
		"one line": {
			"a message of one line has no block",
			podThat("p", 0, ok, ended(4, "Error", "cannot run: this image lacks the kernel: ir\n")),
			`  outcome   failed in notebook-executor: cannot run: this image lacks the kernel: ir

  #  STEP               STATE      TOOK  WHAT HAPPENED
  1  wait               succeeded        asks once for db
  2  notebook-executor  failed           the notebook could not be run (exit code 4)
`,
		},
		"end of the log": {
			"killed before it could write a verdict: no line of the log sums it up",
			podThat("p", 0, ok, ended(137, "OOMKilled", "nvj: cell 0: ok\nnvj: cell 1: ok\n")),
			`  outcome   failed in notebook-executor: it used more memory than its limit: raise resources.limits.memory (OOMKilled)

  #  STEP               STATE      TOOK  WHAT HAPPENED
  1  wait               succeeded        asks once for db
  2  notebook-executor  failed           exit code 137

  notebook-executor
    nvj: cell 0: ok
    nvj: cell 1: ok
`,
		},
		"no interpreter": {
			"what Python says before the script runs is no verdict, though its exit code is one of the script's",
			podThat("p", 0, ok, ended(1, "Error", "Traceback (most recent call last):\nImportError: no ast\n")),
			`  outcome   failed in notebook-executor: Traceback (most recent call last):

  #  STEP               STATE      TOOK  WHAT HAPPENED
  1  wait               succeeded        asks once for db
  2  notebook-executor  failed           exit code 1

  notebook-executor
    ImportError: no ast
`,
		},
		"another's message": {
			"the exit code of somebody's own step means what its message says",
			podThat("p", 0, ended(3, "Error", "db: no route\nhint: firewall\n"), corev1.ContainerState{}),
			`  outcome   failed in wait: db was not ready: db: no route

  #  STEP               STATE        TOOK  WHAT HAPPENED
  1  wait               failed             exit code 3
  2  notebook-executor  did not run        runs /n/a.ipynb

  wait
    hint: firewall
`,
		},
		"a sidecar's last words": {
			"a step that did not decide has its message too",
			podThat("p", 0, ended(0, "Completed", "migrated\nfrom 3\nto 4"), ended(2, "Error", "differs from the golden notebook: 1\n-a\n+b")),
			`  outcome   failed in notebook-executor: differs from the golden notebook: 1

  #  STEP               STATE      TOOK  WHAT HAPPENED
  1  wait               succeeded        migrated
  2  notebook-executor  failed           the outputs differ from the golden notebook (exit code 2)

  notebook-executor
    -a
    +b

  wait
    from 3
    to 4
`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := textOf(t, FromPod(c.pod), term.Look{})
			_, got, _ := strings.Cut(text, "deadline  none\n")
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}

// A Job says of its pods only what the lines above have not said.
func TestAttemptsSayEachCauseOnce(t *testing.T) {
	none, ok := corev1.ContainerState{}, ended(0, "Completed", "")
	waits := ended(2, "Error", "no route\nto host")
	fails := ended(1, "Error", traceback)
	jobFailed := func(reason, message string) []batchv1.JobCondition {
		return []batchv1.JobCondition{{Type: batchv1.JobFailed, Status: "True", Reason: reason, Message: message}}
	}
	cases := map[string]struct {
		reason     string
		conditions []batchv1.JobCondition
		pods       []*corev1.Pod
		want       string
	}{
		"notebook fails": {
			"the Job's own reason counts failures; why is in the last pod",
			jobFailed("PodFailurePolicy", "Container notebook-executor for pod a/p3 failed with exit code 1 matching FailJob rule at index 1"),
			[]*corev1.Pod{podThat("p1", 1, waits, none), podThat("p2", 2, waits, none), podThat("p3", 3, ok, fails)},
			`  outcome    failed in notebook-executor: cell failed: cell 1 (x): KeyError: 'region'
  reason     a failure that no retry can mend (PodFailurePolicy)
  attempt 1  pod p1 failed in wait: db was not ready: no route
  attempt 2  pod p2 failed in wait, as in attempt 1
  attempt 3  pod p3 failed in notebook-executor, as above

  #  STEP               STATE      TOOK  WHAT HAPPENED
  1  wait               succeeded        asks once for db
  2  notebook-executor  failed           a cell failed (exit code 1)

  notebook-executor
    ----
    KeyError    Traceback
    ----> 1 x

            KeyError: 'region'

  attempt 1, wait
    to host
`,
		},
		"never ready": {
			"all pods failed for one cause",
			jobFailed("BackoffLimitExceeded", "Job has reached the specified backoff limit"),
			[]*corev1.Pod{podThat("p1", 1, waits, none), podThat("p2", 2, waits, none)},
			`  outcome    failed in wait: db was not ready: no route
  reason     every retry is used up (BackoffLimitExceeded)
  attempt 1  pod p1 failed in wait, as above
  attempt 2  pod p2 failed in wait, as above

  #  STEP               STATE        TOOK  WHAT HAPPENED
  1  wait               failed             exit code 2
  2  notebook-executor  did not run        runs /n/a.ipynb

  wait
    to host
`,
		},
		"deadline": {
			"the deadline is the Job's own reason; Kubernetes' sentence says it again and is left out",
			jobFailed("DeadlineExceeded", "Job was active longer than specified deadline"),
			[]*corev1.Pod{podThat("p1", 1, ok, ended(143, "Error", "terminated: SIGTERM in cell 1: the pod's deadline, or a deletion"))},
			`  outcome    failed in notebook-executor: it took longer than the deadline: raise spec.timeout, or find what it waits for (DeadlineExceeded)
  attempt 1  pod p1 failed in notebook-executor: terminated: SIGTERM in cell 1: the pod's deadline, or a deletion

  #  STEP               STATE      TOOK  WHAT HAPPENED
  1  wait               succeeded        asks once for db
  2  notebook-executor  failed           terminated (SIGTERM): by the deadline, an eviction or a deletion (exit code 143)
`,
		},
		"running": {
			"a Job that goes on says why its last pod failed",
			nil,
			[]*corev1.Pod{podThat("p1", 1, waits, none)},
			`  outcome    running since 1970-01-01T00:00:00Z in wait: db was not ready: no route
  attempt 1  pod p1 failed in wait, as above

  #  STEP               STATE        TOOK  WHAT HAPPENED
  1  wait               failed             exit code 2
  2  notebook-executor  did not run        runs /n/a.ipynb

  wait
    to host
`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			started := metav1.NewTime(time.Unix(0, 0))
			job := &batchv1.Job{Status: batchv1.JobStatus{StartTime: &started, Conditions: c.conditions}}
			job.Spec.Template.Spec = podSpec()
			_, got, _ := strings.Cut(textOf(t, FromJob(job, c.pods), term.Look{}), "between them\n")
			assert.Equal(t, c.want, regexp.MustCompile(`(?m)^  (deadline|retries) .*\n`).ReplaceAllString(got, ""), c.reason)
		})
	}
}

// The message is one string in JSON, and only its first line is in a flowchart.
func TestMessagesInTheOtherFormats(t *testing.T) {
	const long = "x: ValueError: "
	message := "cell failed: cell 0 " + long + strings.Repeat("y", 200) + "\nTraceback\n  \x1b[31m::error::\x1b[0m ##[group]##vso[a]\u009b1m\x7f"
	plan := FromPod(podThat("p", 0, ended(0, "Completed", ""), ended(1, "Error", message)))

	var text strings.Builder
	require.NoError(t, WriteJSON(&text, []Plan{plan}))
	var got struct{ Plans []Plan }
	require.NoError(t, json.Unmarshal([]byte(text.String()), &got))
	want := "cell failed: cell 0 " + long + strings.Repeat("y", 200) + "\nTraceback\n  ::error:: ##[group]##vso[a]" + `\x7f`
	assert.Equal(t, want, got.Plans[0].Steps[1].State.Message)
	assert.Equal(t, want, got.Plans[0].Outcome.Message)
	assert.NotContains(t, text.String(), "##[", "a CI system reads the log of this too")
	assert.NotContains(t, text.String(), "##vso[")

	text.Reset()
	require.NoError(t, WriteMermaid(&text, []Plan{plan}))
	assert.Contains(t, text.String(), "outcome failed in notebook-executor: cell failed: cell 0 x: ValueError: yyy")
	assert.NotContains(t, text.String(), strings.Repeat("y", 100), "a box holds a short line")
	assert.NotContains(t, text.String(), "Traceback")

	got80 := textOf(t, plan, term.Look{Width: 80})
	assert.Contains(t, got80, "\n    Traceback\n      \\x3a:error:: \\x23#[group]\\x23#vso[a]")
	table, _, _ := strings.Cut(got80, "\n  notebook-executor\n")
	for line := range strings.Lines(table) {
		assert.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), 80, got80)
	}
}

// What a terminal or a program would obey in names is escaped in JSON.
func TestJSONIsInert(t *testing.T) {
	pod := &corev1.Pod{}
	pod.Name = "a\u009b\u202e\x7f##[error]\U000e0001"
	var text strings.Builder
	require.NoError(t, WriteJSON(&text, []Plan{FromPod(pod)}))
	assert.Contains(t, text.String(), `"a\u009b\u202e\u007f\u0023#[error]\udb40\udc01"`)
	var got struct{ Plans []Plan }
	require.NoError(t, json.Unmarshal([]byte(text.String()), &got))
	assert.Equal(t, pod.Name, got.Plans[0].Name)
}
