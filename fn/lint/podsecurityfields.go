package lint

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/policy"
)

// containerFields are the fields of a container that checks are about, and the
// value that satisfies them where there is an obvious one. A test holds that every
// check has its entry here or in podFields.
var containerFields = map[policy.CheckID]struct {
	field    string
	proposed any
}{
	"allowPrivilegeEscalation":   {".securityContext.allowPrivilegeEscalation", false},
	"appArmorProfile":            {".securityContext.appArmorProfile", nil},
	"capabilities_baseline":      {".securityContext.capabilities.add", nil},
	"capabilities_restricted":    {".securityContext.capabilities.drop", []string{"ALL"}},
	"hostPorts":                  {".ports", nil},
	"hostProbesAndHostLifecycle": {"", nil},
	"privileged":                 {".securityContext.privileged", false},
	"procMount":                  {".securityContext.procMount", "Default"},
	"procMount_restricted":       {".securityContext.procMount", "Default"},
	"runAsNonRoot":               {".securityContext.runAsNonRoot", true},
	"runAsUser":                  {".securityContext.runAsUser", nil},
	"seLinuxOptions":             {".securityContext.seLinuxOptions", nil},
	"seccompProfile_baseline":    {".securityContext.seccompProfile.type", "RuntimeDefault"},
	"seccompProfile_restricted":  {".securityContext.seccompProfile.type", "RuntimeDefault"},
	"windowsHostProcess":         {".securityContext.windowsOptions.hostProcess", false},
}

func containerField(id policy.CheckID, c *corev1.Container) (field string, proposed any) {
	entry := containerFields[id]
	if id == "capabilities_restricted" && c.SecurityContext != nil && c.SecurityContext.Capabilities != nil &&
		slices.Contains(c.SecurityContext.Capabilities.Drop, "ALL") {
		return ".securityContext.capabilities.add", nil
	}
	return entry.field, entry.proposed
}

// podFields are the fields of a pod's spec that violate a check on their own.
func podFields(id policy.CheckID, pod *corev1.PodSpec) []string {
	switch id {
	case "hostNamespaces":
		return hostNamespaces(pod)
	case "sysctls":
		return []string{"securityContext.sysctls"}
	}
	if entry, ok := containerFields[id]; ok && len(entry.field) > 1 {
		return []string{entry.field[1:]}
	}
	return nil
}

// volumeField is the field of a volume that says what kind it is, where checks
// forbid that kind by name.
func volumeField(volume *corev1.Volume) string {
	if volume.HostPath != nil {
		return ".hostPath"
	}
	return ""
}
