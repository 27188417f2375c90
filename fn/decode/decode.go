package decode

import (
	"errors"
	"reflect"

	yaml "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/yamlnode"
)

// Options say what is known about a kind beyond its Go type. Paths are patterns:
// full paths in which [*] stands for any index or key
// (spec.podConfig.initContainers[*].image), or paths from any level down when they
// start with "**." (**.resources.cpu).
type Options struct {
	// Hints are wrong names and places that people are known to write, by the
	// pattern of the wrong field. The hint is the right name beside it
	// (containerImage), the full path where it belongs (spec.notebook.git.url), or
	// advice in words, recognised by its spaces. A hint wins over any guess.
	Hints func() map[string]string
	// Skip are paths that are accepted and not read, whether the type has them
	// or not.
	Skip []string
	// Durations are paths of strings that hold Go durations. They are checked
	// as a metav1.Duration is.
	Durations []string
	// AllowUnknown leaves out fields that the type does not have, without a
	// finding: an object from a cluster may have fields of a later version.
	AllowUnknown bool
}

// Into decodes a mapping node, or a document that holds one, into out, a non-nil
// pointer to a struct with json tags. It returns every fault in the order of the
// document and decodes all the rest, also below fields whose names it can guess.
// A null or nil node leaves out as it is.
//
// Findings carry Rule, Severity, Message, Field, Line and Column, which are
// relative to the node's document, and, as far as they are known and no secret,
// Current and Proposed: values of the field, but for a field that is unknown its
// name, and for one that is misplaced its path, as they are and as they should be.
// Resource and File are left to the caller.
//
// An out of another type is a programming error and panics.
func Into(node *yaml.Node, out any, opts Options) []finding.Finding {
	v := reflect.ValueOf(out)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		panic("decode: out must be a non-nil pointer")
	}
	root := document(node)
	if root == nil {
		return nil
	}
	d := &decoder{opts: opts, root: root, rootType: v.Type().Elem(), path: make([]segment, 0, 16)}
	var fault *yamlnode.AliasError
	if errors.As(yamlnode.CheckAliases(root, yamlnode.PerResource), &fault) {
		// Whatever is read of it would have to be bounded as well.
		d.reportAt(RuleBadAlias, fault.Alias, "", fault.Message, nil, nil)
		return d.findings
	}
	d.value(root, v.Elem())
	return d.findings
}

// decoder walks a node and a Go value together.
type decoder struct {
	opts     Options
	root     *yaml.Node
	rootType reflect.Type
	path     []segment
	findings []finding.Finding

	open []entry // entries of the mappings being read
}

func (d *decoder) push(s segment) { d.path = append(d.path, s) }
func (d *decoder) pop()           { d.path = d.path[:len(d.path)-1] }

// value decodes a node into an addressable Go value.
func (d *decoder) value(n *yaml.Node, out reflect.Value) {
	n = dereference(n)
	if !d.checkTag(n) {
		return
	}
	info := infoOf(out.Type())
	if info.shape == foreignShape {
		d.foreign(n, out)
		return
	}
	if n.Kind == yaml.ScalarNode {
		d.scalar(n, out, info)
		return
	}
	switch info.shape {
	case pointerShape:
		if out.IsNil() {
			out.Set(reflect.New(info.elem))
		}
		d.value(n, out.Elem())
	case structShape:
		if n.Kind == yaml.SequenceNode {
			d.listForMapping(n, out)
			return
		}
		d.structure(n, out, info)
	case mapShape:
		if n.Kind == yaml.SequenceNode {
			d.listForMapping(n, out)
			return
		}
		d.mapping(n, out, info)
	case listShape:
		if n.Kind == yaml.MappingNode {
			d.mappingForList(n, out, info)
			return
		}
		d.list(n, out)
	case anyShape:
		if v, ok := d.plain(n); ok {
			out.Set(reflect.ValueOf(v))
		}
	case stringShape:
		d.mappingForText(n)
	default:
		d.wrongType(n, "must be "+noun(info.shape), nil)
	}
}

// list decodes a sequence into a slice.
func (d *decoder) list(n *yaml.Node, out reflect.Value) {
	items := reflect.MakeSlice(out.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.push(segment{kind: indexSegment, index: i})
		d.value(item, items.Index(i))
		d.pop()
	}
	out.Set(items)
}

var quantityType = reflect.TypeFor[resource.Quantity]()

// mapping decodes a mapping into a map with string keys.
func (d *decoder) mapping(n *yaml.Node, out reflect.Value, info *typeInfo) {
	entries := reflect.MakeMapWithSize(out.Type(), len(n.Content)/2)
	d.eachEntry(n, func(e entry) {
		elem := reflect.New(info.elem).Elem()
		faults := len(d.findings)
		d.push(segment{kind: keySegment, name: e.name, real: e.name})
		if info.elem != quantityType || d.checkResourceName(e.key, e.name) {
			d.value(e.value, elem)
		}
		d.pop()
		if len(d.findings) > faults && infoOf(info.elem).shape == foreignShape {
			return // a quantity that cannot be read is not zero
		}
		entries.SetMapIndex(reflect.ValueOf(e.name).Convert(out.Type().Key()), elem)
	})
	out.Set(entries)
}

// structure decodes a mapping into a struct.
func (d *decoder) structure(n *yaml.Node, out reflect.Value, info *typeInfo) {
	d.eachEntry(n, func(e entry) {
		d.push(segment{kind: fieldSegment, name: e.name, real: e.name})
		defer d.pop()
		if d.skipped(e.name) {
			return
		}
		i, known := info.byName[e.name]
		if !known && d.opts.AllowUnknown {
			return
		}
		if !known {
			d.unknownField(n, e, out, info)
			return
		}
		d.value(e.value, fieldOf(out, info.fields[i].index))
	})
}

// skipped reports whether the current path, which ends in name, is in Skip.
func (d *decoder) skipped(name string) bool { return d.named(d.opts.Skip, name) }

// named reports whether a pattern names the current path, whose last field is name.
func (d *decoder) named(patterns []string, name string) bool {
	for _, p := range patterns {
		if len(p) >= len(name) && p[len(p)-len(name):] == name && matches(p, renderReal(d.path, true)) {
			return true
		}
	}
	return false
}
