package pipeline

import (
	"maps"
	"slices"
	"sync"

	"github.com/notebook-validation/nvj/fn/decode"
)

// stand-ins become an object of another kind in the cluster, of their own name or
// of the one at the path.
var standIns = map[string]struct{ kind, namePath string }{
	"SealedSecret":   {"Secret", "spec.template.metadata.name"},
	"ExternalSecret": {"Secret", "spec.target.name"},
	"Certificate":    {"Secret", "spec.secretName"},
}

// names are the objects among the inputs that a pod may refer to, under their
// present names or ones that they had before kustomize renamed them.
type names struct {
	// byKind holds, for a kind and a name, the namespaces of its objects.
	byKind map[string]map[string][]string
	mutex  sync.Mutex
	// near remembers which name a missing one most likely means: all jobs of a
	// repository may share one mistake.
	near map[missing]string
}

type missing struct{ kind, namespace, name string }

// names lists the objects among the inputs that pods refer to.
func (r *run) names() *names {
	all := &names{byKind: map[string]map[string][]string{
		"Secret": {}, "ConfigMap": {}, "PersistentVolumeClaim": {}, "ServiceAccount": {},
	}, near: map[missing]string{}}
	r.index.mutex.Lock() // it reads the same items
	defer r.index.mutex.Unlock()
	for _, input := range r.inputs {
		kind, path := input.Kind(), ""
		if standIn, ok := standIns[kind]; ok {
			kind, path = standIn.kind, standIn.namePath
		}
		byName, referredTo := all.byKind[kind]
		if !referredTo {
			continue
		}
		name, namespace := input.Name(), input.Namespace()
		if path != "" {
			if node, err := input.Node(); err == nil {
				if other := scalarAt(node, path); other != "" {
					name = other
				}
			}
		}
		byName[name] = append(byName[name], namespace)
		for _, id := range input.formerIdentities() {
			byName[id.name] = append(byName[id.name], namespace)
		}
	}
	return all
}

// lookup is the Has of lint.Inputs. An object or a job without a namespace gets
// one when it is applied: it may be any.
func (r *run) lookup(j *job, kind, namespace, name string) (exists bool, near string) {
	if scripts := j.rendered.Scripts; scripts != nil && kind == "ConfigMap" && name == scripts.Name {
		return true, ""
	}
	known := r.known()
	if mayBeIn(known.byKind[kind][name], namespace) {
		return true, ""
	}
	return false, known.nearest(missing{kind, namespace, name})
}

// mayBeIn reports whether one of an object's namespaces may be the given one.
func mayBeIn(namespaces []string, namespace string) bool {
	return slices.ContainsFunc(namespaces, func(n string) bool {
		return n == namespace || n == "" || namespace == ""
	})
}

// nearest is the name of an object that a missing one most likely means, or "".
func (n *names) nearest(m missing) string {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if near, known := n.near[m]; known {
		return near
	}
	var candidates []string
	for _, name := range slices.Sorted(maps.Keys(n.byKind[m.kind])) {
		if mayBeIn(n.byKind[m.kind][name], m.namespace) {
			candidates = append(candidates, name)
		}
	}
	n.near[m] = decode.Nearest(m.name, candidates)
	return n.near[m]
}
