package output

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/finding"
)

func TestWriteJUnit(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteJUnit(&out, fixture()))
	assert.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nvj" tests="4" failures="2" errors="0">
  <testsuite name="jobs/my train.yaml" tests="2" failures="2" errors="0">
    <testcase name="NotebookValidationJob/train" classname="jobs/my train.yaml">
      <failure type="api-required" message="2 errors">jobs/my train.yaml:14:9: error: spec.podConfig.initContainers[0].image: Required value [api-required]&#xA;jobs/my train.yaml:20:12: error: spec.timeout: Invalid value: &#34;&lt;30%&gt;&#34;: must be a duration, such as 30m [api-invalid]&#xA;</failure>
      <system-out>jobs/my train.yaml:30:10: warning: spec.image: pin the image [image-latest]&#xA;</system-out>
    </testcase>
    <testcase name="input" classname="jobs/my train.yaml">
      <failure type="yaml-syntax" message="not valid YAML: \x1b[31m &amp; more [yaml-syntax]">error: not valid YAML: \x1b[31m &amp; more [yaml-syntax]&#xA;</failure>
    </testcase>
  </testsuite>
  <testsuite name="jobs/report.yaml" tests="1" failures="0" errors="0">
    <testcase name="NotebookValidationJob/report" classname="jobs/report.yaml"></testcase>
  </testsuite>
  <testsuite name="C:\nvj.yaml" tests="1" failures="0" errors="0">
    <testcase name="ExpandNotebookJobs/nvj" classname="C:\nvj.yaml">
      <system-out>C:\nvj.yaml: info: ExpandNotebookJobs/nvj: have a look [config,odd:rule]&#xA;</system-out>
    </testcase>
  </testsuite>
</testsuites>
`, out.String())
}

// allowed are the attributes and children that junit-10.xsd of Jenkins' xUnit
// plugin allows, as far as the report uses the elements; * marks required ones.
var allowed = map[string]struct{ attributes, children string }{
	"testsuites": {"name time tests failures errors", "testsuite"},
	"testsuite":  {"name* tests* failures* errors* group time skipped timestamp hostname id package file log url", "testsuite properties testcase system-out system-err"},
	"testcase":   {"name* time classname group", "skipped error failure system-out system-err"},
	"failure":    {"type message", ""},
	"system-out": {"", ""},
}

func TestWriteJUnitKeepsToTheSchema(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteJUnit(&out, fixture()))
	decoder := xml.NewDecoder(strings.NewReader(out.String()))
	open := []string{""}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		switch element := token.(type) {
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.StartElement:
			name := element.Name.Local
			if parent := open[len(open)-1]; parent != "" {
				assert.Contains(t, strings.Fields(allowed[parent].children), name)
			}
			open = append(open, name)
			has := map[string]bool{}
			for _, attribute := range element.Attr {
				has[attribute.Name.Local] = true
			}
			for _, attribute := range strings.Fields(allowed[name].attributes) {
				known, required := strings.CutSuffix(attribute, "*")
				assert.True(t, has[known] || !required, "%s needs %s", name, known)
				delete(has, known)
			}
			assert.Empty(t, has, "%s has attributes the schema does not know", name)
		}
	}
}

// Two documents of one file may have the same name in different namespaces.
func TestWriteJUnitKeepsDocumentsApart(t *testing.T) {
	job := finding.Resource{Kind: "NotebookValidationJob", Name: "a"}
	var out strings.Builder
	require.NoError(t, WriteJUnit(&out, Report{
		Checked: []Subject{{job, finding.Position{File: "f"}}, {job, finding.Position{File: "f", Index: 1}}},
		Findings: []finding.Finding{{
			Rule: "r", Severity: finding.Error, Message: "m", Resource: job, Position: finding.Position{File: "f", Index: 1, Line: 9, Column: 3},
		}},
	}))
	assert.Contains(t, out.String(), `tests="2" failures="1"`)
}
