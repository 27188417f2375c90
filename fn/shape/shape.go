// Package shape knows Go types as encoding/json sees them. It looks at one type at
// a time, when a value of it is first met: encoding/json prepares whatever a value
// could hold before it encodes the first, which takes a millisecond for a pod.
//
// It knows nothing of what the types are for.
package shape

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Shape is how values of a type are encoded.
type Shape uint8

// The shapes. None has a type that encoding/json cannot encode, and Own one that
// encodes itself or is left to encoding/json, as are floats, bytes, and what the types
// of Kubernetes never need: keys that are not text, fields embedded by pointer.
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
	// Inline is what is known of an embedded struct, whose fields stand in the place of
	// this one; nil for any other field.
	Inline    *Type
	omitEmpty bool
	omitZero  func(reflect.Value) bool // nil where zero values are encoded
}

// IsSet reports whether a field of this value is encoded.
func (f *Field) IsSet(value reflect.Value) bool {
	return (!f.omitEmpty || !isEmpty(value)) && (f.omitZero == nil || !f.omitZero(value))
}

// zeroer is a type that knows its zero values, such as a time.
type zeroer interface{ IsZero() bool }

// isZero is encoding/json's notion of zero for a type: the type's own, if it has one;
// but a nil pointer is zero, and not asked.
func isZero(t reflect.Type) func(reflect.Value) bool {
	switch own := reflect.TypeFor[zeroer](); {
	case t.Implements(own):
		return func(v reflect.Value) bool { return isNil(v) || v.Interface().(zeroer).IsZero() }
	case reflect.PointerTo(t).Implements(own):
		return func(v reflect.Value) bool {
			addressed := reflect.New(t)
			addressed.Elem().Set(v)
			return addressed.Interface().(zeroer).IsZero()
		}
	}
	return reflect.Value.IsZero
}

// isNil reports whether v is a nil pointer, or an interface that holds one or nothing.
func isNil(v reflect.Value) bool {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}

// isEmpty is encoding/json's notion of empty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct, reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
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
		case field.Inline != nil:
			n += field.Inline.Count(value)
		case field.IsSet(value):
			n++
		}
	}
	return n
}

// Resolve follows pointers and interfaces. A nil one is resolved to the zero Value.
func Resolve(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
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
		var plain bool
		if made.Fields, plain = fieldsOf(t); !plain {
			made = &Type{Shape: Own}
		}
	}
	known, _ := types.LoadOrStore(t, made)
	return known.(*Type)
}

func shapeOf(t reflect.Type) Shape {
	pointer := reflect.PointerTo(t) // has the methods of t as well
	switch {
	case t == reflect.TypeFor[resource.Quantity]():
		return Quantity
	case t == reflect.TypeFor[intstr.IntOrString]():
		return IntOrString
	case pointer.Implements(reflect.TypeFor[json.Marshaler]()),
		pointer.Implements(reflect.TypeFor[encoding.TextMarshaler]()),
		t == reflect.TypeFor[json.Number]():
		return Own
	}
	switch t.Kind() {
	case reflect.Struct:
		return Struct
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			return Own
		}
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
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return Uint
	case reflect.Float32, reflect.Float64:
		return Own
	}
	return None
}

// fieldsOf reads the tags of a struct. It is not plain where they, or what it embeds,
// are best left to encoding/json, which has many rules for what nobody writes.
func fieldsOf(t reflect.Type) (fields []Field, plain bool) {
	for i := range t.NumField() {
		field := t.Field(i)
		tag := field.Tag.Get("json")
		if tag == "-" || !field.IsExported() && !field.Anonymous {
			continue
		}
		name, rest, _ := strings.Cut(tag, ",")
		options := strings.Split(rest, ",")
		described := Field{Name: name, Index: i, omitEmpty: slices.Contains(options, "omitempty")}
		if name == "" {
			described.Name = field.Name
		}
		if slices.Contains(options, "omitzero") {
			described.omitZero = isZero(field.Type)
		}
		if field.Anonymous && name == "" {
			described.Inline = Of(field.Type)
		}
		if !field.IsExported() || slices.Contains(options, "string") || strings.ContainsFunc(name, isOdd) ||
			described.Inline != nil && described.Inline.Shape != Struct {
			return nil, false
		}
		fields = append(fields, described)
	}
	return fields, areDistinct(fields, map[string]bool{})
}

// isOdd reports whether a character of a name may be one that has to be escaped, or
// that makes encoding/json ignore the name.
func isOdd(c rune) bool {
	return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("_-./$", c)
}

// areDistinct reports whether no two fields have one name: which of them is encoded
// depends on how deep each is embedded, and on which has a tag.
func areDistinct(fields []Field, names map[string]bool) bool {
	for i := range fields {
		field := &fields[i]
		if field.Inline != nil {
			if !areDistinct(field.Inline.Fields, names) {
				return false
			}
			continue
		}
		if names[field.Name] {
			return false
		}
		names[field.Name] = true
	}
	return true
}
