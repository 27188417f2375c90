package decode

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// quoted are the styles in which a scalar is a string whatever it looks like.
const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// scalarKind is the type YAML 1.1 gives to a scalar.
type scalarKind uint8

const (
	stringScalar scalarKind = iota
	nullScalar
	boolScalar
	intScalar   // fits int64
	uintScalar  // larger than int64, fits uint64
	floatScalar // finite
	notFinite   // .inf, -.inf, .nan and numbers of more than maxNumberLength: JSON has no word for them
)

// scalar is a resolved scalar node; text is the value as written.
type scalar struct {
	kind scalarKind
	text string
	b    bool
	i    int64
	u    uint64
	f    float64
}

// maxNumberLength is how many characters a number may have. No number that fits a
// float64 needs as many.
const maxNumberLength = 400

// decimal is a decimal number as YAML 1.1 writes it, underscores removed.
var decimal = lazyregexp.New(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// resolve gives a scalar node its type. ok is false where an explicit tag does
// not fit the value (!!int abc) or is not one of the JSON types' tags.
func resolve(n *yaml.Node) (s scalar, ok bool) {
	if n.Style&yaml.TaggedStyle != 0 {
		return resolveTagged(n)
	}
	if n.Style&quoted != 0 {
		return scalar{text: n.Value}, true
	}
	s = resolvePlain(n.Value)
	// A plain node tagged as string without writing the tag is made by a
	// program (kyaml) or is a YAML 1.1 boolean, which the YAML 1.2 parser that
	// made the node takes for a string. kubectl would not.
	if n.Tag == "!!str" && s.kind != boolScalar {
		return scalar{text: n.Value}, true
	}
	if n.Tag == "!!str" && isCoreBool(n.Value) {
		return scalar{text: n.Value}, true
	}
	return s, true
}

func resolveTagged(n *yaml.Node) (scalar, bool) {
	plain := resolvePlain(n.Value)
	switch n.ShortTag() {
	case "!!str":
		return scalar{text: n.Value}, true
	case "!!null":
		return plain, plain.kind == nullScalar
	case "!!bool":
		return plain, plain.kind == boolScalar
	case "!!int":
		return plain, plain.kind == intScalar || plain.kind == uintScalar
	case "!!float":
		if plain.kind == intScalar {
			plain.kind, plain.f = floatScalar, float64(plain.i)
		}
		return plain, plain.kind == floatScalar || plain.kind == notFinite
	default:
		return scalar{text: n.Value}, false
	}
}

// resolvePlain gives an unquoted scalar its YAML 1.1 type, by the rules of
// go-yaml v2, on which sigs.k8s.io/yaml and so kubectl stand.
func resolvePlain(text string) scalar {
	s := scalar{text: text}
	if text == "" {
		s.kind = nullScalar
		return s
	}
	switch c := text[0]; {
	case c == '.' || c == '+' || c == '-' || c >= '0' && c <= '9':
		resolveNumber(&s)
	case strings.IndexByte("~nNyYtTfFoO", c) >= 0:
		resolveWord(&s)
	}
	return s
}

func resolveWord(s *scalar) {
	switch s.text {
	case "~", "null", "Null", "NULL":
		s.kind = nullScalar
	case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE":
		s.kind, s.b = boolScalar, true
	case "n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE":
		s.kind = boolScalar
	}
}

// isCoreBool reports whether YAML 1.2 calls the word a boolean, too.
func isCoreBool(text string) bool {
	switch text {
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return true
	}
	return false
}

func resolveNumber(s *scalar) {
	switch s.text {
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
		s.kind, s.f = notFinite, math.Inf(1)
		return
	case "-.inf", "-.Inf", "-.INF":
		s.kind, s.f = notFinite, math.Inf(-1)
		return
	case ".nan", ".NaN", ".NAN":
		s.kind, s.f = notFinite, math.NaN()
		return
	}
	if len(s.text) > maxNumberLength {
		if isLongNumber(s.text) {
			s.kind = notFinite
		}
		return
	}
	if s.text[0] == '.' {
		if f, err := strconv.ParseFloat(s.text, 64); err == nil {
			s.kind, s.f = floatScalar, f
		}
		return
	}
	digits := strings.ReplaceAll(s.text, "_", "")
	if s.setInteger(digits, 0) {
		return
	}
	if decimal().MatchString(digits) {
		// A float too large for float64 stays a string.
		if f, err := strconv.ParseFloat(digits, 64); err == nil {
			s.kind, s.f = floatScalar, f
		}
		return
	}
	// Binary with the sign inside: 0b-1.
	if rest, found := strings.CutPrefix(digits, "0b"); found {
		s.setInteger(rest, 2)
	} else if rest, found := strings.CutPrefix(digits, "-0b"); found {
		s.setInteger("-"+rest, 2)
	}
}

func (s *scalar) setInteger(digits string, base int) bool {
	if i, err := strconv.ParseInt(digits, base, 64); err == nil {
		s.kind, s.i = intScalar, i
		return true
	}
	if u, err := strconv.ParseUint(digits, base, 64); err == nil {
		s.kind, s.u = uintScalar, u
		return true
	}
	return false
}

// isNumber reports whether the scalar is a number that JSON can hold.
func (s scalar) isNumber() bool {
	return s.kind == intScalar || s.kind == uintScalar || s.kind == floatScalar
}

// isLongNumber reports whether text has only the characters of numbers, and more of
// them than a number may have.
func isLongNumber(text string) bool {
	return len(text) > maxNumberLength && strings.Trim(text, "0123456789_.+-xabcdefABCDEF") == ""
}

// isHuge reports whether a scalar is a number too large for a float64, such as
// 1e999. YAML 1.1 leaves it a string.
func isHuge(n *yaml.Node) bool {
	if n.Style&quoted != 0 {
		return false
	}
	return isLongNumber(n.Value) ||
		len(n.Value) <= maxNumberLength && decimal().MatchString(strings.ReplaceAll(n.Value, "_", "")) && resolvePlain(n.Value).kind == stringScalar
}

// goValue is the scalar as a JSON-like Go value; infinities and NaN are their text.
func (s scalar) goValue() any {
	switch s.kind {
	case nullScalar:
		return nil
	case boolScalar:
		return s.b
	case intScalar:
		return s.i
	case uintScalar:
		return s.u
	case floatScalar:
		return s.f
	default:
		return s.text
	}
}

// number is a numeric scalar as it stands in the JSON that kubectl sends: 1.0 is
// 1 there, 1e3 is 1000 and 1e21 keeps its exponent.
func (s scalar) number() string {
	switch s.kind {
	case intScalar:
		return strconv.FormatInt(s.i, 10)
	case uintScalar:
		return strconv.FormatUint(s.u, 10)
	default:
		raw, err := json.Marshal(s.f)
		if err != nil { // infinities and NaN
			return s.text
		}
		return string(raw)
	}
}
