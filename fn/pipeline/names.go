package pipeline

import (
	"slices"

	"github.com/notebook-validation/nvj/fn/decode"
)

// named is an object of the input that a pod may refer to, under its present name
// or one that it had before kustomize renamed it.
type named struct{ kind, namespace, name string }

// stand-ins become an object of another kind in the cluster, of their own name or
// of the one at the path.
var standIns = map[string]struct{ kind, namePath string }{
	"SealedSecret":   {"Secret", "spec.template.metadata.name"},
	"ExternalSecret": {"Secret", "spec.target.name"},
	"Certificate":    {"Secret", "spec.secretName"},
}

// names lists the objects among the inputs that pods refer to.
func (r *run) names() []named {
	var known []named
	for _, input := range r.inputs {
		kind, path := input.Kind(), ""
		if standIn, ok := standIns[kind]; ok {
			kind, path = standIn.kind, standIn.namePath
		}
		if !slices.Contains([]string{"Secret", "ConfigMap", "PersistentVolumeClaim", "ServiceAccount"}, kind) {
			continue
		}
		s, err := newSource(input)
		if err != nil {
			continue // not ours to mend
		}
		name := s.resource.Name
		if path != "" {
			if other := scalarAt(s.node, path); other != "" {
				name = other
			}
		}
		known = append(known, named{kind, s.resource.Namespace, name})
		for _, id := range s.formerIdentities() {
			known = append(known, named{kind, s.resource.Namespace, id.name})
		}
	}
	return known
}

// lookup answers for lint.References. An object or a job without a namespace gets
// one when it is applied: it may be any.
func (r *run) lookup(j *job, kind, namespace, name string) (exists bool, near string) {
	if scripts := j.rendered.Scripts; scripts != nil && kind == "ConfigMap" && name == scripts.Name {
		return true, ""
	}
	var candidates []string
	for _, n := range r.known() {
		if n.kind != kind || (n.namespace != namespace && n.namespace != "" && namespace != "") {
			continue
		}
		if n.name == name {
			return true, ""
		}
		candidates = append(candidates, n.name)
	}
	return false, decode.Nearest(name, candidates)
}
