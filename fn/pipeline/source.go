package pipeline

import (
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/manifest"
)

// Annotations in which hosts say which file an item came from.
const (
	pathAnnotation          = "config.kubernetes.io/path"
	internalPathAnnotation  = "internal.config.kubernetes.io/path"
	indexAnnotation         = "config.kubernetes.io/index"
	internalIndexAnnotation = "internal.config.kubernetes.io/index"
	// originAnnotation is kustomize's, with buildMetadata: [originAnnotations].
	originAnnotation = "config.kubernetes.io/origin"
)

// source is a resource that findings can point into.
type source struct {
	input    Input
	node     *yaml.Node // nil when it could not be parsed
	resource finding.Resource
}

// newSource parses an input. The error is the YAML parser's.
func newSource(input Input) (source, error) {
	s := source{input: input}
	node, err := input.Node()
	if err != nil {
		return s, err
	}
	s.node = node
	s.resource = finding.Resource{
		APIVersion: scalarAt(node, "apiVersion"),
		Kind:       scalarAt(node, "kind"),
		Namespace:  scalarAt(node, "metadata.namespace"),
		Name:       scalarAt(node, "metadata.name"),
	}
	if s.input.File == "" {
		s.input.File, s.input.Index = fileOf(node)
	}
	return s, nil
}

// place completes a finding about a field of the source: resource, file, line.
func (s source) place(f finding.Finding) finding.Finding {
	f.Resource = s.resource
	f.File, f.Index = s.input.File, s.input.Index
	f.Line, f.Column = 0, 0
	if !s.input.FileLines || s.node == nil {
		return f
	}
	key, value, exact := decode.Locate(s.node, f.Field)
	at := value
	if key != nil && (!exact || value == nil) {
		at = key
	}
	if at == nil {
		at = s.node
	}
	f.Line, f.Column = s.input.Position(at)
	return f
}

// placeAt completes a finding whose line and column are already those of a node
// in the source.
func (s source) placeAt(f finding.Finding) finding.Finding {
	line, column := s.input.Position(&yaml.Node{Line: f.Line, Column: f.Column})
	f.Resource = s.resource
	f.File, f.Index = s.input.File, s.input.Index
	f.Line, f.Column = 0, 0
	if s.input.FileLines {
		f.Line, f.Column = line, column
	}
	return f
}

// fileOf reads an item's file, and its place in it, from the annotations hosts set.
func fileOf(node *yaml.Node) (file string, index int) {
	for _, key := range []string{internalPathAnnotation, pathAnnotation} {
		if file = annotation(node, key); file != "" {
			break
		}
	}
	if file == "" { // kustomize's index counts something else than documents
		return originPath(annotation(node, originAnnotation)), 0
	}
	for _, key := range []string{internalIndexAnnotation, indexAnnotation} {
		if i, err := strconv.Atoi(annotation(node, key)); err == nil {
			return file, i
		}
	}
	return file, 0
}

// originPath is the path in kustomize's origin annotation, a small YAML text.
func originPath(origin string) string {
	for line := range strings.Lines(origin) {
		if path, ok := strings.CutPrefix(line, "path: "); ok {
			return strings.TrimSpace(path)
		}
	}
	return ""
}

func scalarAt(node *yaml.Node, path string) string {
	if at := manifest.At(node, path); at != nil && at.Kind == yaml.ScalarNode && at.Tag != "!!null" {
		return at.Value
	}
	return ""
}

func annotation(node *yaml.Node, key string) string {
	return scalarAt(node, "metadata.annotations["+key+"]")
}
