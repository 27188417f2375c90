package explain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/explain"
	"github.com/notebook-validation/nvj/fn/lint"
)

// Validation and explanation read a command alike: what explain calls asking once is
// what a Pod must not do, what it says loops is reported where it loops without end, and
// a download is lost where no volume is mounted.
func TestLintAndExplainAgree(t *testing.T) {
	for _, c := range []struct {
		reason  string
		command []string
		does    string
		rules   []string // of those that tell what nvj took the command for
	}{
		{"a probe", []string{"pg_isready", "-h", "db"}, "asks once for db", []string{"one-shot-wait"}},
		{"behind timeout", []string{"timeout", "60", "pg_isready", "-h", "localhost"}, "asks once for localhost", []string{"one-shot-wait", "wait-on-localhost"}},
		{"a script behind timeout", []string{"timeout", "60", "sh", "-c", "until nc -z db 5432; do sleep 2; done"}, "waits for db:5432, asking in a loop", nil},
		{"the usual loop", []string{"sh", "-c", "until nc -z db 5432; do sleep 2; done"}, "waits for db:5432, asking in a loop", []string{"endless-loop"}},
		{"a loop that counts", []string{"sh", "-c", "for i in $(seq 30); do nc -z db 5432 && exit 0; sleep 2; done; exit 1"}, "waits for db:5432, asking in a loop", nil},
		{"in a shell of flags", []string{"bash", "-euo", "pipefail", "-c", "pg_isready -h db"}, "asks once for db", []string{"one-shot-wait"}},
		{"behind an init", []string{"tini", "--", "sh", "-ce", "nslookup db.ns.svc"}, "asks once for db.ns.svc", []string{"one-shot-wait"}},
		{"a here-document", []string{"sh", "-c", "cat > /x.sh <<END\nuntil nc -z db 5432; do sleep 2; done\nEND"}, "runs cat …", nil},
		{"a here-document that a shell runs", []string{"sh", "-c", "sh <<'END'\npg_isready -h db\nEND"}, "asks once for db", []string{"one-shot-wait"}},
		{"dockerize", []string{"dockerize", "-wait", "tcp://db:5432", "-timeout", "60s"}, "waits for tcp://db:5432, asking in a loop", nil},
		{"dockerize and its program", []string{"dockerize", "-wait", "tcp://localhost:5432", "psql", "-c", "select 1"}, "waits for tcp://localhost:5432, asking in a loop", []string{"wait-on-localhost"}},
		{"gRPC", []string{"grpc_health_probe", "-addr=model:9000"}, "asks once for model:9000", []string{"one-shot-wait"}},
		{"DNS", []string{"dig", "+short", "db.ns.svc"}, "asks once for db.ns.svc", []string{"one-shot-wait"}},
		{"DNS in a loop", []string{"sh", "-c", "until dig +short db.ns.svc | grep -q .; do sleep 1; done"}, "waits for db.ns.svc, asking in a loop", []string{"endless-loop"}},
		{"a health check", []string{"curl", "-fsS", "http://api/health"}, "asks once for http://api/health", []string{"one-shot-wait"}},
		{"that takes any answer", []string{"curl", "-sS", "http://api/health"}, "asks once for http://api/health", []string{"one-shot-wait", "curl-without-fail"}},
		{"with retries", []string{"curl", "-f", "--retry", "9", "http://api/health"}, "waits for http://api/health, asking in a loop", nil},
		{"a status code", []string{"sh", "-c", `until [ "$(curl -so /dev/null -w '%{http_code}' http://api/)" = 200 ]; do sleep 1; done`}, "waits for http://api/, asking in a loop", []string{"endless-loop"}},
		{"a loop without a pause", []string{"sh", "-c", "until redis-cli -h cache ping; do :; done"}, "waits for cache, asking in a loop", []string{"endless-loop", "busy-loop"}},
		{"a function that a loop calls", []string{"sh", "-c", "up() { curl -f http://api/; }; until up; do sleep 1; done"}, "waits for http://api/, asking in a loop", []string{"endless-loop"}},
		{"a file", []string{"sh", "-c", "until [ -f /data/ready ]; do sleep 1; done"}, "waits for the file /data/ready, asking in a loop", []string{"endless-loop"}},
		{"a download", []string{"curl", "-fo", "/data/a.csv", "https://files.example.com/a.csv"}, "downloads https://files.example.com/a.csv to /data/a.csv", []string{"lost-output"}},
		{"a download into tar", []string{"sh", "-c", "curl -fsSL https://files.example.com/a.tgz | tar xz -C /data"}, "downloads https://files.example.com/a.tgz to /data", []string{"lost-output"}},
		{"a bucket", []string{"aws", "s3", "cp", "--recursive", "s3://bucket/x", "/data/"}, "downloads s3://bucket/x to /data/", []string{"lost-output"}},
		{"an upload", []string{"aws", "s3", "cp", "/data/x", "s3://bucket/x"}, "runs aws s3 cp /data/x s3://bucket/x", nil},
		{"a script that does not parse", []string{"sh", "-c", "until nc -z db 5432 do sleep 1 done"}, "runs a shell script that does not parse", []string{"shell-syntax"}},
	} {
		t.Run(c.reason, func(t *testing.T) {
			container := corev1.Container{Name: "step", Image: "postgres:17", Command: c.command}
			job := &v1alpha1.NotebookValidationJob{}
			job.Name, job.Spec.Notebook.Path = "example", "a.ipynb"
			job.Spec.PodConfig.InitContainers = []corev1.Container{container}
			cfg := &v1alpha1.ExpandNotebookJobsSpec{Output: v1alpha1.OutputPod}
			cfg.SetDefaults()

			var rules []string
			for _, fault := range lint.Check(job, cfg, expand.Expand(job, cfg, nil)) {
				if fault.Rule != "no-resources" {
					rules = append(rules, fault.Rule)
				}
			}
			assert.ElementsMatch(t, c.rules, rules)
			step := explain.FromPod(&corev1.Pod{Spec: corev1.PodSpec{Containers: []corev1.Container{container}}}).Steps[0]
			assert.Equal(t, c.does, step.Does)
			assert.Equal(t, strings.Contains(c.does, "asks once"), slices.Contains(rules, "one-shot-wait"), "asking once is what the rule is about")
		})
	}
}
