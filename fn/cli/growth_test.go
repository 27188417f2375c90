package cli

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// maxExponent is how fast cost may grow with the size of the input: with n·log n, and
// not with the square.
const maxExponent = 1.3

// repeated joins n texts made of a format, whose verbs all get the number of the text.
func repeated(n int, format, separator string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(format, "#", fmt.Sprintf("%05d", i)) + separator)
	}
	return b.String()
}

// inputs are the kinds of input that grow. Each makes one of a size.
var inputs = map[string]struct {
	reason string
	make   func(n int) string
}{
	"unknown fields": {
		"Each is searched for among the fields that there are.",
		func(n int) string { return goodJob + "  podConfig:\n" + repeated(n, "    foo#: x", "\n") },
	},
	"findings on lines of their own": {
		"Each has a line of the file.",
		func(n int) string {
			return goodJob + "  podConfig:\n    env:\n" + repeated(n, "    - {name: V#, value: 5}", "\n")
		},
	},
	"findings on one line": {
		"A JSON file may be one line.",
		func(n int) string {
			return goodJob + "  podConfig: {env: [" + repeated(n, "{name: V#, value: 5}", ", ") + "]}\n"
		},
	},
	"mounts of volumes with near names": {
		"Each name is searched for among the volumes.",
		func(n int) string {
			return goodJob + "  podConfig:\n    volumes:\n" + repeated(n, "    - {name: volume-#, emptyDir: {}}", "\n") +
				"    volumeMounts:\n" + repeated(n, "    - {name: volum-#, mountPath: /m/#}", "\n")
		},
	},
	"references with near names": {
		"Each name is searched for among the Secrets.",
		func(n int) string {
			return goodJob + "  podConfig:\n    envFrom:\n" + repeated(n, "    - {secretRef: {name: secre-#}}", "\n") +
				repeated(n, "---\napiVersion: v1\nkind: Secret\nmetadata: {name: secret-#}", "\n")
		},
	},
	"keys with near names": {
		"Each key is searched for among the keys of the Secret.",
		func(n int) string {
			return goodJob + "  podConfig:\n    env:\n" + repeated(n, "    - {name: A#, valueFrom: {secretKeyRef: {name: s, key: ke-#}}}", "\n") +
				"---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n" + repeated(n, "  key-#: x", "\n")
		},
	},
	"labels": {
		"Each is a key of a mapping.",
		func(n int) string {
			return strings.Replace(goodJob, "{name: good}", "{name: good, labels: {"+repeated(n, "l#: x", ", ")+"}}", 1)
		},
	},
	"bad labels": {
		"The server says of the mapping which key is bad.",
		func(n int) string {
			return strings.Replace(goodJob, "{name: good}", "{name: good, labels: {"+repeated(n, `"l #": x`, ", ")+"}}", 1)
		},
	},
	"duplicate keys": {
		"Each is compared with the keys before it.",
		func(n int) string {
			return goodJob + "  podConfig:\n" + repeated(n, "    serviceAccountName: a#", "\n")
		},
	},
	"timestamp pattern with names of characters": {
		"A name that does not end is looked for to the end.",
		func(n int) string {
			return goodJob + "  comparisonConfig: {customTimestampPatterns: ['" + repeated(n, `\N{`, "") + "']}\n"
		},
	},
	"timestamp pattern with names of groups": {
		"So is the name of a group.",
		func(n int) string {
			return goodJob + "  comparisonConfig: {customTimestampPatterns: ['" + repeated(n, "(?P<", "") + "']}\n"
		},
	},
	"jobs": {
		"Each has findings of its own.",
		func(n int) string {
			return repeated(n/10, strings.Replace(goodJob, "good", "good-#", 1)+"  podConfig: {env: [{name: A, value: 5}]}", "\n---\n")
		},
	},
}

// allocated is what a call allocates: objects, and bytes.
func allocated(args ...string) (objects, bytes float64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call("", args...)
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs - before.Mallocs), float64(after.TotalAlloc - before.TotalAlloc)
}

// exponent is how cost grows with the size of the input: 1 with the size, 2 with its
// square.
func exponent(small, large float64) float64 {
	return math.Log(large/small) / math.Log(largeSize/smallSize)
}

const smallSize, largeSize = 250.0, 1000.0

// What a call costs is counted in allocations, which do not depend on the machine's load.
func TestCostGrowsWithTheInput(t *testing.T) {
	config := "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs\nspec: {checks: {references: Warn}}\n"
	for name, input := range inputs {
		folder(t, map[string]string{"small.yaml": input.make(smallSize), "large.yaml": input.make(largeSize), "config.yaml": config})
		printed := formats[:1]
		if name == "findings on lines of their own" || name == "jobs" {
			printed = formats
		}
		for _, format := range printed {
			t.Run(name+" "+format, func(t *testing.T) {
				run := func(file string) (objects, bytes float64) {
					return allocated("validate", "-c", "config.yaml", "-o", format, file)
				}
				run("small.yaml") // what is computed once
				objects, bytes := run("small.yaml")
				moreObjects, moreBytes := run("large.yaml")
				assert.LessOrEqual(t, exponent(objects, moreObjects), maxExponent, "objects: %s", input.reason)
				assert.LessOrEqual(t, exponent(bytes, moreBytes), maxExponent, "bytes: %s", input.reason)
			})
		}
	}
}

// A terminal shows the line of each finding. A JSON file may be one line.
func TestCostOfExcerpts(t *testing.T) {
	for _, c := range []struct{ reason, format, separator string }{
		{"a line for each finding", "    - {name: V#, value: 5}", "\n"},
		{"all findings on one line", "{name: V#, value: 5}", ", "},
	} {
		t.Run(c.reason, func(t *testing.T) {
			cost := func(n int) float64 {
				open, end := "    env:\n", ""
				if c.separator != "\n" {
					open, end = "    env: [", "]\n"
				}
				text := goodJob + "  podConfig:\n" + open + repeated(n, c.format, c.separator) + end
				items, err := resourcelist.ReadDocuments("job.yaml", []byte(text))
				require.NoError(t, err)
				out := pipeline.Run(nil, []pipeline.Input{{Item: items[0], File: "job.yaml", FileLines: true}}, pipeline.Options{})
				require.Len(t, out.Findings, n)
				read := files{"job.yaml": {text: []byte(text), items: items}}
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				excerpts := read.excerpts(out.Findings)
				for _, f := range out.Findings {
					_, ok := excerpts(f)
					require.True(t, ok)
				}
				runtime.ReadMemStats(&after)
				return float64(after.TotalAlloc - before.TotalAlloc)
			}
			cost(smallSize)
			assert.LessOrEqual(t, exponent(cost(smallSize), cost(largeSize)), maxExponent)
		})
	}
}
