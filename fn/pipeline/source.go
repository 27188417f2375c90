package pipeline

import (
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/secret"
)

// Annotations in which hosts say which file an item came from.
const (
	pathAnnotation          = "config.kubernetes.io/path"
	internalPathAnnotation  = "internal.config.kubernetes.io/path"
	indexAnnotation         = "config.kubernetes.io/index"
	internalIndexAnnotation = "internal.config.kubernetes.io/index"
	// originAnnotation is kustomize's, with buildMetadata: [originAnnotations].
	originAnnotation = "config.kubernetes.io/origin"
	// kustomizeIDAnnotation is on all that kustomize hands to a function.
	kustomizeIDAnnotation = "kustomize.config.k8s.io/id"
)

// source is a resource that findings can point into.
type source struct {
	input    Input
	node     *yaml.Node // nil when it could not be parsed, or was let go of
	resource finding.Resource
	decoded  []finding.Finding // what decoding found in it, not placed
	gate     func() secret.Resource
}

// newSource parses an input. The error is the YAML parser's.
func newSource(input Input) (source, error) {
	s := source{input: input, gate: gate(input)}
	node, err := input.Node()
	if err != nil {
		return s, err
	}
	s.node = node
	s.resource = resourceOf(node)
	if s.input.File == "" {
		s.input.File, s.input.Index = fileOf(node)
	}
	return s, nil
}

// Decode reads the input into a Go value, as decode.Into does, and returns findings
// with the place where the input stands.
func (i Input) Decode(into any, opts decode.Options) []finding.Finding {
	s, err := newSource(i)
	if err != nil {
		return []finding.Finding{broken(i, err)}
	}
	findings := decode.Into(s.node, into, opts)
	for n, f := range findings {
		findings[n] = s.placeAt(f)
	}
	return findings
}

// Resource names the input, as far as it can be read.
func (i Input) Resource() finding.Resource {
	node, err := i.Node()
	if err != nil {
		return finding.Resource{APIVersion: i.APIVersion(), Kind: i.Kind()}
	}
	return shownResource(resourceOf(node))
}

func resourceOf(node *yaml.Node) finding.Resource {
	return finding.Resource{
		APIVersion: scalarAt(node, "apiVersion"),
		Kind:       scalarAt(node, "kind"),
		Namespace:  scalarAt(node, "metadata.namespace"),
		Name:       scalarAt(node, "metadata.name"),
	}
}

// place completes a finding about a field of the source: resource, file, line. Of
// no source at all, which a config may be, there is nothing to tell.
func (s source) place(f finding.Finding) finding.Finding { return s.shown(s.located(f)) }

// located is place without the gate, for fields that are looked up afterwards.
func (s source) located(f finding.Finding) finding.Finding {
	if s.input.Item == nil {
		return f
	}
	f = s.named(f)
	if s.node == nil {
		node, err := s.input.Node() // it was let go of, or could never be parsed
		if err != nil {
			return f
		}
		s.node = node
	}
	at := nodeToShow(s.node, f)
	if s.input.FileLines {
		f.Line, f.Column = s.input.Position(at)
		return f
	}
	return s.placeInOriginal(f, at)
}

// placeAs completes a finding about a field that the user wrote at another path.
func (s source) placeAs(f finding.Finding, written string) finding.Finding {
	field := f.Field
	f.Field = written
	f = s.located(f)
	f.Field = field
	return s.shown(f)
}

// placeAt completes a finding whose line and column are already those of a node
// in the source.
func (s source) placeAt(f finding.Finding) finding.Finding {
	at := &yaml.Node{Line: f.Line, Column: f.Column}
	f = s.named(f)
	if s.input.FileLines {
		f.Line, f.Column = s.input.Position(at)
		return s.shown(f)
	}
	return s.shown(s.placeInOriginal(f, at))
}

// named sets what a finding is about, without line and column.
func (s source) named(f finding.Finding) finding.Finding {
	f.Resource = s.resource
	f.Position = finding.Position{File: s.input.File, Index: s.input.Index}
	return f
}

// nodeToShow is the node a reader wants to see for a finding: the value when it
// is wrong, but the key when that is, when the value is left out, or when it is a
// list or mapping that starts further down. For a field that is missing it is
// what the field is missing from: the key of the mapping, or the list item.
func nodeToShow(root *yaml.Node, f finding.Finding) *yaml.Node {
	key, value, exact := decode.Locate(root, f.Field)
	switch {
	case key == nil:
		return value
	case !exact, value.Kind == yaml.MappingNode, value.Kind == yaml.SequenceNode:
		return key
	case value.Kind == yaml.ScalarNode && value.Value == "" && value.Style == 0:
		return key
	case f.Rule == decode.RuleUnknownField, f.Rule == decode.RuleMisplacedField:
		return key
	}
	return value
}

// fileOf reads an item's file, and its place in it, from the annotations hosts set.
func fileOf(node *yaml.Node) (file string, index int) {
	// kustomize's index counts something else than documents, and behind a function
	// that ran before, its path is of no file.
	if file = originPath(annotation(node, originAnnotation)); file != "" {
		return file, 0
	}
	for _, key := range []string{internalPathAnnotation, pathAnnotation} {
		if file = annotation(node, key); file != "" {
			break
		}
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
