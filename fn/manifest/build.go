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
	"sync"

	yaml "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// build turns a Go value into the node that encoding/json would describe, without
// the detour over text: the expansion of a job prints a few hundred fields.
func build(v reflect.Value) (*yaml.Node, error) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return scalarNode("!!null", "null"), nil
		}
		if v.Kind() == reflect.Pointer && v.Type().Implements(marshalerType) && !v.Elem().Type().Implements(marshalerType) {
			return buildMarshaler(v)
		}
		v = v.Elem()
	}
	switch typed := v.Interface().(type) {
	case resource.Quantity:
		return String(typed.String()), nil
	case intstr.IntOrString:
		if typed.Type == intstr.Int {
			return scalarNode("!!int", strconv.Itoa(typed.IntValue())), nil
		}
		return String(typed.StrVal), nil
	}
	if v.Type().Implements(marshalerType) || reflect.PointerTo(v.Type()).Implements(marshalerType) {
		return buildMarshaler(v)
	}
	switch v.Kind() {
	case reflect.Struct:
		node := Mapping()
		return node, buildFields(node, v)
	case reflect.Map:
		return buildMap(v)
	case reflect.Slice, reflect.Array:
		return buildList(v)
	case reflect.String:
		return String(v.String()), nil
	case reflect.Bool:
		return scalarNode("!!bool", strconv.FormatBool(v.Bool())), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return scalarNode("!!int", strconv.FormatInt(v.Int(), 10)), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return scalarNode("!!int", strconv.FormatUint(v.Uint(), 10)), nil
	case reflect.Float32, reflect.Float64:
		return buildMarshaler(v)
	}
	return nil, fmt.Errorf("cannot print a %s", v.Type())
}

var marshalerType = reflect.TypeFor[json.Marshaler]()

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

func buildMap(v reflect.Value) (*yaml.Node, error) {
	if v.IsNil() {
		return scalarNode("!!null", "null"), nil
	}
	node := Mapping()
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		value, err := build(v.MapIndex(key))
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, String(key.String()), value)
	}
	return node, nil
}

func buildList(v reflect.Value) (*yaml.Node, error) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return scalarNode("!!null", "null"), nil
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return String(base64.StdEncoding.EncodeToString(v.Bytes())), nil
	}
	node := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for i := range v.Len() {
		item, err := build(v.Index(i))
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, item)
	}
	return node, nil
}

func buildFields(node *yaml.Node, v reflect.Value) error {
	for _, field := range fieldsOf(v.Type()) {
		value := v.Field(field.index)
		if field.inline {
			if err := buildFields(node, value); err != nil {
				return err
			}
			continue
		}
		if field.omitEmpty && isEmpty(value) || field.omitZero && value.IsZero() {
			continue
		}
		built, err := build(value)
		if err != nil {
			return err
		}
		node.Content = append(node.Content, String(field.name), built)
	}
	return nil
}

// isEmpty is encoding/json's notion of empty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// jsonField is a struct field as its json tag describes it.
type jsonField struct {
	name                string
	index               int
	inline              bool
	omitEmpty, omitZero bool
}

// types remembers the fields of struct types: reading tags is most of the work.
var types sync.Map

func fieldsOf(t reflect.Type) []jsonField {
	if known, ok := types.Load(t); ok {
		return known.([]jsonField)
	}
	var fields []jsonField
	for i := range t.NumField() {
		field := t.Field(i)
		tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag == "-" || !field.IsExported() {
			continue
		}
		fields = append(fields, jsonField{
			name:      tag,
			index:     i,
			inline:    field.Anonymous && tag == "",
			omitEmpty: strings.Contains(options, "omitempty"),
			omitZero:  strings.Contains(options, "omitzero"),
		})
	}
	types.Store(t, fields)
	return fields
}
