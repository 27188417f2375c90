package apiserver

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/apis/core"
	corev1internal "k8s.io/kubernetes/pkg/apis/core/v1"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
)

// itemOfDownwardAPI: faults of items are reported on the volume. Each item is
// validated alone; those that show the same fault are meant.
func (s site) itemOfDownwardAPI() []path {
	at := slices.Index(s.path, "downwardAPI")
	if at < 0 || s.err.Type == field.ErrorTypeForbidden {
		return nil
	}
	volume, below := s.path[:at+1], s.path[at+1:]
	if len(below) > 0 && slices.Contains([]string{"items", "defaultMode", "defaultUser"}, below[0]) {
		return nil
	}
	items := volume.to("items")
	return s.where(items, func(item map[string]any) bool {
		return slices.ContainsFunc(validateItem(item), func(err *field.Error) bool {
			alone := parsePath(err.Field)
			return err.Type == s.err.Type && err.Detail == s.err.Detail && err.BadValue == s.err.BadValue &&
				slices.Equal(alone[slices.Index(alone, "downwardAPI")+1:], below)
		})
	}, below...)
}

// validateItem validates one item of a downward API volume.
func validateItem(item map[string]any) field.ErrorList {
	var file corev1.DownwardAPIVolumeFile
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(item, &file); err != nil {
		return nil // cannot be: item is a rendering of this type
	}
	pod := &corev1.Pod{}
	pod.Spec.Volumes = []corev1.Volume{{Name: "alone", VolumeSource: corev1.VolumeSource{
		DownwardAPI: &corev1.DownwardAPIVolumeSource{Items: []corev1.DownwardAPIVolumeFile{file}},
	}}}
	corev1internal.SetObjectDefaults_Pod(pod)
	internal := &core.Pod{}
	if err := corev1internal.Convert_v1_Pod_To_core_Pod(pod, internal, nil); err != nil {
		return nil // cannot be: the whole pod has been converted before
	}
	_, errs := corevalidation.ValidateVolumes(internal.Spec.Volumes, nil, field.NewPath("volumes"), corevalidation.PodValidationOptions{})
	return errs
}

// projectedToken: the path of a service account token is reported on the volume.
func (s site) projectedToken() []path {
	if !s.path.endsWith("projected", "path") {
		return nil
	}
	return s.where(s.path.up(1).to("sources"), func(source map[string]any) bool {
		token, ok := source["serviceAccountToken"].(map[string]any)
		return ok && text(token, "path") == s.bad()
	}, "serviceAccountToken", "path")
}

// conflictingPaths is what the server says of two sources of one file.
const conflictingPaths = "conflicting duplicate paths"

// projectedConflict: a path that two sources claim is reported on the volume,
// with the name of the second source, or the path.
func (s site) projectedConflict() []path {
	if s.err.Detail != conflictingPaths {
		return nil
	}
	var found []path
	taken := map[string]bool{}
	claim := func(at path, blamed string) {
		value, _ := lookup(s.root, at)
		if claimed, _ := value.(string); claimed != "" {
			if taken[claimed] && (blamed == s.bad() || claimed == s.bad()) {
				found = append(found, at)
			}
			taken[claimed] = true
		}
	}
	sources := s.path.to("sources")
	for i := range s.list(sources) {
		at := sources.to(index(i))
		for _, kind := range []string{"secret", "configMap", "downwardAPI"} {
			items := at.to(kind, "items")
			for j := range s.list(items) {
				claim(items.to(index(j), "path"), text(s.fields(at.to(kind)), "name"))
			}
		}
		claim(at.to("clusterTrustBundle", "path"), "")
		for _, name := range []string{"credentialBundlePath", "keyPath", "certificateChainPath"} {
			claim(at.to("podCertificate", name), "")
		}
	}
	return found
}

// claimTemplate: the claim of an ephemeral volume has its storage request one
// level up, an access mode without its index, and a data source on the spec.
func (s site) claimTemplate() []path {
	p := s.path
	switch {
	case p.endsWith("volumeClaimTemplate", "spec", "resources", "[*]"):
		return []path{p.up(1).to("requests", p.last())}
	case p.endsWith("volumeClaimTemplate", "spec", "accessModes") && s.err.Type == field.ErrorTypeNotSupported:
		return s.equals(p)
	case p.endsWith("volumeClaimTemplate", "spec") && strings.Contains(s.err.Detail, "dataSourceRef"):
		return []path{p.to("dataSource")}
	}
	return nil
}
