package pipeline

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/fn/validate"
)

// Without this, the process would end without the list that a host waits for.
func TestAPanicIsAnErrorOfItsNotebookJob(t *testing.T) {
	items, err := resourcelist.ReadDocuments("job.yaml", []byte(
		"# a comment\napiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: a}\n"))
	require.NoError(t, err)
	j := &job{source: source{input: Input{Item: items[0], File: "job.yaml", FileLines: true}}}
	j.survive(func() {
		var none []string
		_ = none[len(items)]
	})
	require.Len(t, j.pending, 1)
	f := j.pending[0].place(j.pending[0].Finding)
	assert.Equal(t, validate.RuleBug, f.Rule)
	assert.Equal(t, finding.Error, f.Severity)
	assert.Equal(t, "job.yaml", f.File)
	assert.Equal(t, 2, f.Line)
	assert.Contains(t, f.Message, "index out of range")
	assert.False(t, j.isSound(), "nothing is rendered from it")
}
