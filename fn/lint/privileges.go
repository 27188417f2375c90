package lint

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/finding"
)

var privileged = rule{
	Rule: finding.Rule{
		ID: "privileged", Severity: finding.Warning,
		Reason: "A privileged container is root on the node, and whoever can change the notebook's repository with it.",
		Bad:    "initContainers:\n- name: tune\n  image: busybox:1.37\n  command: [sysctl, -w, vm.max_map_count=262144]\n  securityContext: {privileged: true}",
		Good:   "initContainers:\n- name: tune\n  image: busybox:1.37\n  command: [sysctl, -w, vm.max_map_count=262144]\n  securityContext: {privileged: false}",
	},
	container: func(s *subject, c *container) {
		if sc := c.SecurityContext; sc != nil && isTrue(sc.Privileged) {
			s.propose(c.at+".securityContext.privileged", true, false,
				"the container %q would be root on the node; add the capabilities it needs instead, or have the node prepared", c.Name)
		}
	},
}

var privilegeEscalation = rule{
	Rule: finding.Rule{
		ID: "privilege-escalation", Severity: finding.Warning,
		Reason: "With allowPrivilegeEscalation a program in the container can become root through any setuid file in the image.",
		Bad:    "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]\n  securityContext: {allowPrivilegeEscalation: true}",
		Good:   "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]\n  securityContext: {allowPrivilegeEscalation: false}",
	},
	container: func(s *subject, c *container) {
		if sc := c.SecurityContext; sc != nil && isTrue(sc.AllowPrivilegeEscalation) && !isTrue(sc.Privileged) {
			s.propose(c.at+".securityContext.allowPrivilegeEscalation", true, false,
				"a program in %q may become root; set it to false", c.Name)
		}
	},
}

var hostPath = rule{
	Rule: finding.Rule{
		ID: "host-path", Severity: finding.Warning,
		Reason: "A hostPath reads and writes the files of whatever node the pod lands on: other files on another node, and a way out of the container.",
		Bad:    "volumes:\n- name: data\n  hostPath: {path: /mnt/data}\nvolumeMounts:\n- {name: data, mountPath: /data}",
		Good:   "volumes:\n- name: data\n  persistentVolumeClaim: {claimName: data}\nvolumeMounts:\n- {name: data, mountPath: /data}",
	},
	pod: func(s *subject) {
		for i, volume := range s.pod().Volumes {
			if volume.HostPath != nil {
				s.report(s.specPath(index("volumes", i))+".hostPath",
					"the volume %q is a folder of whatever node the pod lands on; use a persistentVolumeClaim", volume.Name)
			}
		}
	},
}

var hostNamespace = rule{
	Rule: finding.Rule{
		ID: "host-namespace", Severity: finding.Warning,
		Reason: "In a namespace of the host the notebook sees the node's network, processes or memory, and whatever listens on its localhost.",
		Bad:    "---\nkind: ExpandNotebookJobs\nspec:\n  podTemplate:\n    spec: {hostNetwork: true}",
		Good:   "---\nkind: ExpandNotebookJobs\nspec:\n  podTemplate:\n    spec: {hostNetwork: false}",
	},
	pod: func(s *subject) {
		for _, host := range hostNamespaces(s.pod()) {
			s.propose(s.specPath(host), true, false, "the pod would share the node's %s; remove it", hostNamespaceNames[host])
		}
	},
}

var hostNamespaceNames = map[string]string{
	"hostNetwork": "network", "hostPID": "processes", "hostIPC": "shared memory",
}

// hostNamespaces are the fields of a pod that put it into a namespace of the host.
func hostNamespaces(pod *corev1.PodSpec) []string {
	var set []string
	if pod.HostNetwork {
		set = append(set, "hostNetwork")
	}
	if pod.HostPID {
		set = append(set, "hostPID")
	}
	if pod.HostIPC {
		set = append(set, "hostIPC")
	}
	return set
}

var rootConflict = rule{
	Rule: finding.Rule{
		ID: "root-conflict", Severity: finding.Warning,
		Reason: "The kubelet never starts a container that must not run as root and is told to run as user 0.",
		Bad:    "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]\n  securityContext: {runAsNonRoot: true, runAsUser: 0}",
		Good:   "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]\n  securityContext: {runAsNonRoot: true, runAsUser: 1000}",
	},
	container: func(s *subject, c *container) {
		nonRoot, user, at := (*bool)(nil), (*int64)(nil), ""
		if sc := s.pod().SecurityContext; sc != nil {
			nonRoot, user, at = sc.RunAsNonRoot, sc.RunAsUser, s.specPath("securityContext.runAsUser")
		}
		if sc := c.SecurityContext; sc != nil {
			if sc.RunAsNonRoot != nil {
				nonRoot = sc.RunAsNonRoot
			}
			if sc.RunAsUser != nil {
				user, at = sc.RunAsUser, c.at+".securityContext.runAsUser"
			}
		}
		if isTrue(nonRoot) && user != nil && *user == 0 {
			s.propose(at, int64(0), nil,
				"the container %q has runAsNonRoot: true and could never start as user 0; name another user, or none to keep the image's", c.Name)
		}
	},
}

func isTrue(value *bool) bool { return value != nil && *value }
