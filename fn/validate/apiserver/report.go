package apiserver

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/apis/core"
)

// pass is one run of the server's rules: over the object itself, or over what a
// controller would make of the template that stands at.
type pass struct {
	kind string
	at   path
}

// place turns a path in the checked object into one in the object handed in.
// It is false for metadata that a controller sets and no user can mend.
func (p pass) place(in path) (path, bool) {
	if p.at == nil || len(in) == 0 {
		return in, true
	}
	if in[0] == "metadata" && (len(in) < 2 || in[1] != "labels" && in[1] != "annotations") {
		return nil, false
	}
	return p.at.to(in...), true
}

// report collects faults of one object.
type report struct {
	kind string
	name string
	obj  runtime.Object

	root     map[string]any // the object as its user sees it; see tree
	faults   []Fault
	warnings []Fault

	blamed map[string]bool // the server's own paths in the object itself
	warned map[string]bool // and its warnings about it
}

func newReport(kind string, obj runtime.Object, name string) *report {
	return &report{kind: kind, name: name, obj: obj, blamed: map[string]bool{}, warned: map[string]bool{}}
}

// tree is the object in the form of its YAML. Only a fault needs it.
func (r *report) tree() map[string]any {
	if r.root != nil {
		return r.root
	}
	root, err := runtime.DefaultUnstructuredConverter.ToUnstructured(r.obj)
	if err != nil {
		root = map[string]any{}
		r.faults = append(r.faults, Fault{
			Kind: r.kind, Type: field.ErrorTypeInternal, Rule: rules[field.ErrorTypeInternal],
			Message: fmt.Sprintf("Internal error: cannot render the object: %v", err),
		})
	}
	r.root = root
	return root
}

// errors adds what a pass refuses.
func (r *report) errors(at pass, errs field.ErrorList) {
	// The server may say the same of several elements of a list without telling
	// them apart. It goes through them in order, so the n-th time it says so it
	// means the n-th element of which it is true.
	said := map[string]int{}
	for _, err := range errs {
		server, ok := at.place(parsePath(err.Field))
		if !ok {
			continue
		}
		if at.at == nil {
			r.blamed[err.Field] = true
		}
		saying := fmt.Sprintf("%s %s %v %s", err.Field, err.Type, err.BadValue, err.Detail)
		s := site{root: r.tree(), path: server, err: err, name: r.name, nth: said[saying]}
		said[saying]++
		if s.isMerged() {
			continue
		}
		fault := s.fault()
		fault.Kind = at.kind
		fault.ServerPath = err.Field
		if at.at != nil {
			fault.ServerPath = server.String()
		}
		r.faults = append(r.faults, fault)
	}
}

// warn adds the warnings of the server about spec. It asks for them only when
// it refuses nothing, and some of its code relies on that. So where something
// is refused, a panic means that there are no warnings to be had yet, and
// addresses are left out: a log would be written about the bad ones.
func (r *report) warn(at pass, spec *core.PodSpec, ask func() []string) {
	if len(r.faults) > 0 {
		spec.DNSConfig, spec.HostAliases = nil, nil
		ask = recovered(ask)
	}
	for _, text := range ask() {
		r.warned[text] = true
		r.warnings = append(r.warnings, r.warning(at.kind, text))
	}
}

// recovered answers with nothing where ask panics.
func recovered(ask func() []string) func() []string {
	return func() (warnings []string) {
		defer func() {
			if recover() != nil {
				warnings = nil
			}
		}()
		return ask()
	}
}

// dropped warns of the fields that the user wrote and the server drops.
func (r *report) dropped(at pass, fields []path) {
	for _, p := range fields {
		placed, ok := at.place(p)
		if _, written := lookup(r.tree(), placed); !ok || !written {
			continue
		}
		message := "the API server drops this field without a word: its feature is off by default in Kubernetes " + Minor
		if p.endsWith("annotations", "[*]") {
			message = "the API server removes this annotation without a word: use the field spec.initContainers"
		}
		r.warnings = append(r.warnings, Fault{
			Path: placed.String(), ServerPath: placed.String(), Kind: at.kind,
			Rule: ruleDroppedField, Message: message,
		})
	}
}

// verdict is what has been collected, each fault once and in order.
func (r *report) verdict() Verdict {
	faults := unique(withoutEchoes(r.faults))
	nameCauses(r.tree, faults)
	warnings := slices.DeleteFunc(unique(r.warnings), func(w Fault) bool {
		return slices.ContainsFunc(faults, func(f Fault) bool { return outweighs(f, w) })
	})
	sortFaults(faults)
	sortFaults(warnings)
	return Verdict{
		Errors: faults, Warnings: warnings,
		Blamed: slices.Sorted(maps.Keys(r.blamed)), Warned: slices.Sorted(maps.Keys(r.warned)),
	}
}

// outweighs reports whether a warning is no news beside a fault: that a name is
// unwise where it is refused, that something is there twice where that is.
func outweighs(fault, warning Fault) bool {
	at := parsePath(warning.Path)
	if at.endsWith("metadata", "*") {
		return fault.Path == warning.Path
	}
	twice := fault.Type == field.ErrorTypeDuplicate || strings.HasSuffix(fault.Message, conflictingPaths)
	return twice && len(at) > 0 && parsePath(fault.Path).within(at)
}

// unique keeps the first of faults that read the same. The passes run from the
// object itself outwards, so that is the one with the object's own kind.
func unique(faults []Fault) []Fault {
	seen := map[string]bool{}
	return slices.DeleteFunc(faults, func(f Fault) bool {
		id := strings.Join([]string{f.Path, f.Rule, f.Message}, "\x00")
		if seen[id] {
			return true
		}
		seen[id] = true
		return false
	})
}
