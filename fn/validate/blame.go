package validate

import (
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/validate/apiserver"
)

// hostProcess reports containers that run as processes of a Windows host, and whether
// there are any: in a pod with one of them all containers must be such, and nvj's own
// steps are scripts for Linux. The API server says so of the pod, which nobody wrote.
func (c *check) hostProcess(pod *corev1.PodSpec, at string, origins expand.Origins) bool {
	found := false
	report := func(options *corev1.WindowsSecurityContextOptions, rendered string) {
		if options == nil || options.HostProcess == nil || !*options.HostProcess {
			return
		}
		if origin, users := origins.Source(at + rendered + ".windowsOptions.hostProcess"); users {
			found = true
			c.add("job-unsupported-value", origin.Path, "Unsupported value: true: nvj's own steps are scripts for Linux; remove it", true, nil)
			c.faults[len(c.faults)-1].InConfig = origin.InConfig
		}
	}
	if pod.SecurityContext != nil {
		report(pod.SecurityContext.WindowsOptions, "spec.securityContext")
	}
	for list, containers := range map[string][]corev1.Container{"initContainers": pod.InitContainers, "containers": pod.Containers} {
		for i, container := range containers {
			if container.SecurityContext != nil {
				report(container.SecurityContext.WindowsOptions, "spec."+list+"["+strconv.Itoa(i)+"].securityContext")
			}
		}
	}
	return found
}

// Annotations in which the seccomp profile of a container stood before there was a field.
const (
	containerSeccomp = "container.seccomp.security.alpha.kubernetes.io/"
	podSeccomp       = "seccomp.security.alpha.kubernetes.io/pod"
)

// blamed is the path that a fault is about: the annotation where the server says that
// it differs from a field, which nvj sets.
func blamed(f apiserver.Fault, pod *corev1.PodSpec, at string) string {
	if !strings.Contains(f.Message, "seccomp type in annotation and field must match") {
		return f.Path
	}
	for i, container := range pod.Containers {
		if strings.HasPrefix(f.Path, at+"spec.containers["+strconv.Itoa(i)+"].") {
			return at + "metadata.annotations[" + containerSeccomp + container.Name + "]"
		}
	}
	for i, container := range pod.InitContainers {
		if strings.HasPrefix(f.Path, at+"spec.initContainers["+strconv.Itoa(i)+"].") {
			return at + "metadata.annotations[" + containerSeccomp + container.Name + "]"
		}
	}
	return at + "metadata.annotations[" + podSeccomp + "]"
}
