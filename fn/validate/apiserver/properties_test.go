package apiserver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/features"
	"sigs.k8s.io/randfill"

	"github.com/notebook-validation/nvj/fn/validate/apiserver"
)

// secret is the value that every case uses where a secret may stand.
const secret = "hunter2"

func TestSecretsAreNeverShown(t *testing.T) {
	for file, build := range caseFiles {
		content, err := os.ReadFile(filepath.Join("testdata", file))
		require.NoError(t, err)
		for doc := range strings.SplitSeq(string(content), "\n---\n") {
			_, body, _ := splitCase(t, doc)
			obj, _ := build(t, body)
			shown, err := json.Marshal(apiserver.Check(obj))
			require.NoError(t, err)
			assert.NotContains(t, string(shown), secret, body)
		}
	}
}

func TestSecretValues(t *testing.T) {
	tests := map[string]struct {
		reason string
		path   string
		value  any
		want   any
	}{
		"env value":      {"a variable's value may be a password", "spec.containers[0].env[1].value", secret, nil},
		"argument":       {"passwords are given as arguments", "spec.containers[0].args[0]", secret, nil},
		"command":        {"and in shell commands", "spec.containers[0].command[2]", secret, nil},
		"probe command":  {"a probe's command too", "spec.containers[0].livenessProbe.exec.command[2]", secret, nil},
		"header value":   {"headers carry tokens", "spec.containers[0].livenessProbe.httpGet.httpHeaders[0].value", secret, nil},
		"sysctl value":   {"other values are no secrets", "spec.securityContext.sysctls[0].value", "1", "1"},
		"header name":    {"and a whole header stands in the place of its name", "spec.containers[0].livenessProbe.httpGet.httpHeaders[0].name", secret, nil},
		"name and value": {"what follows = is a value", "spec.containers[0].env[1].name", "TOKEN=" + secret, "TOKEN=…"},
		"a container": {"a struct is shown without its secrets", "spec.containers[0]", map[string]any{
			"name": "a", "args": []any{secret}, "command": []any{secret},
			"env":           []any{map[string]any{"name": "A=" + secret, "value": secret}},
			"livenessProbe": map[string]any{"exec": map[string]any{"command": []any{secret}}},
		}, map[string]any{
			"name": "a", "env": []any{map[string]any{"name": "A=…"}},
			"livenessProbe": map[string]any{"exec": map[string]any{}},
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			fault := apiserver.FaultAt(tc.path, field.Invalid(field.NewPath("x"), tc.value, "bad is "+secret))
			assert.Equal(t, tc.want, fault.Value, tc.reason)
			if tc.want == nil {
				assert.NotContains(t, fault.Message, secret, tc.reason)
			}
		})
	}
}

// The verdict is that of the minor version that is linked, with the feature
// gates as that version sets them.
func TestFeatureGatesAreThoseOfTheMinor(t *testing.T) {
	gates := utilfeature.DefaultMutableFeatureGate
	assert.Equal(t, apiserver.Minor, fmt.Sprint(gates.EmulationVersion()))
	assert.True(t, gates.Enabled(features.ContainerRestartRules))
	assert.False(t, gates.Enabled(features.WorkloadWithJob))
}

func TestUnknownTypes(t *testing.T) {
	verdict := apiserver.Check(&corev1.Secret{})
	require.Len(t, verdict.Errors, 1)
	assert.Equal(t, "api-internal", verdict.Errors[0].Rule)
}

func TestPanicsOfTheLinkedRulesAreFaults(t *testing.T) {
	verdict := apiserver.Guarded(func() { panic("nil pointer") })
	require.Len(t, verdict.Errors, 1)
	assert.Equal(t, "api-internal", verdict.Errors[0].Rule)
	assert.Contains(t, verdict.Errors[0].Message, "nil pointer")
}

// Whatever stands in an object, there is a verdict, it does not depend on
// chance, its paths lead into the object, and nothing is logged.
func TestAnyObjectHasAVerdict(t *testing.T) {
	var logged bytes.Buffer
	klog.LogToStderr(false)
	klog.SetOutput(&logged)
	t.Cleanup(func() {
		klog.Flush()
		assert.Empty(t, logged.String())
		klog.LogToStderr(true)
	})
	fill := randfill.NewWithSeed(1).NilChance(0.6).NumElements(1, 2).MaxDepth(12).Funcs(
		func(q *resource.Quantity, c randfill.Continue) {
			*q = *resource.NewMilliQuantity(c.Int63n(5000)-500, resource.DecimalSI)
		},
		func(s *string, c randfill.Continue) {
			*s = []string{"", "a", "b", "A_b", "/a/../b", "x=y", "Always", "Never", "80"}[c.Intn(9)]
		},
		func(r *corev1.ResourceName, c randfill.Continue) {
			*r = []corev1.ResourceName{"cpu", "memory", "gpu", "nvidia.com/gpu", "hugepages-2Mi"}[c.Intn(5)]
		},
		func(*metav1.FieldsV1, randfill.Continue) {}, // raw JSON
		func(m *corev1.MountPropagationMode, _ randfill.Continue) { *m = corev1.MountPropagationBidirectional },
		func(m *batchv1.CompletionMode, _ randfill.Continue) { *m = batchv1.IndexedCompletion },
	)
	for i := range 150 {
		for _, obj := range []runtime.Object{&batchv1.Job{}, &batchv1.CronJob{}, &corev1.Pod{}, &corev1.ConfigMap{}} {
			fill.Fill(obj)
			t.Run(fmt.Sprintf("%s %d", kindOf(obj), i), func(t *testing.T) { checkTwice(t, obj) })
		}
	}
}

// The linked server code is large and its API is nobody's promise: one package
// deals with it.
func TestOnlyThisPackageImportsKubernetes(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	_, err := os.Stat(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	here := filepath.Join(root, "fn", "validate", "apiserver")
	seen := 0
	require.NoError(t, filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != root {
			if strings.HasPrefix(entry.Name(), ".") || name == here {
				return filepath.SkipDir
			}
			// A module of its own is linked into nothing of ours.
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
				return filepath.SkipDir
			}
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		seen++
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imported := range file.Imports {
			path, err := strconv.Unquote(imported.Path.Value)
			if err != nil {
				return err
			}
			assert.Falsef(t, strings.HasPrefix(path, "k8s.io/kubernetes"), "%s imports %s; use fn/validate/apiserver", name, path)
		}
		return nil
	}))
	assert.NotZero(t, seen)
}
