//go:build e2e

package e2e

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
)

// server awaits a pod of fixtures/servers.yaml and returns its address.
func server(t *testing.T, name string) string {
	t.Helper()
	pod := await(t, "server "+name, namespace, []string{"pod/" + name}, func(pod *corev1.Pod) bool {
		for _, c := range pod.Status.Conditions {
			if c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue {
				return true
			}
		}
		return false
	})
	return pod.Status.PodIP
}

// repository returns the address of the Git server, and the commit of its
// repository that holds what the jobs want.
func repository(t *testing.T) (address, commit string) {
	t.Helper()
	address = server(t, "git")
	found := regexp.MustCompile(`(?m)^commit ([0-9a-f]{40})$`).FindStringSubmatch(logs(t, namespace, "git", "server"))
	require.NotNil(t, found)
	return address, found[1]
}
