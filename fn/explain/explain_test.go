package explain

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

func TestPurpose(t *testing.T) {
	cases := map[string]struct {
		reason  string
		command []string
		does    string
		wait    *Wait
	}{
		"probe": {"a one-shot probe with flags in any form",
			[]string{"pg_isready", "--host=db", "-p", "5432"}, "asks once for db:5432", &Wait{For: "db:5432"}},
		"redis with password": {"the password stands between host and command",
			[]string{"redis-cli", "-h", "cache", "-a", "hunter2", "ping"}, "asks once for cache", &Wait{For: "cache"}},
		"shell loop": {"the usual loop, with redirections",
			[]string{"sh", "-c", `until curl -sf "http://u:hunter2@api:8080/health?key=hunter2" >/dev/null; do sleep 2; done`},
			"waits for http://api:8080/health, asking in a loop", &Wait{For: "http://api:8080/health", Loops: true}},
		"netcat loop": {"host and port as two words",
			[]string{"/bin/bash", "-ec", "while ! nc -z db 5432; do sleep 1; done"},
			"waits for db:5432, asking in a loop", &Wait{For: "db:5432", Loops: true}},
		"file loop": {"what it waits for is no address",
			[]string{"sh", "-c", "until [ -f /ready ]; do sleep 5; done"}, "waits in a loop", &Wait{Loops: true}},
		"webhook": {"a webhook's URL is a secret as a whole",
			[]string{"curl", "https://hooks.example.com/services/T00000000/XXXXabcd1234XXXX9"},
			"asks once for https://hooks.example.com", &Wait{For: "https://hooks.example.com"}},
		"download": {"curl that saves does not wait",
			[]string{"curl", "-o", "/data/x", "-H", "Authorization: Bearer hunter2", "https://files.example.com/x"},
			"runs curl https://files.example.com/x", nil},
		"subcommands": {"words before the first flag name the action",
			[]string{"aws", "s3", "cp", "s3://bucket/x", "/data/", "--profile", "hunter2"}, "runs aws s3 cp s3://bucket/x /data/", nil},
		"flag values": {"what follows a flag may be a password, a path too",
			[]string{"tool", "--password", "hunter2", "-phunter2", "--token=hunter2", "--key", "/hunter2"}, "runs tool", nil},
		"script": {"a script may hold anything", []string{"sh", "-c", "echo hunter2 > /x"}, "runs a shell script", nil},
		"none":   {"the image knows", nil, "runs the image's own command", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			does, wait := purpose(corev1.Container{Command: c.command})
			assert.Equal(t, c.does, does, c.reason)
			assert.Equal(t, c.wait, wait, c.reason)
			assert.NotContains(t, does, "hunter2")
		})
	}
}

func TestConsequence(t *testing.T) {
	rule := func(action batchv1.PodFailurePolicyAction, container string, op batchv1.PodFailurePolicyOnExitCodesOperator, codes ...int32) *batchv1.PodFailurePolicy {
		requirement := &batchv1.PodFailurePolicyOnExitCodesRequirement{Operator: op, Values: codes}
		if container != "" {
			requirement.ContainerName = &container
		}
		return &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{{Action: action, OnExitCodes: requirement}}}
	}
	const notIn, in = batchv1.PodFailurePolicyOnExitCodesOpNotIn, batchv1.PodFailurePolicyOnExitCodesOpIn
	zero, six := int32(0), int32(6)
	cases := map[string]struct {
		reason  string
		spec    batchv1.JobSpec
		restart corev1.RestartPolicy
		want    Consequence
	}{
		"default":     {"the API server's backoffLimit is 6", batchv1.JobSpec{}, "Never", Retried},
		"no retries":  {"backoffLimit 0", batchv1.JobSpec{BackoffLimit: &zero}, "Never", FailsJob},
		"in place":    {"OnFailure restarts the container, not the pod", batchv1.JobSpec{BackoffLimit: &six}, "OnFailure", Restarted},
		"our verdict": {"a failed notebook is final", batchv1.JobSpec{PodFailurePolicy: rule("FailJob", "c", notIn, 0)}, "Never", FailsJob},
		"another's":   {"a rule on another container says nothing", batchv1.JobSpec{PodFailurePolicy: rule("FailJob", "d", notIn, 0)}, "Never", Retried},
		"any":         {"a rule without a name is on all", batchv1.JobSpec{PodFailurePolicy: rule("Ignore", "", notIn, 0)}, "Never", RetriedAny},
		"some codes":  {"only some codes decide", batchv1.JobSpec{PodFailurePolicy: rule("FailJob", "c", in, 3)}, "Never", ByExitCode},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			c.spec.Template.Spec.RestartPolicy = c.restart
			assert.Equal(t, c.want, consequence(&c.spec, "c"), c.reason)
		})
	}
}

// Every line fits the terminal, and no word is lost.
func TestLayoutFitsTheWidth(t *testing.T) {
	rows := [][]string{
		{"#", "STEP", "DOES"},
		{"1", "wait-for-something-with-a-long-name", "waits for postgres.a-very-long-namespace-name.svc.cluster.local:5432 with ünïcödé"},
	}
	plain := func(_, _ int, text string) string { return text }
	squash := func(text string) string { return strings.Join(strings.Fields(text), "") }
	for _, width := range []int{40, 60, 100} {
		got := layout(rows, width, plain)
		for line := range strings.Lines(got) {
			assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), width, got)
		}
	}
	assert.Equal(t, 2, strings.Count(layout(rows, 0, plain), "\n"), "without a width nothing is wrapped")
	column := layout([][]string{{rows[1][2]}}, 30, plain)
	assert.Equal(t, squash(rows[1][2]), squash(column))
}

func TestColourOnlyWhenAsked(t *testing.T) {
	plans := []Plan{FromPod(&corev1.Pod{Status: corev1.PodStatus{Phase: corev1.PodFailed, Reason: "Evicted"}})}
	var plain, colored strings.Builder
	require.NoError(t, WriteText(&plain, plans, TextOptions{}))
	require.NoError(t, WriteText(&colored, plans, TextOptions{Color: true}))
	assert.NotContains(t, plain.String(), "\x1b")
	assert.Contains(t, colored.String(), "\x1b[31mfailed: the node ran out of a resource (Evicted)\x1b[0m")
}
