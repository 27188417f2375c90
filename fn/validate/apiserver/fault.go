package apiserver

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/notebook-validation/nvj/fn/secret"
)

// maxShownTree is the length of JSON up to which a message shows a value that
// is a map or a list. A longer one hides what the message says of it.
const maxShownTree = 80

// site is where the server found a fault, with what is needed to do better.
type site struct {
	root map[string]any // the object as its user sees it
	path path           // the path as the server has it
	err  *field.Error
	name string // of the object
	nth  int    // how often the server has said exactly this before
}

// fault renders the server's error for people.
func (s site) fault() Fault { return s.faultAt(s.locate()) }

func (s site) faultAt(at path) Fault {
	if s.isAbsent(at) {
		return Fault{
			Path: at.String(), Type: field.ErrorTypeRequired,
			Rule: rules[field.ErrorTypeRequired], Message: field.Required(nil, "").ErrorBody(),
		}
	}
	value := s.value(at)
	shown := value
	if _, isTree := treeOf(value); isTree {
		if text, err := json.Marshal(value); err != nil || len(text) > maxShownTree {
			shown = field.OmitValueType{}
		}
	} else if value == nil {
		shown = field.OmitValueType{}
	}
	err := *s.err
	err.BadValue = shown
	if bad := textOf(s.err.BadValue); bad != "" && strings.Contains(err.Detail, bad) && hidesDetail(at, bad) {
		err.Detail = ""
	}
	message := strings.ReplaceAll(err.ErrorBody(), generatedUID, "<uid>")
	return Fault{
		Path:      at.String(),
		Type:      err.Type,
		Rule:      rules[err.Type],
		Message:   message,
		Value:     value,
		Supported: supported(err.Detail),
	}
}

// hidesDetail reports whether the server's words must not be shown because they repeat
// the bad value. Where nothing is known of the field, a word may be one of theirs.
func hidesDetail(at path, bad string) bool {
	return publicPart(at, bad) != bad && (secret.Private(at.fields()...) || !secret.IsWord(bad))
}

// isAbsent reports whether the server blames an empty name that nobody wrote.
// What it says of such a name, that "" has not the form of one, hides that it is
// missing.
func (s site) isAbsent(p path) bool {
	if s.err.Type != field.ErrorTypeInvalid || s.err.BadValue != "" || !p.endsWith("name") {
		return false
	}
	written, _ := lookup(s.root, p)
	return written == nil || written == ""
}

// value is the bad value at p. The server's own is taken where it is a scalar;
// where it is one of its structs, or an empty string in the place of one, the
// user's value is.
func (s site) value(p path) any {
	switch s.err.Type {
	case field.ErrorTypeRequired, field.ErrorTypeForbidden, field.ErrorTypeTooLong,
		field.ErrorTypeTooShort, field.ErrorTypeInternal:
		return nil
	}
	if _, omitted := s.err.BadValue.(field.OmitValueType); omitted {
		return nil
	}
	written, found := lookup(s.root, p)
	_, isTree := treeOf(written)
	scalar, ok := scalarOf(s.err.BadValue)
	switch {
	case p.endsWith("resourceFieldRef", "divisor") && found:
		return publicPart(p, written) // the server shows the resource, and blames the divisor
	case p.endsWith("metadata", "generateName") && found:
		return publicPart(p, written) // the server shows the name it generated
	case s.err.Detail == conflictingPaths && found:
		return publicPart(p, written) // the server shows the name of the source
	case ok && (!isTree || scalar != "" && scalar != "resource"):
		return publicPart(p, scalar)
	case found:
		return publicPart(p, written)
	}
	if tree, ok := treeOf(s.err.BadValue); ok {
		return publicPart(p, tree)
	}
	return nil
}

// scalarOf reduces the server's bad value to a JSON scalar, if it is one.
func scalarOf(value any) (any, bool) {
	switch v := value.(type) {
	case resource.Quantity:
		return v.String(), true
	case *resource.Quantity:
		return v.String(), v != nil
	}
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), true
	case reflect.Bool:
		return v.Bool(), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), true
	case reflect.Float32, reflect.Float64:
		return v.Float(), true
	}
	return nil, false
}

// treeOf reports whether a value is a map or a list.
func treeOf(value any) (any, bool) {
	switch value.(type) {
	case map[string]any, []any:
		return value, true
	}
	return nil, false
}

// textOf is a bad value that is a string, or "".
func textOf(value any) string {
	scalar, _ := scalarOf(value)
	text, _ := scalar.(string)
	return text
}

// supported reads the accepted values from a detail such as
// `supported values: "Always", "Never"` or `valid values: ["In" "NotIn"]`.
func supported(detail string) []string {
	_, list, found := strings.Cut(detail, "supported values: ")
	if !found {
		if _, list, found = strings.Cut(detail, "valid values: "); !found {
			return nil
		}
	}
	var values []string
	for list = strings.TrimPrefix(list, "["); list != ""; list = strings.TrimLeft(list, ", ") {
		quoted, err := strconv.QuotedPrefix(list)
		if err != nil {
			break
		}
		value, err := strconv.Unquote(quoted)
		if err != nil {
			break
		}
		values, list = append(values, value), list[len(quoted):]
	}
	return values
}
