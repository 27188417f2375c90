package decode

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

// A type that reads JSON itself may compute with what it reads, as quantities do.
// Whoever adds one to this list says what bounds it.
func TestForeignTypes(t *testing.T) {
	found := map[string]bool{}
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		switch info := infoOf(t); info.shape {
		case foreignShape:
			found[t.String()] = true
		case pointerShape, listShape, mapShape:
			walk(info.elem)
		case structShape:
			for _, f := range info.fields {
				walk(f.typ)
			}
		}
	}
	for _, root := range []any{
		v1alpha1.NotebookValidationJob{}, v1alpha1.ExpandNotebookJobs{}, corev1.Pod{}, batchv1.Job{}, batchv1.CronJob{},
	} {
		walk(reflect.TypeOf(root))
	}
	var names []string
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	assert.Equal(t, []string{
		"intstr.IntOrString",   // strconv, which takes no longer for large numbers
		"resource.Quantity",    // package quantity
		"runtime.RawExtension", // copies its text
		"v1.FieldsV1",          // copies its text
		"v1.Time",              // time.Parse
	}, names)
}
