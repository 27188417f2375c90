package manifest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// builder makes nodes. It takes them from blocks of many, since the expansion of a
// job prints a few hundred values.
type builder struct {
	free []yaml.Node
}

const nodesAtOnce = 64

func (b *builder) node(kind yaml.Kind, tag, value string) *yaml.Node {
	if len(b.free) == 0 {
		b.free = make([]yaml.Node, nodesAtOnce)
	}
	node := &b.free[0]
	b.free = b.free[1:]
	node.Kind, node.Tag, node.Value = kind, tag, value
	return node
}

func (b *builder) text(value string) *yaml.Node {
	node := b.node(yaml.ScalarNode, "!!str", value)
	node.Style = stringStyle(value)
	return node
}

func (b *builder) null() *yaml.Node { return b.node(yaml.ScalarNode, "!!null", "null") }

// build turns a Go value into the node that encoding/json would describe, without
// the detour over text.
func (b *builder) build(v reflect.Value) (*yaml.Node, error) {
	above := v
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return b.null(), nil
		}
		above, v = v, v.Elem()
	}
	info := infoOf(v.Type())
	switch info.shape {
	case structShape:
		node := b.node(yaml.MappingNode, "!!map", "")
		node.Content = make([]*yaml.Node, 0, 2*countSet(v, info))
		return node, b.fields(node, v, info)
	case mapShape:
		return b.mapping(v)
	case listShape:
		return b.list(v)
	case textShape:
		return b.text(v.String()), nil
	case boolShape:
		return b.node(yaml.ScalarNode, "!!bool", strconv.FormatBool(v.Bool())), nil
	case intShape:
		return b.node(yaml.ScalarNode, "!!int", strconv.FormatInt(v.Int(), 10)), nil
	case uintShape:
		return b.node(yaml.ScalarNode, "!!int", strconv.FormatUint(v.Uint(), 10)), nil
	case bytesShape:
		return b.text(base64.StdEncoding.EncodeToString(v.Bytes())), nil
	case quantityShape:
		quantity := v.Interface().(resource.Quantity)
		return b.text(quantity.String()), nil
	case intOrTextShape:
		typed := v.Interface().(intstr.IntOrString)
		if typed.Type == intstr.String {
			return b.text(typed.StrVal), nil
		}
		return b.node(yaml.ScalarNode, "!!int", strconv.Itoa(typed.IntValue())), nil
	case ownShape:
		if above.Kind() == reflect.Pointer {
			v = above // the method may be the pointer's
		}
		return buildMarshaler(v)
	}
	return nil, fmt.Errorf("cannot print a %s", v.Type())
}

// buildMarshaler asks a type that prints itself, such as a time.
func buildMarshaler(v reflect.Value) (*yaml.Node, error) {
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return next(decoder)
}

func (b *builder) mapping(v reflect.Value) (*yaml.Node, error) {
	if v.IsNil() {
		return b.null(), nil
	}
	node := b.node(yaml.MappingNode, "!!map", "")
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	node.Content = make([]*yaml.Node, 0, 2*len(keys))
	for _, key := range keys {
		value, err := b.build(v.MapIndex(key))
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, b.text(key.String()), value)
	}
	return node, nil
}

func (b *builder) list(v reflect.Value) (*yaml.Node, error) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return b.null(), nil
	}
	node := b.node(yaml.SequenceNode, "!!seq", "")
	node.Content = make([]*yaml.Node, 0, v.Len())
	for i := range v.Len() {
		item, err := b.build(v.Index(i))
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, item)
	}
	return node, nil
}

func (b *builder) fields(node *yaml.Node, v reflect.Value, info *typeInfo) error {
	for i := range info.fields {
		field := &info.fields[i]
		value := v.Field(field.index)
		if field.inline {
			if err := b.fields(node, value, infoOf(value.Type())); err != nil {
				return err
			}
			continue
		}
		if !field.isSet(value) {
			continue
		}
		built, err := b.build(value)
		if err != nil {
			return err
		}
		node.Content = append(node.Content, field.key, built)
	}
	return nil
}

// countSet is how many fields of a struct are printed.
func countSet(v reflect.Value, info *typeInfo) int {
	n := 0
	for i := range info.fields {
		field := &info.fields[i]
		switch value := v.Field(field.index); {
		case field.inline:
			n += countSet(value, infoOf(value.Type()))
		case field.isSet(value):
			n++
		}
	}
	return n
}
