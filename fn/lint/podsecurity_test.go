package lint_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"k8s.io/pod-security-admission/policy"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lint"
)

func podSecurity(t *testing.T, job, config string) []finding.Fault {
	t.Helper()
	j, cfg := read(t, job, config)
	return lint.PodSecurity(cfg, expand.Expand(j, cfg, nil))
}

// TestOwnContainersAreRestricted holds that a job whose author adds no container
// runs where restricted is enforced, whatever it is rendered to.
func TestOwnContainersAreRestricted(t *testing.T) {
	job := `
notebook: {path: a.ipynb, git: {url: https://git.example.com/n.git, credentialsSecret: git}}
goldenNotebook: {path: b.ipynb, git: {url: https://git.example.com/g.git}}
podConfig: {initContainers: [{name: git-clone}]}`
	for _, output := range []string{"Job", "Pod", "CronJob"} {
		for _, scripts := range []string{"ConfigMap", "Inline"} {
			config := fmt.Sprintf("{output: %s, scripts: %s, checks: {podSecurity: {enforce: restricted}}}", output, scripts)
			assert.Empty(t, podSecurity(t, job, config), config)
		}
	}
}

const bare = "podConfig: {initContainers: [{name: a, image: a:1, command: [a]}]}"

func TestPodSecurity(t *testing.T) {
	at := func(fields ...string) []string { return fields }
	for _, c := range []struct {
		reason, job, config string
		want                []string
	}{
		{
			"baseline is warned of by default", "podConfig: {volumes: [{name: a, hostPath: {path: /a}}]}", "",
			at("warning pod-security-baseline spec.podConfig.volumes[0].hostPath"),
		},
		{"privileged checks nothing", "podConfig: {volumes: [{name: a, hostPath: {path: /a}}]}", "checks: {podSecurity: {warn: privileged}}", nil},
		{"what restricted wants of a container is four things", bare, "checks: {podSecurity: {warn: restricted}}", at(
			"warning pod-security-restricted "+firstInit+".securityContext.allowPrivilegeEscalation",
			"warning pod-security-restricted "+firstInit+".securityContext.capabilities.drop",
			"warning pod-security-restricted "+firstInit+".securityContext.runAsNonRoot",
			"warning pod-security-restricted "+firstInit+".securityContext.seccompProfile.type",
		)},
		{
			"a pod may give two of them to all its containers", bare,
			"{checks: {podSecurity: {warn: restricted}}, podTemplate: {spec: {securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}}}}", at(
				"warning pod-security-restricted "+firstInit+".securityContext.allowPrivilegeEscalation",
				"warning pod-security-restricted "+firstInit+".securityContext.capabilities.drop",
			),
		},
		{
			"what is enforced is not warned of again", "podConfig: {initContainers: [{name: a, image: a:1, ports: [{containerPort: 80, hostPort: 80}]}]}",
			"checks: {podSecurity: {enforce: baseline, warn: baseline}}",
			at("error pod-security-baseline " + firstInit + ".ports"),
		},
		{
			"the pod's own fault is the config's, and does not hide a container's",
			"podConfig: {initContainers: [{name: a, image: a:1, securityContext: {seLinuxOptions: {type: spc_t}}}]}",
			"podTemplate: {spec: {securityContext: {seLinuxOptions: {user: root}}}}", at(
				"warning pod-security-baseline config spec.podTemplate.spec.securityContext.seLinuxOptions",
				"warning pod-security-baseline "+firstInit+".securityContext.seLinuxOptions",
			),
		},
		{"each host namespace is a fault of its own", "{}", "podTemplate: {spec: {hostPID: true, hostIPC: true}}", at(
			"warning pod-security-baseline config spec.podTemplate.spec.hostPID",
			"warning pod-security-baseline config spec.podTemplate.spec.hostIPC",
		)},
		{
			"a capability that restricted refuses although all are dropped",
			"podConfig: {initContainers: [{name: a, image: a:1, securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false, seccompProfile: {type: RuntimeDefault}, capabilities: {drop: [ALL], add: [CHOWN]}}}]}",
			"checks: {podSecurity: {enforce: restricted}}",
			at("error pod-security-restricted " + firstInit + ".securityContext.capabilities.add"),
		},
		{
			"sysctls are the pod's", "{}", "podTemplate: {spec: {securityContext: {sysctls: [{name: kernel.msgmax, value: \"1\"}]}}}",
			at("warning pod-security-baseline config spec.podTemplate.spec.securityContext.sysctls"),
		},
	} {
		t.Run(c.reason, func(t *testing.T) {
			var got []string
			for _, f := range podSecurity(t, c.job, c.config) {
				where := f.Field
				if f.InConfig {
					where = "config " + where
				}
				got = append(got, fmt.Sprintf("%s %s %s", f.Severity, f.Rule, where))
			}
			assert.ElementsMatch(t, c.want, got)
		})
	}
}

// TestChecksHavePlaces holds that every check of the library, also one that a
// newer version adds, has its field: otherwise it would be blamed on the pod.
func TestChecksHavePlaces(t *testing.T) {
	ofPods := []policy.CheckID{"hostNamespaces", "sysctls", "hostPathVolumes", "restrictedVolumes"}
	for _, c := range policy.DefaultChecks() {
		assert.True(t, lint.HasPlace(c.ID) || slices.Contains(ofPods, c.ID), "%s", c.ID)
	}
}
