package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// apiVersions are those each kind may have; the schemas in the CRDs know one.
var apiVersions = map[string][]string{
	"job":    {"notebook.validation.io/v1alpha1", "mlops.mlops.dev/v1alpha1"},
	"config": {"fn.notebook.validation.io/v1alpha1"},
}

var kinds = map[string]string{"job": "NotebookValidationJob", "config": "ExpandNotebookJobs"}

// writeJSONSchema writes a CRD's schema as JSON Schema for editors. Draft 7 is
// what YAML language servers know best. Where decoding is strict, so is the
// schema: editors flag a misspelled field.
func writeJSONSchema(crdFile, to string) error {
	schema, err := readSchema(crdFile)
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(to), ".json")
	closed(schema)
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	schema["title"] = kinds[name]
	properties := schema["properties"].(map[string]any)
	// YAML language servers offer these values.
	properties["apiVersion"] = map[string]any{"type": "string", "enum": apiVersions[name]}
	properties["kind"] = map[string]any{"type": "string", "const": kinds[name]}
	properties["metadata"] = metadata()
	required := []string{"apiVersion", "kind"}
	if name == "job" {
		required = append(required, "metadata", "spec")
	}
	schema["required"] = required

	if name == "config" {
		// A pod template that others are laid over need not be whole.
		delete(at(schema, "spec", "podTemplate", "spec"), "required")
	}

	text, err := json.MarshalIndent(schema, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(to, append(text, '\n'), 0o644)
}

// closed makes JSON Schema of an OpenAPI schema, in place: objects take no
// properties but their own, and Kubernetes' extensions go.
func closed(node any) {
	switch node := node.(type) {
	case []any:
		for _, item := range node {
			closed(item)
		}
	case map[string]any:
		open := node["x-kubernetes-preserve-unknown-fields"] == true
		for key, value := range node {
			if strings.HasPrefix(key, "x-kubernetes-") {
				delete(node, key)
			} else if key == "properties" {
				for _, property := range value.(map[string]any) {
					closed(property)
				}
			} else {
				closed(value)
			}
		}
		_, isObject := node["properties"]
		if _, said := node["additionalProperties"]; isObject && !said && !open {
			node["additionalProperties"] = false
		}
	}
}

// metadata is what people write of an ObjectMeta; the API server fills in the rest,
// so anything else is allowed.
func metadata() map[string]any {
	text := map[string]any{"type": "string"}
	texts := map[string]any{"type": "object", "additionalProperties": text}
	return map[string]any{
		"type":     "object",
		"required": []string{"name"},
		"properties": map[string]any{
			"name": text, "namespace": text, "labels": texts, "annotations": texts,
		},
	}
}

// at is the schema of a property further down.
func at(schema map[string]any, path ...string) map[string]any {
	for _, name := range path {
		schema = schema["properties"].(map[string]any)[name].(map[string]any)
	}
	return schema
}
