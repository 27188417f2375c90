package decode

import (
	"encoding/json"
	"math"
	"reflect"

	yaml "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// foreign decodes into a type that reads JSON itself, from the JSON that kubectl
// would send.
func (d *decoder) foreign(n *yaml.Node, out reflect.Value) {
	before := len(d.findings)
	v, ok := d.plain(n)
	if !ok || len(d.findings) > before {
		return
	}
	if _, isQuantity := out.Addr().Interface().(*resource.Quantity); isQuantity && !d.checkQuantity(n, v) {
		return
	}
	raw, err := json.Marshal(v)
	if err == nil {
		if u, direct := out.Addr().Interface().(json.Unmarshaler); direct {
			err = u.UnmarshalJSON(raw)
		} else {
			err = json.Unmarshal(raw, out.Addr().Interface())
		}
	}
	if err != nil {
		d.badForeign(n, out)
	}
}

// badForeign says what a type that reads JSON itself would have liked. Errors of
// the types are not passed on: they show the value, which may be a secret.
func (d *decoder) badForeign(n *yaml.Node, out reflect.Value) {
	switch out.Addr().Interface().(type) {
	case *resource.Quantity:
		d.badQuantity(n)
	case *metav1.Duration:
		d.badDuration(n)
	case *metav1.Time, *metav1.MicroTime:
		d.invalid(RuleBadTime, n, `must be an RFC 3339 time such as "2026-01-31T08:00:00Z"`, nil)
	case *intstr.IntOrString:
		s, _ := resolve(n)
		switch {
		case n.Kind != yaml.ScalarNode || !s.isNumber():
			d.wrongType(n, "must be an integer or a string", nil)
		case s.kind == floatScalar && s.f != math.Trunc(s.f):
			d.invalid(RuleBadNumber, n, "must be a whole number or a string", nil)
		default:
			d.invalid(RuleBadNumber, n, "must be between -2147483648 and 2147483647", nil)
		}
	default:
		d.wrongType(n, "must be a valid "+out.Type().Name(), nil)
	}
}
