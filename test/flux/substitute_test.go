// Package flux holds what Flux does to manifests against what nvj writes. It is a module
// of its own: Flux's packages are no dependency of nvj.
package flux

import (
	"bytes"
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/api/resource"
)

const job = `apiVersion: notebook.validation.io/v1alpha1
kind: NotebookValidationJob
metadata:
  name: report
spec:
  notebook: {path: report.ipynb, git: {url: "https://git.example.com/notebooks.git"}}
  image: quay.io/jupyter/scipy-notebook:2025-03-24
  podConfig: {env: [{name: TEAM, value: "${team}"}]}
`

// The scripts are full of ${…}. Flux's own code must leave them alone, in its strict mode as
// well, and still replace the user's variables in the Job.
func TestScriptsArriveUnchanged(t *testing.T) {
	for name, strict := range map[string]bool{"replaces": false, "strict": true} {
		t.Run(name, func(t *testing.T) {
			kinds := map[string]bool{}
			for _, res := range render(t) {
				kinds[res.GetKind()] = true
				before := yamlOf(t, res)
				after := substitute(t, res, strict)
				switch res.GetKind() {
				case "ConfigMap":
					if !strings.Contains(before, "${NVJ_GIT_URL:-}") {
						t.Error("the script has no variable that Flux could replace: this test shows nothing")
					}
					if after != before {
						t.Error("Flux changed the scripts")
					}
				case "Job":
					if !strings.Contains(after, "value: data\n") {
						t.Error("Flux must replace the user's variables in the Job")
					}
				}
			}
			if !kinds["ConfigMap"] || !kinds["Job"] {
				t.Errorf("want a ConfigMap and a Job, got %v", kinds)
			}
		})
	}
}

// Without the annotation Flux's code does change the scripts: it is what protects them.
func TestTheAnnotationProtectsTheScripts(t *testing.T) {
	for _, res := range render(t) {
		if res.GetKind() != "ConfigMap" {
			continue
		}
		annotations := res.GetAnnotations()
		delete(annotations, "kustomize.toolkit.fluxcd.io/substitute")
		if err := res.SetAnnotations(annotations); err != nil {
			t.Fatal(err)
		}
		before := yamlOf(t, res)
		if substitute(t, res, false) == before {
			t.Error("Flux leaves the scripts alone without the annotation as well")
		}
	}
}

// render returns what nvj, built from this checkout, makes of the job.
func render(t *testing.T) []*resource.Resource {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "nvj")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("cannot build nvj: %v\n%s", err, output)
	}
	var stdout, stderr bytes.Buffer
	nvj := exec.Command(binary, "render", "-")
	nvj.Stdin, nvj.Stdout, nvj.Stderr = strings.NewReader(job), &stdout, &stderr
	if err := nvj.Run(); err != nil {
		t.Fatalf("nvj: %v\n%s", err, stderr.String())
	}
	resources, err := provider.NewDefaultDepProvider().GetResourceFactory().SliceFromBytes(stdout.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return resources
}

// substitute does what Flux's kustomize-controller does to a resource before it applies it.
func substitute(t *testing.T, res *resource.Resource, strict bool) string {
	t.Helper()
	kustomization := unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{"postBuild": map[string]any{"substitute": map[string]any{"team": "data"}}},
	}}
	changed, err := kustomize.SubstituteVariables(context.Background(), nil, kustomization, res, kustomize.SubstituteWithStrict(strict))
	if err != nil {
		t.Fatal(err)
	}
	if changed == nil { // Flux applies the resource as it came
		changed = res
	}
	return yamlOf(t, changed)
}

func yamlOf(t *testing.T, res *resource.Resource) string {
	t.Helper()
	text, err := res.AsYAML()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
