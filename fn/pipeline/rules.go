package pipeline

import (
	"slices"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lint"
	"github.com/notebook-validation/nvj/fn/validate"
)

// Rules lists every rule that a finding may bear, in the order in which docs show
// them. docs/rules.md is generated from it.
func Rules() []finding.Rule {
	return slices.Concat(ownRules(), decode.Rules(), validate.Rules(), lint.Rules())
}

// ownRules are those of findings that this package makes.
func ownRules() []finding.Rule {
	return []finding.Rule{
		{
			ID: "yaml-syntax", Severity: finding.Error,
			Reason: "What is not YAML cannot be read.",
			Bad:    "image: \"busybox:1.37",
			Good:   "image: \"busybox:1.37\"",
		},
		{
			ID: RuleUnreadable, Severity: finding.Error,
			Reason: "A file that is skipped would pass for one without faults. nvj reads regular files of at most 64 MiB, and follows no link out of the folder below which it reads.",
		},
		{
			ID: RuleConfigKind, Severity: finding.Error,
			Reason: "The function config is an ExpandNotebookJobs, a ConfigMap or a NotebookValidationJob; nothing else says what to do.",
			Bad:    "---\napiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJob",
			Good:   "---\napiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs",
		},
		{
			ID: RuleConfigCount, Severity: finding.Error,
			Reason: "A run has one function config. With several, nvj cannot know which one counts.",
		},
		{
			ID: "config-api-version", Severity: finding.Error,
			Reason: "Another version may mean something else by the same fields.",
			Bad:    "---\napiVersion: fn.notebook.validation.io/v1\nkind: ExpandNotebookJobs",
			Good:   "---\napiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs",
		},
		{
			ID: ruleUnknown, Severity: finding.Error,
			Reason: "A severity for a rule that does not exist has no effect.",
			Bad:    "---\nkind: ExpandNotebookJobs\nspec:\n  checks:\n    rules: {image-lates: Error}",
			Good:   "---\nkind: ExpandNotebookJobs\nspec:\n  checks:\n    rules: {image-latest: Error}",
		},
		{
			ID: ruleFixed, Severity: finding.Error,
			Reason: "What cannot be read, applied or run stays an error whatever the config says.",
			Bad:    "---\nkind: ExpandNotebookJobs\nspec:\n  checks:\n    rules: {api-required: \"Off\"}",
			Good:   "---\nkind: ExpandNotebookJobs\nspec:\n  checks:\n    rules: {image-latest: \"Off\"}",
		},
		{
			ID: "job-kind", Severity: finding.Error,
			Reason: "A resource of nvj's API groups that is of none of its kinds would be passed on, and nothing would run.",
			Bad:    "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJobs\nmetadata: {name: a}\nspec:\n  notebook: {path: a.ipynb}",
			Good:   "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: a}\nspec:\n  notebook: {path: a.ipynb}",
		},
		{
			ID: "job-api-version", Severity: finding.Error,
			Reason: "A NotebookValidationJob is of one of two API versions; another may mean something else by the same fields.",
			Bad:    "apiVersion: notebook.validation.io/v1\nkind: NotebookValidationJob\nmetadata: {name: a}\nspec:\n  notebook: {path: a.ipynb}",
			Good:   "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: a}\nspec:\n  notebook: {path: a.ipynb}",
		},
		{
			ID: ruleNameTaken, Severity: finding.Error,
			Reason: "Two objects of one kind, name and namespace overwrite each other.",
			Bad:    "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: a}\nspec:\n  notebook: {path: a.ipynb}\n---\napiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: a}\nspec:\n  notebook: {path: a.ipynb}",
			Good:   "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: a}\nspec:\n  notebook: {path: a.ipynb}\n---\napiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: b}\nspec:\n  notebook: {path: b.ipynb}",
		},
		{
			ID: ruleHidden, Severity: finding.Error,
			Reason: "kpt's selectors can hide from a function what its last run generated, and kpt then keeps both.",
			Bad:    "metadata:\n  annotations: {internal.config.k8s.io/kpt-resource-id: \"1\", config.kubernetes.io/local-config: \"true\"}",
			Good:   "metadata:\n  annotations: {internal.config.k8s.io/kpt-resource-id: \"1\"}",
		},
		{
			ID: rulePatchLost, Severity: finding.Warning,
			Reason: "A function in an overlay generates the Job again from the notebook job: what the overlay patched in the Job is gone.",
		},
	}
}
