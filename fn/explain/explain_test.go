package explain

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/notebook-validation/nvj/fn/term"
)

func TestPurpose(t *testing.T) {
	cases := map[string]struct {
		reason  string
		command []string
		does    string
		wait    *Wait
	}{
		"probe": {
			"a one-shot probe with flags in any form",
			[]string{"pg_isready", "--host=db", "-p", "5432"},
			"asks once for db:5432", &Wait{For: "db:5432"},
		},
		"redis with password": {
			"the password stands between host and command",
			[]string{"redis-cli", "-h", "cache", "-a", "hunter2", "ping"},
			"asks once for cache", &Wait{For: "cache"},
		},
		"shell loop": {
			"the usual loop, with redirections",
			[]string{"sh", "-c", `until curl -sf "http://u:hunter2@api:8080/health?key=hunter2" >/dev/null; do sleep 2; done`},
			"waits for http://api:8080/health…, asking in a loop", &Wait{For: "http://api:8080/health", Loops: true},
		},
		"netcat loop": {
			"host and port as two words",
			[]string{"/bin/bash", "-ec", "while ! nc -z db 5432; do sleep 1; done"},
			"waits for db:5432, asking in a loop", &Wait{For: "db:5432", Loops: true},
		},
		"file loop": {
			"a path of plain words is no secret",
			[]string{"sh", "-c", "until [ -f /run/ready ]; do sleep 5; done"},
			"waits for the file /run/ready, asking in a loop", &Wait{File: "/run/ready", Loops: true},
		},
		"odd file loop": {
			"another may be one",
			[]string{"sh", "-c", "until [ -f /9j4AAhunter2SkZ ]; do sleep 5; done"},
			"waits in a loop", &Wait{Loops: true},
		},
		"query loop": {
			"what it waits for is no address",
			[]string{"sh", "-c", "until check --token hunter2; do sleep 5; done"},
			"waits in a loop", &Wait{Loops: true},
		},
		"webhook": {
			"a webhook's URL is a secret as a whole",
			[]string{"curl", "https://hooks.example.com/services/T00000000/XXXXabcd1234XXXX9"},
			"asks once for https://hooks.example.com/services…", &Wait{For: "https://hooks.example.com/services"},
		},
		"webhook in hexadecimal": {
			"a token need not have capitals",
			[]string{"curl", "https://hooks.slack.com/services/t00000000/b00000000/0a1b2c3dhunter2"},
			"asks once for https://hooks.slack.com/services…", &Wait{For: "https://hooks.slack.com/services"},
		},
		"header in a script": {
			"a quoted header is the value of its flag, whatever it holds",
			[]string{"sh", "-c", "until curl -fsS -H 'apikey: hunter2secret' kong.svc:8001/status; do sleep 2; done"},
			"waits for kong.svc:8001/status, asking in a loop", &Wait{For: "kong.svc:8001/status", Loops: true},
		},
		"header": {
			"a token of three words with dots looks like a host",
			[]string{"curl", "-fsSH", "Authorization: Bearer hunter2.def.ghi", "api.svc:8080/health"},
			"asks once for api.svc:8080/health", &Wait{For: "api.svc:8080/health"},
		},
		"header without quotes": {
			"of several words only one with a port is sure to be the address",
			[]string{"sh", "-c", "curl -H Authorization: Bearer hunter2.def.ghi api.svc/health"},
			"checks once that a service is ready", &Wait{},
		},
		"unknown flag": {
			"what follows may be its value",
			[]string{"curl", "--secret", "hunter2.example.com"},
			"checks once that a service is ready", &Wait{},
		},
		"at sign in a password": {
			"where a password is cut in two, its rest is no host",
			[]string{"curl", "http://user:pass/hunter2@api/health"},
			"checks once that a service is ready", &Wait{},
		},
		"database URL": {
			"a URL within a URL hides where the password stands",
			[]string{"dockerize", "-wait", "jdbc:postgresql://db/x?password=hunter2"},
			"waits in a loop", &Wait{Loops: true},
		},
		"two words": {
			"the second may be a user, the third a password",
			[]string{"create-user", "app", "hunter2"},
			"runs create-user …", nil,
		},
		"login":        {"one subcommand, if it is one", []string{"vault", "login", "hunter2"}, "runs vault login …", nil},
		"one word":     {"a script that stands where a program should", []string{"login --password=hunter2"}, "runs login …", nil},
		"secret path":  {"a token may begin with a slash", []string{"tool", "/9j4AAhunter2SkZ/x", "/data/in"}, "runs tool …", nil},
		"flags in row": {"a flag may or may not take the flag behind it", []string{"tool", "-v", "--key", "/hunter2"}, "runs tool -v --key …", nil},
		"download": {
			"curl that saves does not wait",
			[]string{"curl", "-o", "/data/x", "-H", "Authorization: Bearer hunter2", "https://files.example.com/x"},
			"downloads https://files.example.com/x to /data/x", nil,
		},
		"download with joined flags": {
			"-fo is -f and -o",
			[]string{"curl", "-fo", "/data/t.csv", "https://files.example.com/t.csv"},
			"downloads https://files.example.com/t.csv to /data/t.csv", nil,
		},
		"wget": {"-qO is -q and -O", []string{"sh", "-c", "wget -qO /data/t http://files/t"}, "downloads http://files/t to /data/t", nil},
		"wget to nowhere": {
			"what is thrown away was a question",
			[]string{"wget", "-qO-", "http://api/health"},
			"asks once for http://api/health", &Wait{For: "http://api/health"},
		},
		"unpacking": {
			"what another program reads is a download",
			[]string{"sh", "-c", "curl -fsSL https://files.example.com/t.tgz | tar xz -C /data"},
			"downloads https://files.example.com/t.tgz to /data", nil,
		},
		"judged": {
			"grep says whether the answer is the right one",
			[]string{"sh", "-c", "until curl -s http://es:9200/_cluster/health 2>&1 | grep -q green; do sleep 2; done"},
			"waits for http://es:9200/_cluster/health, asking in a loop", &Wait{For: "http://es:9200/_cluster/health", Loops: true},
		},
		"installing": {
			"a waiter's name among the arguments of another program",
			[]string{"sh", "-c", "apk add --no-cache curl postgresql-client && alembic upgrade head"},
			"runs a shell script", nil,
		},
		"counted loop": {
			"for asks again, too",
			[]string{"sh", "-c", "for i in $(seq 60); do pg_isready -h db && exit 0; sleep 1; done; exit 1"},
			"waits for db, asking in a loop", &Wait{For: "db", Loops: true},
		},
		"loop in timeout": {
			"the shell stands behind timeout",
			[]string{"timeout", "-s", "KILL", "300", "sh", "-c", "until nc -z db 5432; do sleep 1; done"},
			"waits for db:5432, asking in a loop", &Wait{For: "db:5432", Loops: true},
		},
		"loop in a script's timeout": {
			"a script within a script",
			[]string{"sh", "-c", "timeout 300 sh -c 'until nc -w 2 -z db 5432; do sleep 1; done'"},
			"waits for db:5432, asking in a loop", &Wait{For: "db:5432", Loops: true},
		},
		"after the loop": {
			"what stands behind done is asked once",
			[]string{"sh", "-c", "for f in a b; do cp $f /data; done # until\npg_isready -h db"},
			"asks once for db", &Wait{For: "db"},
		},
		"name server": {
			"a host without dots is the first argument",
			[]string{"sh", "-c", "until nslookup myservice; do echo 'curl x'; sleep 2; done"},
			"waits for myservice, asking in a loop", &Wait{For: "myservice", Loops: true},
		},
		"wait-for-it": {
			"it asks again by itself",
			[]string{"./wait-for-it.sh", "db:5432", "-t", "30", "--", "psql", "hunter2:1"},
			"waits for db:5432, asking in a loop", &Wait{For: "db:5432", Loops: true},
		},
		"here-document": {
			"text that a script writes is no command",
			[]string{"sh", "-c", "cat > /x <<END\ncurl http://api/health\nEND"},
			"runs cat …", nil,
		},
		"bucket": {
			"what is downloaded, and where to",
			[]string{"aws", "s3", "cp", "--recursive", "s3://bucket/x", "/data/", "--profile", "hunter2"},
			"downloads s3://bucket/x to /data/", nil,
		},
		"upload": {
			"a command that is no download is shown as it is written",
			[]string{"aws", "s3", "cp", "--recursive", "/data/", "s3://bucket/x"},
			"runs aws s3 cp --recursive /data/ s3://bucket/x", nil,
		},
		"shortened": {
			"no word is left out between others: a secret ends what is shown",
			[]string{"aws", "s3", "cp", "--profile", "hunter2", "/data/", "s3://bucket/x"},
			"runs aws s3 cp --profile …", nil,
		},
		"shortened address": {
			"of an address the harmless part is shown, and nothing behind it",
			[]string{"notify", "https://hooks.example.com/services/T00000000/XXXXabcd1234hunter2", "/data"},
			"runs notify https://hooks.example.com/services…", nil,
		},
		"long": {
			"a line has its end",
			[]string{"cp", "/data/first/of/many", "/data/second/of/many", "/data/third/of/many", "/data/fourth/of/many", "/x"},
			"runs cp /data/first/of/many /data/second/of/many /data/third/of/many …", nil,
		},
		"one command": {
			"a script of one command is that command",
			[]string{"sh", "-c", "set -e\necho copying\ncp -r /etc/ssl/certs/* /certs"},
			"runs cp -r /etc/ssl/certs/* /certs", nil,
		},
		"owner": {
			"owners and modes are no secrets",
			[]string{"chown", "-R", "1000:100", "/data"},
			"runs chown -R 1000:100 /data", nil,
		},
		"password joined to its flag": {
			"nor is it known where the flag ends",
			[]string{"mysql", "-uroot", "-phunter2", "-e", "create database a"},
			"runs mysql …", nil,
		},
		"behind a wrapper": {"the program is what runs", []string{"timeout", "60", "nvidia-smi", "-L"}, "runs nvidia-smi -L", nil},
		"two downloads": {
			"the first of them",
			[]string{"sh", "-c", "wget -P /data https://a.example.com/a.csv; git clone https://git.example.com/r.git /src"},
			"downloads https://a.example.com/a.csv to /data/a.csv, and 1 more", nil,
		},
		"model":               {"a name may be an account", []string{"hf", "download", "hunter2/model", "--local-dir", "/models"}, "downloads files to /models", nil},
		"token for a program": {"somebody may forget the program", []string{"sh", "-c", "aB3hunter2XXXXXXXX9zZ"}, "runs a command", nil},
		"odd script":          {"nothing of it runs", []string{"sh", "-c", "until a do b done"}, "runs a shell script that does not parse", nil},
		"flag values": {
			"what follows a flag may be a password, a path too",
			[]string{"tool", "--password", "hunter2", "-phunter2", "--token=hunter2", "--key", "/hunter2"},
			"runs tool --password …", nil,
		},
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

// The URL of a repository is shown without what logs in.
func TestRepositoryWithoutPassword(t *testing.T) {
	cases := map[string]struct{ reason, url, does string }{
		"user":     {"a password before the host", "https://u:hunter2@git.example.com/Org/n.git", "clones https://git.example.com/Org/n.git into /w"},
		"query":    {"a token behind the path", "https://git.example.com/n.git?token=hunter2", "clones https://git.example.com/n.git into /w"},
		"slash":    {"a password that a slash cuts in two", "https://u:p@ss/hunter2@git.example.com/n.git", "clones a repository into /w"},
		"scp-like": {"the user is no secret, and no news", "git@git.example.com:Org/n.git", "clones git.example.com:Org/n.git into /w"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			does, _ := purpose(corev1.Container{Env: []corev1.EnvVar{{Name: "NVJ_GIT_URL", Value: c.url}, {Name: "NVJ_GIT_DEST", Value: "/w"}}})
			assert.Equal(t, c.does, does, c.reason)
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

func TestConsequenceOfPod(t *testing.T) {
	controller := true
	cases := map[string]struct {
		reason  string
		labels  map[string]string
		owners  []metav1.OwnerReference
		restart corev1.RestartPolicy
		want    Consequence
	}{
		"alone":    {"nothing retries it", nil, nil, "Never", FailsPod},
		"labelled": {"its Job may try again", map[string]string{batchv1.JobNameLabel: "report"}, nil, "Never", ByJob},
		"owned":    {"labels can be changed", nil, []metav1.OwnerReference{{Kind: "Job", Controller: &controller}}, "Never", ByJob},
		"others'":  {"another owner is no Job", nil, []metav1.OwnerReference{{Kind: "Workflow", Controller: &controller}}, "Never", FailsPod},
		"in place": {"the kubelet comes first", map[string]string{batchv1.JobNameLabel: "report"}, nil, "OnFailure", Restarted},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			pod := &corev1.Pod{}
			pod.Labels, pod.OwnerReferences = c.labels, c.owners
			pod.Spec.RestartPolicy = c.restart
			pod.Spec.Containers = []corev1.Container{{Name: "c"}}
			assert.Equal(t, c.want, FromPod(pod).Steps[0].OnFailure, c.reason)
		})
	}
}

func TestColourOnlyWhenAsked(t *testing.T) {
	plans := []Plan{FromPod(&corev1.Pod{Status: corev1.PodStatus{Phase: corev1.PodFailed, Reason: "Evicted"}})}
	var plain, colored strings.Builder
	require.NoError(t, WriteText(&plain, plans, term.Look{}))
	require.NoError(t, WriteText(&colored, plans, term.Look{Color: true}))
	assert.NotContains(t, plain.String(), "\x1b")
	assert.Contains(t, colored.String(), "\x1b[31mfailed: the node ran out of a resource (Evicted)\x1b[0m")
}

// Text of others cannot drive the reader's terminal, nor turn its writing round.
func TestNothingDrivesTheTerminal(t *testing.T) {
	const evil = "\x1b]0;owned\a\u202e\u009b31m\r"
	pod := &corev1.Pod{}
	pod.Name, pod.Namespace = "p"+evil, "n"+evil
	pod.Spec.Containers = []corev1.Container{
		{
			Name: "a" + evil, Image: "q/x:1" + evil, Command: []string{"run" + evil, "/x"},
			VolumeMounts: []corev1.VolumeMount{{MountPath: "/v" + evil}},
		},
		{Name: "notebook-executor", Env: []corev1.EnvVar{{Name: "NVJ_NOTEBOOK", Value: "/n/\x1b[2Ja.ipynb"}}},
	}
	reported := pod.DeepCopy()
	reported.Status = corev1.PodStatus{Phase: corev1.PodFailed, Reason: "r" + evil}
	plans := []Plan{FromPod(pod), FromPod(reported)}
	var text, mermaid strings.Builder
	require.NoError(t, WriteText(&text, plans, term.Look{Width: 80}))
	require.NoError(t, WriteMermaid(&mermaid, plans))
	for _, got := range []string{text.String(), mermaid.String()} {
		assert.Equal(t, -1, strings.IndexFunc(got, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }), "%q", got)
		assert.Contains(t, got, `/n/\x1b[2Ja.ipynb`)
	}
}
