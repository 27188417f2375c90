package output

import "github.com/notebook-validation/nvj/fn/finding"

// fixture has what the formats must cope with: all severities, a finding with
// everything and one with nothing known, a job without findings, and the
// characters that formats give a meaning to.
func fixture() Report {
	train := finding.Resource{APIVersion: "notebook.validation.io/v1alpha1", Kind: "NotebookValidationJob", Namespace: "ml", Name: "train"}
	report := finding.Resource{APIVersion: "notebook.validation.io/v1alpha1", Kind: "NotebookValidationJob", Name: "report"}
	config := finding.Resource{APIVersion: "fn.notebook.validation.io/v1alpha1", Kind: "ExpandNotebookJobs", Name: "nvj"}
	return Report{
		Version: "v1.2.3",
		Default: finding.Position{File: "jobs/my train.yaml", Line: 3},
		Checked: []Subject{
			{train, finding.Position{File: "jobs/my train.yaml", Line: 3}},
			{report, finding.Position{File: "jobs/report.yaml", Index: 1, Line: 7}},
		},
		Rules: []finding.Rule{
			{ID: "api-required", Severity: finding.Error, Reason: "The API server wants it.", Bad: "a: b\nc: d", Good: "a: c"},
			{ID: "image-latest", Severity: finding.Warning, Reason: "A moving tag makes runs differ."},
		},
		Findings: []finding.Finding{
			{
				Rule: "api-required", Severity: finding.Error, Message: "Required value", Resource: train,
				Field:    "spec.podConfig.initContainers[0].image",
				Position: finding.Position{File: "jobs/my train.yaml", Line: 14, Column: 9},
			},
			{
				Rule: "api-invalid", Severity: finding.Error, Resource: train, Field: "spec.timeout",
				Message: "Invalid value: \"<30%>\": must be\na duration, such as 30m", Current: "<30%>", Proposed: "30m",
				Position: finding.Position{File: "jobs/my train.yaml", Line: 20, Column: 12},
			},
			{
				Rule: "image-latest", Severity: finding.Warning, Message: "pin the image", Resource: train,
				Field: "spec.image", Position: finding.Position{File: "jobs/my train.yaml", Line: 30, Column: 10},
			},
			{
				Rule: "config,odd:rule", Severity: finding.Info, Message: "have a look", Resource: config,
				Position: finding.Position{File: "C:\\nvj.yaml"},
			},
			{Rule: "yaml-syntax", Severity: finding.Error, Message: "not valid YAML: \x1b[31m & more"},
		},
	}
}
