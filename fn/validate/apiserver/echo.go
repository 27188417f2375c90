package apiserver

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// withoutEchoes leaves out what only repeats another fault of the same field.
func withoutEchoes(faults []Fault) []Fault {
	byPath := map[string][]Fault{}
	for _, f := range faults {
		byPath[f.Path] = append(byPath[f.Path], f)
	}
	return slices.DeleteFunc(faults, func(f Fault) bool {
		return slices.ContainsFunc(byPath[f.Path], func(other Fault) bool { return echoes(f, other) })
	})
}

// echoes reports whether f says nothing that other does not.
func echoes(f, other Fault) bool {
	switch {
	case other.Type == field.ErrorTypeRequired && f.Type != field.ErrorTypeRequired:
		// Of a value that is missing it is no news that it is not found, not
		// unique or not well formed.
		return f.Value == nil || f.Value == ""
	case f.Type == field.ErrorTypeNotSupported && other.Type == field.ErrorTypeNotSupported:
		// A Job accepts fewer values than a pod does; both say theirs.
		return len(other.Supported) > 0 && len(other.Supported) < len(f.Supported)
	case f.Type == field.ErrorTypeForbidden && other.Type == field.ErrorTypeForbidden:
		// Pods and templates forbid the same thing in different words.
		return f.Kind != other.Kind && f.Kind == "Pod"
	case f.Type == field.ErrorTypeInvalid && other.Type == field.ErrorTypeNotSupported:
		// Which of the supported values fits here is no news of one that is none.
		return true
	case strings.HasSuffix(f.Message, "doesn't follow extended resource name standard"):
		return f.Message != other.Message && other.Type == field.ErrorTypeInvalid
	case strings.HasSuffix(f.Message, "must be a standard resource for containers"):
		return strings.HasSuffix(other.Message, "must be a standard resource type or fully qualified")
	}
	return false
}

// nameCauses notes which mounts are not found only because their volume has a
// fault of its own: the server forgets such volumes.
func nameCauses(tree func() map[string]any, faults []Fault) {
	for i := range faults {
		if faults[i].Type != field.ErrorTypeNotFound {
			continue
		}
		at := parsePath(faults[i].Path)
		if !at.endsWith("volumeMounts", "[*]", "name") && !at.endsWith("volumeDevices", "[*]", "name") {
			continue
		}
		volumes := at.up(5).to("volumes")
		s := site{root: tree()}
		for _, volume := range s.where(volumes, func(v map[string]any) bool { return text(v, "name") == faults[i].Value }) {
			for _, cause := range faults {
				if parsePath(cause.Path).within(volume) {
					faults[i].Because = cause.Path
				}
			}
		}
	}
}
