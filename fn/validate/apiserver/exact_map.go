package apiserver

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/apis/core/helper"
)

// mapEntry: a bad key or value of a map of strings is reported on the map.
func (s site) mapEntry() []path {
	switch s.path.last() {
	case "labels", "annotations", "nodeSelector", "matchLabels", "userAnnotations":
	default:
		return nil
	}
	if s.err.Type != field.ErrorTypeInvalid {
		return nil
	}
	entries := s.fields(s.path)
	if entries == nil && s.path.String() == "metadata.labels" {
		// A Job without labels takes over those of its template.
		s.path = path{"spec", "template", "metadata", "labels"}
		entries = s.fields(s.path)
	}
	var found []path
	bad, isValue := s.bad(), s.err.Origin == "format=k8s-label-value"
	var meant []string
	for name, value := range entries {
		if isValue && value == bad || !isValue && strings.EqualFold(name, bad) {
			meant = append(meant, name)
		}
	}
	slices.Sort(meant)
	for _, name := range meant {
		found = append(found, s.path.to(key(name)))
	}
	// The server puts the name of a Job into labels that nobody wrote.
	if s.path.last() == "labels" && s.bad() == s.name {
		found = append(found, path{"metadata", "name"})
	}
	return found
}

// limitOrRequest: a request above its limit, and a limit that is missing, are
// reported on the map.
func (s site) limitOrRequest() []path {
	switch {
	case s.path.endsWith("resources", "requests") && s.err.Type == field.ErrorTypeInvalid:
		before, _, found := strings.Cut(s.err.Detail, " limit of ")
		if !found {
			return nil
		}
		return []path{s.path.to(key(before[strings.LastIndexByte(before, ' ')+1:]))}
	case s.path.endsWith("resources", "limits") && s.err.Type == field.ErrorTypeRequired:
		limits := s.fields(s.path)
		var found []path
		for _, name := range slices.Sorted(maps.Keys(s.fields(s.path.up(1).to("requests")))) {
			if _, limited := limits[name]; !limited && !helper.IsOvercommitAllowed(core.ResourceName(name)) {
				found = append(found, s.path.to(key(name)))
			}
		}
		return found
	}
	return nil
}

// overhead is validated as if it were the limits of a container.
func (s site) overhead() []path {
	if !s.path.endsWith("overhead", "limits", "[*]") {
		return nil
	}
	return []path{s.path.up(2).to(s.path.last())}
}

// podLevelLimit: a container's limit above that of the pod is reported as
// resources.containers[0][cpu].limits.
func (s site) podLevelLimit() []path {
	if !s.path.endsWith("resources", "containers", "[*]", "[*]", "limits") {
		return nil
	}
	n := len(s.path)
	return []path{s.path.up(5).to("containers", s.path[n-3], "resources", "limits", s.path[n-2])}
}

// limitsOfRequest turns from a request that the server copied from a limit to
// the limit that the user wrote. A request that exceeds its limit was not
// copied from it, but summed up from the containers.
func (s site) limitsOfRequest() []path {
	if strings.Contains(s.err.Detail, " limit of ") {
		return nil
	}
	return []path{s.limitsOfDefaultedRequest()}
}

func (s site) limitsOfDefaultedRequest() path {
	if !s.path.endsWith("resources", "requests", "[*]") {
		return s.path
	}
	if _, written := lookup(s.root, s.path); written {
		return s.path
	}
	limit := s.path.up(2).to("limits", s.path.last())
	if _, written := lookup(s.root, limit); written {
		return limit
	}
	return s.path
}

// affinityNamespace: namespaces[i] of a term is reported as namespace.
func (s site) affinityNamespace() []path {
	if !s.path.endsWith("namespace") || !slices.Contains(s.path, "affinity") {
		return nil
	}
	return s.equals(s.path.up(1).to("namespaces"))
}

// matchLabelKey: a key that the selector has too is reported as an element of
// the term or constraint.
func (s site) matchLabelKey() []path {
	p := s.path
	if s.err.Detail != "exists in both matchLabelKeys and labelSelector" || len(p) < 2 || p[len(p)-2] == "matchLabelKeys" {
		return nil
	}
	return []path{p.up(1).to("matchLabelKeys", p.last())}
}

// isMerged reports whether the fault is in a requirement that was made of a
// matchLabelKey and the pod's label. The key and the label have it as well.
func (s site) isMerged() bool {
	at := slices.Index(s.path, "matchExpressions")
	return at >= 0 && at+1 < len(s.path) && number(s.path[at+1]) >= len(s.list(s.path[:at+1]))
}

// tolerationValue: a bad value is reported on the operator.
func (s site) tolerationValue() []path {
	if !s.path.endsWith("tolerations", "[*]", "operator") || s.err.Type != field.ErrorTypeInvalid {
		return nil
	}
	toleration := s.path.up(1)
	if value := text(s.fields(toleration), "value"); value != "" && value == s.bad() {
		return []path{toleration.to("value")}
	}
	return nil
}
