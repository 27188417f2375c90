package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lint"
	"github.com/notebook-validation/nvj/fn/suggest"
)

// Rule IDs of faults in checks.rules.
const (
	ruleUnknown = "config-unknown-rule"
	ruleFixed   = "config-fixed-rule"
)

// severities are the severities that the function config may name.
var severities = map[v1alpha1.RuleSeverity]finding.Severity{
	v1alpha1.RuleError:   finding.Error,
	v1alpha1.RuleWarning: finding.Warning,
	v1alpha1.RuleInfo:    finding.Info,
}

// fixedRules are the rules whose severity cannot be changed: what the API server
// refuses, what cannot be read, and what cannot run as it was meant is not nvj's to
// allow. What the server accepts with a warning, or without a word, is the user's, and
// so is what may be right for a folder of alternatives: jobs of one name.
var fixedRules = sync.OnceValue(func() map[string]bool {
	fixed := map[string]bool{}
	for _, rule := range Rules() {
		prefix, _, _ := strings.Cut(rule.ID, "-")
		switch {
		case slices.Contains([]string{"api-warning", "api-dropped-field", ruleNameTaken}, rule.ID):
		case slices.Contains([]string{"api", "config", "decode", "file", "nvj", "yaml"}, prefix):
			fixed[rule.ID] = true
		case prefix == "job":
			fixed[rule.ID] = rule.Severity == finding.Error
		}
	}
	return fixed
})

// checkOverrides reports the severities that the function config sets for rules
// that do not exist, or that it cannot change.
func (r *run) checkOverrides() {
	if len(r.config.Checks.Rules) == 0 {
		return
	}
	var known []string
	for _, rule := range Rules() {
		known = append(known, rule.ID)
	}
	rules := suggest.New(known)
	for _, id := range slices.Sorted(maps.Keys(r.config.Checks.Rules)) {
		f := finding.Finding{Severity: finding.Error, Field: "spec.checks.rules[" + id + "]"}
		switch near := rules.Nearest(id); {
		case slices.Contains(known, id) && !fixedRules()[id]:
			continue
		case fixedRules()[id]:
			f.Rule = ruleFixed
			f.Message = fmt.Sprintf("Forbidden: the severity of %s cannot be changed: what it reports cannot be read, applied or run", id)
		case near != "":
			f.Rule, f.Proposed = ruleUnknown, near
			f.Message = fmt.Sprintf("Unsupported value: %q: no such rule; did you mean %q?", id, near)
		default:
			f.Rule = ruleUnknown
			f.Message = fmt.Sprintf("Unsupported value: %q: no such rule; docs/rules.md lists them", id)
		}
		r.findings = append(r.findings, r.configOf.place(f))
	}
}

// settle gives the findings the severities that the function config asks for,
// and leaves each fault once.
func (r *run) settle() {
	checks := r.config.Checks
	settled := r.findings[:0]
	for _, f := range r.findings {
		override, isSet := checks.Rules[f.Rule]
		if isSet && !fixedRules()[f.Rule] {
			if override == v1alpha1.RuleOff {
				continue
			}
			if severity, ok := severities[override]; ok {
				f.Severity = severity
			}
		}
		if checks.Strict && f.Severity == finding.Warning {
			f.Severity = finding.Error
		}
		settled = append(settled, f)
	}
	r.findings = withoutDoubles(settled)
}

// withoutDoubles drops what is said twice: a fault of the function config, which
// every job finds again; and what Pod Security and a lint both say of a field, of
// which the more severe one stays, or the lint, which says what to do.
func withoutDoubles(findings []finding.Finding) []finding.Finding {
	type key struct {
		finding.Position
		resource       finding.Resource
		field, message string
	}
	type place struct {
		finding.Position
		resource finding.Resource
		field    string
	}
	said := map[key]bool{}
	lints := map[place]finding.Severity{}
	standards := map[place]finding.Severity{}
	for _, f := range findings {
		at := place{f.Position, f.Resource, f.Field}
		switch {
		case lint.IsPodSecurity(f.Rule):
			standards[at] = f.Severity
		case lint.SaysPodSecurity(f.Rule):
			lints[at] = f.Severity
		}
	}
	return slices.DeleteFunc(findings, func(f finding.Finding) bool {
		k := key{f.Position, f.Resource, f.Field, f.Rule + f.Message}
		if said[k] {
			return true
		}
		said[k] = true
		at := place{f.Position, f.Resource, f.Field}
		standard, hasStandard := standards[at]
		own, hasLint := lints[at]
		if !hasStandard || !hasLint {
			return false
		}
		wins := rank(standard) > rank(own)
		return lint.IsPodSecurity(f.Rule) && !wins || lint.SaysPodSecurity(f.Rule) && wins
	})
}

// rank orders severities, the most severe one highest.
func rank(s finding.Severity) int {
	return slices.Index([]finding.Severity{finding.Info, finding.Warning, finding.Error}, s)
}
