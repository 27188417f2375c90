package output

import (
	"strconv"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// Results turns findings into the results of a ResourceList. Hosts show little of
// a result beyond its message and field, so the file and line are in the message
// as well as in their own fields.
func Results(findings []finding.Finding) []resourcelist.Result {
	results := make([]resourcelist.Result, 0, len(findings))
	for _, f := range findings {
		results = append(results, resultOf(f))
	}
	return results
}

func resultOf(f finding.Finding) resourcelist.Result {
	result := resourcelist.Result{
		Message:  oneLine(f.Message),
		Severity: string(f.Severity),
		Tags:     map[string]string{"rule": f.Rule},
	}
	if f.File != "" {
		result.Message = f.Location() + ": " + result.Message
		result.File = &resourcelist.File{Path: f.File, Index: f.Index}
	}
	if f.Rule != "" {
		result.Message += " [" + f.Rule + "]"
	}
	if f.Resource.Kind != "" {
		result.ResourceRef = &resourcelist.ResourceRef{
			APIVersion: f.Resource.APIVersion, Kind: f.Resource.Kind,
			Name: f.Resource.Name, Namespace: f.Resource.Namespace,
		}
	}
	if f.Field != "" {
		result.Field = &resourcelist.Field{Path: f.Field, CurrentValue: f.Current, ProposedValue: f.Proposed}
	}
	if f.Line > 0 {
		result.Tags["line"] = strconv.Itoa(f.Line)
		result.Tags["column"] = strconv.Itoa(f.Column)
	}
	return result
}
