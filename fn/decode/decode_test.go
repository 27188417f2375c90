package decode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
)

// options are those of a NotebookValidationJob, as far as the tests need them.
var options = decode.Options{
	Hints: map[string]string{
		"spec.gitUrl":          "spec.notebook.git.url",
		"spec.podConfig.image": "containerImage",
		"spec.schedule":        "use the annotation fn.notebook.validation.io/schedule",
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

// decodeJob decodes a job.
func decodeJob(t testing.TB, text string) (v1alpha1.NotebookValidationJob, []finding.Finding) {
	t.Helper()
	var job v1alpha1.NotebookValidationJob
	return job, decode.Into(parse(t, text), &job, options)
}

func TestSmoke(t *testing.T) {
	_, findings := decodeJob(t, `
apiVersion: notebook.validation.io/v1alpha1
kind: NotebookValidationJob
metadata: {name: x, labels: {a: 5}}
status: {whatever: 1}
spec:
  gitUrl: https://x
  git: {url: 'https://x', rev: 1}
  initContainers: []
  timeout: 30 minutes
  podConfig:
    timeout: 3m
    image: busybox
    initcontainers:
    - name: wait
      image: busybox
      image: busybox:2
      command: pg_isready
      args: foo bar
      env: {FOO: bar}
      volumeMount: []
      resources: {limits: {memory: 2GB, cpu: 1 00m}, cpu: 1}
      securityContext: {runAsUser: "1000", privileged: "true"}
      volumes: []
      limits: {}
    volumes:
    - name: data
      claimName: x
    - name: sec
      secret: {secretName: x, defaultMode: "0644"}
      hostPath: /data
`)
	for _, l := range lines(findings) {
		t.Log(l)
	}
	assert.NotEmpty(t, findings)
}
