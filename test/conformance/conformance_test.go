package main

import (
	"errors"
	"flag"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/validate/apiserver"
	"github.com/notebook-validation/nvj/test/conformance/generate"
)

// The run without a server: what must hold of nvj's verdict on every job by itself.
var (
	seed = flag.Uint64("seed", 1, "seed of the jobs")
	jobs = flag.Uint64("jobs", 500, "how many jobs")
)

func TestGeneratedJobs(t *testing.T) {
	valid, refused := 0, 0
	fields := map[string]bool{}
	for index := range *jobs {
		c := generate.New(*seed, index)
		v, err := judge(c)
		if errors.Is(err, errUndecodable) {
			require.NotEmpty(t, c.Broken, "index %d: what is made of accepted values decodes", index)
			continue
		}
		require.NoError(t, err, "index %d", index)
		if !consistent(t, c, v) {
			t.Fatalf("index %d, broken at %v\n%s---\n%s", index, c.Broken, v.job, v.config)
		}
		if len(v.refusing()) > 0 {
			refused++
		} else {
			valid++
		}
		for _, field := range v.onWorkload.Blamed {
			fields[subscripts.ReplaceAllString(field, "[]")] = true
		}
	}
	// An over-hostile generator proves nothing, and neither does a tame one.
	assert.InDelta(t, 0.5, float64(valid)/float64(valid+refused), 0.1)
	assert.Greater(t, len(fields), 150, "fields that are blamed at least once")
}

// consistent checks what must hold of any verdict, and of that on a case in which
// nothing is broken.
func consistent(t *testing.T, c generate.Case, v *verdict) bool {
	t.Helper()
	refusing := v.refusing()
	ok := true
	hold := func(holds bool) { ok = holds && ok }
	if len(c.Broken) == 0 {
		hold(assert.Empty(t, refusing, "what is made of accepted values is accepted"))
	}
	hold(assert.Equal(t, len(refusing) == 0, len(v.generated) > 0, "something is printed unless something is refused"))
	if len(v.onWorkload.Errors) > 0 {
		hold(assert.NotEmpty(t, refusing, "what the server refuses is refused"))
	}
	// What is refused in the pods of a Job is refused in the Job.
	if len(v.onPod.Errors) > 0 {
		hold(assert.NotEmpty(t, v.onWorkload.Errors))
	}
	for _, fault := range v.onPod.Errors {
		hold(assert.Truef(t, blames(v.onWorkload, fault), "%s: %s is no fault of the workload", fault.Path, fault.Message))
	}
	job, config := parse(t, v.job), parse(t, v.config)
	for _, f := range v.findings {
		hold(assert.NotEqual(t, "nvj-bug", f.Rule, output.Text(f)))
		hold(assert.NotZero(t, f.Line, "a place in the source: %s", output.Text(f)))
		root := job
		if f.Resource.Kind != "NotebookValidationJob" {
			root = config
		}
		hold(assert.True(t, reaches(root, f.Field), "a path of the source: %s", output.Text(f)))
		hold(assert.NotContains(t, f.Message, "spec.template", "no path of the rendered object: %s", output.Text(f)))
	}
	return ok
}

// blames reports whether a verdict holds a fault of the template's pod.
func blames(workload apiserver.Verdict, inPod apiserver.Fault) bool {
	for _, fault := range workload.Errors {
		if strings.HasSuffix(fault.Path, "template."+inPod.Path) && (fault.Rule == inPod.Rule || fault.Kind != "Pod") {
			return true
		}
	}
	return false
}

func parse(t *testing.T, text []byte) *yaml.Node {
	t.Helper()
	var root yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &root))
	return &root
}

// reaches reports whether a path leads to a value, or to one that is missing, with
// a few of the structs around it, from one that is there.
func reaches(root *yaml.Node, path string) bool {
	for range 5 {
		if path == "" {
			return false
		}
		if _, _, exact := decode.Locate(root, path); exact {
			return true
		}
		last := "."
		if strings.HasSuffix(path, "]") {
			last = "["
		}
		at := max(strings.LastIndex(path, last), 0)
		if _, err := strconv.Atoi(strings.Trim(path[at:], "[]")); err == nil {
			return false // an index that the list has not
		}
		path = path[:at]
	}
	return false
}

func TestSeedTellsTheRun(t *testing.T) {
	assert.Equal(t, generate.New(7, 3), generate.New(7, 3))
	assert.NotEqual(t, generate.New(7, 3), generate.New(7, 4))
	assert.NotEqual(t, generate.New(7, 3), generate.New(8, 3))
}

func TestShrinkKeepsWhatFails(t *testing.T) {
	for index := range uint64(20) {
		small := shrink(generate.New(*seed, index), func(c generate.Case) bool {
			volumes, _ := c.Job["spec"].(map[string]any)["podConfig"].(map[string]any)
			list, _ := volumes["volumes"].([]any)
			return len(list) > 0
		})
		podConfig := small.Job["spec"].(map[string]any)["podConfig"].(map[string]any)
		assert.Len(t, podConfig, 1)
		assert.Equal(t, []any{map[string]any{}}, podConfig["volumes"])
		assert.Empty(t, small.Config["spec"])
	}
}
