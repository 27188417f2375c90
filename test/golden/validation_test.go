package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/test/testenv"
)

// validationRules are the prefixes of the rules that say what is wrong. Advice
// has rules, and tests, of its own.
var validationRules = []string{"api-", "config-", "decode-", "job-", "nvj-", "yaml-"}

// TestValidation runs every file of testdata/validation. A file holds a job, and
// may hold a function config beside it. Its head says why the case exists and
// what is expected, one line a finding, in the order in which they are reported:
//
//	# An init container needs an image.
//	# want: 14:7 error api-required spec.podConfig.initContainers[0].image
//
// A case without faults says "# want: none", one that is no YAML the line of the
// fault: "# want: 9 unreadable".
func TestValidation(t *testing.T) {
	t.Chdir(testenv.Root)
	files, err := filepath.Glob("testdata/validation/*.yaml")
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(files), 120)
	reasons := map[string]string{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			c := parseValidationCase(t, file, string(text))
			require.Empty(t, reasons[c.reason], "two cases for one reason")
			reasons[c.reason] = file
			if *update {
				c.settle(t)
				require.NoError(t, os.WriteFile(file, []byte(c.text()), 0o644))
			}
			assert.Equal(t, c.want, c.findings(t), "%s; run make golden and review what changed", c.reason)
		})
	}
}

// validationCase is a file of testdata/validation, taken apart.
type validationCase struct {
	file   string
	reason string
	want   []string
	body   string
}

const wantPrefix = "# want: "

func parseValidationCase(t *testing.T, file, text string) *validationCase {
	t.Helper()
	c := &validationCase{file: file, body: text}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "# ") {
			break
		}
		c.body = c.body[len(line):]
		if want, ok := strings.CutPrefix(line, wantPrefix); ok {
			c.want = append(c.want, strings.TrimSpace(want))
			continue
		}
		require.Empty(t, c.want, "the reason comes before what is wanted")
		c.reason += line
	}
	require.NotEmpty(t, c.reason, "the head must say why the case exists")
	return c
}

func (c *validationCase) text() string {
	return c.reason + wantPrefix + strings.Join(c.want, "\n"+wantPrefix) + "\n" + c.body
}

// settle makes the findings the wanted ones. How many there are moves the body,
// and so the lines of the findings: the second time they stay.
func (c *validationCase) settle(t *testing.T) {
	t.Helper()
	for range 2 {
		c.want = c.findings(t)
	}
}

// findings runs the file and describes what was found as the head does.
func (c *validationCase) findings(t *testing.T) []string {
	t.Helper()
	items, err := resourcelist.ReadDocuments(c.file, []byte(c.text()))
	if err != nil {
		t.Log(err)
		line, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), c.file+":"), ":")
		return []string{line + " unreadable"}
	}
	var config *pipeline.Input
	var inputs []pipeline.Input
	for i, item := range items {
		input := pipeline.Input{Item: item, File: c.file, Index: i, FileLines: true}
		if item.Kind() == v1alpha1.ConfigKind {
			config = &input
			continue
		}
		inputs = append(inputs, input)
	}
	var described []string
	for _, f := range pipeline.Run(config, inputs, pipeline.Options{}).Findings {
		checkFinding(t, f)
		if slices.ContainsFunc(validationRules, func(prefix string) bool { return strings.HasPrefix(f.Rule, prefix) }) {
			t.Log(output.Text(f))
			described = append(described, strings.TrimSpace(
				fmt.Sprintf("%d:%d %s %s %s", f.Line, f.Column, f.Severity, f.Rule, f.Field)))
		}
	}
	if described == nil {
		return []string{"none"}
	}
	return described
}

// checkFinding holds what every finding promises.
func checkFinding(t *testing.T, f finding.Finding) {
	t.Helper()
	assert.NotEqual(t, "nvj-bug", f.Rule, output.Text(f))
	assert.NotEmpty(t, f.Message)
	assert.NotZero(t, f.Line, "a finding in a file has a line: %s", output.Text(f))
	assert.NotContains(t, output.Text(f), "hunter2", "a secret must not be shown")
	assert.NotContains(t, f.Message, "&{", "a message must not show Go structs")
}
