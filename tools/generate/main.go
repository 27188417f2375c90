// Command generate writes what is derived from the API types beyond what
// controller-gen writes itself: one CRD for each API group, JSON Schemas for
// editors, and krmfile.yaml.
//
//	generate CONTROLLER_GEN_OUTPUT ROOT
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: generate CONTROLLER_GEN_OUTPUT ROOT")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(from, root string) error {
	if err := writeCRDs(filepath.Join(from, "notebook.validation.io_notebookvalidationjobs.yaml"), filepath.Join(root, "docs/crd")); err != nil {
		return err
	}
	for name, file := range map[string]string{
		"job":    "notebook.validation.io_notebookvalidationjobs.yaml",
		"config": "notebook.validation.io_expandnotebookjobs.yaml",
	} {
		if err := writeJSONSchema(filepath.Join(from, file), filepath.Join(root, "docs/schema", name+".json")); err != nil {
			return err
		}
	}
	return writeKRMFile(filepath.Join(from, "notebook.validation.io_expandnotebookjobs.yaml"), filepath.Join(root, "krmfile.yaml"))
}

// writeCRDs writes the CRD once for each group: it is one Go type, and only the
// group's name differs.
func writeCRDs(from, to string) error {
	crd, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	for _, group := range []string{"notebook.validation.io", "mlops.mlops.dev"} {
		text := strings.NewReplacer(
			"name: notebookvalidationjobs.notebook.validation.io\n", "name: notebookvalidationjobs."+group+"\n",
			"group: notebook.validation.io\n", "group: "+group+"\n",
		).Replace(string(crd))
		if err := os.WriteFile(filepath.Join(to, "notebookvalidationjobs."+group+".yaml"), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writeKRMFile puts the schema of the function config into krmfile.yaml. The
// schema of podTemplate, which is Kubernetes' own and longer than all the rest,
// is left open there.
func writeKRMFile(crdFile, krmFile string) error {
	schema, err := readSchema(crdFile)
	if err != nil {
		return err
	}
	spec := schema["properties"].(map[string]any)["spec"].(map[string]any)["properties"].(map[string]any)
	template := spec["podTemplate"].(map[string]any)
	delete(template, "properties")
	template["x-kubernetes-preserve-unknown-fields"] = true

	definition := map[string]any{
		"apiVersion": "config.kubernetes.io/v1alpha1",
		"kind":       "KRMFunctionDefinition",
		"metadata":   map[string]any{"name": "expandnotebookjobs"},
		"spec": map[string]any{
			"group":       "fn.notebook.validation.io",
			"names":       map[string]any{"kind": "ExpandNotebookJobs"},
			"description": "Turns NotebookValidationJobs into plain Kubernetes Jobs, CronJobs or Pods, with their init containers validated and wired in.",
			"publisher":   "notebook-validation",
			"maintainers": []string{"notebook-validation"},
			"tags":        []string{"mutator", "validator", "jupyter"},
			"versions": []any{map[string]any{
				"name":       "v1alpha1",
				"idempotent": true,
				"license":    "Apache-2.0",
				"usage":      "https://github.com/notebook-validation/nvj#readme",
				"examples":   []string{"https://github.com/notebook-validation/nvj/tree/main/examples"},
				"schema":     map[string]any{"openAPIV3Schema": schema},
			}},
		},
	}
	out, err := yaml.Marshal(definition)
	if err != nil {
		return err
	}
	header := "# Generated from fn/api/v1alpha1 by make generate.\n"
	return os.WriteFile(krmFile, append([]byte(header), out...), 0o644)
}

// readSchema is the OpenAPI schema in a CRD that controller-gen wrote.
func readSchema(crdFile string) (map[string]any, error) {
	text, err := os.ReadFile(crdFile)
	if err != nil {
		return nil, err
	}
	var crd struct {
		Spec struct {
			Versions []struct {
				Schema struct {
					OpenAPIV3Schema map[string]any `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	if err := yaml.Unmarshal(text, &crd); err != nil {
		return nil, err
	}
	return crd.Spec.Versions[0].Schema.OpenAPIV3Schema, nil
}
