package decode_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yamlv2 "go.yaml.in/yaml/v2"
	yaml "go.yaml.in/yaml/v3"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/decode"
)

// requireSameAsSigs holds the promise of the package comment: what has no
// findings decodes to what sigs.k8s.io/yaml makes of it.
func requireSameAsSigs(t *testing.T, text string, got v1alpha1.NotebookValidationJob) {
	t.Helper()
	var want v1alpha1.NotebookValidationJob
	require.NoError(t, sigsyaml.UnmarshalStrict([]byte(text), &want), text)
	// The status is kept as text: the same JSON may be spelled in two ways.
	got.Status, want.Status = nil, nil
	if !apiequality.Semantic.DeepEqual(want, got) {
		assert.Equal(t, want, got, text)
	}
}

func seeds(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var texts []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		texts = append(texts, string(text))
	}
	return texts
}

// loneTag is YAML's non-specific tag.
var loneTag = regexp.MustCompile(`!([^!<A-Za-z]|$)`)

// differsByDesign reports documents that the package comment excepts: merge keys,
// lone tags, and what go-yaml v2 cannot even parse.
func differsByDesign(text string) bool {
	var v any
	return strings.Contains(text, "<<") || loneTag.MatchString(text) || yamlv2.Unmarshal([]byte(text), &v) != nil
}

func FuzzInto(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text)
	}
	// Documents that went wrong once, or come from where things go wrong.
	for _, text := range []string{
		"!\u0085", "&a [*a]", "spec: &x {<<: *x}", "spec: {podConfig: {initContainers: &x [*x]}}",
		"metadata: {labels: {? [a] : b, on: c, 0x1: d, ~: e}}", "spec: {image: !!int 99999999999999999999, timeout: 1e400}",
		"spec: {podConfig: {env: {A: b}, volumes: {a: {}}, resources: [1], nodeSelector: a}}",
		"spec: {git: {url: x, url: y}, initContainer: [{imgae: 5}], podconfig: {timeout: 1d}}",
		"metadata: {managedFields: [{fieldsV1: {a: .nan, b: !!binary x, c: *d}}], ownerReferences: {}}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var node yaml.Node
		if yaml.Unmarshal([]byte(text), &node) != nil {
			return
		}
		var job v1alpha1.NotebookValidationJob
		findings := decode.Into(&node, &job, decode.Options{Durations: options.Durations, Hints: options.Hints})
		for _, found := range findings {
			require.NotEmpty(t, found.Message)
			require.NotContains(t, found.Message, "\n", "a message is one line")
			require.Positive(t, found.Line, found.Message)
			decode.Locate(&node, found.Field)
		}
		decode.Value(&node)
		if len(findings) > 0 || differsByDesign(text) {
			return
		}
		requireSameAsSigs(t, text, job)
	})
}
