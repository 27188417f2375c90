package explain

import (
	"reflect"

	"github.com/notebook-validation/nvj/fn/secret"
)

// shown returns copies of plans without the secrets that can be recognised in their
// texts. All printers begin with it, so that no format shows more than another.
func shown(plans []Plan) []Plan {
	if len(plans) == 0 {
		return plans
	}
	return redact(reflect.ValueOf(plans)).Interface().([]Plan)
}

// redact copies a value and redacts all texts in its exported fields.
func redact(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.String:
		out.SetString(secret.Message(v.String()))
	case reflect.Slice:
		if v.IsNil() {
			return out
		}
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(redact(v.Index(i)))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(redact(v.Elem()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(redact(v.Field(i)))
			}
		}
	}
	return out
}
