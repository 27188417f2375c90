//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRestrictedPodSecurity(t *testing.T) {
	t.Parallel()
	git := server(t, "git")
	job := applyJob(t, restrictedNamespace, "restricted.yaml", "GIT", git)
	completed(t, restrictedNamespace, job)
	pod := onlyPod(t, restrictedNamespace, job)
	assert.Zero(t, terminated(t, pod, "git-clone").ExitCode)
	assert.Zero(t, terminated(t, pod, notebookExecutor).ExitCode)

	// The namespace does refuse: the same job without the user's security context.
	manifest, _, found := strings.Cut(readFile(t, "jobs/restricted.yaml", "GIT", git), "      securityContext:")
	require.True(t, found)
	rendered, err := render(t.Context(), manifest, "--output-kind", "Pod")
	require.NoError(t, err)
	_, err = kubectl(t.Context(), []byte(rendered), "create", "--dry-run=server", "-n", restrictedNamespace, "-f", "-")
	require.ErrorContains(t, err, `violates PodSecurity "restricted:latest"`)
	require.ErrorContains(t, err, `container "prepare"`)
	assert.NotContains(t, err.Error(), "git-clone")
	assert.NotContains(t, err.Error(), notebookExecutor)
}
