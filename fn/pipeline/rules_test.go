package pipeline_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lint"
	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// withoutExample are the rules that no short job breaks.
var withoutExample = map[string]string{
	"api-too-long":      "takes annotations of more than 256 KiB",
	"api-too-short":     "no field of a pod has a least length",
	"api-too-many":      "takes lists of more than a hundred items",
	"api-too-few":       "no list of a pod has a least length",
	"api-type":          "decoding finds wrong types first",
	"api-internal":      "would be a fault of the API server's code",
	"api-dropped-field": "which fields are dropped changes with every Kubernetes release",
	"word-too-long":     "takes a value of 128 KiB",
	"file-unreadable":   "is about a file, not about what is in it",
	"config-count":      "takes several function configs, which pipeline.Run cannot be given",
	"nvj-bug":           "would be a fault of nvj",
	"job-patch-lost":    "takes two layers of kustomize",
}

// elsewhere are the rules that tests of other packages cover, and why.
var elsewhere = map[string]string{
	"yaml-syntax":         "a file that is not YAML is refused before its jobs are looked for",
	"decode-bad-alias":    "reading refuses it before decoding does",
	"decode-bad-duration": "the durations of a job are strings, which job-bad-duration is about",
	"decode-bad-base64":   "no field of a job holds bytes",
}

// TestExamplesOfRules holds that every bad example breaks its rule and no other,
// and that no good example breaks any.
func TestExamplesOfRules(t *testing.T) {
	for _, rule := range pipeline.Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			assert.NotEmpty(t, rule.Reason)
			assert.Contains(t, []finding.Severity{finding.Error, finding.Warning, finding.Info}, rule.Severity)
			if withoutExample[rule.ID] != "" {
				assert.Empty(t, rule.Bad+rule.Good)
				return
			}
			require.NotEmpty(t, rule.Bad)
			require.NotEmpty(t, rule.Good)
			if elsewhere[rule.ID] != "" {
				return
			}
			bad := findingsOf(t, rule.ID, rule.Bad)
			require.NotEmpty(t, bad, "the bad example breaks no rule")
			for _, f := range bad {
				assert.Equal(t, rule.ID, f.Rule, output.Text(f))
				assert.Equal(t, rule.Severity, f.Severity, output.Text(f))
			}
			for _, f := range findingsOf(t, rule.ID, rule.Good) {
				assert.Fail(t, "the good example breaks a rule", output.Text(f))
			}
		})
	}
}

// findingsOf runs an example: part of a job, and perhaps a function config.
func findingsOf(t *testing.T, id, example string) []finding.Finding {
	t.Helper()
	var config *pipeline.Input
	var jobs []pipeline.Input
	for _, part := range strings.Split("\n"+example, "\n---\n") {
		part = strings.TrimPrefix(part, "\n")
		switch {
		case strings.Contains(part, "kind: ExpandNotebookJob"):
			if !strings.Contains(part, "apiVersion:") {
				part = "apiVersion: " + v1alpha1.ConfigAPIVersion + "\n" + part
			}
			config = &inputsOf(t, part)[0]
		case part != "":
			jobs = append(jobs, inputsOf(t, aroundExample(part))...)
		}
	}
	if len(jobs) == 0 {
		jobs = inputsOf(t, aroundExample("notebook: {path: a.ipynb}"))
	}
	return pipeline.Run(config, jobs, pipeline.Options{Adjust: func(spec *v1alpha1.ExpandNotebookJobsSpec) {
		// Examples leave resources out: they are about something else.
		if id == "no-resources" {
			return
		}
		if spec.Checks.Rules == nil {
			spec.Checks.Rules = map[string]v1alpha1.RuleSeverity{}
		}
		spec.Checks.Rules["no-resources"] = v1alpha1.RuleOff
	}}).Findings
}

func inputsOf(t *testing.T, text string) []pipeline.Input {
	t.Helper()
	items, err := resourcelist.ReadDocuments("example.yaml", []byte(text+"\n"))
	require.NoError(t, err)
	require.NotEmpty(t, items)
	inputs := make([]pipeline.Input, len(items))
	for i, item := range items {
		inputs[i] = pipeline.Input{Item: item, File: "example.yaml", Index: i, FileLines: true}
	}
	return inputs
}

// places are where the fields with which examples begin belong.
var places = map[string]string{
	"spec": "", "metadata": "",
	"creationTimestamp": "metadata",
	"notebook":          "spec", "timeout": "spec", "image": "spec", "podConfig": "spec",
	"comparisonConfig": "spec", "validationConfig": "spec",
	"initContainers": "podConfig", "volumes": "podConfig", "env": "podConfig", "envFrom": "podConfig",
	"nodeSelector": "podConfig", "buildConfig": "podConfig", "containerImage": "podConfig",
	"command": "container", "runAsUser": "securityContext", "memory": "requests",
}

// aroundExample makes a whole job of a part of one.
func aroundExample(part string) string {
	first, _, _ := strings.Cut(part, ":")
	if first == "apiVersion" {
		return part
	}
	head := "apiVersion: " + v1alpha1.JobAPIVersion + "\nkind: " + v1alpha1.JobKind + "\n"
	name := "metadata:\n  name: example\n"
	notebook := "  notebook: {path: a.ipynb}\n"
	if strings.Contains("\n"+part, "\nnotebook:") {
		notebook = ""
	}
	switch places[first] {
	case "metadata":
		return head + name + indent(part, 2) + "spec:\n" + notebook
	case "spec":
		return head + name + "spec:\n" + notebook + indent(part, 2)
	case "podConfig":
		return head + name + "spec:\n" + notebook + "  podConfig:\n" + indent(part, 4)
	case "container":
		return head + name + "spec:\n" + notebook + "  podConfig:\n    initContainers:\n    - name: prepare\n      image: busybox:1.37\n" + indent(part, 6)
	case "securityContext":
		return head + name + "spec:\n" + notebook + "  podConfig:\n    initContainers:\n    - name: prepare\n      image: busybox:1.37\n" +
			"      command: [sh, /scripts/prepare.sh]\n      securityContext:\n" + indent(part, 8)
	case "requests":
		return head + name + "spec:\n" + notebook + "  podConfig:\n    resources:\n      requests:\n" + indent(part, 8)
	}
	if first == "metadata" {
		if !strings.Contains(part, "name:") && !strings.Contains(part, "generateName:") && strings.Contains(part, "annotations:") {
			part = strings.Replace(part, "metadata:", "metadata:\n  name: example", 1)
		}
		return head + part + "\nspec:\n" + notebook
	}
	return head + name + strings.Replace(part, "spec:", "spec:\n"+strings.TrimSuffix(notebook, "\n"), 1)
}

func indent(text string, by int) string {
	pad := strings.Repeat(" ", by)
	return pad + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+pad) + "\n"
}

// ruleID matches what looks like the ID of a rule in the source. Lints report
// under the ID of the rule they belong to, and are held by their examples.
var ruleID = regexp.MustCompile(`"((?:api|config|decode|file|job|nvj|pod-security|reference|yaml)-[a-z0-9-]+)"`)

// TestRegistry holds that every rule that the code emits is registered, every
// registered one emitted, and each registered once.
func TestRegistry(t *testing.T) {
	emitted := map[string]bool{}
	for _, rule := range lint.Rules() {
		emitted[rule.ID] = true
	}
	err := filepath.WalkDir("..", func(path string, entry os.DirEntry, err error) error {
		isTable := filepath.Base(path) == "rules.go" && filepath.Dir(path) != filepath.Join("..", "decode")
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || isTable {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, match := range ruleID.FindAllStringSubmatch(string(text), -1) {
			emitted[match[1]] = true
		}
		return nil
	})
	require.NoError(t, err)

	registered := map[string]bool{}
	for _, rule := range pipeline.Rules() {
		assert.False(t, registered[rule.ID], "%s is registered twice", rule.ID)
		registered[rule.ID] = true
		assert.True(t, emitted[rule.ID], "%s is registered, but nothing emits it", rule.ID)
	}
	for id := range emitted {
		assert.True(t, registered[id], "%s is emitted, but not registered: add it to the Rules of its package", id)
	}
}
