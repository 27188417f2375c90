package decode_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/decode"
)

func TestAcceptedDocumentsEqualSigsYAML(t *testing.T) {
	for _, text := range seeds(t) {
		var job v1alpha1.NotebookValidationJob
		require.Empty(t, lines(decode.Into(parse(t, text), &job, options)), text)
		requireSameAsSigs(t, text, job)
	}
}

func BenchmarkInto(b *testing.B) {
	node := parse(b, seeds(b)[len(seeds(b))-1])
	b.ReportAllocs()
	for b.Loop() {
		var job v1alpha1.NotebookValidationJob
		if findings := decode.Into(node, &job, options); len(findings) > 0 {
			b.Fatal(findings)
		}
	}
}
