package pipeline

import (
	"maps"
	"slices"
	"sync"

	"github.com/notebook-validation/nvj/fn/suggest"
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
	// visible are the names that a reference from a namespace may mean, by kind and
	// namespace: all jobs of a repository may share one mistake.
	visible map[scope]*suggest.Names
}

type scope struct{ kind, namespace string }

// names lists the objects among the inputs that pods refer to.
func (r *run) names() *names {
	all := &names{byKind: map[string]map[string][]string{
		"Secret": {}, "ConfigMap": {}, "PersistentVolumeClaim": {}, "ServiceAccount": {},
	}, visible: map[scope]*suggest.Names{}}
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
	return false, known.visibleFrom(kind, namespace).Nearest(name)
}

// mayBeIn reports whether one of an object's namespaces may be the given one.
func mayBeIn(namespaces []string, namespace string) bool {
	return slices.ContainsFunc(namespaces, func(n string) bool {
		return n == namespace || n == "" || namespace == ""
	})
}

// visibleFrom are the names of the objects of a kind that may be in a namespace.
func (n *names) visibleFrom(kind, namespace string) *suggest.Names {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	at := scope{kind, namespace}
	if n.visible[at] == nil {
		var candidates []string
		for _, name := range slices.Sorted(maps.Keys(n.byKind[kind])) {
			if mayBeIn(n.byKind[kind][name], namespace) {
				candidates = append(candidates, name)
			}
		}
		n.visible[at] = suggest.New(candidates)
	}
	return n.visible[at]
}
