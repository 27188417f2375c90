package finding

import (
	"fmt"
	"io"
	"strings"
)

// githubCommands are the workflow commands that annotate a file with a severity.
var githubCommands = map[Severity]string{Error: "error", Warning: "warning", Info: "notice"}

// WriteGitHub prints GitHub's workflow commands, which show findings as
// annotations in a pull request:
//
//	::error file=jobs/train.yaml,line=14,col=9,title=api-required::spec.notebook.path: Required value
func WriteGitHub(w io.Writer, report Report) error {
	for _, f := range report.Findings {
		var properties []string
		add := func(key, value string) {
			properties = append(properties, key+"="+githubProperty.Replace(value))
		}
		if f.File != "" {
			add("file", f.File)
		}
		if f.Line > 0 {
			add("line", fmt.Sprint(f.Line))
		}
		if f.Column > 0 {
			add("col", fmt.Sprint(f.Column))
		}
		if f.Rule != "" {
			add("title", f.Rule)
		}
		command := githubCommands[f.Severity]
		if len(properties) > 0 {
			command += " " + strings.Join(properties, ",")
		}
		if _, err := fmt.Fprintf(w, "::%s::%s\n", command, githubMessage.Replace(f.annotation())); err != nil {
			return err
		}
	}
	return nil
}

// annotation is the message of an annotation, whose place says no more than the
// file and line: with the resource where that is not known, and with the field.
func (f Finding) annotation() string {
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
