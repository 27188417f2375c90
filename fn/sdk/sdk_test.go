package sdk_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/fn/framework"
	"sigs.k8s.io/kustomize/kyaml/kio"

	"github.com/notebook-validation/nvj/fn/sdk"
)

const list = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
functionConfig:
  apiVersion: fn.notebook.validation.io/v1alpha1
  kind: ExpandNotebookJobs
  metadata:
    name: nvj
  spec:
    output: Pod
items:
- apiVersion: notebook.validation.io/v1alpha1
  kind: NotebookValidationJob
  metadata:
    name: demo
  spec:
    notebook:
      path: /a.ipynb
    podConfig:
      initContainers:
      - name: wait
        image: postgres:15-alpine
        resources: {limits: {memory: 64Mi}, requests: {cpu: 10m}}
`

var broken = strings.Replace(list, "/a.ipynb", "/a.py", 1)

func ExampleKpt() {
	out, err := fn.Run(sdk.Kpt, []byte(list))
	if err != nil {
		fmt.Println(err)
		return
	}
	parsed, err := fn.ParseResourceList(out)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, item := range parsed.Items {
		fmt.Println(item.GetKind())
	}
	// Unordered output:
	// NotebookValidationJob
	// ConfigMap
	// Pod
}

func TestKptReportsFindings(t *testing.T) {
	parsed, err := fn.ParseResourceList([]byte(broken))
	require.NoError(t, err)
	ok, err := sdk.Kpt.Process(parsed)
	require.NoError(t, err)
	assert.False(t, ok)
	require.Len(t, parsed.Items, 1, "on an error the items stay as they were")
	require.NotEmpty(t, parsed.Results)
	assert.Equal(t, "spec.notebook.path", parsed.Results[0].Field.Path)
}

func TestKyaml(t *testing.T) {
	process := func(text string) (string, error) {
		var out bytes.Buffer
		err := framework.Execute(sdk.Kyaml, &kio.ByteReadWriter{
			Reader: strings.NewReader(text), Writer: &out, KeepReaderAnnotations: true,
		})
		return out.String(), err
	}
	out, err := process(list)
	require.NoError(t, err)
	assert.Contains(t, out, "kind: Pod\n")
	assert.Contains(t, out, "kind: NotebookValidationJob\n")

	_, err = process(broken)
	require.ErrorContains(t, err, "must end with .ipynb")
}
