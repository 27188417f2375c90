package decode

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"github.com/notebook-validation/nvj/fn/suggest"
)

// shape is how values of a Go type are written.
type shape uint8

const (
	foreignShape shape = iota // has its own UnmarshalJSON, or is left to encoding/json
	pointerShape
	structShape
	listShape
	bytesShape
	mapShape
	stringShape
	boolShape
	intShape
	uintShape
	floatShape
	anyShape
)

// typeInfo is what decoding needs to know of a Go type.
type typeInfo struct {
	shape  shape
	elem   reflect.Type // of pointers, lists and maps
	fields []field      // of structs, in declaration order, embedded ones included
	byName map[string]int
	search func() *suggest.Names // among the names of fields
}

// nearest is the field that a name most likely means.
func (info *typeInfo) nearest(name string) (best field, how suggest.Closeness) {
	i, how := info.search().Find(name)
	if how != suggest.NotClose {
		best = info.fields[i]
	}
	return best, how
}

// field is one field of a struct as JSON sees it.
type field struct {
	name  string
	index []int // one number for each struct on the way, embedded ones first
	typ   reflect.Type
}

// typeInfos caches typeInfo by type, as encoding/json does: types never change.
var typeInfos sync.Map // reflect.Type → *typeInfo

func infoOf(t reflect.Type) *typeInfo {
	if cached, ok := typeInfos.Load(t); ok {
		return cached.(*typeInfo)
	}
	cached, _ := typeInfos.LoadOrStore(t, newTypeInfo(t))
	return cached.(*typeInfo)
}

func newTypeInfo(t reflect.Type) *typeInfo {
	if t.Kind() == reflect.Pointer {
		return &typeInfo{shape: pointerShape, elem: t.Elem()}
	}
	if p := reflect.PointerTo(t); p.Implements(reflect.TypeFor[json.Unmarshaler]()) ||
		p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return &typeInfo{shape: foreignShape}
	}
	switch t.Kind() {
	case reflect.Struct:
		return newStructInfo(t)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return &typeInfo{shape: bytesShape, elem: t.Elem()}
		}
		return &typeInfo{shape: listShape, elem: t.Elem()}
	case reflect.Map:
		if t.Key().Kind() == reflect.String && infoOf(t.Key()).shape == stringShape {
			return &typeInfo{shape: mapShape, elem: t.Elem()}
		}
	case reflect.String:
		return &typeInfo{shape: stringShape}
	case reflect.Bool:
		return &typeInfo{shape: boolShape}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &typeInfo{shape: intShape}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &typeInfo{shape: uintShape}
	case reflect.Float32, reflect.Float64:
		return &typeInfo{shape: floatShape}
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return &typeInfo{shape: anyShape}
		}
	}
	return &typeInfo{shape: foreignShape}
}

func newStructInfo(t reflect.Type) *typeInfo {
	info := &typeInfo{shape: structShape, byName: map[string]int{}}
	info.collect(t, nil)
	info.search = sync.OnceValue(func() *suggest.Names { return suggest.New(info.names()) })
	return info
}

// collect adds the fields of t. Fields of embedded structs without a name of
// their own belong to the struct around them, whose own fields win.
func (info *typeInfo) collect(t reflect.Type, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Tag.Get("json") == "-":
		case f.Anonymous && name == "" && indirect(f.Type).Kind() == reflect.Struct:
			info.collect(indirect(f.Type), joinIndex(index, i))
		case f.IsExported():
			if name == "" {
				name = f.Name
			}
			info.add(field{name: name, index: joinIndex(index, i), typ: f.Type})
		}
	}
}

func (info *typeInfo) add(f field) {
	if i, taken := info.byName[f.name]; taken {
		if len(f.index) < len(info.fields[i].index) {
			info.fields[i] = f
		}
		return
	}
	info.byName[f.name] = len(info.fields)
	info.fields = append(info.fields, f)
}

func joinIndex(index []int, i int) []int {
	return append(append(make([]int, 0, len(index)+1), index...), i)
}

func indirect(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// fieldOf is the field of a struct value; nil embedded pointers on the way are
// allocated.
func fieldOf(v reflect.Value, index []int) reflect.Value {
	for n, i := range index {
		if n > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// names are the JSON names of a struct's fields.
func (info *typeInfo) names() []string {
	names := make([]string, len(info.fields))
	for i, f := range info.fields {
		names[i] = f.name
	}
	return names
}
