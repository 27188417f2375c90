package apiserver

import (
	"fmt"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/core"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/features"
)

// The steps in this file are unexported parts of the server's pod registry,
// which cannot be linked without most of the server.

// mergeMatchLabelKeys turns the matchLabelKeys and mismatchLabelKeys of pod
// affinity and topology spread constraints into requirements of their label
// selectors. A key that the selector already had is then found twice, which is
// how validation knows of the conflict.
func mergeMatchLabelKeys(pod *core.Pod) {
	gates := utilfeature.DefaultFeatureGate
	if affinity := pod.Spec.Affinity; affinity != nil && gates.Enabled(features.MatchLabelKeysInPodAffinity) {
		for _, term := range podAffinityTerms(affinity) {
			requireLabels(term.LabelSelector, term.MatchLabelKeys, metav1.LabelSelectorOpIn, pod.Labels)
			requireLabels(term.LabelSelector, term.MismatchLabelKeys, metav1.LabelSelectorOpNotIn, pod.Labels)
		}
	}
	if gates.Enabled(features.MatchLabelKeysInPodTopologySpread) &&
		gates.Enabled(features.MatchLabelKeysInPodTopologySpreadSelectorMerge) {
		for _, constraint := range pod.Spec.TopologySpreadConstraints {
			requireLabels(constraint.LabelSelector, constraint.MatchLabelKeys, metav1.LabelSelectorOpIn, pod.Labels)
		}
	}
}

// podAffinityTerms lists every term of pod affinity and anti-affinity.
func podAffinityTerms(affinity *core.Affinity) []*core.PodAffinityTerm {
	var required []core.PodAffinityTerm
	var preferred []core.WeightedPodAffinityTerm
	var terms []*core.PodAffinityTerm
	collect := func() {
		for i := range required {
			terms = append(terms, &required[i])
		}
		for i := range preferred {
			terms = append(terms, &preferred[i].PodAffinityTerm)
		}
	}
	if a := affinity.PodAffinity; a != nil {
		required, preferred = a.RequiredDuringSchedulingIgnoredDuringExecution, a.PreferredDuringSchedulingIgnoredDuringExecution
		collect()
	}
	if a := affinity.PodAntiAffinity; a != nil {
		required, preferred = a.RequiredDuringSchedulingIgnoredDuringExecution, a.PreferredDuringSchedulingIgnoredDuringExecution
		collect()
	}
	return terms
}

// requireLabels adds a requirement for each of keys that the pod has a label
// for. A nil selector matches nothing and stays as it is.
func requireLabels(selector *metav1.LabelSelector, keys []string, operator metav1.LabelSelectorOperator, labels map[string]string) {
	if selector == nil {
		return
	}
	for _, key := range keys {
		if value, ok := labels[key]; ok {
			selector.MatchExpressions = append(selector.MatchExpressions, metav1.LabelSelectorRequirement{
				Key: key, Operator: operator, Values: []string{value},
			})
		}
	}
}

// syncAppArmor copies AppArmor annotations to the fields that took their place
// and returns the warnings about those annotations. Without the copy a pod
// profile and an older container annotation would seem to contradict.
func syncAppArmor(pod *core.Pod) []string {
	if pod.Spec.OS != nil && pod.Spec.OS.Name == core.Windows {
		return nil
	}
	var podProfile *core.AppArmorProfile
	if pod.Spec.SecurityContext != nil {
		podProfile = pod.Spec.SecurityContext.AppArmorProfile
	}
	var warnings []string
	podutil.VisitContainers(&pod.Spec, podutil.AllFeatureEnabledContainers(), func(c *core.Container, _ podutil.ContainerType) bool {
		key := core.DeprecatedAppArmorAnnotationKeyPrefix + c.Name
		annotation, annotated := pod.Annotations[key]
		if !annotated || c.SecurityContext != nil && c.SecurityContext.AppArmorProfile != nil {
			return true
		}
		profile := podutil.ApparmorFieldForAnnotation(annotation)
		if len(corevalidation.ValidateAppArmorProfileField(profile, &field.Path{})) > 0 {
			profile = nil
		}
		if profile != nil && apiequality.Semantic.DeepEqual(profile, podProfile) {
			return true
		}
		if profile != nil {
			if c.SecurityContext == nil {
				c.SecurityContext = &core.SecurityContext{}
			}
			c.SecurityContext.AppArmorProfile = profile
		}
		warnings = append(warnings, fmt.Sprintf(`%s: deprecated since v1.30; use the "appArmorProfile" field instead`,
			field.NewPath("metadata", "annotations").Key(key)))
		return true
	})
	return warnings
}
