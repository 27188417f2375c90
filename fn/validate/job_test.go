package validate

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

func TestAbsolutePathProposals(t *testing.T) {
	for written, want := range map[string]string{
		"/nb/a.ipynb":               "nb/a.ipynb",
		"/workspace/repo/a.ipynb":   "a.ipynb", // where the clone stands in the pod
		"/workspace/golden/a.ipynb": "a.ipynb",
		"/workspace/a.ipynb":        "workspace/a.ipynb",
	} {
		c := &check{}
		c.notebook("spec.notebook", v1alpha1.NotebookSpec{Path: written, Git: &v1alpha1.GitSpec{URL: "https://h/x.git"}})
		require.Len(t, c.faults, 1, written)
		assert.Equal(t, want, c.faults[0].Proposed, written)
	}
}
