package lint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lint"
)

// references runs the check with an input that holds "there", which has one key, and
// "sealed", whose keys nobody knows.
func references(t *testing.T, job, config string) []finding.Fault {
	t.Helper()
	j, cfg := read(t, job, config)
	return lint.References(j, cfg, expand.Expand(j, cfg, nil), lint.Inputs{
		Has: func(_, _, name string) (bool, string) {
			return name == "there" || name == "sealed", map[string]string{"thre": "there"}[name]
		},
		HasKey: func(_, _, name, key string) (bool, string) { return name != "there" || key == "k", "" },
	})
}

func TestReferences(t *testing.T) {
	for _, c := range []struct {
		reason, job, want string
	}{
		{"a Secret of a variable", "podConfig: {env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]}", "spec.podConfig.env[0].valueFrom.secretKeyRef.name"},
		{"a ConfigMap of a variable", "podConfig: {env: [{name: A, valueFrom: {configMapKeyRef: {name: s, key: k}}}]}", "spec.podConfig.env[0].valueFrom.configMapKeyRef.name"},
		{"a Secret of the environment", "podConfig: {envFrom: [{secretRef: {name: s}}]}", "spec.podConfig.envFrom[0].secretRef.name"},
		{"a ConfigMap of an init container", initContainer("envFrom: [{configMapRef: {name: s}}]"), firstInit + ".envFrom[0].configMapRef.name"},
		{"short for the environment", "podConfig: {credentials: [s]}", "spec.podConfig.credentials[0]"},
		{"a claim", "podConfig: {volumes: [{name: a, persistentVolumeClaim: {claimName: s}}]}", "spec.podConfig.volumes[0].persistentVolumeClaim.claimName"},
		{"a Secret of a volume", "podConfig: {volumes: [{name: a, secret: {secretName: s}}]}", "spec.podConfig.volumes[0].secret.secretName"},
		{"a ConfigMap of a volume", "podConfig: {volumes: [{name: a, configMap: {name: s}}]}", "spec.podConfig.volumes[0].configMap.name"},
		{"a source of a projected volume", "podConfig: {volumes: [{name: a, projected: {sources: [{secret: {name: there}}, {configMap: {name: s}}]}}]}", "spec.podConfig.volumes[0].projected.sources[1].configMap.name"},
		{"a service account", "podConfig: {serviceAccountName: s}", "spec.podConfig.serviceAccountName"},
		{"the credentials of a repository", "notebook: {path: a.ipynb, git: {url: https://git.example.com/n.git, credentialsSecret: s}}", "spec.notebook.git.credentialsSecret"},
		{"every namespace has a service account named default", "podConfig: {serviceAccountName: default}", ""},
		{"and the cluster's certificates", "podConfig: {volumes: [{name: a, configMap: {name: kube-root-ca.crt}}]}", ""},
		{"optional ones may be missing", "podConfig: {envFrom: [{secretRef: {name: s, optional: true}}], volumes: [{name: a, configMap: {name: s, optional: true}}]}", ""},
		{"what is there is no fault", "podConfig: {credentials: [there]}", ""},
		{"a key of a Secret's variable", "podConfig: {env: [{name: A, valueFrom: {secretKeyRef: {name: there, key: s}}}]}", "spec.podConfig.env[0].valueFrom.secretKeyRef.key"},
		{"a key of a ConfigMap's variable", "podConfig: {env: [{name: A, valueFrom: {configMapKeyRef: {name: there, key: s}}}]}", "spec.podConfig.env[0].valueFrom.configMapKeyRef.key"},
		{"a key that becomes a file", "podConfig: {volumes: [{name: a, configMap: {name: there, items: [{key: k, path: k}, {key: s, path: s}]}}]}", "spec.podConfig.volumes[0].configMap.items[1].key"},
		{"a key that becomes one of several sources' files", "podConfig: {volumes: [{name: a, projected: {sources: [{secret: {name: there, items: [{key: s, path: s}]}}]}}]}", "spec.podConfig.volumes[0].projected.sources[0].secret.items[0].key"},
		{"a key that is there", "podConfig: {env: [{name: A, valueFrom: {secretKeyRef: {name: there, key: k}}}]}", ""},
		{"an optional key may be missing", "podConfig: {env: [{name: A, valueFrom: {secretKeyRef: {name: there, key: s, optional: true}}}]}", ""},
		{"the keys of a SealedSecret are sealed", "podConfig: {env: [{name: A, valueFrom: {secretKeyRef: {name: sealed, key: s}}}]}", ""},
		{"one object is one fault", "podConfig: {credentials: [s], volumes: [{name: a, secret: {secretName: s}}]}", "spec.podConfig.credentials[0]"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			assert.Empty(t, references(t, c.job, ""), "references are ignored by default")
			faults := references(t, c.job, "checks: {references: Warn}")
			if c.want == "" {
				assert.Empty(t, faults)
				return
			}
			require.Len(t, faults, 1)
			assert.Equal(t, c.want, faults[0].Field)
			assert.Equal(t, finding.Warning, faults[0].Severity)
			assert.Equal(t, "s", faults[0].Current)
		})
	}
}

func TestReferenceProposals(t *testing.T) {
	faults := references(t, "podConfig: {credentials: [thre]}", "checks: {references: Error}")
	require.Len(t, faults, 1)
	assert.Equal(t, finding.Error, faults[0].Severity)
	assert.Equal(t, "there", faults[0].Proposed)
	assert.Contains(t, faults[0].Message, `did you mean "there"?`)
}
