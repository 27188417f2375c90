package pipeline_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// BenchmarkValidate is the cost of one job from its text to its findings: parsing,
// decoding, expansion, every rule, and what is printed.
func BenchmarkValidate(b *testing.B) {
	const file = "../../examples/init-containers/multi-step-init.yaml"
	text, err := os.ReadFile(file)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		items, err := resourcelist.ReadDocuments(file, text)
		require.NoError(b, err)
		inputs := make([]pipeline.Input, len(items))
		for i, item := range items {
			inputs[i] = pipeline.Input{Item: item, File: file, Index: i, FileLines: true}
		}
		out := pipeline.Run(nil, inputs, pipeline.Options{})
		require.NotEmpty(b, out.Generated)
	}
}
