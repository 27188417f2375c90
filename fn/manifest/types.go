package manifest

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	yaml "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// shape is how values of a type are printed.
type shape uint8

const (
	noShape shape = iota
	structShape
	mapShape
	listShape
	textShape
	boolShape
	intShape
	uintShape
	bytesShape
	quantityShape
	intOrTextShape
	ownShape // the type prints itself, or is left to encoding/json
)

// typeInfo is what is known of a type that is no pointer.
type typeInfo struct {
	shape  shape
	fields []jsonField // of a struct
}

// jsonField is a struct field as its json tag describes it.
type jsonField struct {
	// key is the node of its name, which all mappings share.
	key                 *yaml.Node
	index               int
	inline              bool
	omitEmpty, omitZero bool
}

// isSet reports whether a field of this value is printed.
func (f *jsonField) isSet(value reflect.Value) bool {
	return (!f.omitEmpty || !isEmpty(value)) && (!f.omitZero || !value.IsZero())
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

// types remembers what is known of types: reading tags is most of the work.
var types sync.Map // reflect.Type → *typeInfo

func infoOf(t reflect.Type) *typeInfo {
	if known, ok := types.Load(t); ok {
		return known.(*typeInfo)
	}
	info := &typeInfo{shape: shapeOf(t)}
	if info.shape == structShape {
		info.fields = fieldsOf(t)
	}
	known, _ := types.LoadOrStore(t, info)
	return known.(*typeInfo)
}

func shapeOf(t reflect.Type) shape {
	marshaler := reflect.TypeFor[json.Marshaler]()
	switch {
	case t == reflect.TypeFor[resource.Quantity]():
		return quantityShape
	case t == reflect.TypeFor[intstr.IntOrString]():
		return intOrTextShape
	case t.Implements(marshaler), reflect.PointerTo(t).Implements(marshaler):
		return ownShape
	}
	switch t.Kind() {
	case reflect.Struct:
		return structShape
	case reflect.Map:
		return mapShape
	case reflect.Slice, reflect.Array:
		if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
			return bytesShape
		}
		return listShape
	case reflect.String:
		return textShape
	case reflect.Bool:
		return boolShape
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intShape
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return uintShape
	case reflect.Float32, reflect.Float64:
		return ownShape
	}
	return noShape
}

func fieldsOf(t reflect.Type) []jsonField {
	var fields []jsonField
	for i := range t.NumField() {
		field := t.Field(i)
		tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag == "-" || !field.IsExported() {
			continue
		}
		fields = append(fields, jsonField{
			key:       String(tag),
			index:     i,
			inline:    field.Anonymous && tag == "",
			omitEmpty: strings.Contains(options, "omitempty"),
			omitZero:  strings.Contains(options, "omitzero"),
		})
	}
	return fields
}
