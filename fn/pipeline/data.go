package pipeline

import (
	"bytes"

	"github.com/notebook-validation/nvj/fn/manifest"
)

// dataOf is the data of a ConfigMap or Secret among the items, for the hash in
// the names of Jobs that use it. Kustomize may have renamed it since its users
// were written, so former names count too.
func (r *run) dataOf(kind, namespace, name string) ([]byte, bool) {
	for _, input := range r.inputs {
		if input.Kind() != kind || input.APIVersion() != "v1" || !input.Mentions(name) {
			continue
		}
		s, err := newSource(input)
		if err != nil || s.resource.Namespace != namespace || !s.isNamed(name) {
			continue
		}
		var data bytes.Buffer
		for _, field := range []string{"data", "binaryData", "stringData"} {
			if node := manifest.Get(s.node, field); node != nil {
				text, err := manifest.Encode(node)
				if err != nil {
					return nil, false
				}
				data.WriteString(field + ":\n")
				data.Write(text)
			}
		}
		return data.Bytes(), true
	}
	return nil, false
}

// isNamed reports whether the source has the name, or had it before kustomize
// renamed it.
func (s source) isNamed(name string) bool {
	if s.resource.Name == name {
		return true
	}
	for _, id := range s.formerIdentities() {
		if id.name == name {
			return true
		}
	}
	return false
}
