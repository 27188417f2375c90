package generate

import (
	_ "embed"
	"sync"

	"sigs.k8s.io/yaml"
)

//go:embed pieces.yaml
var piecesYAML []byte

// pieces are the values that jobs are made of; see pieces.yaml.
type pieces struct {
	PodConfig       fields `json:"podConfig"`
	Container       fields `json:"container"`
	Restarts        []any  `json:"restarts"`
	LongRunning     fields `json:"longRunning"`
	Variables       []any  `json:"variables"`
	VariableSources []any  `json:"variableSources"`
	Mounts          []any  `json:"mounts"`
	Volume          fields `json:"volume"`
	PodTemplate     fields `json:"podTemplate"`
	Labels          []any  `json:"labels"`
	Annotations     []any  `json:"annotations"`
}

// fields are alternatives by the name of the field.
type fields map[string][]any

// all reads pieces.yaml once. Numbers in it are float64, as JSON has them.
var all = sync.OnceValue(func() pieces {
	var p pieces
	if err := yaml.UnmarshalStrict(piecesYAML, &p); err != nil {
		panic(err) // a file of ours, and every test reads it
	}
	return p
})
