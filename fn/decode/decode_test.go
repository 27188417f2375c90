package decode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
)

// options are those of a NotebookValidationJob, as far as the tests need them.
var options = decode.Options{
	Hints: func() map[string]string {
		return map[string]string{
			"spec.gitUrl":          "spec.notebook.git.url",
			"spec.podConfig.image": "containerImage",
			"spec.schedule":        "use the annotation fn.notebook.validation.io/schedule",
		}
	},
	Skip:      []string{"status"},
	Durations: []string{"spec.timeout", "spec.podConfig.buildConfig.timeout"},
}

func parse(t testing.TB, text string) *yaml.Node {
	t.Helper()
	var node yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &node))
	return &node
}

// lines renders findings for comparison: line:column path [rule] message.
func lines(findings []finding.Finding) []string {
	out := []string{}
	for _, f := range findings {
		out = append(out, fmt.Sprintf("%d:%d %s [%s] %s", f.Line, f.Column, f.Field, strings.TrimPrefix(f.Rule, "decode-"), f.Message))
	}
	return out
}

// in wraps a flow mapping into the parent of a job where a case plays; the case
// starts at line 1 and the column that follows the wrapping.
func in(parent, text string) string {
	switch parent {
	case "spec":
		return "spec: {" + text + "}"
	case "pod":
		return "spec: {podConfig: {" + text + "}}"
	case "init":
		return "spec: {podConfig: {initContainers: [{" + text + "}]}}"
	case "env":
		return "spec: {podConfig: {env: [{" + text + "}]}}"
	case "volume":
		return "spec: {podConfig: {volumes: [{" + text + "}]}}"
	default:
		return text
	}
}

// told is what a finding says, without its place.
func told(findings []finding.Finding) []string {
	out := []string{}
	for _, f := range findings {
		out = append(out, strings.TrimPrefix(f.Rule, "decode-")+": "+f.Message)
	}
	return out
}

// decodeJob decodes a job.
func decodeJob(t testing.TB, text string) (v1alpha1.NotebookValidationJob, []finding.Finding) {
	t.Helper()
	var job v1alpha1.NotebookValidationJob
	return job, decode.Into(parse(t, text), &job, options)
}
