package decode

import "github.com/notebook-validation/nvj/fn/finding"

// Rule IDs of the findings of this package. All are errors: the API server, or
// kubectl before it, refuses what they report.
const (
	RuleUnknownField   = "decode-unknown-field"
	RuleWrongCase      = "decode-wrong-case"
	RuleMisplacedField = "decode-misplaced-field"
	RuleDuplicateKey   = "decode-duplicate-key"
	RuleWrongType      = "decode-wrong-type"
	RuleBadNumber      = "decode-bad-number"
	RuleBadQuantity    = "decode-bad-quantity"
	RuleBadDuration    = "decode-bad-duration"
	RuleBadTime        = "decode-bad-time"
	RuleBadBase64      = "decode-bad-base64"
	RuleBadKey         = "decode-bad-key"
	RuleUnsupportedTag = "decode-unsupported-tag"
	RuleBadAlias       = "decode-bad-alias"
)

// Rules lists every rule of this package, in the order in which docs show them.
func Rules() []finding.Rule {
	return []finding.Rule{
		{
			ID: RuleUnknownField, Severity: finding.Error,
			Reason: "A field that does not exist has no effect, so whatever it was meant to do would silently not happen.",
			Bad:    "initContainers:\n- name: wait\n  image: postgres:17\n  cmd: [pg_isready]",
			Good:   "initContainers:\n- name: wait\n  image: postgres:17\n  command: [pg_isready]",
		},
		{
			ID: RuleWrongCase, Severity: finding.Error,
			Reason: "Field names are case-sensitive and written in camelCase; another spelling is an unknown field.",
			Bad:    "podConfig:\n  initcontainers: []",
			Good:   "podConfig:\n  initContainers: []",
		},
		{
			ID: RuleMisplacedField, Severity: finding.Error,
			Reason: "The field exists, but on another level; where it stands it is an unknown field, most often because of its indentation.",
			Bad:    "spec:\n  initContainers: []",
			Good:   "spec:\n  podConfig:\n    initContainers: []",
		},
		{
			ID: RuleDuplicateKey, Severity: finding.Error,
			Reason: "YAML forbids a key twice in one mapping, and tools differ in which one they keep.",
			Bad:    "image: busybox:1.36\nimage: busybox:1.37",
			Good:   "image: busybox:1.37",
		},
		{
			ID: RuleWrongType, Severity: finding.Error,
			Reason: "The API server does not convert between types: a number is not a string and one item is not a list.",
			Bad:    "command: pg_isready\nenv:\n- name: PORT\n  value: 5432",
			Good:   "command: [pg_isready]\nenv:\n- name: PORT\n  value: \"5432\"",
		},
		{
			ID: RuleBadNumber, Severity: finding.Error,
			Reason: "The number does not fit the field: too large, not whole, infinite or not a number.",
			Bad:    "runAsUser: 1000.5",
			Good:   "runAsUser: 1000",
		},
		{
			ID: RuleBadQuantity, Severity: finding.Error,
			Reason: "Amounts of CPU, memory and storage are Kubernetes quantities: a number and one of few suffixes.",
			Bad:    "memory: 2GB",
			Good:   "memory: 2G",
		},
		{
			ID: RuleBadDuration, Severity: finding.Error,
			Reason: "Durations are Go durations: numbers with the units h, m, s or ms.",
			Bad:    "timeout: 30 minutes",
			Good:   "timeout: 30m",
		},
		{
			ID: RuleBadTime, Severity: finding.Error,
			Reason: "Times are RFC 3339 timestamps with a time zone.",
			Bad:    "creationTimestamp: yesterday",
			Good:   "creationTimestamp: \"2026-01-31T08:00:00Z\"",
		},
		{
			ID: RuleBadBase64, Severity: finding.Error,
			Reason: "Fields that hold bytes are written in base64.",
			Bad:    "caBundle: not base64!",
			Good:   "caBundle: bm90IGJhc2U2NA==",
		},
		{
			ID: RuleBadKey, Severity: finding.Error,
			Reason: "Keys are strings; YAML reads some unquoted ones as something else, and they reach the cluster under another name.",
			Bad:    "nodeSelector:\n  on: \"1\"",
			Good:   "nodeSelector:\n  \"on\": \"1\"",
		},
		{
			ID: RuleUnsupportedTag, Severity: finding.Error,
			Reason: "YAML tags are not evaluated: the value would be used as if the tag were not there.",
			Bad:    "image: !env IMAGE",
			Good:   "image: busybox:1.37",
		},
		{
			ID: RuleBadAlias, Severity: finding.Error,
			Reason: "An alias must not contain itself, and aliases must not multiply a small document into a huge one.",
			Bad:    "env: &env\n- *env",
			Good:   "env: &env\n- name: HOME\n  value: /tmp",
		},
	}
}
