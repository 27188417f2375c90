package lint

import (
	"strconv"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
)

// young is a field that older clusters drop without a word, or refuse.
type young struct {
	minor int // the first minor that has it without a feature gate
	what  string
}

// The minors are those in which Kubernetes' feature gates became true by default.
var (
	sidecars         = young{29, "a sidecar (restartPolicy: Always)"}
	sleepAction      = young{30, "a lifecycle handler that sleeps"}
	appArmor         = young{30, "appArmorProfile"}
	recursiveRO      = young{31, "recursiveReadOnly"}
	hostUsers        = young{33, "hostUsers"}
	groupsPolicy     = young{33, "supplementalGroupsPolicy"}
	changePolicy     = young{33, "seLinuxChangePolicy"}
	resizePolicy     = young{33, "resizePolicy"}
	podResources     = young{34, "resources of a pod"}
	restartRules     = young{35, "a restart policy of a container other than Always"}
	envFiles         = young{35, "fileKeyRef"}
	imageVolumes     = young{35, "an image volume"}
	hostnameOverride = young{35, "hostnameOverride"}
	trustBundles     = young{37, "clusterTrustBundle"}
	podCertificates  = young{37, "podCertificate"}
)

var youngField = rule{
	Rule: finding.Rule{
		ID: "young-field", Severity: finding.Warning,
		Reason: "A cluster that does not know a field yet drops it without a word; checks.kubernetesVersion says how old clusters may be.",
		Bad:    "volumes:\n- name: model\n  image: {reference: registry.example.com/model:1}\nvolumeMounts:\n- {name: model, mountPath: /model}",
		Good:   "volumes:\n- name: model\n  image: {reference: registry.example.com/model:1}\nvolumeMounts:\n- {name: model, mountPath: /model}\n---\nkind: ExpandNotebookJobs\nspec:\n  checks: {kubernetesVersion: \"1.35\"}",
	},
	pod: func(s *subject) {
		minor, ok := minorOf(s.cfg.Checks.KubernetesVersion)
		if !ok {
			return
		}
		s.eachYoung(func(rendered string, field young) {
			if field.minor > minor {
				s.report(rendered, "%s is known from Kubernetes 1.%d on, and checks.kubernetesVersion is 1.%d; raise that if no cluster is older, or do without",
					field.what, field.minor, minor)
			}
		})
	},
}

// minorOf reads "1.29".
func minorOf(version string) (int, bool) {
	text, ok := strings.CutPrefix(version, "1.")
	minor, err := strconv.Atoi(text)
	return minor, ok && err == nil
}

// eachYoung visits the fields of the pod that are younger than the oldest minor
// anybody runs.
func (s *subject) eachYoung(visit func(rendered string, field young)) {
	pod := s.pod()
	visitIf := func(is bool, rendered string, field young) {
		if is {
			visit(rendered, field)
		}
	}
	visitIf(pod.HostUsers != nil, s.specPath("hostUsers"), hostUsers)
	visitIf(pod.Resources != nil, s.specPath("resources"), podResources)
	visitIf(pod.HostnameOverride != nil, s.specPath("hostnameOverride"), hostnameOverride)
	if sc := pod.SecurityContext; sc != nil {
		at := s.specPath("securityContext.")
		visitIf(sc.AppArmorProfile != nil, at+"appArmorProfile", appArmor)
		visitIf(sc.SupplementalGroupsPolicy != nil, at+"supplementalGroupsPolicy", groupsPolicy)
		visitIf(sc.SELinuxChangePolicy != nil, at+"seLinuxChangePolicy", changePolicy)
	}
	for i, volume := range pod.Volumes {
		at := s.specPath(index("volumes", i))
		visitIf(volume.Image != nil, at+".image", imageVolumes)
		if volume.Projected == nil {
			continue
		}
		for j, source := range volume.Projected.Sources {
			visitIf(source.ClusterTrustBundle != nil, index(at+".projected.sources", j)+".clusterTrustBundle", trustBundles)
			visitIf(source.PodCertificate != nil, index(at+".projected.sources", j)+".podCertificate", podCertificates)
		}
	}
	for i := range s.containers {
		eachYoungOf(&s.containers[i], visitIf)
	}
}

func eachYoungOf(c *container, visitIf func(is bool, rendered string, field young)) {
	visitIf(c.isSidecar(), c.at+".restartPolicy", sidecars)
	visitIf(c.RestartPolicy != nil && !c.isSidecar(), c.at+".restartPolicy", restartRules)
	visitIf(len(c.ResizePolicy) > 0, c.at+".resizePolicy", resizePolicy)
	visitIf(c.SecurityContext != nil && c.SecurityContext.AppArmorProfile != nil, c.at+".securityContext.appArmorProfile", appArmor)
	for i, mount := range c.VolumeMounts {
		visitIf(mount.RecursiveReadOnly != nil, index(c.at+".volumeMounts", i)+".recursiveReadOnly", recursiveRO)
	}
	for i, variable := range c.Env {
		isFile := variable.ValueFrom != nil && variable.ValueFrom.FileKeyRef != nil
		visitIf(isFile, index(c.at+".env", i)+".valueFrom.fileKeyRef", envFiles)
	}
	if lifecycle := c.Lifecycle; lifecycle != nil {
		visitIf(lifecycle.PostStart != nil && lifecycle.PostStart.Sleep != nil, c.at+".lifecycle.postStart.sleep", sleepAction)
		visitIf(lifecycle.PreStop != nil && lifecycle.PreStop.Sleep != nil, c.at+".lifecycle.preStop.sleep", sleepAction)
	}
}
