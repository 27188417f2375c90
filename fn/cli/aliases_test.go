package cli

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A thousand aliases of a long text are a finding, whatever they stand in, and take
// little memory.
func TestAliasesOfALongText(t *testing.T) {
	text := strings.Repeat("x", 1<<20)
	env := func(indent string) string {
		return "[{name: A, value: &v " + text + "}" + strings.Repeat(",\n"+indent+"{name: B, value: *v}", 1000) + "]\n"
	}
	const advice = "MiB of text: write fewer of them, or put the text into a ConfigMap"
	list := func(items ...string) string {
		text := "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"
		for _, item := range items {
			text += "- " + strings.ReplaceAll(strings.TrimSuffix(item, "\n"), "\n", "\n  ") + "\n"
		}
		return text
	}
	usesData := goodJob + "  podConfig: {envFrom: [{configMapRef: {name: c}}]}\n"
	data := func(aliases int) string {
		return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: &v " + text + strings.Repeat(",\n  b: *v", aliases) + "}\n"
	}
	job := goodJob + "  podConfig:\n    env: " + env("     ")
	for name, c := range map[string]struct {
		reason, stdin string
		files         map[string]string
		args          []string
		want          string
	}{
		"job": {
			reason: "A job prints its environment.",
			files:  map[string]string{"job.yaml": job}, args: []string{"render", "job.yaml"},
			want: "job.yaml:13: error: aliases add more than 4 " + advice,
		},
		"config": {
			reason: "Every job starts from the pod template.",
			files: map[string]string{
				"job.yaml":    goodJob,
				"config.yaml": "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs\nspec:\n  clone:\n    env: " + env("     "),
			},
			args: []string{"validate", "-c", "config.yaml", "job.yaml"},
			want: "config.yaml:10: error: --config: aliases add more than 4 " + advice,
		},
		"ConfigMap": {
			reason: "The name of a Job holds a hash of the data that it uses.",
			files:  map[string]string{"job.yaml": usesData, "data.yaml": data(1000)}, args: []string{"render", "."},
			want: "data.yaml:9: error: aliases add more than 4 " + advice,
		},
		"item of a list": {
			reason: "A list may hold ten small items of ten megabytes.",
			stdin:  list(usesData, data(10)),
			want:   "nvj: line 19: aliases add more than 4 " + advice,
		},
		"list": {
			reason: "The items of a list may alias each other.",
			stdin:  list(usesData, data(1000)),
			want:   "nvj: line 31: aliases add more than 16 " + advice,
		},
		"Pod": {
			reason: "explain reads what anybody made.",
			files:  map[string]string{"pod.yaml": "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    env: " + env("     ")},
			args:   []string{"explain", "pod.yaml"},
			want:   "pod.yaml:11: error: aliases add more than 4 " + advice,
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder(t, c.files)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			code, stdout, stderr := call(c.stdin, c.args...)
			runtime.ReadMemStats(&after)
			assert.Equal(t, 1, code, c.reason)
			assert.Contains(t, stdout+stderr, c.want, c.reason)
			assert.Less(t, len(stdout), 4<<20, "the input is 1 MB")
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(200<<20), "of allocations in all")
		})
	}
}
