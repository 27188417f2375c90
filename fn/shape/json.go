package shape

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// JSON encodes a value as json.Marshal does. It does not notice a cycle, and takes a
// nil pointer for null also in an interface that has a method MarshalJSON.
func JSON(value any) ([]byte, error) {
	return appendValue(nil, reflect.ValueOf(value))
}

func appendValue(out []byte, v reflect.Value) ([]byte, error) {
	v = Resolve(v)
	if !v.IsValid() {
		return append(out, "null"...), nil
	}
	known := Of(v.Type())
	switch known.Shape {
	case Struct:
		return appendStruct(out, v, known)
	case Map:
		return appendMap(out, v)
	case List:
		return appendList(out, v)
	case Text:
		return appendText(out, v.String())
	case Bool:
		return strconv.AppendBool(out, v.Bool()), nil
	case Int:
		return strconv.AppendInt(out, v.Int(), 10), nil
	case Uint:
		return strconv.AppendUint(out, v.Uint(), 10), nil
	case Quantity:
		quantity := v.Interface().(resource.Quantity)
		return appendText(out, quantity.String())
	case IntOrString:
		switch typed := v.Interface().(intstr.IntOrString); typed.Type {
		case intstr.Int:
			return strconv.AppendInt(out, int64(typed.IntVal), 10), nil
		case intstr.String:
			return appendText(out, typed.StrVal)
		}
	case Own:
		text, err := Marshal(v)
		return append(out, text...), err
	}
	return nil, fmt.Errorf("cannot encode a %s", v.Type())
}

// Marshal leaves a value to encoding/json, by its address where it has one: a method
// of its own may be the pointer's.
func Marshal(v reflect.Value) ([]byte, error) {
	if v.CanAddr() {
		v = v.Addr()
	}
	return json.Marshal(v.Interface())
}

func appendStruct(out []byte, v reflect.Value, known *Type) (_ []byte, err error) {
	out = append(out, '{')
	if out, err = appendFields(out, v, known); err != nil {
		return nil, err
	}
	return append(out, '}'), nil
}

func appendFields(out []byte, v reflect.Value, known *Type) (_ []byte, err error) {
	for i := range known.Fields {
		field := &known.Fields[i]
		value := v.Field(field.Index)
		if field.Inline != nil {
			out, err = appendFields(out, value, field.Inline)
		} else if field.IsSet(value) {
			if out, err = appendText(separate(out), field.Name); err == nil {
				out, err = appendValue(append(out, ':'), value)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// separate adds a comma where one entry stands already.
func separate(out []byte) []byte {
	if last := out[len(out)-1]; last == '{' || last == '[' {
		return out
	}
	return append(out, ',')
}

func appendMap(out []byte, v reflect.Value) (_ []byte, err error) {
	if v.IsNil() {
		return append(out, "null"...), nil
	}
	out = append(out, '{')
	for _, key := range SortedKeys(v) {
		if out, err = appendText(separate(out), key.String()); err != nil {
			return nil, err
		}
		if out, err = appendValue(append(out, ':'), v.MapIndex(key)); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

// SortedKeys are the keys of a map with text for keys.
func SortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

func appendList(out []byte, v reflect.Value) (_ []byte, err error) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return append(out, "null"...), nil
	}
	out = append(out, '[')
	for i := range v.Len() {
		if out, err = appendValue(separate(out), v.Index(i)); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

// appendText escapes what encoding/json does. What is not printable ASCII, but for
// line breaks and tabs, is left to it.
func appendText(out []byte, text string) ([]byte, error) {
	start := len(out)
	out = append(out, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c == '\n':
			out = append(out, `\n`...)
		case c == '\t':
			out = append(out, `\t`...)
		case c == '<' || c == '>' || c == '&':
			out = append(out, `\u00`...)
			out = append(out, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		case c < ' ' || c > '~':
			quoted, err := json.Marshal(text)
			return append(out[:start], quoted...), err
		default:
			out = append(out, c)
		}
	}
	return append(out, '"'), nil
}
