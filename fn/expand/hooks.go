package expand

import (
	"maps"
	"math"
	"strconv"
)

// Annotations of hooks: objects that Argo CD or Helm applies before or after the others,
// wave by wave. Argo CD reads Helm's as well, and takes its own where both are set.
const (
	argoHook         = "argocd.argoproj.io/hook"
	argoDeletePolicy = "argocd.argoproj.io/hook-delete-policy"
	argoWave         = "argocd.argoproj.io/sync-wave"
	helmHook         = "helm.sh/hook"
	helmDeletePolicy = "helm.sh/hook-delete-policy"
	helmWeight       = "helm.sh/hook-weight"
)

// isHook reports whether an object with the annotations is a hook.
func isHook(annotations map[string]string) bool {
	return annotations[argoHook] != "" || annotations[helmHook] != ""
}

// beforeHook returns the annotations that make an object a hook of the same kind as one
// with the given annotations, applied one wave before it.
//
// Each host deletes the object before it creates it again, whatever the delete policy of
// the other one is: hook-succeeded would delete a ConfigMap as soon as it is applied,
// before the pod of the next wave mounts it.
func beforeHook(annotations map[string]string) map[string]string {
	before := map[string]string{}
	for _, key := range []string{argoHook, helmHook} {
		if value, ok := annotations[key]; ok {
			before[key] = value
		}
	}
	for key, policy := range map[string]string{argoDeletePolicy: "BeforeHookCreation", helmDeletePolicy: "before-hook-creation"} {
		if _, ok := annotations[key]; ok {
			before[key] = policy
		}
	}
	// A number that cannot be read counts as 0 for both. Argo CD uses the weight where
	// it can read no wave.
	weight := number(annotations[helmWeight], 0)
	if hasAny(annotations, helmHook, helmWeight) {
		before[helmWeight] = oneLess(weight)
	}
	if hasAny(annotations, argoHook, argoWave) {
		before[argoWave] = oneLess(number(annotations[argoWave], weight))
	}
	return before
}

func hasAny(annotations map[string]string, keys ...string) bool {
	for _, key := range keys {
		if _, ok := annotations[key]; ok {
			return true
		}
	}
	return false
}

func number(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return otherwise
}

func oneLess(n int) string { return strconv.Itoa(max(n, math.MinInt+1) - 1) }

// withoutHooks returns the annotations without those of hooks.
func withoutHooks(annotations map[string]string) map[string]string {
	others := maps.Clone(annotations)
	for _, key := range []string{argoHook, argoDeletePolicy, argoWave, helmHook, helmDeletePolicy, helmWeight} {
		delete(others, key)
	}
	return others
}
