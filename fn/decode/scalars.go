package decode

import (
	"encoding/base64"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/secret"
)

// scalar decodes a scalar node into a value that is not foreign.
func (d *decoder) scalar(n *yaml.Node, out reflect.Value, info *typeInfo) {
	s, _ := resolve(n) // checkTag has seen to its tag
	if s.kind == nullScalar {
		// As in JSON, null is absent: what can be nil becomes nil, the rest stays.
		switch info.shape {
		case pointerShape, listShape, bytesShape, mapShape, anyShape:
			out.SetZero()
		}
		return
	}
	switch info.shape {
	case pointerShape:
		if out.IsNil() {
			out.Set(reflect.New(info.elem))
		}
		d.value(n, out.Elem())
	case stringShape:
		d.text(n, s, out)
	case boolShape:
		d.boolean(n, s, out)
	case intShape, uintShape:
		d.integer(n, s, out, info)
	case floatShape:
		d.float(n, s, out)
	case bytesShape:
		d.bytes(n, s, out)
	case anyShape:
		if v, ok := d.plain(n); ok {
			out.Set(reflect.ValueOf(v))
		}
	case listShape:
		d.scalarForList(n, s, info)
	default:
		d.scalarForMapping(n, s, info)
	}
}

func (d *decoder) text(n *yaml.Node, s scalar, out reflect.Value) {
	duration := len(d.path) > 0 && len(d.opts.Durations) > 0 && d.named(d.opts.Durations, d.path[len(d.path)-1].real)
	switch {
	case s.kind == stringScalar:
		out.SetString(n.Value)
		if duration {
			d.checkDuration(n)
		}
	case duration && s.isNumber():
		d.invalid(RuleBadDuration, n, durationMust+"; add the unit", nil)
	case s.kind == boolScalar && !isCoreBool(n.Value):
		// What kubectl does: it reads YAML 1.1, sends true, and the API server
		// refuses a boolean for a string.
		d.wrongType(n, "must be a string; YAML reads it as a boolean, so put it in quotes", n.Value)
	default:
		d.wrongType(n, "must be a string; put it in quotes", quotable(n))
	}
}

// quotable is the text of a scalar as a proposal, nil where it is too long for one.
func quotable(n *yaml.Node) any {
	if len(n.Value) > maxNumberLength {
		return nil
	}
	return n.Value
}

func (d *decoder) boolean(n *yaml.Node, s scalar, out reflect.Value) {
	if s.kind == boolScalar {
		out.SetBool(s.b)
		return
	}
	if s.kind == intScalar && (s.i == 0 || s.i == 1) {
		d.wrongType(n, "must be true or false", s.i == 1)
		return
	}
	if word := resolvePlain(n.Value); s.kind == stringScalar && word.kind == boolScalar {
		d.wrongType(n, "must be true or false, without quotes", word.b)
		return
	}
	d.wrongType(n, "must be true or false", nil)
}

func (d *decoder) integer(n *yaml.Node, s scalar, out reflect.Value, info *typeInfo) {
	switch {
	case s.isNumber():
		if !setInteger(s.number(), out, info) {
			d.invalid(RuleBadNumber, n, integerLimit(s, out, info), nil)
		}
	case isHuge(n):
		d.invalid(RuleBadNumber, n, integerLimit(s, out, info), nil)
	case s.kind == notFinite:
		d.invalid(RuleBadNumber, n, "must be an integer", nil)
	case s.kind == stringScalar && n.Style&quoted != 0 && resolvePlain(n.Value).isNumber():
		// As it is written: 0755 and not 493.
		text := cut(n.Value)
		d.report(RuleWrongType, n, fmt.Sprintf("Invalid value: %q: must be an integer; remove the quotes: %s", text, text),
			text, resolvePlain(n.Value).goValue())
	default:
		d.wrongType(n, "must be an integer", nil)
	}
}

func setInteger(number string, out reflect.Value, info *typeInfo) bool {
	if info.shape == uintShape {
		u, err := strconv.ParseUint(number, 10, out.Type().Bits())
		if err == nil {
			out.SetUint(u)
		}
		return err == nil
	}
	i, err := strconv.ParseInt(number, 10, out.Type().Bits())
	if err == nil {
		out.SetInt(i)
	}
	return err == nil
}

// integerLimit says why a number does not fit an integer field.
func integerLimit(s scalar, out reflect.Value, info *typeInfo) string {
	if s.kind == floatScalar && s.f != math.Trunc(s.f) {
		return "must be a whole number"
	}
	bits := out.Type().Bits()
	if info.shape == uintShape {
		return fmt.Sprintf("must be between 0 and %d", uint64(1)<<(bits-1)-1+uint64(1)<<(bits-1))
	}
	limit := int64(uint64(1)<<(bits-1) - 1)
	return fmt.Sprintf("must be between %d and %d", -limit-1, limit)
}

func (d *decoder) float(n *yaml.Node, s scalar, out reflect.Value) {
	switch {
	case isHuge(n):
		d.invalid(RuleBadNumber, n, "must be a smaller number", nil)
	case s.isNumber():
		f, err := strconv.ParseFloat(s.number(), out.Type().Bits())
		if err != nil {
			d.invalid(RuleBadNumber, n, "must be a smaller number", nil)
			return
		}
		out.SetFloat(f)
	case s.kind == notFinite:
		d.invalid(RuleBadNumber, n, "must be a finite number", nil)
	case s.kind == stringScalar && n.Style&quoted != 0 && resolvePlain(n.Value).isNumber():
		d.wrongType(n, "must be a number; remove the quotes", resolvePlain(n.Value).goValue())
	default:
		d.wrongType(n, "must be a number", nil)
	}
}

func (d *decoder) bytes(n *yaml.Node, s scalar, out reflect.Value) {
	if s.kind != stringScalar {
		d.wrongType(n, "must be base64 text; put it in quotes", nil)
		return
	}
	decoded, err := base64.StdEncoding.DecodeString(n.Value)
	if err != nil {
		d.invalid(RuleBadBase64, n, "must be base64 text", nil)
		return
	}
	out.SetBytes(decoded)
}

// standardTags are those of YAML itself. Any other may be a value that begins with "!".
var standardTags = []string{"!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!!binary", "!!timestamp", "!!set", "!!omap", "!!pairs"}

// checkTag refuses explicit tags that mean nothing behind this package, and those
// that do not fit their value.
func (d *decoder) checkTag(n *yaml.Node) bool {
	if n.Style&yaml.TaggedStyle == 0 {
		return true
	}
	tag := n.ShortTag()
	switch n.Kind {
	case yaml.ScalarNode:
		if _, ok := resolve(n); ok {
			return true
		}
		switch tag {
		case "!!int", "!!float", "!!bool", "!!null":
			d.wrongType(n, "must fit its tag "+tag+"; remove the tag", nil)
			return false
		}
	case yaml.MappingNode:
		if tag == "!!map" {
			return true
		}
	case yaml.SequenceNode:
		if tag == "!!seq" {
			return true
		}
	}
	if !slices.Contains(standardTags, tag) && !secret.Public(d.names()...) {
		d.report(RuleUnsupportedTag, n, "tags are not supported and would be ignored; put a value that begins with ! in quotes", nil, nil)
		return false
	}
	d.report(RuleUnsupportedTag, n, "tag "+tag+" is not supported and would be ignored; remove it", nil, nil)
	return false
}
