package finding

import (
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"
)

// homepage is where readers of a SARIF log learn what nvj is.
const homepage = "https://github.com/notebook-validation/nvj"

// sarifLevels are SARIF's words for severities.
var sarifLevels = map[Severity]string{Error: "error", Warning: "warning", Info: "note"}

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
	for _, f := range report.Findings {
		describe(run.AddRule(f.Rule), report.Rules)
		run.AddResult(sarifResult(f))
	}
	log.AddRun(run)
	if err := log.PrettyWrite(w); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n")
	return err
}

// describe tells what is known about a rule. Those without documentation have
// their ID: a reader wants some description.
func describe(descriptor *sarif.ReportingDescriptor, rules []Rule) {
	i := slices.IndexFunc(rules, func(rule Rule) bool { return rule.ID == descriptor.ID })
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

func sarifResult(f Finding) *sarif.Result {
	result := sarif.NewRuleResult(f.Rule).
		WithLevel(sarifLevels[f.Severity]).
		WithMessage(sarif.NewTextMessage(oneLine(f.annotation())))
	location := sarif.NewLocation()
	if f.File != "" {
		place := sarif.NewPhysicalLocation().WithArtifactLocation(artifact(f.File))
		if f.Line > 0 {
			place.WithRegion(sarif.NewRegion().WithStartLine(f.Line).WithStartColumn(max(f.Column, 1)))
		}
		location.WithPhysicalLocation(place)
	}
	if f.Resource.Kind != "" {
		name := f.Resource.String()
		if f.Field != "" {
			name += "/" + f.Field
		}
		location.WithLogicalLocations([]*sarif.LogicalLocation{sarif.NewLogicalLocation().WithFullyQualifiedName(name)})
	}
	if location.PhysicalLocation != nil || location.LogicalLocations != nil {
		result.AddLocation(location)
	}
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
