package output

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/term"
)

// command is what CI systems look for in a line.
var command = regexp.MustCompile(`(?im)^\s*::|##(vso|teamcity)?\[`)

func TestNoReportHasACommandOfTheInput(t *testing.T) {
	hostile := []string{"::stop-commands::x", "a\n::error::x", "##[add-mask]x", "##vso[task.complete]", "##teamcity[buildStop]"}
	var report Report
	for _, text := range hostile {
		f := finding.Finding{Rule: "r", Severity: finding.Error, Message: text, Field: text, Current: text, Resource: finding.Resource{Kind: text, Name: text}, Position: finding.Position{File: text}}
		report.Findings = append(report.Findings, f)
		f.Severity, f.Line, f.Field = finding.Warning, 2, ""
		report.Findings = append(report.Findings, f)
	}
	ours := regexp.MustCompile(`^::(error|warning) file=`)
	for name, write := range map[string]func(io.Writer, Report) error{
		"github": WriteGitHub, "json": WriteJSON, "sarif": WriteSARIF, "junit": WriteJUnit,
		"text": func(w io.Writer, r Report) error { return WriteText(w, r.Findings) },
		"terminal": func(w io.Writer, r Report) error {
			return Terminal{Look: term.Look{Width: 20}, Excerpt: excerpt("::error::x", 1)}.Write(w, r.Findings)
		},
	} {
		var out strings.Builder
		require.NoError(t, write(&out, report))
		for line := range strings.Lines(out.String()) {
			line = strings.TrimRight(line, "\n")
			if name == "github" && ours.MatchString(line) {
				line = line[2:]
			}
			assert.NotRegexp(t, command, line, name)
		}
	}
	// What was spelt out is read back as it was.
	var text strings.Builder
	require.NoError(t, WriteJSON(&text, report))
	var read struct{ Findings []struct{ File string } }
	require.NoError(t, json.Unmarshal([]byte(text.String()), &read))
	assert.Equal(t, "##[add-mask]x", read.Findings[4].File)
	text.Reset()
	require.NoError(t, WriteJUnit(&text, report))
	var suites junitSuites
	require.NoError(t, xml.Unmarshal([]byte(text.String()), &suites))
	assert.Equal(t, "##[add-mask]x", suites.Suites[2].Name)
}
