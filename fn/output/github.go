package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/term"
)

// githubCommands are the workflow commands that annotate a file with a severity.
var githubCommands = map[finding.Severity]string{finding.Error: "error", finding.Warning: "warning", finding.Info: "notice"}

// WriteGitHub prints the findings as text, for the log, and after them GitHub's
// workflow commands, which show findings as annotations in a pull request. Of a step
// GitHub shows ten annotations of a kind, and no more.
//
//	jobs/train.yaml:14:9: error: spec.notebook.path: Required value [api-required]
//	::error file=jobs/train.yaml,line=14,col=9,title=api-required::spec.notebook.path: Required value
func WriteGitHub(w io.Writer, report Report) error {
	if err := WriteText(w, report.Findings); err != nil {
		return err
	}
	places := newPlaces(report)
	for _, f := range report.Findings {
		if _, err := fmt.Fprintln(w, githubCommand(f, places.of(f))); err != nil {
			return err
		}
	}
	return nil
}

// githubCommand is the workflow command for a finding that is shown at a place.
func githubCommand(f finding.Finding, at finding.Position) string {
	var properties []string
	add := func(key, value string) {
		properties = append(properties, key+"="+githubProperty.Replace(term.Printable(value)))
	}
	if at.File != "" {
		add("file", at.File)
		add("line", fmt.Sprint(at.Line))
	}
	if at.Column > 0 {
		add("col", fmt.Sprint(at.Column))
	}
	if f.Rule != "" {
		add("title", f.Rule)
	}
	command := githubCommands[f.Severity]
	if len(properties) > 0 {
		command += " " + strings.Join(properties, ",")
	}
	return fmt.Sprintf("::%s::%s", command, githubMessage.Replace(term.PrintableLines(annotation(f))))
}

// annotation returns the message of an annotation, whose place says no more than the
// file and line: with the resource where that is not known, and with the field.
func annotation(f finding.Finding) string {
	text := f.Message
	if f.Field != "" {
		text = f.Field + ": " + text
	}
	if f.Line == 0 && f.Resource.Kind != "" {
		text = f.Resource.String() + ": " + text
	}
	return text
}

// A message ends with its line; a property ends with a comma or a colon as well.
var (
	githubMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
