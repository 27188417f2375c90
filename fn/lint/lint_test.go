package lint_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lint"
)

// read makes a job and a config of the YAML of their specs.
func read(t testing.TB, job, config string) (*v1alpha1.NotebookValidationJob, *v1alpha1.ExpandNotebookJobsSpec) {
	t.Helper()
	j := &v1alpha1.NotebookValidationJob{}
	j.APIVersion, j.Kind, j.Name = v1alpha1.JobAPIVersion, v1alpha1.JobKind, "example"
	require.NoError(t, yaml.UnmarshalStrict([]byte(job), &j.Spec), job)
	if j.Spec.Notebook.Path == "" {
		j.Spec.Notebook.Path = "a.ipynb"
	}
	cfg := &v1alpha1.ExpandNotebookJobsSpec{}
	require.NoError(t, yaml.UnmarshalStrict([]byte(config), cfg), config)
	cfg.SetDefaults()
	return j, cfg
}

func check(t testing.TB, job, config string) []finding.Fault {
	t.Helper()
	j, cfg := read(t, job, config)
	return lint.Check(j, cfg, expand.Expand(j, cfg, nil))
}

// initContainer is the spec of a job with one init container.
func initContainer(fields string) string {
	fields = strings.ReplaceAll(strings.TrimSpace(fields), "\n", "\n    ")
	if !strings.Contains(fields, "image:") {
		fields += "\n    image: busybox:1.37"
	}
	return "podConfig:\n  initContainers:\n  - name: step\n    " + fields + "\n"
}

// command is the spec of a job whose one init container starts a command.
func command(command string) string { return initContainer("command: " + command) }

// script is the spec of a job whose one init container runs a shell script.
func script(lines ...string) string {
	return initContainer("command: [sh, -c]\nargs:\n- |\n  " + strings.Join(lines, "\n  "))
}

// git is the spec of a job whose notebook is cloned.
const git = "notebook: {path: a.ipynb, git: {url: https://git.example.com/n.git}}\n"

const firstInit = "spec.podConfig.initContainers[0]"

type lintCase struct {
	reason string
	job    string
	config string
	want   string // the field at fault; "" where the rule must stay silent
}

func runCases(t *testing.T, rule string, cases []lintCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			var fields []string
			for _, fault := range check(t, c.job, c.config) {
				if fault.Rule != rule {
					continue
				}
				where := fault.Field
				if fault.InConfig {
					where = "config " + where
				}
				fields = append(fields, where)
			}
			if c.want == "" {
				assert.Empty(t, fields, c.job)
				return
			}
			assert.Equal(t, strings.Split(c.want, " + "), fields, c.job)
		})
	}
}

// Tags are case-sensitive: what is proposed must be the same image.
func TestImageProposals(t *testing.T) {
	for image, want := range map[string]any{
		"MyOrg/App:v1.0-RC1":                      "myorg/app:v1.0-RC1",
		"reg.example.com:5000/A:B":                "reg.example.com:5000/a:B",
		"MyOrg/App":                               "myorg/app",
		"busybox 1.37-RC1":                        nil, // what follows the blank may be an argument of a command
		"docker login -p hunter2 reg.example.com": nil,
		"https://me:hunter2@reg.example.com/a:RC": nil,
	} {
		for _, fault := range check(t, initContainer("image: "+image), "") {
			if fault.Rule == "image-name" {
				assert.Equal(t, want, fault.Proposed, image)
				assert.NotContains(t, fault.Message, "hunter2")
			}
		}
	}
}

func TestImages(t *testing.T) {
	image := func(ref string) string { return initContainer("image: " + ref) }
	digest := "@sha256:" + strings.Repeat("a", 64)
	runCases(t, "image-name", []lintCase{
		{reason: "a registry, a port, a path, a tag and a digest", job: image("registry.example.com:5000/a/b:1.37" + digest)},
		{reason: "a blank is none", job: image("\"busybox 1.37\""), want: firstInit + ".image"},
		{reason: "repositories are lower case", job: image("Busybox:1.37"), want: firstInit + ".image"},
		{reason: "tags need not be", job: image("busybox:RC1")},
		{reason: "a variable that nobody expands", job: image("\"${IMAGE}\""), want: firstInit + ".image"},
		{reason: "a URL is no image", job: image("https://registry.example.com/a:1"), want: firstInit + ".image"},
		{reason: "a digest that is cut short", job: image("busybox@sha256:aaaa"), want: firstInit + ".image"},
		{reason: "an empty image is another rule's", job: initContainer("image: \"\"")},
		{reason: "the notebook's own image counts", job: "podConfig: {containerImage: Jupyter:1}", want: "spec.podConfig.containerImage"},
	})
	runCases(t, "image-latest", []lintCase{
		{reason: "a tag is enough", job: image("busybox:1.37")},
		{reason: "a digest is better than any tag", job: image("busybox" + digest)},
		{reason: "a digest pins whatever latest is today", job: image("busybox:latest" + digest)},
		{reason: "what is no image has no tag to speak of", job: image("Busybox")},
		{reason: "no tag means latest", job: image("busybox"), want: firstInit + ".image"},
		{reason: "the port of a registry is no tag", job: image("registry.example.com:5000/busybox"), want: firstInit + ".image"},
		{reason: "latest by name", job: image("registry.example.com:5000/busybox:latest"), want: firstInit + ".image"},
		{reason: "a tag that ends in latest names a version", job: image("quay.io/a/b:4.18-latest")},
		{reason: "an empty image is another rule's", job: initContainer("image: \"\"")},
		{reason: "the notebook's own image counts", job: "podConfig: {containerImage: jupyter}", want: "spec.podConfig.containerImage"},
		{reason: "so does its alias", job: "image: jupyter", want: "spec.image"},
		{reason: "nvj's default image is nobody's choice", job: "{}"},
		{reason: "a default of the config is somebody's", config: "defaults: {image: jupyter}", want: "config spec.defaults.image"},
		{
			reason: "the image of a clone step is the config's",
			job:    "notebook: {path: a.ipynb, git: {url: https://git.example.com/n.git}}", config: "defaults: {gitImage: alpine/git}",
			want: "config spec.defaults.gitImage",
		},
		{
			reason: "a placeholder may name another image for a clone step",
			job:    "notebook: {path: a.ipynb, git: {url: https://git.example.com/n.git}}\npodConfig: {initContainers: [{name: git-clone, image: alpine/git}]}",
			want:   firstInit + ".image",
		},
	})
	runCases(t, "missing-shell", []lintCase{
		{reason: "alpine has no bash", job: initContainer("image: docker.io/library/alpine:3.22\ncommand: [bash, -c, echo]"), want: firstInit + ".command[0]"},
		{reason: "an image made from alpine may have bash", job: initContainer("image: postgres:15-alpine\ncommand: [bash, -c, echo]")},
		{reason: "behind a wrapper as well", job: initContainer("image: alpine:3.22\ncommand: [timeout, \"60\", bash, -c, echo]"), want: firstInit + ".command[2]"},
		{reason: "the bash of the node is not the image's", job: initContainer("image: alpine:3.22\ncommand: [nsenter, --mount=/proc/1/ns/mnt, --, bash, -c, echo]")},
		{reason: "distroless images have no shell", job: initContainer("image: gcr.io/distroless/static:nonroot\ncommand: [sh, -c, echo]"), want: firstInit + ".command[0]"},
		{reason: "their debug tags do", job: initContainer("image: gcr.io/distroless/static:debug\ncommand: [sh, -c, echo]")},
	})
	runCases(t, "no-resources", []lintCase{
		{reason: "neither requests nor limits", job: command("[a]"), want: firstInit + ".resources"},
		{reason: "limits imply requests", job: initContainer("command: [a]\nresources: {limits: {memory: 32Mi}}")},
		{reason: "the pod's resources cover all", job: command("[a]"), config: "podTemplate: {spec: {resources: {limits: {memory: 1Gi}}}}"},
		{reason: "the clone steps bring their own", job: "notebook: {path: a.ipynb, git: {url: https://git.example.com/n.git}}\npodConfig: {initContainers: [{name: git-clone}]}"},
		{reason: "a sidecar counts as well", job: initContainer("command: [a]\nrestartPolicy: Always"), want: firstInit + ".resources"},
	})
}

func TestPrivileges(t *testing.T) {
	runCases(t, "privileged", []lintCase{
		{reason: "of an init container", job: initContainer("securityContext: {privileged: true}"), want: firstInit + ".securityContext.privileged"},
		{reason: "false is what it should be", job: initContainer("securityContext: {privileged: false}")},
		{
			reason: "of the notebook, by way of the config",
			config: "podTemplate: {spec: {containers: [{name: notebook-executor, securityContext: {privileged: true, allowPrivilegeEscalation: true}}]}}",
			want:   "config spec.podTemplate.spec.containers[0].securityContext.privileged",
		},
	})
	runCases(t, "root-conflict", []lintCase{
		{
			reason: "nvj's own containers must not run as root, whatever the pod says",
			config: "podTemplate: {spec: {securityContext: {runAsUser: 0}}}", want: "config spec.podTemplate.spec.securityContext.runAsUser",
		},
		{
			reason: "a container's own user wins over the pod's",
			job:    initContainer("securityContext: {runAsUser: 1000}"), config: "podTemplate: {spec: {securityContext: {runAsNonRoot: true}}}",
		},
		{
			reason: "runAsNonRoot of the pod reaches the container",
			job:    initContainer("securityContext: {runAsUser: 0}"), config: "podTemplate: {spec: {securityContext: {runAsNonRoot: true}}}",
			want: firstInit + ".securityContext.runAsUser",
		},
		{reason: "root without runAsNonRoot starts", job: initContainer("securityContext: {runAsUser: 0}")},
	})
	runCases(t, "host-namespace", []lintCase{
		{
			reason: "each namespace on its own", config: "podTemplate: {spec: {hostNetwork: true, hostIPC: true}}",
			want: "config spec.podTemplate.spec.hostNetwork + config spec.podTemplate.spec.hostIPC",
		},
	})
	runCases(t, "young-field", []lintCase{
		{reason: "sidecars are on from 1.29", job: initContainer("restartPolicy: Always")},
		{reason: "and not before", job: initContainer("restartPolicy: Always"), config: "checks: {kubernetesVersion: \"1.28\"}", want: firstInit + ".restartPolicy"},
		{reason: "other restart policies of containers are from 1.35", job: initContainer("restartPolicy: OnFailure"), config: "checks: {kubernetesVersion: \"1.34\"}", want: firstInit + ".restartPolicy"},
		{reason: "hostUsers in the config points there", config: "podTemplate: {spec: {hostUsers: false}}", want: "config spec.podTemplate.spec.hostUsers"},
		{reason: "a version that cannot be read is another rule's", job: initContainer("restartPolicy: Always"), config: "checks: {kubernetesVersion: soon}"},
	})
}

func TestWaits(t *testing.T) {
	pod := "output: Pod"
	runCases(t, "one-shot-wait", []lintCase{
		{reason: "a Job tries again", job: command("[pg_isready, -h, db]")},
		{reason: "a Pod does not", job: command("[pg_isready, -h, db]"), config: pod, want: firstInit + ".command[0]"},
		{reason: "nor does a Job that may not", job: command("[pg_isready, -h, db]"), config: "job: {backoffLimit: 0}", want: firstInit + ".command[0]"},
		{reason: "nor a CronJob's Job that may not", job: command("[nc, -zv, db, \"5432\"]"), config: "{output: CronJob, job: {backoffLimit: 0}}", want: firstInit + ".command[0]"},
		{reason: "a loop repeats", job: script("until pg_isready; do sleep 1; done"), config: pod},
		{reason: "so does a for loop", job: script("for i in 1 2 3; do pg_isready && exit 0; sleep 1; done; exit 1"), config: pod},
		{reason: "a script without a loop asks once", job: script("echo waiting", "curl -fs http://api/health"), config: pod, want: firstInit + ".args[0]"},
		{reason: "curl has retries of its own", job: command("[curl, -f, --retry, \"9\", http://api]"), config: pod},
		{reason: "a download is no wait", job: command("[curl, -fo, /data/a.csv, http://api/a.csv]"), config: pod},
		{reason: "curl that throws the answer away waits", job: command("[curl, -fso, /dev/null, http://api]"), config: pod, want: firstInit + ".command[0]"},
		{reason: "wget writes a file unless told otherwise", job: command("[wget, http://api/a.csv]"), config: pod},
		{reason: "wget --spider waits", job: command("[wget, -q, --spider, http://api]"), config: pod, want: firstInit + ".command[0]"},
		{reason: "wget -qO- waits", job: command("[wget, -qO-, http://api]"), config: pod, want: firstInit + ".command[0]"},
		{reason: "a request that changes something is no wait", job: command("[curl, -f, -X, POST, http://api/reset]"), config: pod},
		{reason: "redis-cli asks with ping only", job: command("[redis-cli, -h, cache, FLUSHALL]"), config: pod},
		{reason: "nc without -z connects", job: command("[nc, -l, \"80\"]"), config: pod},
		{reason: "a tool nobody knows is not judged", job: command("[/usr/local/bin/healthcheck, https://api]"), config: pod},
		{reason: "a timeout around it does not ask again", job: command("[timeout, \"60\", pg_isready, -h, db]"), config: pod, want: firstInit + ".command[2]"},
		{reason: "nor does one around its script", job: command("[timeout, \"60\", sh, -c, pg_isready -h db]"), config: pod, want: firstInit + ".command[4]"},
		{reason: "dockerize asks again by itself", job: command("[dockerize, -wait, tcp://db:5432]"), config: pod},
		{reason: "what tar unpacks is a download", job: script("curl -sSL http://files/a.tgz | tar xz -C /data"), config: pod},
		{reason: "a function may be called by retry", job: script("check() { curl -f http://api; }", "retry check"), config: pod},
		{reason: "an if looks at the answer and goes on", job: script("if [ \"$(redis-cli -h a ping)\" != PONG ]; then echo a > /a; fi"), config: pod},
		{reason: "what is in a here-document runs nowhere", job: script("cat > /a.sh <<EOF", "pg_isready", "EOF"), config: pod},
		{reason: "a sidecar goes on", job: initContainer("restartPolicy: Always\ncommand: [pg_isready]"), config: pod},
		{reason: "the kubelet restarts a container with its own policy", job: initContainer("restartPolicy: OnFailure\ncommand: [pg_isready]"), config: pod},
	})
	runCases(t, "endless-loop", []lintCase{
		{reason: "until", job: script("until nc -z db 5432; do sleep 1; done"), want: firstInit + ".args[0]"},
		{reason: "while true", job: script("while true; do curl -f http://api && exec true; sleep 1; done"), want: firstInit + ".args[0]"},
		{reason: "while not", job: script("while ! nc -z db 5432", "do", "  sleep 1", "done"), want: firstInit + ".args[0]"},
		{reason: "the job's timeout bounds it", job: "timeout: 5m\n" + script("until nc -z db 5432; do sleep 1; done")},
		{reason: "so does the config's", job: script("until nc -z db 5432; do sleep 1; done"), config: "defaults: {timeout: 5m}"},
		{reason: "break ends it", job: script("while true; do nc -z db 5432 && break; sleep 1; done")},
		{reason: "a counter ends it", job: script("i=0", "while [ $i -lt 30 ]; do nc -z db 5432; i=$((i+1)); done")},
		{reason: "giving up ends it", job: script("until nc -z db 5432; do n=$((n+1)); [ $n = 9 ] && exit 1; sleep 1; done")},
		{reason: "reading lines ends with the file", job: script("while read line; do echo $line; done < /etc/hosts")},
		{reason: "timeout around one question bounds no loop", job: script("until timeout 5 nc -z db 5432; do sleep 1; done"), want: firstInit + ".args[0]"},
		{reason: "timeout around a script within a script bounds it", job: script("timeout 60 sh -c 'until nc -z db 5432; do sleep 1; done'")},
		{reason: "timeout around a shell bounds it", job: command("[timeout, \"60\", sh, -c, until nc -z db 5432; do sleep 1; done]")},
		{reason: "the word in quotes is no loop", job: script(`echo "while true; do"`)},
		{reason: "nor is it in a comment", job: script("# while true; do", "echo a")},
		{reason: "nor in a here-document", job: script("cat > /tmp/a.sh <<'EOF'", "while true; do :; done", "EOF")},
	})
	runCases(t, "busy-loop", []lintCase{
		{reason: "nothing pauses", job: script("until nc -z db 5432; do :; done"), want: firstInit + ".args[0]"},
		{reason: "a pause in the condition is one", job: script("while ! nc -z db 5432 && sleep 1; do :; done")},
		{reason: "a function that sleeps is one", job: script("pause() { echo waiting; sleep 2; }", "until nc -z db 5432; do pause; done")},
		{reason: "a program that sleeps is a pause", job: script("until nc -z db 5432; do python -c 'import time; time.sleep(1)'; done")},
		{reason: "a loop that ends is nobody's business", job: script("for f in *; do cat $f; done")},
	})
	runCases(t, "blind-sleep", []lintCase{
		{reason: "a shell that only sleeps", job: script("echo waiting for the database", "sleep 60"), want: firstInit + ".args[0]"},
		{reason: "what it says goes nowhere", job: script("echo waiting >&2", "sleep 60 > /dev/null"), want: firstInit + ".args[0]"},
		{reason: "sleeping before work is not only sleeping", job: script("sleep 5", "python prepare.py")},
		{reason: "nor is it before a line into a file", job: script("sleep 1", "echo prepared >> /workspace/order")},
		{reason: "a loop sleeps for a reason", job: script("until nc -z db 5432; do sleep 5; done")},
		{reason: "a sidecar may sleep for ever", job: initContainer("restartPolicy: Always\ncommand: [sleep, infinity]")},
	})
	runCases(t, "curl-without-fail", []lintCase{
		{reason: "as the condition of a loop", job: script("until curl -sS http://api; do sleep 1; done"), want: firstInit + ".args[0]"},
		{reason: "-f in a cluster", job: script("until curl -sSf http://api; do sleep 1; done")},
		{reason: "--fail-with-body", job: command("[curl, --fail-with-body, http://api]")},
		{reason: "the answer is looked at", job: script("until curl -s http://api | grep -q ok; do sleep 1; done")},
		{reason: "so is the status code", job: script(`until [ "$(curl -so /dev/null -w '%{http_code}' http://api)" = 200 ]; do sleep 1; done`)},
		{reason: "another protocol has no status", job: script("until curl -s telnet://db:5432; do sleep 1; done")},
		{reason: "the f of a header's value is no flag", job: command("[curl, -Hfoo, http://api]"), want: firstInit + ".command[0]"},
	})
	runCases(t, "wait-on-localhost", []lintCase{
		{reason: "nothing listens there", job: script("until curl -f http://localhost:8080/health; do sleep 1; done"), want: firstInit + ".args[0]"},
		{reason: "another host's name may hold the word", job: command("[curl, -f, http://localhost.example.com]")},
		{reason: "a sidecar before it may listen", job: "podConfig: {initContainers: [{name: db, image: postgres:17, restartPolicy: Always}, {name: wait, image: postgres:17, command: [pg_isready, -h, localhost]}]}"},
		{reason: "a service mesh's proxy is no container of any manifest", job: script("until curl -fsI http://localhost:15021/healthz/ready; do sleep 1; done")},
		{reason: "nor is it with the port as a word", job: command("[nc, -z, localhost, \"15090\"]")},
		{reason: "a port that only begins like one of its", job: command("[nc, -z, \"localhost:150210\"]"), want: firstInit + ".command[2]"},
		{reason: "on the host's network something may", job: command("[pg_isready, -h, 127.0.0.1]"), config: "podTemplate: {spec: {hostNetwork: true}}"},
	})
}

func TestCommands(t *testing.T) {
	runCases(t, "program-with-spaces", []lintCase{
		{reason: "a command line as one word", job: command("[\"until pg_isready; do sleep 1; done\"]"), want: firstInit + ".command[0]"},
		{reason: "spaces in arguments are fine", job: command("[echo, a b]")},
	})
	runCases(t, "shell-syntax", []lintCase{
		{reason: "a variable as shells write it", job: command("[pg_isready, -h, \"${PGHOST}\"]"), want: firstInit + ".command[2]"},
		{reason: "an operator", job: command("[nc, -z, db, \"5432\", \"&&\", echo, ready]"), want: firstInit + ".command[4]"},
		{reason: "find needs the semicolon", job: command("[find, /d, -exec, chmod, a+r, \"{}\", \";\"]")},
		{reason: "but no ampersands", job: command("[find, /d, -name, a, \"&&\", echo]"), want: firstInit + ".command[4]"},
		{reason: "test compares", job: command("[test, \"1\", \">\", \"0\"]")},
		{reason: "so does its other name", job: command("[\"[\", \"1\", \"<\", \"0\", \"]\"]")},
		{reason: "a variable of the image", job: command("[ls, $HOME]"), want: firstInit + ".command[1]"},
		{reason: "a shell understands both", job: script("pg_isready -h $PGHOST && echo ready")},
		{reason: "other languages have dollars of their own", job: command("[mongosh, --eval, \"db.a.find({$GT: 1})\"]")},
		{reason: "behind a wrapper as well", job: command("[timeout, \"5\", pg_isready, -h, $PGHOST]"), want: firstInit + ".command[4]"},
		{reason: "a loop that lost its semicolons", job: script("until nc -z db 5432 do sleep 1 done"), want: firstInit + ".args[0]"},
		{reason: "an open quote", job: script("echo it's ready"), want: firstInit + ".args[0]"},
		{reason: "in a script within a script", job: script("timeout 60 sh -c 'while true; do; a; done'"), want: firstInit + ".args[0]"},
		{reason: "what one shell understands is no fault", job: script("a=(1 2); [[ -f /x ]] && cat <<< $a")},
		{reason: "nor is what shells find when they run it", job: script("echo $((1 +)) ${a b}")},
		{reason: "two dollars are one", job: command("[echo, $$HOME]")},
	})
	runCases(t, "insecure-tls", []lintCase{
		{reason: "curl -k in a cluster", job: command("[curl, -fsSk, https://api]"), want: firstInit + ".command[1]"},
		{reason: "-k of another program", job: command("[sort, -k, \"2\"]")},
		{reason: "the k of a value is no flag", job: command("[curl, -f, -ukate, https://api]")},
		{reason: "any --insecure flag", job: command("[check, --insecure-skip-verify]"), want: firstInit + ".command[1]"},
		{reason: "unless it is switched off", job: command("[check, --insecure-skip-verify=false]")},
		{reason: "in a script", job: script("wget --no-check-certificate -qO- https://api"), want: firstInit + ".args[0]"},
		{reason: "from the environment", job: "podConfig: {env: [{name: GIT_SSL_NO_VERIFY, value: \"true\"}]}", want: "spec.podConfig.env[0].value"},
	})
	runCases(t, "working-dir", []lintCase{
		{reason: "relative", job: initContainer("workingDir: data"), want: firstInit + ".workingDir"},
		{reason: "absolute", job: initContainer("workingDir: /data")},
	})
	runCases(t, "env-reference", []lintCase{
		{reason: "what the image defines does not count", job: "podConfig: {env: [{name: PATH, value: \"/opt/bin:$(PATH)\"}]}", want: "spec.podConfig.env[0].value"},
		{reason: "escaped", job: "podConfig: {env: [{name: A, value: \"$$(PATH)\"}]}"},
		{reason: "a ConfigMap may define it", job: "podConfig: {envFrom: [{configMapRef: {name: a}}], env: [{name: A, value: \"$(HOST)\"}]}"},
		{reason: "a Service may define it", job: "podConfig: {env: [{name: A, value: \"http://$(API_SERVICE_HOST)\"}]}"},
		{reason: "nvj defines some", job: "podConfig: {env: [{name: A, value: \"$(HOME)/a\"}]}"},
		{reason: "in arguments", job: command("[pg_isready, -h, $(PGHOST)]"), want: firstInit + ".command[2]"},
		{reason: "in the folder of a volume", job: "podConfig:\n  volumes: [{name: data, emptyDir: {}}]\n  volumeMounts: [{name: data, mountPath: /data, subPathExpr: \"runs/$(RUN)\"}]", want: "spec.podConfig.volumeMounts[0].subPathExpr"},
		{reason: "which every variable may name, wherever it stands", job: "podConfig:\n  env: [{name: RUN, value: a}]\n  volumes: [{name: data, emptyDir: {}}]\n  volumeMounts: [{name: data, mountPath: /data, subPathExpr: \"runs/$(RUN)\"}]"},
		{reason: "the resources of a container that is not there", job: "podConfig: {env: [{name: CPUS, valueFrom: {resourceFieldRef: {containerName: notebook, resource: limits.cpu}}}]}", want: "spec.podConfig.env[0].valueFrom.resourceFieldRef.containerName"},
		{reason: "those of one that is", job: "podConfig: {env: [{name: CPUS, valueFrom: {resourceFieldRef: {containerName: notebook-executor, resource: limits.cpu}}}]}"},
		{reason: "the config's command may name the golden notebook for all jobs", config: "executor: {command: [check, $(NVJ_NOTEBOOK), $(NVJ_GOLDEN), $(NVJ_OUTPUT_DIR)]}"},
		{reason: "the shell's own substitution is not Kubernetes'", job: script("echo $(DATE)")},
	})
	runCases(t, "builtin-env", []lintCase{
		{reason: "variables of the runner", job: "podConfig: {env: [{name: NVJ_GOLDEN, value: a}]}", want: "spec.podConfig.env[0].name"},
		{reason: "of a clone step as well", job: git + "podConfig: {initContainers: [{name: git-clone, env: [{name: NVJ_GIT_DEST, value: /workspace/n}]}]}", want: firstInit + ".env[0].name"},
		{reason: "what nvj itself tells a step is no fault", job: git},
		{reason: "other containers read none of them", job: initContainer("env: [{name: NVJ_MODE, value: a}]")},
		{reason: "podTemplate says it for every job", config: "podTemplate: {spec: {containers: [{name: notebook-executor, env: [{name: NVJ_NOTEBOOK, value: b.ipynb}]}]}}", want: "config spec.podTemplate.spec.containers[0].env[0].name"},
		{reason: "HOME is the user's to set", job: "podConfig: {env: [{name: HOME, value: /tmp}]}"},
	})
	long := strings.Repeat("x", 32*4096)
	runCases(t, "word-too-long", []lintCase{
		{reason: "a variable is its name, its value, a sign and an end", job: "podConfig: {env: [{name: A, value: " + long[3:] + "}]}"},
		{reason: "one byte more is too much", job: "podConfig: {env: [{name: A, value: " + long[2:] + "}]}", want: "spec.podConfig.env[0].value"},
		{reason: "an argument ends with a byte as well", job: command("[echo, " + long + "]"), want: firstInit + ".command[1]"},
		{reason: "one that just fits", job: command("[echo, " + long[1:] + "]")},
	})
	runCases(t, "duplicate-env", []lintCase{
		{reason: "the earlier one has no effect", job: "podConfig: {env: [{name: A, value: a}, {name: B}, {name: A, value: b}]}", want: "spec.podConfig.env[0].name"},
	})
}

// TestShellVariables holds that following the advice leads to no other warning.
func TestShellVariables(t *testing.T) {
	for _, c := range []struct{ reason, fields, want string }{
		{"Kubernetes expands what env defines", "env: [{name: DIR, value: /d}]", "write $(DIR)"},
		{"what a ConfigMap may define as well", "envFrom: [{configMapRef: {name: a}}]", "write $(DIR)"},
		{"what the image defines only a shell sees", "workingDir: /d", "[sh, -c, …]"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			var messages []string
			for _, fault := range check(t, initContainer("command: [ls, $DIR]\n"+c.fields), "") {
				if fault.Rule == "shell-syntax" {
					messages = append(messages, fault.Message)
				}
			}
			require.Len(t, messages, 1)
			assert.Contains(t, messages[0], c.want)
		})
	}
}

func TestMounts(t *testing.T) {
	data := "  volumes: [{name: data, emptyDir: {}}]\n"
	runCases(t, "repository-missing", []lintCase{
		{reason: "before the clone", job: git + script("cat /workspace/repo/requirements.txt"), want: firstInit + ".args[0]"},
		{reason: "in the working directory", job: git + initContainer("workingDir: /workspace/repo/src\ncommand: [a]"), want: firstInit + ".workingDir"},
		{reason: "nothing is cloned at all", job: command("[cat, /workspace/repo/a.txt]"), want: firstInit + ".command[1]"},
		{reason: "after the clone, but without the workspace", job: git + "podConfig: {initContainers: [{name: git-clone}, {name: a, image: busybox:1.37, command: [ls, /workspace/repo]}]}", want: "spec.podConfig.initContainers[1].command[1]"},
		{reason: "another folder", job: git + command("[ls, /mnt/workspace/repo, /workspace/repository]")},
		{reason: "a volume of one's own stands there", job: initContainer("command: [ls, /workspace/repo]\nvolumeMounts: [{name: data, mountPath: /workspace/repo}]") + data},
	})
	runCases(t, "repository-hidden", []lintCase{
		{reason: "the workspace itself by another way", job: git + "podConfig: {volumeMounts: [{name: workspace, mountPath: /workspace/repo, subPath: repo}]}"},
		{reason: "below the repository is fine", job: git + "podConfig:\n" + data + "  volumeMounts: [{name: data, mountPath: /workspace/repo/data}]"},
		{reason: "nothing is cloned", job: "podConfig:\n" + data + "  volumeMounts: [{name: data, mountPath: /workspace/repo}]"},
		{reason: "a trailing slash changes nothing", job: git + "podConfig:\n" + data + "  volumeMounts: [{name: data, mountPath: /workspace/repo/}]", want: "spec.podConfig.volumeMounts[0].mountPath"},
	})
	runCases(t, "lost-output", []lintCase{
		{reason: "a download to nowhere", job: command("[aws, s3, cp, \"s3://bucket/a.csv\", /data/]"), want: firstInit + ".command[0]"},
		{reason: "an upload", job: command("[aws, s3, cp, /etc/hosts, \"s3://bucket/a.csv\"]")},
		{reason: "a package for this container only", job: script("pip install awscli"), want: firstInit + ".args[0]"},
		{reason: "a package that the rest of the script needs", job: script("apk add --no-cache curl && curl -fsS http://api/health")},
		{reason: "the same of Python", job: script("pip install alembic && alembic upgrade head")},
		{reason: "a message may be what a program says", job: script("pip install awscli", "echo $(aws --version)")},
		{reason: "so may a variable", job: script("pip install awscli", "V=$(aws --version)")},
		{reason: "a message needs no package", job: script("set -e", "pip install awscli && pip install boto3", "echo done"), want: firstInit + ".args[0]"},
		{reason: "a download is lost whatever follows it", job: script("pip install awscli", "aws s3 cp s3://bucket/a.csv /data/", "ls /data"), want: firstInit + ".args[0]"},
		{reason: "a wait that keeps the answer for a moment", job: script("until wget -O /tmp/a http://api; do sleep 1; done")},
		{reason: "an emptyDir that the notebook does not mount", job: initContainer("command: [a]\nvolumeMounts: [{name: data, mountPath: /data}]") + data, want: firstInit + ".volumeMounts[0]"},
		{reason: "an emptyDir that it does", job: initContainer("command: [a]\nvolumeMounts: [{name: data, mountPath: /data}]") + data + "  volumeMounts: [{name: data, mountPath: /data}]"},
		{reason: "scratch space", job: initContainer("command: [a]\nvolumeMounts: [{name: data, mountPath: /tmp}]") + data},
		{reason: "a claim outlives the pod", job: initContainer("command: [a]\nvolumeMounts: [{name: data, mountPath: /data}]") + "  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]"},
	})
	runCases(t, "unused-volume", []lintCase{
		{reason: "a device is used as well", job: "podConfig:\n  volumes: [{name: disk, persistentVolumeClaim: {claimName: disk}}]\n  initContainers: [{name: a, image: a:1, volumeDevices: [{name: disk, devicePath: /dev/disk}]}]"},
		{reason: "a volume of the config is for whoever needs it", config: "podTemplate: {spec: {volumes: [{name: data, emptyDir: {}}]}}"},
		{reason: "the workspace is mounted by nvj", job: "podConfig: {volumes: [{name: workspace, persistentVolumeClaim: {claimName: results}}]}"},
		{reason: "a mistyped mount is the fault", job: "podConfig:\n" + data + "  volumeMounts: [{name: dta, mountPath: /data}]"},
	})
	runCases(t, "mount-path", []lintCase{
		{reason: "a colon", job: initContainer("volumeMounts: [{name: data, mountPath: \"/data:ro\"}]") + data, want: firstInit + ".volumeMounts[0].mountPath"},
		{reason: "an empty path is another rule's", job: initContainer("volumeMounts: [{name: data, mountPath: \"\"}]") + data},
	})
}

// TestOff holds that a rule that is off does not run, and Check reports no other.
func TestOff(t *testing.T) {
	assert.Empty(t, check(t, command("[a]"), "checks: {rules: {no-resources: \"Off\"}}"))
}

// TestOutputs holds that faults point at the same field whatever the output is.
func TestOutputs(t *testing.T) {
	for _, output := range []string{"Job", "Pod", "CronJob"} {
		faults := check(t, initContainer("image: busybox"), "output: "+output)
		require.Len(t, faults, 2, output)
		assert.Equal(t, firstInit+".image", faults[0].Field)
		assert.Equal(t, firstInit+".resources", faults[1].Field)
	}
}

// BenchmarkCheck is the cost of the lints for one job of some size.
func BenchmarkCheck(b *testing.B) {
	j, cfg := read(b, benchmarkJob, "")
	rendered := expand.Expand(j, cfg, nil)
	b.ReportAllocs()
	for b.Loop() {
		lint.Check(j, cfg, rendered)
	}
}

// BenchmarkPodSecurity is the cost of the Pod Security Standards for the same job.
func BenchmarkPodSecurity(b *testing.B) {
	j, cfg := read(b, benchmarkJob, "checks: {podSecurity: {warn: restricted}}")
	rendered := expand.Expand(j, cfg, nil)
	b.ReportAllocs()
	for b.Loop() {
		lint.PodSecurity(cfg, rendered)
	}
}

const benchmarkJob = `
notebook: {path: a.ipynb, git: {url: https://git.example.com/n.git, ref: main, credentialsSecret: git}}
podConfig:
  initContainers:
  - name: wait-for-api
    image: curlimages/curl:latest
    command: [sh, -c]
    args:
    - |
      until curl -f http://ml-api.default.svc:8080/health; do
        echo "Waiting for ML API..."
        sleep 5
      done
      echo "API ready"
  - name: download
    image: amazon/aws-cli
    command: [aws, s3, cp, "s3://ml-datasets/training-2024.parquet", /data/]
    env:
    - name: AWS_ACCESS_KEY_ID
      valueFrom: {secretKeyRef: {name: s3, key: id}}
    - name: AWS_SECRET_ACCESS_KEY
      valueFrom: {secretKeyRef: {name: s3, key: secret}}
    volumeMounts: [{name: data, mountPath: /data}]
  env:
  - {name: MODE, value: full}
  - {name: ENDPOINT, value: https://models.example.com/v1}
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
  volumeMounts: [{name: data, mountPath: /data}]
`
