package expand

import corev1 "k8s.io/api/core/v1"

// restricted is the security context of our own containers: the Pod Security
// Standard restricted, without a fixed UID, so that OpenShift can assign one. It
// is set on the containers and not on the pod: the user's containers are theirs. On
// Windows these fields must not be set.
func (b *builder) restricted(readOnlyRoot bool) *corev1.SecurityContext {
	if os := b.template.OS; os != nil && os.Name == corev1.Windows {
		return nil
	}
	yes, no := true, false
	context := &corev1.SecurityContext{
		AllowPrivilegeEscalation: &no,
		Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		RunAsNonRoot:             &yes,
		SeccompProfile:           &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
	}
	if readOnlyRoot {
		context.ReadOnlyRootFilesystem = &yes
	}
	return context
}
