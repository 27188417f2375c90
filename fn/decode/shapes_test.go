package decode_test

import (
	"encoding/json"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/decode"
)

type inner struct {
	Shadowed string `json:"shadowed"`
	Promoted string `json:"promoted"`
}

type Pointed struct {
	Deep *bool `json:"deep"`
}

// shapes has a field of every shape there is in Kubernetes' types, and some that
// are only in Go.
type shapes struct {
	inner    `json:",inline"`
	*Pointed `json:",inline"`
	Shadowed int `json:"shadowed"`
	Untagged string
	Hidden   string            `json:"-"`
	U8       uint8             `json:"u8"`
	U64      uint64            `json:"u64"`
	I8       int8              `json:"i8"`
	I64      *int64            `json:"i64"`
	F32      float32           `json:"f32"`
	F64      float64           `json:"f64"`
	Bytes    []byte            `json:"bytes"`
	Array    [2]int            `json:"array"`
	ByNumber map[int]string    `json:"byNumber"`
	Words    map[phase][]phase `json:"words"`
	Any      any               `json:"any"`
	Raw      runtime.RawExtension
	Address  netip.Addr          `json:"address"`
	Duration metav1.Duration     `json:"duration"`
	Micro    metav1.MicroTime    `json:"micro"`
	Port     *intstr.IntOrString `json:"port"`
	Size     resource.Quantity   `json:"size"`
	Children []shapes            `json:"children"`
	ByName   map[string]*Pointed `json:"byName"`
}

type phase string

func TestShapesEqualSigsYAML(t *testing.T) {
	for _, text := range []string{
		"{shadowed: 1, promoted: a, deep: true, Untagged: b}",
		"{u8: 255, u64: 18446744073709551615, i8: -128, i64: 9223372036854775807}",
		"{u8: 1.0, u64: 1e3, i8: -0x1, i64: 0b11}",
		"{f32: 1, f64: 0.1}", "{f32: 1e3, f64: 18446744073709551615}", "{f64: -.5e-7, f32: 0o7}",
		"{bytes: aGk=}", "{bytes: ~}", "{bytes: ''}",
		"{array: [1, 2]}", "{byNumber: {1: a, 2: b}}", "{words: {a: [b, c], d: ~, e: []}}",
		"{any: [a, {b: ~}, true, 1.5]}", "{any: text}", "{any: ~}",
		"{Raw: {kind: X, num: 1, f: 1.5, l: [yes, <>&]}}",
		"{address: 10.0.0.1}", "{duration: 1h5m}", "{micro: '2026-01-31T08:00:00.000001Z'}",
		"{port: 80}", "{port: http}", "{port: '80'}", "{port: ~}",
		"{size: 1Gi}", "{size: 1}", "{size: 0.5}", "{size: 1e3}", "{size: ~}", "{size: '1'}",
		"{children: [{children: [{deep: no}, ~]}]}", "{byName: {a: {deep: on}, b: ~, c: {}}}",
	} {
		t.Run(text, func(t *testing.T) {
			var got, want shapes
			require.Empty(t, lines(decode.Into(parse(t, text), &got, decode.Options{})))
			require.NoError(t, sigsyaml.UnmarshalStrict([]byte(text), &want))
			assert.Equal(t, want, got)
		})
	}
}

func TestShapesRefused(t *testing.T) {
	for text, want := range map[string]string{
		"{u8: 256}":               "bad-number: Invalid value: 256: must be between 0 and 255",
		"{u64: -1}":               "bad-number: Invalid value: -1: must be between 0 and 18446744073709551615",
		"{i8: 128}":               "bad-number: Invalid value: 128: must be between -128 and 127",
		"{i64: 1e30}":             "bad-number: Invalid value: 1e30: must be between -9223372036854775808 and 9223372036854775807",
		"{f32: 1e300}":            "bad-number: Invalid value: 1e300: must be a smaller number",
		"{f64: .nan}":             "bad-number: Invalid value: .nan: must be a finite number",
		"{f64: '1.5'}":            `wrong-type: Invalid value: "1.5": must be a number; remove the quotes: 1.5`,
		"{f64: x}":                `wrong-type: Invalid value: "x": must be a number`,
		"{f64: [1]}":              "wrong-type: Invalid value: must be a number",
		"{i64: {}}":               "wrong-type: Invalid value: must be an integer",
		"{deep: []}":              "wrong-type: Invalid value: must be true or false",
		"{bytes: [1]}":            "wrong-type: Invalid value: must be base64 text",
		"{bytes: 5}":              "wrong-type: Invalid value: 5: must be base64 text; put it in quotes",
		"{bytes: '?'}":            `bad-base64: Invalid value: "?": must be base64 text`,
		"{any: [.inf]}":           "bad-number: Invalid value: .inf: must be a finite number",
		"{any: {a: 1, a: 2}}":     `duplicate-key: duplicate field "a": already set earlier on the same line; keep one of them`,
		"{address: nowhere}":      `wrong-type: Invalid value: must be a valid Addr`,
		"{duration: ~}":           "bad-duration: Invalid value: null: must be a duration such as 90s, 30m or 1h30m",
		"{duration: 5 min}":       `bad-duration: Invalid value: must be a duration such as 90s, 30m or 1h30m; did you mean 5m?`,
		"{micro: 5}":              `bad-time: Invalid value: 5: must be an RFC 3339 time such as "2026-01-31T08:00:00Z"`,
		"{port: 1.5}":             "bad-number: Invalid value: 1.5: must be a whole number or a string",
		"{port: [80]}":            "wrong-type: Invalid value: must be an integer or a string",
		"{any: !!map [a]}":        "unsupported-tag: tag !!map is not supported and would be ignored; remove it",
		"{Hidden: x}":             `unknown-field: unknown field "Hidden"`,
		"{words: {a: b}}":         `wrong-type: Invalid value: "b": must be a list: [b]`,
		"{words: {a: {b: c}}}":    `wrong-type: Invalid value: must be a list; write each item on a line of its own, after "- "`,
		"{children: a}":           "wrong-type: Invalid value: \"a\": must be a list of mappings",
		"{words: {? {a: b} : c}}": "bad-key: Invalid value: a key must be a string",
	} {
		t.Run(text, func(t *testing.T) {
			assert.Equal(t, []string{want}, told(decode.Into(parse(t, text), new(shapes), decode.Options{})))
		})
	}
}

// The words and numbers of YAML 1.1, against the parser that kubectl has.
func TestScalarsEqualSigsYAML(t *testing.T) {
	for _, text := range []string{
		"y", "Y", "yes", "Yes", "YES", "yEs", "on", "On", "ON", "true", "True", "TRUE", "tRUE",
		"n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE",
		"~", "null", "Null", "NULL", "nULL", "''", "'yes'", "\"1\"",
		"0", "-0", "+1", "1_000", "_1", "1_", "-_1", "0644", "0o644", "0O644", "0x1F", "0X1f", "-0x1F", "0b11", "0b-1", "-0b11", "08", "019",
		"1.0", "1.", ".5", "-.5", "1e3", "1E+3", "1e400", "1.5.5", "1e", "0x", "+", ".", "..", "+.5", "._5",
		"9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775809",
		"1:30", "190:20:30", "2026-01-31", "2026-01-31T08:00:00Z", "2026-1-1 1:1:1",
		"!!str 5", "!!str yes", "!!str ~", "!!int 0x10", "!!int '5'", "!!float 5", "!!float 1.5", "!!bool yes", "!!null ~", "!!null ''",
		"1Gi", "0.1", "1e21", "123456789012", "0.000000001", "|-\n  5", ">-\n  yes",
	} {
		t.Run(text, func(t *testing.T) {
			var got struct {
				V any `json:"v"`
			}
			require.Empty(t, lines(decode.Into(parse(t, "v: "+text), &got, decode.Options{})))
			gotJSON, err := json.Marshal(map[string]any{"v": got.V})
			require.NoError(t, err)
			want, err := sigsyaml.YAMLToJSONStrict([]byte("v: " + text))
			require.NoError(t, err)
			assert.Equal(t, string(want), string(gotJSON))
		})
	}
}

func TestOptions(t *testing.T) {
	text := "spec: {podConfig: {initContainers: [{image: 5, foo: 1}], foo: {bar: [1]}}, timeout: 5}"
	var job shapesOfOptions
	findings := decode.Into(parse(t, text), &job, decode.Options{
		Hints: func() map[string]string {
			return map[string]string{"**.initContainers[*].foo": "name", "**.containers[*].foo": "no such path"}
		},
		Skip:      []string{"spec.podConfig.initContainers[*].image", "**.podConfig.foo"},
		Durations: []string{"**.timeout"},
	})
	assert.Equal(t, []string{
		`unknown-field: unknown field "foo"; did you mean "name"?`,
		`wrong-type: Invalid value: 1: must be a string; put it in quotes: "1"`,
		`bad-duration: Invalid value: 5: must be a duration such as 90s, 30m or 1h30m; add the unit`,
	}, told(findings))
}

type shapesOfOptions struct {
	Spec struct {
		PodConfig struct {
			InitContainers []struct {
				Name  string `json:"name"`
				Image string `json:"image"`
			} `json:"initContainers"`
		} `json:"podConfig"`
		Timeout string `json:"timeout"`
	} `json:"spec"`
}

func TestIntoNeedsAPointer(t *testing.T) {
	assert.Panics(t, func() { decode.Into(parse(t, "a: b"), shapes{}, decode.Options{}) })
	assert.Empty(t, decode.Into(nil, new(shapes), decode.Options{}))
}
