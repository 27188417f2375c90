package expand_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/expand"
)

// nameOf returns the name of the Job that a notebook job becomes.
func nameOf(t *testing.T, jobText, configText string) string {
	t.Helper()
	job, _ := expandJob(t, jobText, configText)
	return job.Name
}

// The hashes are written down: a change of the rendering that renames every Job, and so
// runs every notebook again after an upgrade, must be made on purpose. Then the list is
// updated, and the changelog has a line about it. The texts of the scripts do not count
// here: they have reason to change.
func TestHashesOfFixedJobs(t *testing.T) {
	expand.FixScripts(t)
	for name, tc := range map[string]struct{ reason, job, config, want string }{
		"InTheImage": {
			reason: "the smallest job",
			job:    "spec: {notebook: {path: /a.ipynb}}",
			want:   "demo-xv6dsvvdvw",
		},
		"Repository": {
			reason: "both clone steps, credentials and an init container",
			job: "spec: {notebook: {path: a.ipynb, git: {url: https://e.com/r.git, ref: main, credentialsSecret: git}}, " +
				"goldenNotebook: {path: g.ipynb, git: {url: https://e.com/g.git}}, " +
				"podConfig: {initContainers: [{name: wait, image: 'postgres:15', command: [pg_isready]}]}}",
			want: "demo-57q98tn74m",
		},
		"Settings": {
			reason: "what the function config says of the Job and of its pod",
			job:    "metadata: {labels: {team: data}}\nspec: {notebook: {path: /a.ipynb}, timeout: 1h}",
			config: "{job: {backoffLimit: 2}, podTemplate: {spec: {priorityClassName: low}}}",
			want:   "demo-ls78hcm4mx",
		},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tc.want, nameOf(t, tc.job, tc.config), tc.reason)
		})
	}
}

func TestNames(t *testing.T) {
	const job = "metadata: {name: demo}\nspec: {notebook: {path: /a.ipynb}, image: x}"
	plain := nameOf(t, job, "")
	require.Regexp(t, `^demo-[a-z0-9]{10}$`, plain)
	spec := func(old, new string) string { return strings.Replace(job, old, new, 1) }
	annotated := func(annotation string) string {
		return spec("{name: demo}", "{name: demo, annotations: {"+annotation+"}}")
	}
	for name, tc := range map[string]struct {
		reason, job, config string
		same                bool
	}{
		"Again":       {"the name depends on nothing but the job", job, "", true},
		"Image":       {"a Job's template cannot change", spec("x}", "y}"), "", false},
		"Timeout":     {"a Job that hit its deadline never runs again", spec("x}", "x, timeout: 3h}"), "", false},
		"Default":     {"the default deadline is a deadline", job, "defaults: {timeout: 3h}", false},
		"Backoff":     {"a Job that reached its limit never runs again", job, "job: {backoffLimit: 1}", false},
		"TTL":         {"it can change in the Job that is there", job, "job: {ttlSecondsAfterFinished: 60}", true},
		"Annotation":  {"it can change in the Job that is there", annotated("owner: me"), "", true},
		"Wave":        {"a wave alone makes no hook", annotated("argocd.argoproj.io/sync-wave: '3'"), "", true},
		"EmptyHook":   {"an empty value makes no hook", annotated("argocd.argoproj.io/hook: ''"), "", true},
		"PodTemplate": {"what every pod starts from is part of the template", job, "podTemplate: {spec: {priorityClassName: low}}", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := nameOf(t, tc.job, tc.config)
			assert.Regexp(t, `^demo-[a-z0-9]{10}$`, got, tc.reason)
			assert.Equal(t, tc.same, got == plain, tc.reason)
		})
	}
	queued := spec("{name: demo}", "{name: demo, labels: {kueue.x-k8s.io/queue-name: gpu}}")
	require.Regexp(t, `^demo-`, nameOf(t, queued, ""))
	assert.Equal(t, plain, nameOf(t, queued, ""), "Kueue changes suspend: it is no other Job, and its label is not on the pod")
}

func TestNamesWithoutAHash(t *testing.T) {
	long := strings.Repeat("a", 51) + "-" + strings.Repeat("b", 40)
	job := func(name, annotations string) string {
		return "metadata: {name: " + name + ", annotations: {" + annotations + "}}\nspec: {notebook: {path: /a.ipynb}}"
	}
	for name, tc := range map[string]struct{ reason, job, config, want string }{
		"Off":           {"the config turns it off", job("demo", ""), "nameSuffixHash: false", "^demo$"},
		"ArgoCD":        {"BeforeHookCreation finds the last Job by its name", job("demo", "argocd.argoproj.io/hook: PostSync"), "", "^demo$"},
		"Helm":          {"before-hook-creation does, too", job("demo", "helm.sh/hook: 'pre-install,pre-upgrade'"), "", "^demo$"},
		"HookForAll":    {"the config's annotations reach the Job as well", job("demo", ""), "annotations: {helm.sh/hook: test}", "^demo$"},
		"LongHook":      {"a name that does not fit is cut, and does not depend on the spec", job(long, "helm.sh/hook: test"), "", "^a{51}-[a-z0-9]{10}$"},
		"LongWithHash":  {"63 characters at most, and no dash before the dash", job(long, ""), "", "^a{51}-[a-z0-9]{10}$"},
		"LongTurnedOff": {"the user wants this very name: validation reports it", job(long, ""), "nameSuffixHash: false", "^" + long + "$"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Regexp(t, tc.want, nameOf(t, tc.job, tc.config), tc.reason)
		})
	}
	hook := job(long, "helm.sh/hook: test")
	assert.Equal(t, nameOf(t, hook, ""), nameOf(t, hook, "defaults: {timeout: 3h}"), "a changed hook keeps its name")
	cron := expand.Expand(parse(t, job("demo", "")), config(t, "output: CronJob"), nil)
	assert.Equal(t, "demo", cron.Workload.GetName(), "a CronJob can change")
}

// A Job whose name ignored the data it reads would be refused as immutable.
func TestNameFollowsReferencedData(t *testing.T) {
	job := parse(t, `
metadata: {namespace: ml}
spec:
  notebook: {path: /a.ipynb}
  podConfig:
    credentials: [cred]
    env: [{name: A, valueFrom: {configMapKeyRef: {name: env, key: a}}}]
    initContainers: [{name: i, image: x, envFrom: [{secretRef: {name: init}}]}]
    volumes:
    - {name: v, configMap: {name: vol}}
    - {name: p, projected: {sources: [{secret: {name: proj}}]}}
    - {name: c, csi: {driver: d, nodePublishSecretRef: {name: csi}}}
    - {name: f, azureFile: {secretName: azure, shareName: s}}
`)
	asked := map[string]bool{}
	name := func(changed string) string {
		cfg := config(t, "podTemplate: {spec: {imagePullSecrets: [{name: pull}]}}")
		return expand.Expand(job, cfg, func(kind, namespace, name string) ([]byte, bool) {
			assert.Equal(t, "ml", namespace)
			asked[kind+"/"+name] = true
			if kind+"/"+name == changed {
				return []byte("new"), true
			}
			return []byte("old"), true
		}).Workload.GetName()
	}
	unchanged := name("")
	assert.Equal(t, map[string]bool{
		"Secret/cred": true, "ConfigMap/env": true, "Secret/init": true, "ConfigMap/vol": true, "Secret/proj": true,
		"Secret/csi": true, "Secret/azure": true, "Secret/pull": true,
	}, asked, "the scripts' own ConfigMap has its hash in its name already")
	for reference := range asked {
		assert.NotEqual(t, unchanged, name(reference), reference)
	}
}
