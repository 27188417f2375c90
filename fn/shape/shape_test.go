package shape_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/randfill"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/shape"
)

// JSON encodes what our objects are made of as encoding/json does.
func TestJSONEqualsTheLibrary(t *testing.T) {
	fill := randfill.NewWithSeed(1).NilChance(0.3).NumElements(0, 2).MaxDepth(12).Funcs(
		func(q *resource.Quantity, c randfill.Continue) {
			*q = *resource.NewQuantity(c.Int63n(1<<40), resource.BinarySI)
		},
		func(m *metav1.Time, c randfill.Continue) {
			if *m = metav1.NewTime(time.Unix(c.Int63n(1<<32), 0)); c.Bool() {
				*m = metav1.NewTime(time.Time{}.Local()) // zero to itself, and not to reflection
			}
		},
		func(e *runtime.RawExtension, _ randfill.Continue) { e.Raw = []byte(`{"b":2}`) },
		func(f *metav1.FieldsV1, _ randfill.Continue) { f.SetRawString(`{"a":1}`) },
	)
	for range 50 {
		for _, object := range []any{&batchv1.CronJob{}, &corev1.Pod{}, &corev1.ConfigMap{}, &corev1.Secret{}, &v1alpha1.NotebookValidationJob{}} {
			fill.Fill(object)
			want, err := json.Marshal(object)
			require.NoError(t, err)
			got, err := shape.JSON(object)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got), "%T", object)
		}
	}
}

// What our objects are made of is not left to encoding/json: it would prepare all of
// a pod for it.
func TestOurObjectsAreKnown(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(of reflect.Type) {
		if seen[of] || reflect.PointerTo(of).Implements(reflect.TypeFor[json.Marshaler]()) {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice:
			visit(of.Elem())
		case reflect.Map:
			assert.Equal(t, shape.Map, shape.Of(of).Shape, "%s", of)
			visit(of.Elem())
		case reflect.Struct:
			assert.Equal(t, shape.Struct, shape.Of(of).Shape, "%s", of)
			for i := range of.NumField() {
				visit(of.Field(i).Type)
			}
		}
	}
	for _, object := range []any{batchv1.CronJob{}, corev1.Pod{}, corev1.ConfigMap{}, corev1.Secret{}, v1alpha1.NotebookValidationJob{}} {
		visit(reflect.TypeOf(object))
	}
}

// Structs that are made otherwise than those of Kubernetes, and what they embed.
type (
	Embedded struct {
		A string
		B *Embedded `json:"b,omitempty"`
	}
	Other  struct{ A, C string }
	Number int
	hidden struct{ D string }
	secret int

	embedsPointer   struct{ *Embedded }
	embedsDeeply    struct{ embedsPointer }
	embedsNumber    struct{ Number }
	embedsInterface struct{ fmt.Stringer }
	embedsHidden    struct{ hidden }
	embedsSecret    struct {
		secret `json:"secret"`
	}
	embedsTwo struct {
		Embedded
		Other
	}
	embedsNamed struct {
		Embedded `json:"named"`
		Other    `json:",inline"`
	}
	shadows struct {
		Embedded
		A int
	}
	// ambiguous has two methods MarshalJSON and so none of its own.
	ambiguous struct {
		metav1.Time
		intstr.IntOrString
	}
)

// tagged is a struct whose one field has the tag: linters refuse most of these in a
// declaration.
func tagged(tag string, value any) any {
	field := reflect.StructField{Name: "A", Type: reflect.TypeOf(value), Tag: reflect.StructTag(tag)}
	made := reflect.New(reflect.StructOf([]reflect.StructField{field})).Elem()
	made.Field(0).Set(reflect.ValueOf(value))
	return made.Interface()
}

// ownPointer encodes itself where it has an address, and is a struct where it has none.
type ownPointer struct{ A string }

func (o *ownPointer) MarshalJSON() ([]byte, error) { return json.Marshal("own " + o.A) }

type ownText struct{ A string }

func (o ownText) MarshalText() ([]byte, error) { return []byte("<" + o.A + ">"), nil }

// ownKey is a string, and as a key of a map no more than that.
type ownKey string

func (ownKey) MarshalText() ([]byte, error) { return []byte("key"), nil }

// ownZero says that 1 is zero and 0 is not.
type ownZero int

func (z ownZero) IsZero() bool { return z == 1 }

type zeros struct {
	Zero, One   ownZero      `json:",omitzero"`
	Nil         *ownZero     `json:",omitzero"`
	Pointer     *ownZero     `json:",omitzero"`
	Time        *metav1.Time `json:",omitzero"`
	Value       metav1.Time  `json:",omitzero"`
	Interface   zeroer       `json:",omitzero"`
	NilInside   zeroer       `json:",omitzero"`
	NoInterface zeroer       `json:",omitzero"`
	Plain       [2]int       `json:",omitzero"`
}

type zeroer interface{ IsZero() bool }

func TestJSON(t *testing.T) {
	yes, one := true, ownZero(1)
	owns := struct{ A, B ownPointer }{ownPointer{"a"}, ownPointer{"b"}}
	zero := zeros{Pointer: &one, Time: &metav1.Time{}, Interface: one, NilInside: (*ownZero)(nil)}
	for name, value := range map[string]any{
		"Escapes":   "a\"b\\c<d>&e\u2028\xff é\n",
		"Nil":       nil,
		"NilMap":    map[string]string(nil),
		"NilList":   []string(nil),
		"Empty":     []any{map[string]any{}, []int{}, ""},
		"Numbers":   []any{1, uint8(2), 1.5, -3, uintptr(4)},
		"Pointers":  map[string]*bool{"a": &yes, "b": nil},
		"Bytes":     []byte("abc"),
		"Untagged":  struct{ A, b string }{"c", "d"},
		"Raw":       json.RawMessage(`{"a":[]}`),
		"Interface": []any{[]string{"a"}, &yes},

		"EmbeddedPointer":     embedsPointer{&Embedded{A: "a", B: &Embedded{A: "b"}}},
		"EmbeddedNilPointer":  embedsPointer{},
		"EmbeddedDeeply":      []embedsDeeply{{embedsPointer{&Embedded{A: "a"}}}},
		"EmbeddedNumber":      embedsNumber{5},
		"EmbeddedInterface":   embedsInterface{time.Second},
		"EmbeddedUnexported":  &embedsHidden{hidden{"d"}},
		"EmbeddedSecret":      embedsSecret{1},
		"EmbeddedSameName":    embedsTwo{Embedded{A: "a"}, Other{"b", "c"}},
		"EmbeddedWithTag":     embedsNamed{Embedded{A: "a"}, Other{"b", "c"}},
		"EmbeddedShadowed":    shadows{Embedded{A: "a"}, 5},
		"EmbeddedOwn":         ambiguous{IntOrString: intstr.FromInt32(5)},
		"NumberKeys":          map[int]string{10: "a", 9: "b"},
		"TextKeys":            map[ownText]int{{"b"}: 1, {"a"}: 2},
		"StringKeysWithText":  map[ownKey]int{"b": 1, "a": 2},
		"Text":                []any{ownText{"a"}, &ownText{"b"}, (*ownText)(nil)},
		"Number":              map[string]json.Number{"a": "5", "b": "1e3", "c": ""},
		"TagThatIgnores":      tagged(`json:"-"`, "a"),
		"TagOfADash":          tagged(`json:"-,"`, "a"),
		"TagThatQuotes":       tagged(`json:",string"`, 5),
		"TagOfABadName":       tagged(`json:"a\"b"`, "a"),
		"TagOfSymbols":        tagged(`json:"<&>"`, "a"),
		"TagOfAnotherOption":  tagged(`json:"a,omitemptyish"`, ""),
		"OwnPointer":          &owns,
		"OwnPointerOfAValue":  owns,
		"OwnPointerInAList":   []ownPointer{{"a"}},
		"OwnPointerInAMap":    map[string]ownPointer{"a": {"b"}},
		"OwnPointerInAnArray": [1]ownPointer{{"a"}},
		"Zero":                zero,
		"ZeroAddressed":       &zero,
		"NotZero":             zeros{Zero: 2, Pointer: new(ownZero), Interface: ownZero(0), Plain: [2]int{0, 1}},
	} {
		want, err := json.Marshal(value)
		require.NoError(t, err, name)
		got, err := shape.JSON(value)
		require.NoError(t, err, name)
		assert.Equal(t, string(want), string(got), name)
	}
	for _, value := range []any{
		make(chan int),
		[]any{func() {}},
		map[string]any{"a": math.Inf(1)},
		json.Number("a"),
		map[bool]int{true: 1},
		intstr.IntOrString{Type: 2},
		struct {
			A chan int `json:",omitempty"`
		}{},
	} {
		_, err := json.Marshal(value)
		require.Error(t, err, "%T", value)
		_, err = shape.JSON(value)
		assert.Error(t, err, "%T", value)
	}
}

func TestFields(t *testing.T) {
	yes := true
	container := corev1.Container{
		Name:            "a",
		Args:            []string{"b"},
		SecurityContext: &corev1.SecurityContext{Privileged: &yes, Capabilities: &corev1.Capabilities{}},
		Resources:       corev1.ResourceRequirements{Limits: corev1.ResourceList{"cpu": resource.MustParse("1")}},
	}
	assert.Equal(t, map[string]any{
		"name":            "a",
		"args":            []string{"b"},
		"securityContext": map[string]any{"privileged": true, "capabilities": map[string]any{}},
		"resources":       map[string]any{"limits": map[string]any{"cpu": resource.MustParse("1")}},
	}, shape.Fields(&container))
	assert.Nil(t, shape.Fields((*corev1.Container)(nil)))
	assert.Nil(t, shape.Fields("text"))
}
