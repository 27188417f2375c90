package finding

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInert(t *testing.T) {
	for name, c := range map[string]struct{ reason, line, want string }{
		"github":          {"GitHub stops reading commands after this one.", "::stop-commands::x.yaml:1:2: error", `\x3a:stop-commands::x.yaml:1:2: error`},
		"after blanks":    {"It does not look at blanks.", "  ::error::x", `  \x3a:error::x`},
		"within":          {"Within a line it is text.", "a::b", "a::b"},
		"one colon":       {"One colon is text.", ":a", ":a"},
		"github, old":     {"The older form may be anywhere.", "a ##[add-path]b", `a \x23#[add-path]b`},
		"azure":           {"Azure Pipelines reads its commands anywhere as well.", "x ##vso[task.setvariable]y", `x \x23#vso[task.setvariable]y`},
		"azure, capitals": {"In any case.", "##VSO[a]", `\x23#VSO[a]`},
		"teamcity":        {"And so does TeamCity.", "##teamcity[buildStop]", `\x23#teamcity[buildStop]`},
		"three signs":     {"One more sign changes nothing.", "###[group]", `#\x23#[group]`},
		"twice":           {"Each of them counts.", "##[a]##[b]", `\x23#[a]\x23#[b]`},
		"heading":         {"Text stays text.", "## a [b]", "## a [b]"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, Inert(c.line), c.reason)
			assert.Equal(t, c.want, Printable(c.line), c.reason)
		})
	}
}

// command is what CI systems look for in a line.
var command = regexp.MustCompile(`(?im)^\s*::|##(vso|teamcity)?\[`)

func TestNoReportHasACommandOfTheInput(t *testing.T) {
	hostile := []string{"::stop-commands::x", "a\n::error::x", "##[add-mask]x", "##vso[task.complete]", "##teamcity[buildStop]"}
	var report Report
	for _, text := range hostile {
		f := Finding{Rule: "r", Severity: Error, Message: text, Field: text, Current: text, Resource: Resource{Kind: text, Name: text}, Position: Position{File: text}}
		report.Findings = append(report.Findings, f)
		f.Severity, f.Line, f.Field = Warning, 2, ""
		report.Findings = append(report.Findings, f)
	}
	ours := regexp.MustCompile(`^::(error|warning) file=`)
	for name, write := range map[string]func(io.Writer, Report) error{
		"github": WriteGitHub, "json": WriteJSON, "sarif": WriteSARIF, "junit": WriteJUnit,
		"text": func(w io.Writer, r Report) error { return WriteText(w, r.Findings) },
		"terminal": func(w io.Writer, r Report) error {
			return Terminal{Width: 20, Excerpt: excerpt("::error::x", 1)}.Write(w, r.Findings)
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
