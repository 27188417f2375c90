package expand

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"

	"github.com/notebook-validation/nvj/fn/shape"
)

// overlay lays patch over base with strategic merge semantics, as kubectl and
// kustomize do: maps and lists with a merge key are merged, other lists are
// replaced, and what patch leaves out stays as it is in base.
func overlay[T any](base, patch T) T {
	baseJSON, patchJSON := mustJSON(base), mustJSON(patch)
	var merged T
	mergedJSON, err := strategicpatch.StrategicMergePatch(baseJSON, patchJSON, merged)
	if err == nil {
		err = json.Unmarshal(mergedJSON, &merged)
	}
	if err != nil {
		// Both sides are Kubernetes types that were decoded without findings.
		panic(fmt.Sprintf("cannot merge %T: %v", base, err))
	}
	return merged
}

func mustJSON(v any) []byte {
	text, err := shape.JSON(v)
	if err != nil {
		panic(fmt.Sprintf("cannot encode %T: %v", v, err))
	}
	return text
}

// overlayContainer lays patch over base. Entries that are one of several kinds
// (an environment variable's value or its source, a probe's handler) are
// replaced, not merged: their union would be refused by the API server.
// Variables and mounts keep base's order, then patch's; envFrom adds up. Neither is
// changed, but what is not merged with anything is shared.
func overlayContainer(base, patch corev1.Container) corev1.Container {
	env := mergeEnv(base.Env, patch.Env)
	envFrom := slices.Concat(base.EnvFrom, patch.EnvFrom)
	mounts := mergeMounts(base.VolumeMounts, patch.VolumeMounts)
	base.Env, patch.Env, base.EnvFrom, patch.EnvFrom = nil, nil, nil, nil
	base.VolumeMounts, patch.VolumeMounts = nil, nil
	replace(&base.LivenessProbe, patch.LivenessProbe)
	replace(&base.ReadinessProbe, patch.ReadinessProbe)
	replace(&base.StartupProbe, patch.StartupProbe)
	replace(&base.Lifecycle, patch.Lifecycle)
	// Most jobs set nothing else, and there is nothing to merge them with.
	if isZero(base.Resources) {
		base.Resources, patch.Resources = patch.Resources, corev1.ResourceRequirements{}
	}
	if c := patch.SecurityContext; c != nil && c.Privileged != nil && *c.Privileged && base.SecurityContext != nil {
		// A privileged container may always escalate; the API server refuses
		// one that says it may not.
		escalating := *base.SecurityContext
		escalating.AllowPrivilegeEscalation = nil
		base.SecurityContext = &escalating
	}
	merged := base
	if !isBare(patch) {
		merged = overlay(base, patch)
	}
	merged.Env, merged.EnvFrom, merged.VolumeMounts = env, envFrom, mounts
	return merged
}

// replace clears base where patch has a value of its own.
func replace[T any](base **T, patch *T) {
	if patch != nil {
		*base = nil
	}
}

func isZero(r corev1.ResourceRequirements) bool {
	return r.Limits == nil && r.Requests == nil && r.Claims == nil
}

// isBare reports whether c says nothing but its name.
func isBare(c corev1.Container) bool {
	return reflect.DeepEqual(c, corev1.Container{Name: c.Name})
}

// mergeEnv joins layers of environment variables; of two with one name the later
// one wins, at the later one's place, so that $(VAR) in it sees what its author
// saw.
func mergeEnv(layers ...[]corev1.EnvVar) []corev1.EnvVar {
	last := map[string]int{}
	var all []corev1.EnvVar
	for _, layer := range layers {
		for _, variable := range layer {
			last[variable.Name] = len(all)
			all = append(all, variable)
		}
	}
	merged := all[:0:0]
	for i, variable := range all {
		if last[variable.Name] == i {
			merged = append(merged, variable)
		}
	}
	return merged
}

// mergeMounts joins two layers of volume mounts. A mount path is mounted once:
// a later mount replaces an earlier one at the same path, in its place. Doubles
// within a layer stay, for the validation to report.
func mergeMounts(base, over []corev1.VolumeMount) []corev1.VolumeMount {
	byPath := map[string]int{}
	merged := append([]corev1.VolumeMount(nil), base...)
	for i, mount := range base {
		byPath[mount.MountPath] = i
	}
	for _, mount := range over {
		if i, ok := byPath[mount.MountPath]; ok {
			merged[i] = mount
			delete(byPath, mount.MountPath)
			continue
		}
		merged = append(merged, mount)
	}
	return merged
}
