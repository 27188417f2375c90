package apiserver

import (
	"cmp"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Minor is the Kubernetes minor version whose rules are linked.
const Minor = "1.37"

// Verdict is what the server says of one object.
type Verdict struct {
	// Errors is what the server refuses: each fault once, sorted by path. No
	// errors means that the object would be created.
	Errors []Fault
	// Warnings is what the server accepts with a warning, or accepts and
	// ignores. A server that refuses an object warns about nothing; here the
	// warnings are given beside the errors, so that both can be mended at once.
	Warnings []Fault
	// Blamed and Warned list what the server prints of the object itself, in its
	// own words: the paths that its refusal holds, and its warnings. Unlike
	// Errors and Warnings they hold its repetitions and imprecisions. For
	// comparison with a real server, not for people.
	Blamed []string
	// Warned may hold a secret, as the server's own words may: it is never printed.
	Warned []string `json:"-"`
}

// Fault is one fault in one field.
type Fault struct {
	// Path is the field in the object as it was handed in:
	// spec.template.spec.initContainers[0].volumeMounts[2].subPath. Lists have
	// the index in brackets, maps the key: resources.limits[nvidia.com/gpu].
	// A required value's path is that of the missing field. Empty when the
	// fault is about the whole object.
	Path string
	// ServerPath is the path as the server prints it, which may lack an index
	// or misspell a field. For comparison with a real server, not for people.
	ServerPath string
	// Kind is the kind of the object that is refused: that of the object
	// handed in, or, where only what a controller makes of it is refused, Job
	// or Pod.
	Kind string
	// Type is the server's cause; empty for warnings.
	Type field.ErrorType
	// Rule is the ID of the rule: api-required, api-invalid, api-duplicate,
	// api-not-supported, api-not-found, api-forbidden, api-too-long,
	// api-too-short, api-too-many, api-too-few, api-type or api-internal; for
	// warnings api-warning or api-dropped-field.
	Rule string
	// Message is the server's wording without the path.
	Message string
	// Value is the bad value: a string, bool, int64 or float64, or a tree of
	// map[string]any and []any; nil when there is none or it may be secret.
	Value any
	// Supported holds the values the server would accept, where it names them.
	Supported []string
	// Because is the path of another fault in the same verdict that causes
	// this one, for instance that of a volume whose own fault makes the server
	// deny that the volume exists. Mending that one mends both.
	Because string
}

// The rule of a fault follows from its cause alone.
var rules = map[field.ErrorType]string{
	field.ErrorTypeRequired:     "api-required",
	field.ErrorTypeInvalid:      "api-invalid",
	field.ErrorTypeDuplicate:    "api-duplicate",
	field.ErrorTypeNotSupported: "api-not-supported",
	field.ErrorTypeNotFound:     "api-not-found",
	field.ErrorTypeForbidden:    "api-forbidden",
	field.ErrorTypeTooLong:      "api-too-long",
	field.ErrorTypeTooShort:     "api-too-short",
	field.ErrorTypeTooMany:      "api-too-many",
	field.ErrorTypeTooFew:       "api-too-few",
	field.ErrorTypeTypeInvalid:  "api-type",
	field.ErrorTypeInternal:     "api-internal",
}

// The rules of warnings.
const (
	ruleWarning      = "api-warning"
	ruleDroppedField = "api-dropped-field"
)

// sortFaults makes the order independent of that of the rules and of maps:
// by path with indices in numerical order, then by rule and message.
func sortFaults(faults []Fault) {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(
			comparePaths(parsePath(a.Path), parsePath(b.Path)),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Kind, b.Kind),
		)
	})
}
