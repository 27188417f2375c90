// Package shape knows Go types as encoding/json sees them. It looks at one type at
// a time, when a value of it is first met: encoding/json prepares whatever a value
// could hold before it encodes the first, which takes a millisecond for a pod.
//
// It knows nothing of what the types are for.
package shape

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Shape is how values of a type are encoded.
type Shape uint8

// The shapes. None has a type that encoding/json cannot encode, and Own one that
// encodes itself or is left to encoding/json.
const (
	None Shape = iota
	Struct
	Map
	List
	Text
	Bool
	Int
	Uint
	Quantity    // a resource.Quantity: text
	IntOrString // an intstr.IntOrString: a number or text
	Own
)

// Type is what is known of a type that is no pointer.
type Type struct {
	Shape  Shape
	Fields []Field // of a struct, in the order of its declaration
}

// Field is a struct field as its json tag describes it.
type Field struct {
	Name  string
	Index int // in the struct
	// Inline says that the fields of this struct stand in the place of it.
	Inline    bool
	omitEmpty bool
	omitZero  func(reflect.Value) bool // nil where zero values are encoded
}

// IsSet reports whether a field of this value is encoded.
func (f *Field) IsSet(value reflect.Value) bool {
	return (!f.omitEmpty || !isEmpty(value)) && (f.omitZero == nil || !f.omitZero(value))
}

// zeroer is a type that knows its zero values, such as a time.
type zeroer interface{ IsZero() bool }

// isZero is encoding/json's notion of zero for a type.
func isZero(t reflect.Type) func(reflect.Value) bool {
	switch own := reflect.TypeFor[zeroer](); {
	case t.Kind() != reflect.Struct:
		return reflect.Value.IsZero // types with a notion of their own are structs
	case t.Implements(own):
		return func(v reflect.Value) bool { return v.Interface().(zeroer).IsZero() }
	case reflect.PointerTo(t).Implements(own):
		return func(v reflect.Value) bool {
			addressed := reflect.New(t)
			addressed.Elem().Set(v)
			return addressed.Interface().(zeroer).IsZero()
		}
	}
	return reflect.Value.IsZero
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

// Count is how many fields of a struct are encoded.
func (t *Type) Count(v reflect.Value) int {
	n := 0
	for i := range t.Fields {
		field := &t.Fields[i]
		switch value := v.Field(field.Index); {
		case field.Inline:
			n += Of(value.Type()).Count(value)
		case field.IsSet(value):
			n++
		}
	}
	return n
}

// Resolve follows pointers and interfaces. A nil one is resolved to the zero Value;
// addressed is the last pointer that was followed, or v: a method of its own may be
// the pointer's.
func Resolve(v reflect.Value) (resolved, addressed reflect.Value) {
	addressed = v
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return reflect.Value{}, addressed
		}
		if v.Kind() == reflect.Pointer {
			addressed = v
		}
		v = v.Elem()
	}
	if addressed.Kind() != reflect.Pointer {
		addressed = v
	}
	return v, addressed
}

// types remembers what is known of types: reading tags is most of the work.
var types sync.Map // reflect.Type → *Type

// Of is what is known of a type that is no pointer.
func Of(t reflect.Type) *Type {
	if known, ok := types.Load(t); ok {
		return known.(*Type)
	}
	made := &Type{Shape: shapeOf(t)}
	if made.Shape == Struct {
		made.Fields = fieldsOf(t)
	}
	known, _ := types.LoadOrStore(t, made)
	return known.(*Type)
}

func shapeOf(t reflect.Type) Shape {
	marshaler := reflect.TypeFor[json.Marshaler]()
	switch {
	case t == reflect.TypeFor[resource.Quantity]():
		return Quantity
	case t == reflect.TypeFor[intstr.IntOrString]():
		return IntOrString
	case t.Implements(marshaler), reflect.PointerTo(t).Implements(marshaler):
		return Own
	}
	switch t.Kind() {
	case reflect.Struct:
		return Struct
	case reflect.Map:
		return Map
	case reflect.Slice, reflect.Array:
		if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
			return Own
		}
		return List
	case reflect.String:
		return Text
	case reflect.Bool:
		return Bool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Int
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return Uint
	case reflect.Float32, reflect.Float64:
		return Own
	}
	return None
}

func fieldsOf(t reflect.Type) []Field {
	var fields []Field
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		inline := field.Anonymous && name == ""
		if name == "-" || !field.IsExported() {
			continue
		}
		if name == "" {
			name = field.Name
		}
		described := Field{Name: name, Index: i, Inline: inline, omitEmpty: strings.Contains(options, "omitempty")}
		if strings.Contains(options, "omitzero") {
			described.omitZero = isZero(field.Type)
		}
		fields = append(fields, described)
	}
	return fields
}
