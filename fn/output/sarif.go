package output

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/notebook-validation/nvj/fn/finding"
)

// homepage is where readers of a SARIF log learn what nvj is.
const homepage = "https://github.com/notebook-validation/nvj"

// sarifLevels are SARIF's words for severities.
var sarifLevels = map[finding.Severity]string{finding.Error: "error", finding.Warning: "warning", finding.Info: "note"}

// WriteSARIF prints a SARIF 2.1.0 log, which code scanning services read.
func WriteSARIF(w io.Writer, report Report) error {
	log, err := sarif.New(sarif.Version210)
	if err != nil {
		return fmt.Errorf("cannot make a SARIF log: %w", err)
	}
	run := sarif.NewRunWithInformationURI("nvj", homepage)
	run.Tool.Driver.WithVersion(report.Version)
	run.WithColumnKind("unicodeCodePoints").WithResults([]*sarif.Result{})
	run.Tool.Driver.WithRules([]*sarif.ReportingDescriptor{})
	places := newPlaces(report)
	for _, f := range report.Findings {
		describe(run.AddRule(f.Rule), report.Rules)
		run.AddResult(sarifResult(f, places.of(f)))
	}
	log.AddRun(run)
	var text bytes.Buffer
	if err := log.PrettyWrite(&text); err != nil {
		return err
	}
	text.WriteByte('\n')
	return writeReport(w, &text, jsonHash)
}

// describe tells what is known about a rule. Those without documentation have
// their ID: a reader wants some description.
func describe(descriptor *sarif.ReportingDescriptor, rules []finding.Rule) {
	i := slices.IndexFunc(rules, func(rule finding.Rule) bool { return rule.ID == descriptor.ID })
	if i < 0 {
		descriptor.WithDescription(descriptor.ID)
		return
	}
	rule := rules[i]
	descriptor.WithDescription(rule.Reason)
	descriptor.WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevels[rule.Severity]))
	if rule.Bad != "" && rule.Good != "" {
		indent := strings.NewReplacer("\n", "\n    ")
		text := fmt.Sprintf("%s\n\nBad:\n\n    %s\n\nGood:\n\n    %s\n", rule.Reason, indent.Replace(rule.Bad), indent.Replace(rule.Good))
		descriptor.WithHelp(sarif.NewMultiformatMessageString(text).WithMarkdown(text))
	}
}

// sarifResult is a finding that is shown at a place. GitHub refuses a log with a
// result that has no location, or a location without a line.
func sarifResult(f finding.Finding, at finding.Position) *sarif.Result {
	result := sarif.NewRuleResult(f.Rule).
		WithLevel(sarifLevels[f.Severity]).
		WithMessage(sarif.NewTextMessage(oneLine(annotation(f))))
	region := sarif.NewRegion().WithStartLine(at.Line).WithStartColumn(max(at.Column, 1))
	location := sarif.NewLocation().WithPhysicalLocation(
		sarif.NewPhysicalLocation().WithArtifactLocation(artifact(at.File)).WithRegion(region))
	if f.Resource.Kind != "" {
		name := f.Resource.String()
		if f.Field != "" {
			name += "/" + f.Field
		}
		location.WithLogicalLocations([]*sarif.LogicalLocation{sarif.NewLogicalLocation().WithFullyQualifiedName(name)})
	}
	result.AddLocation(location)
	return result
}

// artifact is a file as a URI. Relative ones are relative to the checkout.
func artifact(file string) *sarif.ArtifactLocation {
	file = strings.ReplaceAll(file, `\`, "/")
	if path.IsAbs(file) {
		return sarif.NewSimpleArtifactLocation((&url.URL{Scheme: "file", Path: file}).String())
	}
	// String keeps a colon in the first part of a path from reading as a scheme.
	return sarif.NewSimpleArtifactLocation((&url.URL{Path: file}).String()).WithUriBaseId("%SRCROOT%")
}
