package v1alpha1_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

type schema struct {
	Type        string            `json:"type"`
	Properties  map[string]schema `json:"properties"`
	Items       *schema           `json:"items"`
	Required    []string          `json:"required"`
	Validations []struct {
		Rule string `json:"rule"`
	} `json:"x-kubernetes-validations"`
	ListType string   `json:"x-kubernetes-list-type"`
	ListKeys []string `json:"x-kubernetes-list-map-keys"`
}

func read(t *testing.T, file string, into any) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, into))
	return string(text)
}

// krmfile.yaml announces the config; what it announces is what the type reads.
func TestKRMFileHasTheConfigSchema(t *testing.T) {
	var definition struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Spec       struct {
			Group    string `json:"group"`
			Names    struct{ Kind string }
			Versions []struct {
				Name   string `json:"name"`
				Schema struct {
					OpenAPIV3Schema schema `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	read(t, "../../../krmfile.yaml", &definition)
	assert.Equal(t, "config.kubernetes.io/v1alpha1", definition.APIVersion)
	assert.Equal(t, "KRMFunctionDefinition", definition.Kind)
	assert.Equal(t, v1alpha1.ConfigGroup, definition.Spec.Group)
	assert.Equal(t, v1alpha1.ConfigKind, definition.Spec.Names.Kind)
	require.Len(t, definition.Spec.Versions, 1)
	assert.Equal(t, v1alpha1.Version, definition.Spec.Versions[0].Name)
	requireSameFields(t, reflect.TypeFor[v1alpha1.ExpandNotebookJobsSpec](),
		definition.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties["spec"], "spec")
}

// requireSameFields holds a Go struct against the properties of a schema, down to
// Kubernetes' own types, which the schema leaves open.
func requireSameFields(t *testing.T, goType reflect.Type, s schema, path string) {
	t.Helper()
	var fields []string
	for i := range goType.NumField() {
		field := goType.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		fields = append(fields, name)
		inner := field.Type
		for inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && strings.HasSuffix(inner.PkgPath(), "/v1alpha1") {
			requireSameFields(t, inner, s.Properties[name], path+"."+name)
		}
	}
	var properties []string
	for name := range s.Properties {
		properties = append(properties, name)
	}
	slices.Sort(fields)
	slices.Sort(properties)
	assert.Equal(t, fields, properties, path)
}

func TestCRDs(t *testing.T) {
	type crd struct {
		Metadata struct{ Name string }
		Spec     struct {
			Group    string
			Versions []struct {
				Schema struct {
					OpenAPIV3Schema schema `json:"openAPIV3Schema"`
				}
			}
		}
	}
	var texts []string
	for _, group := range []string{v1alpha1.Group, v1alpha1.OperatorGroup} {
		var definition crd
		text := read(t, "../../../docs/crd/notebookvalidationjobs."+group+".yaml", &definition)
		assert.Equal(t, group, definition.Spec.Group)
		assert.Equal(t, "notebookvalidationjobs."+group, definition.Metadata.Name)
		podConfig := definition.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties["spec"].Properties["podConfig"]
		initContainers := podConfig.Properties["initContainers"]
		assert.Equal(t, "map", initContainers.ListType, "names are unique")
		assert.Equal(t, []string{"name"}, initContainers.ListKeys)
		assert.Contains(t, initContainers.Items.Required, "name")
		assert.Contains(t, initContainers.Items.Properties, "volumeMounts", "the schema is a container's")
		require.Len(t, initContainers.Validations, 2, "a name and an image are required")
		texts = append(texts, strings.ReplaceAll(text, group, "GROUP"))
		// kubectl apply keeps a copy in an annotation, which may have 256 KiB.
		asJSON, err := yaml.YAMLToJSON([]byte(text))
		require.NoError(t, err)
		assert.Less(t, len(asJSON), 262144)
	}
	assert.Equal(t, texts[0], texts[1], "the two CRDs are one type")
}
