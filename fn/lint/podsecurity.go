package lint

import (
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
)

// Rule IDs of Pod Security, and of missing references.
const (
	podSecurityBaseline   = "pod-security-baseline"
	podSecurityRestricted = "pod-security-restricted"
	referenceNotFound     = "reference-not-found"
)

var podSecurityRules = [...]finding.Rule{
	{
		ID: podSecurityBaseline, Severity: finding.Warning,
		Reason: "The Pod Security Standard baseline forbids what is known to lead from a container to its node; a namespace that enforces it refuses the pod. checks.podSecurity says whether this is an error, a warning or nothing.",
		Bad:    "initContainers:\n- name: tune\n  image: busybox:1.37\n  command: [sysctl, -a]\n  securityContext:\n    capabilities: {add: [SYS_ADMIN]}",
		Good:   "initContainers:\n- name: tune\n  image: busybox:1.37\n  command: [sysctl, -a]\n  securityContext:\n    capabilities: {add: [NET_BIND_SERVICE]}",
	},
	{
		ID: podSecurityRestricted, Severity: finding.Warning,
		Reason: "The Pod Security Standard restricted asks every container to give up what it does not need; a namespace that enforces it refuses the pod. It is checked when checks.podSecurity names it.",
		Bad:    "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]\n---\nkind: ExpandNotebookJobs\nspec:\n  checks:\n    podSecurity: {warn: restricted}",
		Good:   "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]\n  securityContext:\n    allowPrivilegeEscalation: false\n    runAsNonRoot: true\n    runAsUser: 1000\n    capabilities: {drop: [ALL]}\n    seccompProfile: {type: RuntimeDefault}\n---\nkind: ExpandNotebookJobs\nspec:\n  checks:\n    podSecurity: {warn: restricted}",
	},
	{
		ID: referenceNotFound, Severity: finding.Warning,
		Reason: "A pod waits for ever for a ConfigMap, Secret, claim or service account that does not exist. It is checked when checks.references is Warn or Error, and the input holds everything that the pod needs.",
		Bad:    "envFrom:\n- secretRef: {name: database}\n---\nkind: ExpandNotebookJobs\nspec:\n  checks: {references: Warn}",
		Good:   "envFrom:\n- secretRef: {name: database, optional: true}\n---\nkind: ExpandNotebookJobs\nspec:\n  checks: {references: Warn}",
	},
}

// check is one check of the Pod Security Standards, in its latest version.
type check struct {
	id        policy.CheckID
	level     api.Level
	overrides []policy.CheckID
	pod       policy.CheckPodFn
}

// checks are made at their first use: most runs need them, but not help or schema.
var checks = sync.OnceValue(func() []check {
	var all []check
	for _, c := range policy.DefaultChecks() {
		latest := c.Versions[len(c.Versions)-1]
		all = append(all, check{id: c.ID, level: c.Level, overrides: latest.OverrideCheckIDs, pod: latest.CheckPod})
	}
	return all
})

// checksFor are the checks of a level: baseline's, or restricted's with those of
// baseline that they do not replace.
func checksFor(level v1alpha1.PodSecurityLevel) []check {
	overridden := map[policy.CheckID]bool{}
	if level == v1alpha1.PodSecurityRestricted {
		for _, c := range checks() {
			for _, id := range c.overrides {
				overridden[id] = true
			}
		}
	}
	var selected []check
	for _, c := range checks() {
		isBaseline := c.level == api.LevelBaseline
		if level == v1alpha1.PodSecurityRestricted && !overridden[c.id] || level == v1alpha1.PodSecurityBaseline && isBaseline {
			selected = append(selected, c)
		}
	}
	return selected
}

// PodSecurity holds the rendered pod against the Pod Security Standards, in their
// latest version: what violates the level cfg enforces is an error, what violates
// the level it warns of a warning. cfg has its defaults set.
func PodSecurity(cfg *v1alpha1.ExpandNotebookJobsSpec, rendered expand.Rendered) []finding.Fault {
	levels := cfg.Checks.PodSecurity
	v := &violations{origins: rendered.Origins, seen: map[string]bool{}}
	v.template, v.at = rendered.Pod()
	for _, c := range checksFor(levels.Enforce) {
		v.hold(c, finding.Error)
	}
	for _, c := range checksFor(levels.Warn) {
		v.hold(c, finding.Warning)
	}
	return v.faults
}

// violations collects what one pod violates.
type violations struct {
	template corev1.PodTemplateSpec
	at       string
	origins  expand.Origins
	seen     map[string]bool // paths that are reported already
	blamed   bool            // whether a part was found that violates the check at hand
	faults   []finding.Fault
}

// violates holds a pod against a check, and says in the words of the API server
// what is wrong.
func (v *violations) violates(c check, pod *corev1.PodSpec) (string, bool) {
	result := c.pod(&v.template.ObjectMeta, pod)
	if result.ForbiddenDetail == "" {
		return result.ForbiddenReason, !result.Allowed
	}
	return result.ForbiddenReason + " (" + result.ForbiddenDetail + ")", !result.Allowed
}

// hold finds the parts of the pod that violate a check. The library says only
// that the pod as a whole does, so each part is held against the check alone.
func (v *violations) hold(c check, severity finding.Severity) {
	pod := &v.template.Spec
	whole, violated := v.violates(c, pod)
	if !violated {
		return
	}
	v.blamed = false
	bare := *pod
	bare.InitContainers, bare.Containers, bare.Volumes = nil, nil, nil
	detail, podViolates := v.violates(c, &bare)
	if podViolates {
		for _, field := range podFields(c.id, pod) {
			v.add(c, severity, "spec."+field, detail, nil)
		}
		// What the pod says must not hide what its containers say.
		bare = healed(bare)
	}
	for i := range pod.Volumes {
		alone := bare
		alone.Volumes = pod.Volumes[i : i+1]
		if detail, is := v.violates(c, &alone); is {
			v.add(c, severity, index("spec.volumes", i)+volumeField(&pod.Volumes[i]), detail, nil)
		}
	}
	for i := range pod.InitContainers {
		alone := bare
		alone.InitContainers = pod.InitContainers[i : i+1]
		v.holdContainer(c, severity, index("spec.initContainers", i), &alone, &pod.InitContainers[i])
	}
	for i := range pod.Containers {
		alone := bare
		alone.Containers = pod.Containers[i : i+1]
		v.holdContainer(c, severity, index("spec.containers", i), &alone, &pod.Containers[i])
	}
	if !v.blamed {
		v.add(c, severity, "spec", whole, nil)
	}
}

func (v *violations) holdContainer(c check, severity finding.Severity, at string, alone *corev1.PodSpec, container *corev1.Container) {
	if detail, is := v.violates(c, alone); is {
		field, proposed := containerField(c.id, container)
		v.add(c, severity, at+field, detail, proposed)
	}
}

// healed is a pod whose own settings violate nothing.
func healed(pod corev1.PodSpec) corev1.PodSpec {
	yes := true
	pod.HostNetwork, pod.HostPID, pod.HostIPC = false, false, false
	pod.SecurityContext = &corev1.PodSecurityContext{
		RunAsNonRoot:   &yes,
		SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
	}
	return pod
}

// add reports a violation once a field: what is enforced is not warned of again.
func (v *violations) add(c check, severity finding.Severity, field, detail string, proposed any) {
	v.blamed = true
	rendered := v.at + field
	if v.seen[rendered] {
		return
	}
	v.seen[rendered] = true
	origin, ok := v.origins.Source(rendered)
	if !ok {
		origin = expand.Origin{Path: "spec.podConfig"}
	}
	id := podSecurityBaseline
	if c.level == api.LevelRestricted {
		id = podSecurityRestricted
	}
	v.faults = append(v.faults, finding.Fault{
		InConfig: origin.InConfig,
		Finding: finding.Finding{
			Rule: id, Severity: severity, Field: origin.Path, Proposed: proposed,
			Message: "violates the Pod Security Standard \"" + string(c.level) + "\": " + detail,
		},
	})
}
