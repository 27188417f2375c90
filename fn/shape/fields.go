package shape

import "reflect"

// Fields are the fields of a struct that are encoded, or the entries of a map, by
// their names. Structs and maps among them are such maps again; anything else, lists and
// what is left to encoding/json included, is as it is.
func Fields(value any) map[string]any {
	fields, _ := below(reflect.ValueOf(value)).(map[string]any)
	return fields
}

func below(v reflect.Value) any {
	v = Resolve(v)
	if !v.IsValid() {
		return nil
	}
	switch known := Of(v.Type()); known.Shape {
	case Struct:
		fields := make(map[string]any, len(known.Fields))
		addFields(fields, v, known)
		return fields
	case Map:
		entries := make(map[string]any, v.Len())
		for _, key := range v.MapKeys() {
			entries[key.String()] = below(v.MapIndex(key))
		}
		return entries
	}
	return v.Interface()
}

func addFields(fields map[string]any, v reflect.Value, known *Type) {
	for i := range known.Fields {
		field := &known.Fields[i]
		switch value := v.Field(field.Index); {
		case field.Inline != nil:
			addFields(fields, value, field.Inline)
		case field.IsSet(value):
			fields[field.Name] = below(value)
		}
	}
}
