package expand_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/notebook-validation/nvj/fn/expand"
)

// A hook's scripts must be there before the hook starts, and as long as its pod may
// start again.
func TestScriptsOfHooks(t *testing.T) {
	const (
		argo, argoPolicy, wave   = "argocd.argoproj.io/hook", "argocd.argoproj.io/hook-delete-policy", "argocd.argoproj.io/sync-wave"
		helm, helmPolicy, weight = "helm.sh/hook", "helm.sh/hook-delete-policy", "helm.sh/hook-weight"
	)
	type annotations = map[string]string
	for name, tc := range map[string]struct {
		reason    string
		job, want annotations
	}{
		"NoHook":       {"nothing to be early for", annotations{"owner": "me"}, annotations{}},
		"Wave":         {"an ordinary Job of a wave needs its scripts as well", annotations{wave: "0"}, annotations{wave: "-1"}},
		"ArgoCD":       {"without a wave the hook is in wave 0", annotations{argo: "PreSync"}, annotations{argo: "PreSync", wave: "-1"}},
		"ArgoCDPolicy": {"HookSucceeded would delete the ConfigMap when it is applied", annotations{argo: "Sync", argoPolicy: "HookSucceeded,HookFailed", wave: "5"}, annotations{argo: "Sync", argoPolicy: "BeforeHookCreation", wave: "4"}},
		"Helm":         {"without a weight the hook has weight 0", annotations{helm: "pre-install,pre-upgrade"}, annotations{helm: "pre-install,pre-upgrade", weight: "-1"}},
		"HelmPolicy":   {"hook-succeeded would delete the ConfigMap when it is applied", annotations{helm: "test", helmPolicy: "hook-succeeded", weight: "-3"}, annotations{helm: "test", helmPolicy: "before-hook-creation", weight: "-4"}},
		"HelmLogs":     {"a ConfigMap has no logs", annotations{helm: "test", "helm.sh/hook-output-log-policy": "hook-failed"}, annotations{helm: "test", weight: "-1"}},
		"Both":         {"each host reads its own", annotations{argo: "Sync", helm: "post-install", wave: "2", weight: "7"}, annotations{argo: "Sync", helm: "post-install", wave: "1", weight: "6"}},
		"WeightAsWave": {"Argo CD takes Helm's weight for the wave where there is no wave", annotations{argo: "Sync", weight: "7"}, annotations{argo: "Sync", weight: "6", wave: "6"}},
		"OnlyWeight":   {"Argo CD takes it for a wave also where there is no hook", annotations{weight: "-2"}, annotations{weight: "-3"}},
		"NoNumbers":    {"both take for 0 what they cannot read", annotations{argo: "Sync", helm: "test", wave: "first", weight: "1.5"}, annotations{argo: "Sync", helm: "test", wave: "-1", weight: "-1"}},
		"Skipped":      {"Argo CD leaves out both", annotations{argo: "Skip"}, annotations{argo: "Skip", wave: "-1"}},
		"Lowest":       {"there is no lower wave", annotations{wave: "-9223372036854775808"}, annotations{wave: "-9223372036854775808"}},
	} {
		t.Run(name, func(t *testing.T) {
			want := maps.Clone(tc.want)
			want["fn.notebook.validation.io/source"] = "notebook.validation.io/NotebookValidationJob//demo"
			want["kustomize.toolkit.fluxcd.io/substitute"] = "disabled"

			job := parse(t, "spec: {notebook: {path: /a.ipynb}}")
			job.Annotations = tc.job
			assert.Equal(t, want, expand.Expand(job, config(t, ""), nil).Scripts.Annotations, tc.reason)

			job.Annotations = nil
			cfg := config(t, "")
			cfg.Annotations = maps.Clone(tc.job)
			delete(cfg.Annotations, "owner")
			delete(cfg.Annotations, "helm.sh/hook-output-log-policy")
			assert.Equal(t, want, expand.Expand(job, cfg, nil).Scripts.Annotations, "the same where the function config says it: %s", tc.reason)
		})
	}
}
