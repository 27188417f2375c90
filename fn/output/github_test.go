package output

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/finding"
)

func TestWriteGitHub(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteGitHub(&out, fixture()))
	text, commands, found := strings.Cut(out.String(), "::")
	require.True(t, found)
	var plain strings.Builder
	require.NoError(t, WriteText(&plain, fixture().Findings))
	assert.Equal(t, plain.String(), text, "of many findings GitHub shows no annotations, so the log must have all")
	assert.Equal(t, []string{
		"error file=jobs/my train.yaml,line=14,col=9,title=api-required::spec.podConfig.initContainers[0].image: Required value",
		`::error file=jobs/my train.yaml,line=20,col=12,title=api-invalid::spec.timeout: Invalid value: "<30%25>": must be%0Aa duration, such as 30m`,
		"::warning file=jobs/my train.yaml,line=30,col=10,title=image-latest::spec.image: pin the image",
		`::notice file=C%3A\nvj.yaml,line=1,title=config%2Codd%3Arule::ExpandNotebookJobs/nvj: have a look`,
		`::error file=jobs/my train.yaml,line=3,title=yaml-syntax::not valid YAML: \x1b[31m & more`,
		"",
	}, strings.Split(commands, "\n"))
}

// A line break in a name must not start a command of its own.
func TestWriteGitHubKeepsToOneLine(t *testing.T) {
	var out strings.Builder
	f := finding.Finding{Severity: finding.Error, Rule: "a\r\n::set-env", Message: "b\r\n::stop-commands::x", Position: finding.Position{File: "c\n::d"}}
	require.NoError(t, WriteGitHub(&out, Report{Findings: []finding.Finding{f}}))
	assert.Equal(t, 2, strings.Count(out.String(), "\n"), "the text and the command")
	assert.NotContains(t, out.String(), "\r")
}
