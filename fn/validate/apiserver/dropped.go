package apiserver

import (
	"fmt"
	"reflect"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/apis/core"
	corev1internal "k8s.io/kubernetes/pkg/apis/core/v1"
)

// podState is the part of a pod from which the server drops fields.
type podState struct {
	annotations map[string]string
	spec        *core.PodSpec
}

// snapshotView refers to a pod as it is.
func snapshotView(meta *metav1.ObjectMeta, spec *core.PodSpec) podState {
	return podState{annotations: meta.Annotations, spec: spec}
}

// snapshot copies a pod as it is before fields are dropped.
func snapshot(meta *metav1.ObjectMeta, spec *core.PodSpec) podState {
	return podState{annotations: meta.DeepCopy().Annotations, spec: spec.DeepCopy()}
}

// missingIn lists the paths that before has and after has not: the topmost
// ones, so that a dropped struct is one path.
func (before podState) missingIn(after podState) ([]path, error) {
	if reflect.DeepEqual(before, after) {
		return nil, nil
	}
	was, err := before.tree()
	if err != nil {
		return nil, err
	}
	is, err := after.tree()
	if err != nil {
		return nil, err
	}
	return missing(was, is, nil), nil
}

// tree renders the state as its users write it.
func (s podState) tree() (map[string]any, error) {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Annotations: s.annotations}}
	if err := corev1internal.Convert_core_PodSpec_To_v1_PodSpec(s.spec.DeepCopy(), &pod.Spec, nil); err != nil {
		return nil, fmt.Errorf("cannot compare fields before and after the removal of disabled ones: %w", err)
	}
	return runtime.DefaultUnstructuredConverter.ToUnstructured(pod)
}

// missing walks two trees in step. Lists keep their length when fields of
// their elements are dropped.
func missing(was, is any, at path) []path {
	var found []path
	switch was := was.(type) {
	case map[string]any:
		is, ok := is.(map[string]any)
		if !ok {
			return []path{at}
		}
		names := make([]string, 0, len(was))
		for name := range was {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			step := name
			if at.last() == "annotations" {
				step = key(name)
			}
			switch child, ok := is[name]; {
			case ok:
				found = append(found, missing(was[name], child, at.to(step))...)
			case name == "lifecycle":
				// Only one of its fields is ever dropped; a lifecycle that is
				// empty then goes with it.
				found = append(found, missing(was[name], map[string]any{}, at.to(step))...)
			default:
				found = append(found, at.to(step))
			}
		}
	case []any:
		is, ok := is.([]any)
		if !ok || len(is) != len(was) {
			return []path{at}
		}
		for i := range was {
			found = append(found, missing(was[i], is[i], at.to(index(i)))...)
		}
	}
	return found
}
