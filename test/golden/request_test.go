package golden_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/test/testenv"
)

// TestRequestExamples renders the four examples of the feature request as they
// stand there. They pass, and docs/rules.md says what nvj has to say about them:
// no other rule may fire.
func TestRequestExamples(t *testing.T) {
	t.Chdir(testenv.Root)
	const at = "spec.podConfig.initContainers"
	for name, want := range map[string][]string{
		"wait-for-database": {at + "[0].resources [no-resources]"},
		"download-dataset":  {at + "[0].image [image-latest]", at + "[0].resources [no-resources]"},
		"multi-step-init": {
			at + "[0].args[0] [endless-loop]", at + "[0].image [image-latest]", at + "[0].resources [no-resources]",
			at + "[1].args[0] [endless-loop]", at + "[1].image [image-latest]", at + "[1].resources [no-resources]",
		},
		"custom-healthcheck": {at + "[0].command[2] [insecure-tls]", at + "[0].resources [no-resources]"},
	} {
		t.Run(name, func(t *testing.T) {
			got := testenv.Run(t, []string{"render", filepath.Join("testdata", "request", name+".yaml")}, nil)
			require.Zero(t, got.Code, got.Stderr)
			require.NotEmpty(t, got.Stdout)
			var findings []string
			for line := range strings.Lines(got.Stderr) {
				require.NotContains(t, line, " error: ")
				parts := strings.SplitN(strings.TrimSpace(line), ": ", 4)
				findings = append(findings, parts[2]+line[strings.LastIndex(line, " ["):len(line)-1])
			}
			assert.ElementsMatch(t, want, findings, got.Stderr)
		})
	}
}
