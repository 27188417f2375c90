package pipeline

import (
	"encoding/json"
	"sync"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/suggest"
)

// index finds resources by kind and name. It knows their names without parsing
// them, and parses no more than it is asked for: what a job costs does not depend
// on how many resources there are. Jobs are expanded at the same time, and share it.
type index struct {
	inputs []Input
	mutex  sync.Mutex
	byName map[string]map[identity]*indexed // by kind, made when first asked for
}

// indexed is a resource in the index.
type indexed struct {
	Input
	data []byte // what dataOf says of it, once it was asked
	read bool
	// keys are those of the data, and names finds a near one, once they were asked for.
	keys  map[string]bool
	names *suggest.Names
}

// find returns the resource of a core kind that is named, also under a name it
// had before kustomize renamed it: its users may still have the old one.
func (x *index) find(kind, namespace, name string) (*indexed, bool) {
	x.mutex.Lock()
	defer x.mutex.Unlock()
	return x.locked(kind, namespace, name)
}

// locked is find for a caller that holds the mutex.
func (x *index) locked(kind, namespace, name string) (*indexed, bool) {
	known, isKnown := x.byName[kind]
	if !isKnown {
		known = map[identity]*indexed{}
		for _, input := range x.inputs {
			if input.Kind() == kind {
				addNames(known, input)
			}
		}
		if x.byName == nil {
			x.byName = map[string]map[identity]*indexed{}
		}
		x.byName[kind] = known
	}
	found, ok := known[identity{namespace, name}]
	if other, isEither := map[string]string{"": "default", "default": ""}[namespace]; !ok && isEither {
		found, ok = known[identity{other, name}] // kustomize takes the two for one
	}
	return found, ok
}

func addNames(known map[identity]*indexed, input Input) {
	resource := &indexed{Input: input}
	for _, id := range input.formerIdentities() {
		known[identity{input.Namespace(), id.name}] = resource
	}
	known[identity{input.Namespace(), input.Name()}] = resource
}

// dataOf is the data of a ConfigMap or Secret among the items, for the hash in
// the names of Jobs that use it.
func (r *run) dataOf(kind, namespace, name string) ([]byte, bool) {
	r.index.mutex.Lock()
	defer r.index.mutex.Unlock()
	found, ok := r.index.locked(kind, namespace, name)
	if !ok {
		return nil, false
	}
	if !found.read {
		found.read = true
		found.data = readData(found.Input)
	}
	return found.data, found.data != nil
}

// hasKey reports whether a ConfigMap or Secret among the items has a key, or else the
// key most likely meant, for lint.References. What is not among the items, or cannot be
// read, has every key.
func (r *run) hasKey(kind, namespace, name, key string) (exists bool, near string) {
	r.index.mutex.Lock()
	defer r.index.mutex.Unlock()
	found, ok := r.index.locked(kind, namespace, name)
	if !ok {
		return true, ""
	}
	if found.keys == nil {
		found.readKeys()
	}
	if found.keys[key] || found.names == nil {
		return true, ""
	}
	return false, found.names.Nearest(key)
}

// readKeys lists the keys; names stays nil where they cannot be read.
func (x *indexed) readKeys() {
	x.keys = map[string]bool{}
	node, err := x.Node()
	if err != nil {
		return // not ours to mend
	}
	var keys []string
	for _, field := range dataFields {
		if at := manifest.At(node, field); at != nil && at.Kind == yaml.MappingNode {
			for i := 0; i < len(at.Content); i += 2 {
				x.keys[at.Content[i].Value] = true
				keys = append(keys, at.Content[i].Value)
			}
		}
	}
	x.names = suggest.New(keys)
}

// dataFields are those in which ConfigMaps and Secrets hold their data.
var dataFields = []string{"data", "binaryData", "stringData"}

// readData encodes the data of a ConfigMap or Secret, nil where it cannot be read:
// kustomize or kubectl will say what is wrong with it.
func readData(input Input) []byte {
	node, err := input.Node()
	if err != nil {
		return nil
	}
	data := map[string]any{}
	for _, field := range dataFields {
		at := manifest.Get(node, field)
		if at == nil {
			continue
		}
		var values map[string]any
		if err := at.Decode(&values); err != nil {
			return nil
		}
		data[field] = values
	}
	text, err := json.Marshal(data)
	if err != nil {
		return nil
	}
	return text
}
