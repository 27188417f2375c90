package pipeline_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/pipeline"
)

// A hint that does not work when it is followed costs more time than none.
func TestHintsForPodMetadataWork(t *testing.T) {
	job := func(metadata, podConfig string) string {
		return "apiVersion: " + v1alpha1.JobAPIVersion + "\nkind: " + v1alpha1.JobKind + "\nmetadata:\n  name: a\n" + metadata +
			"spec:\n  notebook: {path: a.ipynb}\n  podConfig:\n    containerImage: a:1\n" + podConfig
	}
	for _, field := range []string{"annotations", "podAnnotations", "labels", "podLabels"} {
		t.Run(field, func(t *testing.T) {
			findings := pipeline.Run(nil, inputsOf(t, job("", "    "+field+": {team: data}\n")), pipeline.Options{}).Findings
			var hint string
			for _, f := range findings {
				if strings.Contains(f.Message, "unknown field") {
					hint = f.Message
				}
			}
			kind := regexp.MustCompile(`function config \(kind (\w+)\)`).FindStringSubmatch(hint)
			require.NotNil(t, kind, hint)
			path := regexp.MustCompile(`spec\.podTemplate\.metadata\.\w+`).FindString(hint)
			require.NotEmpty(t, path, hint)

			config := "apiVersion: " + v1alpha1.ConfigAPIVersion + "\nkind: " + kind[1] + "\nmetadata: {name: nvj}\n" + nested(path, "{team: data}")
			assert.Equal(t, "data", podEntry(t, config, job("", ""), path), hint)
			if own := regexp.MustCompile(`metadata\.labels of this job`).FindString(hint); own != "" {
				assert.Equal(t, "data", podEntry(t, "", job("  labels: {team: data}\n", ""), path), hint)
			} else {
				assert.Contains(t, field, "nnotations", "labels of a job reach its pods, and the hint says so")
			}
		})
	}
}

// nested is YAML in which a value is at a path.
func nested(path, value string) string {
	var text strings.Builder
	names := strings.Split(path, ".")
	for i, name := range names {
		text.WriteString(strings.Repeat("  ", i) + name + ":")
		if i < len(names)-1 {
			text.WriteString("\n")
		}
	}
	return text.String() + " " + value + "\n"
}

// podEntry runs a job and returns the annotation or label "team" of its pods.
func podEntry(t *testing.T, config, job, path string) string {
	t.Helper()
	var settings *pipeline.Input
	if config != "" {
		settings = &inputsOf(t, config)[0]
	}
	out := pipeline.Run(settings, inputsOf(t, job), pipeline.Options{})
	for _, item := range out.Items {
		if item.Kind() == "Job" {
			var rendered batchv1.Job
			require.NoError(t, yaml.UnmarshalStrict(item.Text(), &rendered))
			metadata := rendered.Spec.Template.ObjectMeta
			return map[bool]map[string]string{true: metadata.Labels, false: metadata.Annotations}[strings.HasSuffix(path, ".labels")]["team"]
		}
	}
	require.Fail(t, "no Job", out.Findings)
	return ""
}
