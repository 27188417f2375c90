package secret_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/secret"
)

func TestPublic(t *testing.T) {
	for path, c := range map[string]struct {
		reason string
		want   bool
	}{
		"":                                  {"nothing is known of the root", false},
		"spec podConfig env":                {"FOO=bar may be its only item", false},
		"spec podConfig env FOO":            {"Compose writes variables as a mapping", false},
		"spec podConfig env value":          {"the value of a variable", false},
		"spec podConfig env name":           {"its name", true},
		"env valueFrom fieldRef fieldPath":  {"where a value comes from", true},
		"valueFrom secretKeyRef name":       {"people write the secret in the place of its name", false},
		"valueFrom secretKeyRef key":        {"and of its key", false},
		"valueFrom secretKeyRef optional":   {"and of all of it", false},
		"valueFrom configMapKeyRef key":     {"a ConfigMap holds no secrets", true},
		"podConfig initContainers args":     {"arguments", false},
		"startupProbe exec command":         {"a command", false},
		"initContainers image":              {"an image", true},
		"podConfig tolerations value":       {"the value of a taint", true},
		"podConfig tolerations key":         {"and its key", true},
		"volumes secret secretName":         {"the name of a Secret", false},
		"volumes secret defaultMode":        {"the mode of its files", true},
		"volumes secret items path":         {"and their paths", true},
		"git credentialsSecret":             {"a token is often there", false},
		"annotations example.com/api-token": {"an annotation that speaks of a secret", false},
		"annotations example.com/owner":     {"any other annotation", true},
		"data config.yaml":                  {"data of ConfigMaps and Secrets", false},
		"httpGet httpHeaders value":         {"a header", false},
		"httpGet httpHeaders name":          {"which may be written in one line", false},
		"initContainers passwrd":            {"a field that does not exist", false},
		"csi volumeAttributes share":        {"options of a driver", false},
	} {
		assert.Equal(t, c.want, secret.Public(strings.Fields(path)...), "%s: %s", path, c.reason)
	}
}

// undecided are fields of text that are neither public nor private, with the reason.
var undecided = map[string]string{
	"fieldsV1":           "an opaque value of the API server",
	"status":             "ignored",
	"user":               "the user of a storage system, which may hold its password",
	"gmsaCredentialSpec": "a credential",
}

// A new field of the API must be decided on: it is hidden until then, which makes
// messages about it poor.
func TestEveryFieldIsDecided(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type, []string)
	walk = func(typ reflect.Type, path []string) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		switch {
		case typ.Kind() == reflect.Map && typ.Elem().Kind() == reflect.String:
			path = append(path, "anything")
		case typ.Kind() == reflect.Struct && typ.PkgPath() != "k8s.io/apimachinery/pkg/api/resource" && typ.PkgPath() != "time":
			if seen[typ] {
				return
			}
			seen[typ] = true
			for i := range typ.NumField() {
				f := typ.Field(i)
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				switch name {
				case "-":
				case "":
					walk(f.Type, path)
				default:
					walk(f.Type, append(path[:len(path):len(path)], name))
				}
			}
			return
		}
		if typ.Kind() != reflect.String || len(path) == 0 || undecided[path[len(path)-1]] != "" {
			return
		}
		assert.True(t, secret.Public(path...) || secret.Private(path...), "add %v to the public fields, or say why not", path)
	}
	walk(reflect.TypeFor[v1alpha1.NotebookValidationJob](), nil)
	walk(reflect.TypeFor[v1alpha1.ExpandNotebookJobs](), nil)
}
