package docs_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/docs"
	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

func compile(t *testing.T, text string) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("schema.json", document))
	schema, err := compiler.Compile("schema.json")
	require.NoError(t, err)
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	var document any
	require.NoError(t, yaml.Unmarshal([]byte(text), &document))
	return schema.Validate(document)
}

func TestSchemasTakeEveryExample(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{
		v1alpha1.JobKind:    compile(t, docs.JobSchema),
		v1alpha1.ConfigKind: compile(t, docs.ConfigSchema),
	}
	files, err := filepath.Glob("../examples/*/*.yaml")
	require.NoError(t, err)
	checked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, document := range strings.Split(string(text), "\n---\n") {
			var head struct{ Kind string }
			require.NoError(t, yaml.Unmarshal([]byte(document), &head), file)
			if schema := schemas[head.Kind]; schema != nil {
				assert.NoError(t, validate(t, schema, document), file)
				checked++
			}
		}
	}
	assert.Greater(t, checked, 6)
}

func TestSchemasFlagWhatDecodingRefuses(t *testing.T) {
	const job = `
apiVersion: mlops.mlops.dev/v1alpha1
kind: NotebookValidationJob
metadata: {name: a, labels: {team: ml}, finalizers: [x]}
spec:
  notebook: {path: a.ipynb}
  podConfig:
    initContainers:
    - {name: git-clone, resources: {limits: {cpu: 1, memory: 1Gi}}}
status: {anything: goes}
`
	schema := compile(t, docs.JobSchema)
	require.NoError(t, validate(t, schema, job), "both groups, placeholders without image, numbers as quantities, any status")
	cases := map[string]struct{ reason, from, to string }{
		"spec":           {"a field in the wrong place", "  notebook:", "  gitUrl: x\n  notebook:"},
		"init container": {"a misspelled field deep inside", "name: git-clone,", "name: git-clone, cmd: [a],"},
		"api version":    {"a version nvj does not know", "mlops.mlops.dev/v1alpha1", "mlops.mlops.dev/v1"},
		"kind":           {"another kind", "kind: NotebookValidationJob", "kind: Job"},
		"path":           {"a pattern of the CRD", "path: a.ipynb", "path: a.py"},
		"required":       {"a notebook is required", "  notebook: {path: a.ipynb}\n", ""},
		"label":          {"labels are strings", "team: ml", "team: 1"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(job, c.from, c.to, 1)
			require.NotEqual(t, job, changed)
			assert.Error(t, validate(t, schema, changed), c.reason)
		})
	}
	config := "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs\nmetadata: {name: nvj}\nspec: {podTemplate: {spec: {priorityClassName: low}}}\n"
	require.NoError(t, validate(t, compile(t, docs.ConfigSchema), config))
	assert.Error(t, validate(t, compile(t, docs.ConfigSchema), strings.Replace(config, "podTemplate", "template", 1)))
}

// The kustomize configurations name every field of a job that names a ConfigMap,
// Secret, PersistentVolumeClaim or ServiceAccount, and no field that is not there.
func TestKustomizeConfigurationIsComplete(t *testing.T) {
	var configuration struct {
		NameReference []struct {
			Kind       string
			FieldSpecs []struct{ Path string }
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(docs.KustomizeConfiguration), &configuration))
	var got []string
	for _, reference := range configuration.NameReference {
		for _, spec := range reference.FieldSpecs {
			got = append(got, reference.Kind+" "+spec.Path)
		}
	}
	var want []string
	references(reflect.TypeFor[v1alpha1.NotebookValidationJobSpec](), "spec", &want)
	assert.ElementsMatch(t, want, got)
}

// references lists the fields below a type that name another object. Fields of
// container types that only a pod's own containers have are the same for all.
func references(typ reflect.Type, path string, found *[]string) {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct {
		return
	}
	for i := range typ.NumField() {
		field := typ.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous {
			references(field.Type, path, found)
			continue
		}
		at := path + "/" + name
		element := field.Type
		for element.Kind() == reflect.Pointer || element.Kind() == reflect.Slice {
			element = element.Elem()
		}
		switch {
		case name == "secretName" || name == "credentialsSecret" || name == "credentials":
			*found = append(*found, "Secret "+at)
		case name == "claimName":
			*found = append(*found, "PersistentVolumeClaim "+at)
		case name == "serviceAccountName":
			*found = append(*found, "ServiceAccount "+at)
		case element == reflect.TypeFor[corev1.LocalObjectReference]() || element == reflect.TypeFor[corev1.SecretReference](),
			strings.HasPrefix(element.Name(), "Secret") && element.Kind() == reflect.Struct && hasName(element):
			*found = append(*found, "Secret "+at+"/name")
		case strings.HasPrefix(element.Name(), "ConfigMap") && element.Kind() == reflect.Struct && hasName(element):
			*found = append(*found, "ConfigMap "+at+"/name")
		default:
			references(field.Type, at, found)
		}
	}
}

func hasName(typ reflect.Type) bool {
	_, ok := typ.FieldByName("Name")
	return ok
}

// The reference has a row for every field of our own types.
func TestReferenceIsComplete(t *testing.T) {
	text, err := os.ReadFile("reference.md")
	require.NoError(t, err)
	var missing []string
	var walk func(typ reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || typ.PkgPath() != reflect.TypeFor[v1alpha1.GitSpec]().PkgPath() {
			return
		}
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if !strings.Contains(string(text), "\n| `"+name+"` | ") {
				missing = append(missing, typ.Name()+"."+name)
			}
			walk(typ.Field(i).Type)
		}
	}
	walk(reflect.TypeFor[v1alpha1.NotebookValidationJobSpec]())
	walk(reflect.TypeFor[v1alpha1.ExpandNotebookJobsSpec]())
	assert.Empty(t, missing, "run make generate")
}

// Whoever copies a block of YAML from a page gets YAML, and nvj's own kinds in it
// are as the schemas want them.
func TestPagesShowYAML(t *testing.T) {
	pages, err := filepath.Glob("hosts/*.md")
	require.NoError(t, err)
	require.Len(t, pages, 5)
	block := regexp.MustCompile("(?s)```yaml\n(.*?)```")
	config := compile(t, docs.ConfigSchema)
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, found := range block.FindAllStringSubmatch(string(text), -1) {
			var document any
			require.NoError(t, yaml.UnmarshalStrict([]byte(found[1]), &document), "%s:\n%s", page, found[1])
			if strings.Contains(found[1], "kind: ExpandNotebookJobs") {
				assert.NoError(t, validate(t, config, found[1]), page)
			}
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(string(text), -1) {
			_, err := os.Stat(filepath.Join("hosts", link[1]))
			assert.NoError(t, err, page)
		}
	}
}
