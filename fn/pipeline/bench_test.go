package pipeline_test

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

const benchJob = `- apiVersion: notebook.validation.io/v1alpha1
  kind: NotebookValidationJob
  metadata:
    name: train-%[1]d
    namespace: shop
  spec:
    notebook:
      git:
        ref: main
        url: https://git.example.com/research/notebooks.git
      path: train/model-%[1]d.ipynb
    podConfig:
      containerImage: registry.example.com/research/jupyter:2026.4
      envFrom:
      - configMapRef:
          name: settings-0
      initContainers:
      - name: wait-for-database
        image: docker.io/library/busybox:1.37.0
        command: [sh, -c, until nc -z database 5432; do sleep 2; done]
      resources:
        requests: {cpu: 500m, memory: 1Gi}
        limits: {memory: 2Gi}
`

const benchSettings = `- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: settings-%[1]d
    namespace: shop
  data:
    a: "1"
    b: "2"
    c: "3"
`

// listText is a ResourceList of jobs and ConfigMaps, of which they use the first.
func listText(jobs, configMaps int) []byte {
	var text strings.Builder
	text.WriteString("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n")
	for i := range configMaps {
		fmt.Fprintf(&text, benchSettings, i)
	}
	for i := range jobs {
		fmt.Fprintf(&text, benchJob, i)
	}
	return []byte(text.String())
}

func runFunction(tb testing.TB, text []byte) {
	tb.Helper()
	list, err := resourcelist.Read(text)
	require.NoError(tb, err)
	findings := pipeline.Function(list, nil)
	require.False(tb, finding.HasErrors(findings), "%v", findings)
	require.NoError(tb, list.Write(io.Discard, output.Results(findings)))
}

// BenchmarkFunction is the whole function, without its process.
func BenchmarkFunction(b *testing.B) {
	for _, jobs := range []int{1, 100} {
		text := listText(jobs, 1000)
		b.Run(fmt.Sprintf("jobs=%d", jobs), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				runFunction(b, text)
			}
		})
	}
}

// TestForeignItemsCostTheJobsNothing counts allocations, which do not depend on
// the machine: ConfigMaps that no job uses are not parsed, though a job uses one.
func TestForeignItemsCostTheJobsNothing(t *testing.T) {
	allocations := func(configMaps int) uint64 {
		text := listText(10, configMaps)
		runFunction(t, text) // what is made once for all
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		runFunction(t, text)
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	const more = 2000
	grown := allocations(2*more) - allocations(more)
	assert.Less(t, grown/more, uint64(12), "allocations for each further resource; to parse one takes over a hundred")
}
