package decode

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

// Rule documents one kind of finding: its ID, one sentence on why it exists, and
// a bad and a good example in YAML.
type Rule struct {
	ID     string
	Reason string
	Bad    string
	Good   string
}

// Rules lists every rule of this package, in the order in which docs show them.
func Rules() []Rule {
	return []Rule{
		{
			RuleUnknownField,
			"A field that does not exist has no effect, so whatever it was meant to do would silently not happen.",
			"initContainers:\n- name: wait\n  cmd: [pg_isready]",
			"initContainers:\n- name: wait\n  command: [pg_isready]",
		},
		{
			RuleWrongCase,
			"Field names are case-sensitive and written in camelCase; another spelling is an unknown field.",
			"podConfig:\n  initcontainers: []",
			"podConfig:\n  initContainers: []",
		},
		{
			RuleMisplacedField,
			"The field exists, but on another level; where it stands it is an unknown field, most often because of its indentation.",
			"spec:\n  initContainers: []",
			"spec:\n  podConfig:\n    initContainers: []",
		},
		{
			RuleDuplicateKey,
			"YAML forbids a key twice in one mapping, and tools differ in which one they keep.",
			"image: busybox:1.36\nimage: busybox:1.37",
			"image: busybox:1.37",
		},
		{
			RuleWrongType,
			"The API server does not convert between types: a number is not a string and one item is not a list.",
			"command: pg_isready\nenv:\n- name: PORT\n  value: 5432",
			"command: [pg_isready]\nenv:\n- name: PORT\n  value: \"5432\"",
		},
		{
			RuleBadNumber,
			"The number does not fit the field: too large, not whole, infinite or not a number.",
			"runAsUser: 1000.5",
			"runAsUser: 1000",
		},
		{
			RuleBadQuantity,
			"Amounts of CPU, memory and storage are Kubernetes quantities: a number and one of few suffixes.",
			"memory: 2GB",
			"memory: 2G",
		},
		{
			RuleBadDuration,
			"Durations are Go durations: numbers with the units h, m, s or ms.",
			"timeout: 30 minutes",
			"timeout: 30m",
		},
		{
			RuleBadTime,
			"Times are RFC 3339 timestamps with a time zone.",
			"creationTimestamp: yesterday",
			"creationTimestamp: \"2026-01-31T08:00:00Z\"",
		},
		{
			RuleBadBase64,
			"Fields that hold bytes are written in base64.",
			"caBundle: not base64!",
			"caBundle: bm90IGJhc2U2NA==",
		},
		{
			RuleBadKey,
			"Keys are strings; YAML reads some unquoted ones as something else, and they reach the cluster under another name.",
			"nodeSelector:\n  on: \"1\"",
			"nodeSelector:\n  \"on\": \"1\"",
		},
		{
			RuleUnsupportedTag,
			"YAML tags are not evaluated: the value would be used as if the tag were not there.",
			"image: !env IMAGE",
			"image: busybox:1.37",
		},
		{
			RuleBadAlias,
			"An alias must not contain itself, and aliases must not multiply a small document into a huge one.",
			"env: &env\n- *env",
			"env: &env\n- name: HOME\n  value: /tmp",
		},
	}
}
