package lint

import "k8s.io/pod-security-admission/policy"

// HasPlace reports whether a check is known to be about a field of containers.
func HasPlace(id policy.CheckID) bool {
	_, ok := containerFields[id]
	return ok
}
