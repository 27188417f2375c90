package output

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/term"
)

// The elements of a JUnit report, as junit-10.xsd of Jenkins' xUnit plugin has
// them; GitLab reads the same. There are no times: a report of the same input
// is the same report.
type (
	junitSuites struct {
		XMLName  xml.Name      `xml:"testsuites"`
		Name     string        `xml:"name,attr"`
		Tests    int           `xml:"tests,attr"`
		Failures int           `xml:"failures,attr"`
		Errors   int           `xml:"errors,attr"`
		Suites   []*junitSuite `xml:"testsuite"`

		byFile map[string]*junitSuite
	}
	junitSuite struct {
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Cases    []*junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr,omitempty"`
		Failure   *junitFailure `xml:"failure"`
		Output    string        `xml:"system-out,omitempty"`

		output, failures strings.Builder
		failed           int
	}
	junitFailure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit prints a test suite for each file and a test case for each job, and
// for each other resource that something was found about. A case fails with all
// its errors; what is less than an error is its output.
func WriteJUnit(w io.Writer, report Report) error {
	suites := &junitSuites{Name: "nvj", byFile: map[string]*junitSuite{}}
	cases := map[Subject]*junitCase{}
	for _, subject := range report.Checked {
		suites.caseFor(cases, subject)
	}
	for _, f := range report.Findings {
		at := f.Position
		if at.File == "" {
			at = report.Default // readers want a suite with a name
		}
		suites.caseFor(cases, Subject{f.Resource, at}).add(f)
	}
	suites.count()
	text := bytes.NewBufferString(xml.Header)
	encoder := xml.NewEncoder(text)
	encoder.Indent("", "  ")
	if err := encoder.Encode(suites); err != nil {
		return err
	}
	text.WriteByte('\n')
	return writeReport(w, text, xmlHash)
}

// caseFor is the case of a resource at a document of a file, made when missing.
func (s *junitSuites) caseFor(cases map[Subject]*junitCase, about Subject) *junitCase {
	about.Line, about.Column = 0, 0
	if known := cases[about]; known != nil {
		return known
	}
	made := &junitCase{Name: about.String(), ClassName: about.File}
	if about.Kind == "" { // a file that could not be read, or no file at all
		made.Name = "input"
	}
	cases[about] = made
	suite := s.byFile[about.File]
	if suite == nil {
		suite = &junitSuite{Name: about.File}
		s.byFile[about.File] = suite
		s.Suites = append(s.Suites, suite)
	}
	suite.Cases = append(suite.Cases, made)
	return made
}

func (c *junitCase) add(f finding.Finding) {
	if f.Severity != finding.Error {
		c.output.WriteString(Text(f) + "\n")
		return
	}
	if c.Failure == nil {
		c.Failure = &junitFailure{Type: f.Rule, Message: term.Printable(message(f))}
	}
	c.failures.WriteString(Text(f) + "\n")
	c.failed++
}

// finish fills in what is known once all findings are there.
func (c *junitCase) finish() {
	c.Output = c.output.String()
	if c.Failure == nil {
		return
	}
	c.Failure.Text = c.failures.String()
	if c.failed > 1 {
		c.Failure.Message = Plural(c.failed, "error")
	}
}

func (s *junitSuites) count() {
	for _, suite := range s.Suites {
		suite.Tests = len(suite.Cases)
		for _, c := range suite.Cases {
			c.finish()
			if c.Failure != nil {
				suite.Failures++
			}
		}
		s.Tests += suite.Tests
		s.Failures += suite.Failures
	}
}
