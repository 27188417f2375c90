package pipeline

import (
	"encoding/json"
	"sync"

	"github.com/notebook-validation/nvj/fn/manifest"
)

// index finds resources by kind and name, and reads each at most once. Jobs are
// expanded at the same time, and share it.
type index struct {
	inputs []Input
	mutex  sync.Mutex
	byName map[string]map[identity]source // by kind, made when first asked for
}

// find returns the resource of a core kind that is named, also under a name it
// had before kustomize renamed it: its users may still have the old one.
func (x *index) find(kind, namespace, name string) (source, bool) {
	x.mutex.Lock()
	defer x.mutex.Unlock()
	sources, known := x.byName[kind]
	if !known {
		sources = map[identity]source{}
		for _, input := range x.inputs {
			if input.Kind() == kind {
				addNames(sources, input)
			}
		}
		if x.byName == nil {
			x.byName = map[string]map[identity]source{}
		}
		x.byName[kind] = sources
	}
	s, ok := sources[identity{namespace, name}]
	return s, ok
}

func addNames(sources map[identity]source, input Input) {
	s, err := newSource(input)
	if err != nil {
		return // not ours to mend: it stays as it is
	}
	for _, id := range s.formerIdentities() {
		sources[identity{s.resource.Namespace, id.name}] = s
	}
	sources[identity{s.resource.Namespace, s.resource.Name}] = s
}

// dataOf is the data of a ConfigMap or Secret among the items, for the hash in
// the names of Jobs that use it.
func (r *run) dataOf(kind, namespace, name string) ([]byte, bool) {
	s, ok := r.index.find(kind, namespace, name)
	if !ok {
		return nil, false
	}
	data := map[string]any{}
	for _, field := range []string{"data", "binaryData", "stringData"} {
		node := manifest.Get(s.node, field)
		if node == nil {
			continue
		}
		var values map[string]any
		if err := node.Decode(&values); err != nil {
			return nil, false // kustomize or kubectl will say what is wrong with it
		}
		data[field] = values
	}
	text, err := json.Marshal(data)
	return text, err == nil
}
