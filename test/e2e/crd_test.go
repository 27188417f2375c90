//go:build e2e

package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCRDs(t *testing.T) {
	t.Parallel()
	// Not apply: where an operator has installed its own, they are not ours to change.
	_, err := kubectl(t.Context(), nil, "create", "-f", "../../docs/crd")
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := kubectl(context.Background(), nil, "delete", "--wait=false", "-f", "../../docs/crd")
		assert.NoError(t, err)
	})
	_, err = kubectl(t.Context(), nil, "wait", "--for=condition=Established", "--timeout=60s", "-f", "../../docs/crd")
	require.NoError(t, err)

	good := readFile(t, "jobs/init-succeeds.yaml")
	unnamed := strings.Replace(good, "- name: prepare\n      image:", "- image:", 1)
	require.NotEqual(t, good, unnamed)
	for _, group := range []string{"notebook.validation.io", "mlops.mlops.dev"} {
		create := func(manifest string) error {
			manifest = strings.Replace(manifest, "apiVersion: notebook.validation.io/", "apiVersion: "+group+"/", 1)
			_, err := kubectl(t.Context(), []byte(manifest), "create", "--dry-run=server", "-n", namespace, "-f", "-")
			return err
		}
		assert.NoError(t, create(good), group)
		err := create(unnamed)
		if assert.Error(t, err, group) {
			assert.Contains(t, err.Error(), "spec.podConfig.initContainers[0].name: Required value", group)
		}
	}
}
