// Package finding defines what nvj reports: one fault or advice about one field
// of one resource. It knows neither how findings are made nor how they are printed.
package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a finding stops the build.
type Severity string

// The severities, named as in KRM results. An error stops the build.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Resource names the resource a finding is about.
type Resource struct {
	APIVersion string
	Kind       string
	Namespace  string
	Name       string
}

// String is kind/name, for messages.
func (r Resource) String() string {
	return r.Kind + "/" + r.Name
}

// Position is where a finding stands. Line and Column are 1-based and 0 when
// unknown; Index is the position of the resource among the documents of File.
type Position struct {
	File   string
	Index  int
	Line   int
	Column int
}

// Excerpt is a line of source text. Column is the 1-based position, in
// characters, to point at.
type Excerpt struct {
	Text   string
	Column int
}

// Finding is one fault, or one piece of advice.
type Finding struct {
	// Rule is the ID of the rule, for instance api-required.
	Rule     string
	Severity Severity
	// Message says what is wrong and what to do. It starts with neither the
	// field nor the file, and never holds a value that may be a secret.
	Message  string
	Resource Resource
	// Field is the path in the source: spec.podConfig.initContainers[0].image.
	// Empty when the finding is about the whole resource.
	Field string
	// Current is the value as the user wrote it, and Proposed an obvious
	// replacement; nil where there is none or it may be a secret.
	Current  any
	Proposed any
	Position
}

// Location is file:line:column as far as it is known, or the resource.
func (f Finding) Location() string {
	if f.File == "" {
		if f.Resource.Kind == "" {
			return ""
		}
		return f.Resource.String()
	}
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
		if f.Column > 0 {
			fmt.Fprintf(&b, ":%d", f.Column)
		}
	}
	return b.String()
}

// HasErrors reports whether any finding stops the build.
func HasErrors(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == Error })
}

// Sort orders findings by file, document, line, column, field and rule, so that
// output does not depend on the order in which rules ran.
func Sort(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Index, b.Index),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Field, b.Field), cmp.Compare(a.Rule, b.Rule),
		)
	})
}
