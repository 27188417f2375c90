package pipeline

import (
	"strings"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
)

// news reports whether a fault of the source is any to somebody who mends what
// decoding found in it, and where the user wrote the field it is about.
func (s source) news(f finding.Finding) (written string, ok bool) {
	written = f.Field
	for _, known := range s.decoded {
		if follows(f, known) {
			return "", false
		}
		written = asWritten(written, known)
	}
	return written, true
}

// follows reports whether a fault follows from what decoding found: it is about
// the same field or one within; something is missing that stands elsewhere; or a
// struct lacks one of its fields, and has one of another name. Advice about
// resources waits until their quantities can be read.
func follows(f, decoded finding.Finding) bool {
	if within(f.Field, decoded.Field) {
		return true
	}
	if decoded.Rule == decode.RuleBadQuantity && f.Severity == finding.Warning && within(decoded.Field, f.Field) {
		return true
	}
	if !strings.HasSuffix(f.Rule, "-required") && !strings.Contains(f.Message, "must specify one of") {
		return false
	}
	unknown := decoded.Rule == decode.RuleUnknownField || decoded.Rule == decode.RuleMisplacedField
	return decoded.Proposed == f.Field || unknown && parent(decoded.Field) == f.Field
}

// asWritten is the path of a field in the user's file, where decoding read one
// name (initcontainers) as another (initContainers).
func asWritten(field string, decoded finding.Finding) string {
	meant, ok := decoded.Proposed.(string)
	if !ok || decoded.Rule != decode.RuleUnknownField && decoded.Rule != decode.RuleWrongCase {
		return field
	}
	if above := parent(decoded.Field); above != "" {
		meant = above + "." + meant
	}
	if within(field, meant) {
		return decoded.Field + field[len(meant):]
	}
	return field
}

// parent cuts the last field's name off a path.
func parent(field string) string {
	return field[:max(strings.LastIndexByte(field, '.'), 0)]
}

// within reports whether field is ancestor, or lies below it.
func within(field, ancestor string) bool {
	rest, ok := strings.CutPrefix(field, ancestor)
	return ok && ancestor != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
}
