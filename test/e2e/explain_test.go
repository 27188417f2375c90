//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// explained is what nvj explain says of an object of the cluster.
func explained(t *testing.T, ns, kind, name string) string {
	t.Helper()
	object, err := kubectl(t.Context(), nil, "get", kind, name, "-n", ns, "-o", "json")
	require.NoError(t, err)
	text, err := run(t.Context(), []byte(object), nvj, "explain", "-")
	require.NoError(t, err)
	return text
}
