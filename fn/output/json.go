package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/notebook-validation/nvj/fn/finding"
)

// jsonReport is the schema of -o json. It is API: fields are added, never
// renamed or removed.
type jsonReport struct {
	Findings []jsonFinding `json:"findings"`
	Summary  jsonSummary   `json:"summary"`
}

// jsonFinding leaves out what is not known. Line and column are 1-based; index
// counts the documents of file from 0.
type jsonFinding struct {
	Rule          string           `json:"rule"`
	Severity      finding.Severity `json:"severity"`
	Message       string           `json:"message"`
	Resource      *jsonResource    `json:"resource,omitempty"`
	Field         string           `json:"field,omitempty"`
	CurrentValue  any              `json:"currentValue,omitempty"`
	ProposedValue any              `json:"proposedValue,omitempty"`
	File          string           `json:"file,omitempty"`
	Index         int              `json:"index"`
	Line          int              `json:"line,omitempty"`
	Column        int              `json:"column,omitempty"`
}

type jsonResource struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace,omitempty"`
	Name       string `json:"name"`
}

// jsonSummary counts findings by severity, and the jobs that were checked.
type jsonSummary struct {
	Counts
	Jobs int `json:"jobs"`
}

// WriteJSON prints an object with all findings and a summary.
func WriteJSON(w io.Writer, report Report) error {
	out := jsonReport{
		Findings: make([]jsonFinding, 0, len(report.Findings)),
		Summary:  jsonSummary{Counts: Count(report.Findings), Jobs: len(report.Checked)},
	}
	for _, f := range report.Findings {
		out.Findings = append(out.Findings, jsonOf(f))
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false) // "<" in a message is for people, not for browsers
	if err := encoder.Encode(out); err != nil {
		return err
	}
	return writeReport(w, &text, jsonHash)
}

func jsonOf(f finding.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule, Severity: f.Severity, Message: oneLine(f.Message), Field: f.Field,
		CurrentValue: jsonValue(f.Current), ProposedValue: jsonValue(f.Proposed),
		File: f.File, Index: f.Index, Line: f.Line, Column: f.Column,
	}
	if f.Resource.Kind != "" {
		out.Resource = &jsonResource{
			APIVersion: f.Resource.APIVersion, Kind: f.Resource.Kind,
			Namespace: f.Resource.Namespace, Name: f.Resource.Name,
		}
	}
	return out
}

// jsonValue is a value as JSON can hold it: YAML also knows .nan and .inf.
func jsonValue(value any) any {
	if _, err := json.Marshal(value); err != nil {
		return fmt.Sprint(value)
	}
	return value
}
