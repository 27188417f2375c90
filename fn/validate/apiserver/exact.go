package apiserver

import (
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// misspelt maps names of fields that the server prints otherwise than they are
// written to how they are written.
var misspelt = map[string]string{
	"HostIPC":        "hostIPC",
	"HostPID":        "hostPID",
	"cephFS":         "cephfs",
	"downwarAPI":     "downwardAPI",
	"initiatorname":  "initiatorName",
	"persistentDisk": "gcePersistentDisk",
	"uID":            "uid",
}

// corrections make the server's path exact. Each looks at the path so far and
// answers with the paths that may be meant, in the order in which the server
// goes through them, or with none where it has nothing to correct. They are
// applied one after the other.
var corrections = []func(site) []path{
	site.wholeObject,
	site.generatedName,
	site.templateMetadata,
	site.mapEntry,
	site.finalizer,
	site.itemOfDownwardAPI,
	site.projectedToken,
	site.projectedConflict,
	site.claimTemplate,
	site.mountField,
	site.envFromSource,
	site.resizePolicy,
	site.initContainerHostPort,
	site.httpHeader,
	site.appArmorAnnotation,
	site.limitOrRequest,
	site.podLevelLimit,
	site.overhead,
	site.affinityNamespace,
	site.matchLabelKey,
	site.tolerationValue,
	site.namedChild,
	site.limitsOfRequest,
}

// locate is the path of the fault in the user's object.
func (s site) locate() path {
	for i, step := range s.path {
		if written, ok := misspelt[step]; ok {
			s.path = append(s.path[:i:i], append(path{written}, s.path[i+1:]...)...)
		}
	}
	for _, correct := range corrections {
		if meant := correct(s); len(meant) > 0 {
			s.path = meant[min(s.nth, len(meant)-1)]
		}
	}
	return s.path
}

// bad is the bad value if it is a string.
func (s site) bad() string { return textOf(s.err.BadValue) }

// list is the list at p.
func (s site) list(p path) []any {
	node, _ := lookup(s.root, p)
	list, _ := node.([]any)
	return list
}

// fields is the map at p.
func (s site) fields(p path) map[string]any {
	node, _ := lookup(s.root, p)
	fields, _ := node.(map[string]any)
	return fields
}

// where lists the elements of a list of structs that keep accepts, or the field
// below each.
func (s site) where(list path, keep func(map[string]any) bool, below ...string) []path {
	var found []path
	for i, element := range s.list(list) {
		if fields, ok := element.(map[string]any); ok && keep(fields) {
			found = append(found, list.to(index(i)).to(below...))
		}
	}
	return found
}

// equals lists the elements of a list of strings that are the bad value.
func (s site) equals(list path) []path {
	var found []path
	for i, element := range s.list(list) {
		if element == s.bad() {
			found = append(found, list.to(index(i)))
		}
	}
	return found
}

// text is a field that is a string, or "".
func text(fields map[string]any, name string) string {
	value, _ := fields[name].(string)
	return value
}

// wholeObject gives a fault without a path the field that it is about.
func (s site) wholeObject() []path {
	if len(s.path) == 0 && s.err.Type == field.ErrorTypeTooLong && s.fields(path{"data"}) != nil {
		return []path{{"data"}}
	}
	return nil
}

// generatedName blames generateName for the name that was made of it.
func (s site) generatedName() []path {
	if s.path.String() != "metadata.name" || s.err.Type == field.ErrorTypeRequired {
		return nil
	}
	meta := s.fields(path{"metadata"})
	if text(meta, "name") == "" && text(meta, "generateName") != "" {
		return []path{{"metadata", "generateName"}}
	}
	return nil
}

// templateMetadata: the server says template.labels and template.annotations.
func (s site) templateMetadata() []path {
	for i, step := range s.path {
		if i > 0 && s.path[i-1] == "template" && (step == "labels" || step == "annotations") {
			return []path{s.path[:i].to("metadata").to(s.path[i:]...)}
		}
	}
	return nil
}

// finalizer: the server leaves the index out.
func (s site) finalizer() []path {
	if !s.path.endsWith("metadata", "finalizers") {
		return nil
	}
	return s.equals(s.path)
}

// namedChild goes from a struct, or from a field that does not exist, to the
// field that is meant.
func (s site) namedChild() []path {
	p := s.path
	switch {
	case strings.HasPrefix(p.last(), "{"): // topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}
		return []path{p.up(1)}
	case p.endsWith("claims", "[*]"), p.endsWith("schedulingGates", "[*]"), p.endsWith("dnsConfig", "options", "[*]"):
		return []path{p.to("name")}
	case p.endsWith("spec", "os"):
		return []path{p.to("name")}
	case p.endsWith("lifecycle", "*", "sleep"):
		return []path{p.to("seconds")}
	case p.endsWith("fieldRef"):
		return []path{p.to("fieldPath")}
	case p.endsWith("csi", "name"):
		return []path{p.up(1).to("nodePublishSecretRef", "name")}
	}
	return nil
}

// number reads a subscript.
func number(step string) int {
	inner, _ := subscript(step)
	i, err := strconv.Atoi(inner)
	if err != nil {
		return -1
	}
	return i
}
