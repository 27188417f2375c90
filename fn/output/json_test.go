package output

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/finding"
)

// The names in this test are API.
func TestWriteJSON(t *testing.T) {
	report := fixture()
	report.Findings = append(report.Findings[1:2], finding.Finding{Rule: "x", Severity: finding.Info, Message: "m", Current: math.Inf(1)})
	var out strings.Builder
	require.NoError(t, WriteJSON(&out, report))
	assert.Equal(t, `{
  "findings": [
    {
      "rule": "api-invalid",
      "severity": "error",
      "message": "Invalid value: \"<30%>\": must be a duration, such as 30m",
      "resource": {
        "apiVersion": "notebook.validation.io/v1alpha1",
        "kind": "NotebookValidationJob",
        "namespace": "ml",
        "name": "train"
      },
      "field": "spec.timeout",
      "currentValue": "<30%>",
      "proposedValue": "30m",
      "file": "jobs/my train.yaml",
      "index": 0,
      "line": 20,
      "column": 12
    },
    {
      "rule": "x",
      "severity": "info",
      "message": "m",
      "currentValue": "+Inf",
      "index": 0
    }
  ],
  "summary": {
    "errors": 1,
    "warnings": 0,
    "infos": 1,
    "jobs": 2
  }
}
`, out.String())
}

func TestWriteJSONWithoutFindings(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteJSON(&out, Report{}))
	assert.Contains(t, out.String(), `"findings": []`, "a reader must be able to count on a list")
}
