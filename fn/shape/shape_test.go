package shape_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
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

func TestJSON(t *testing.T) {
	yes := true
	for name, value := range map[string]any{
		"Escapes":   "a\"b\\c<d>&e\u2028\xff é\n",
		"Nil":       nil,
		"NilMap":    map[string]string(nil),
		"NilList":   []string(nil),
		"Empty":     []any{map[string]any{}, []int{}, ""},
		"Numbers":   []any{1, uint8(2), 1.5, -3},
		"Pointers":  map[string]*bool{"a": &yes, "b": nil},
		"Bytes":     []byte("abc"),
		"Untagged":  struct{ A, b string }{"c", "d"},
		"Raw":       json.RawMessage(`{"a":[]}`),
		"Interface": []any{[]string{"a"}, &yes},
	} {
		want, err := json.Marshal(value)
		require.NoError(t, err)
		got, err := shape.JSON(value)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), name)
	}
	for _, value := range []any{make(chan int), []any{func() {}}, map[string]any{"a": math.Inf(1)}} {
		_, err := shape.JSON(value)
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
