package manifest_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/manifest"
)

func parse(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &document))
	return document.Content[0]
}

func encode(t *testing.T, node *yaml.Node) string {
	t.Helper()
	text, err := new(manifest.Printer).Encode(node)
	require.NoError(t, err)
	return string(bytes.Join(text, nil))
}

// encodeByLibrary is what the library writes, indented as people do.
func encodeByLibrary(t *testing.T, node *yaml.Node) string {
	t.Helper()
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	encoder.CompactSeqIndent()
	require.NoError(t, encoder.Encode(node))
	return text.String()
}

// scalars holds what is easily taken for something else.
var scalars = []string{
	"", " ", "a", "a b", "yes", "No", "on", "y", "true", "True", "null", "Null", "TrUe", "~", "1", "1.5", "1e3", "0x1f", "0o17", "010",
	"1_000", "12:30", "12:30:45", "2001-01-01", "-", "- a", "a: b", "a:", ":a", "a #b", "#a", "*a", "&a", "!a", "|", ">",
	"@a", "`a", "%a", "{a", "[a", "]", ",", "'", "\"", "a'b", "a\"b", "\\", "é", "日本", "\t", "a\tb", "\r", "\x00", "\u2028",
	"=", "<<", ".", "..", ".inf", ".nan", "-.inf", "30m", "128Mi", "/a/b", "a/b:c", "a.b-c_d", "https://e.com/x?y=z",
	"until nc -z database 5432; do sleep 2; done", "a && b || c > d", "test -f 'x y'", "[ -n \"$A\" ]", "a [b] {c}, d", "a  b", "a ", "$(A) b",
	"-c", "-1", "--fail", "---", "--- a", "-.5", "-inf", "--1", "-a: b", "$a", "?", "? a", "a ?", "100m", "1E", "1e", "2h", "30s", "1Gi", "1Ei", "8080", "08",
	"123456789012345678", "12345678901234567890", "0", "a # b", "a# b", "a: ", "a:b", "a::", "TRUE", "False", "NULL", "OFF", "inf", "nan", "0x1", "é a", "a\\b", "a\"b c",
	"a\n", "a\nb", "a\n\nb\n", " a\nb", "a \nb", "a\n\n", "\na", "a\n  b\n", "#!/bin/sh\nset -eu\n", "a\n\tb\n", "\ta\nb", "\ta\nb\n", "\t\na\n", "\n\ta\nb\n", "a\r\nb", "é\nb\n",
}

func TestScalarsReadBackAsStrings(t *testing.T) {
	for _, text := range scalars {
		object := map[string]any{"key": text, "list": []string{text}, text: "value", "nested": map[string]string{"deep": text}}
		node, err := manifest.Node(object)
		require.NoError(t, err)
		printed := encode(t, node)
		for name, read := range map[string]func([]byte, any) error{
			"YAML 1.2": yaml.Unmarshal,
			"kubectl":  func(in []byte, out any) error { return sigsyaml.Unmarshal(in, out) },
		} {
			var back map[string]any
			require.NoError(t, read([]byte(printed), &back), "%s: %q\n%s", name, text, printed)
			assert.Equal(t, text, back["key"], "%s\n%s", name, printed)
			assert.Equal(t, []any{text}, back["list"], "%s\n%s", name, printed)
			assert.Contains(t, back, text, "%s\n%s", name, printed)
			assert.Equal(t, map[string]any{"deep": text}, back["nested"], "%s\n%s", name, printed)
		}
	}
}

// The printer writes what the library writes.
func TestEncodeEqualsTheLibrary(t *testing.T) {
	for _, text := range scalars {
		node, err := manifest.Node(map[string]any{"a": text, "b": []any{text, map[string]any{"c": text}, []string{}, map[string]string{}}})
		require.NoError(t, err)
		assert.Equal(t, encodeByLibrary(t, node), encode(t, node), "%q", text)
		if strings.ContainsAny(text, "\r\u2028") {
			continue // String quotes it, whatever else is asked for
		}
		for _, style := range []yaml.Style{yaml.LiteralStyle, yaml.FoldedStyle} {
			styled := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Style: style}
			node := parse(t, "a:\nb:\n  c:\nd:\n- e:\n")
			for _, path := range []string{"a", "b.c", "d[0].e"} {
				*manifest.At(node, path) = *styled
			}
			assert.Equal(t, encodeByLibrary(t, node), encode(t, node), "%q as a block", text)
		}
	}
}

// Node describes an object as encoding/json does.
func TestNodeEqualsJSON(t *testing.T) {
	one, port := int64(1), intstr.FromString("http")
	when := metav1.Unix(0, 0)
	objects := []any{
		&batchv1.Job{
			TypeMeta:   metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"},
			ObjectMeta: metav1.ObjectMeta{Name: "j", Labels: map[string]string{"b": "1", "a": "yes"}, DeletionTimestamp: &when},
			Spec: batchv1.JobSpec{ActiveDeadlineSeconds: &one, Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
				Containers: []corev1.Container{{
					Name: "c", Image: "x:1", Resources: corev1.ResourceRequirements{Limits: corev1.ResourceList{"cpu": resource.MustParse("1500m")}},
					LivenessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Port: port}}},
					Ports:         []corev1.ContainerPort{{ContainerPort: 8080}},
				}},
				Volumes: []corev1.Volume{
					{Name: "v", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}},
					{Name: "d", VolumeSource: corev1.VolumeSource{DownwardAPI: &corev1.DownwardAPIVolumeSource{}}},
				},
			}}},
		},
		&corev1.ConfigMap{Data: map[string]string{"a": "b\nc\n"}, BinaryData: map[string][]byte{"x": {0, 1}}},
		&corev1.Secret{Data: map[string][]byte{"x": []byte("y")}},
	}
	for _, object := range objects {
		node, err := manifest.Node(object)
		require.NoError(t, err)
		want, err := json.Marshal(object)
		require.NoError(t, err)
		got, err := sigsyaml.YAMLToJSON([]byte(encode(t, node)))
		require.NoError(t, err)
		var wantValue, gotValue map[string]any
		require.NoError(t, json.Unmarshal(want, &wantValue))
		require.NoError(t, json.Unmarshal(got, &gotValue))
		dropLeftovers(wantValue)
		assert.Equal(t, wantValue, gotValue)
	}
}

// dropLeftovers removes what Node leaves out on purpose.
func dropLeftovers(object map[string]any) {
	for key, value := range object {
		inner, isMap := value.(map[string]any)
		if isMap {
			dropLeftovers(inner)
		}
		if key == "creationTimestamp" || isMap && len(inner) == 0 && (key == "status" || key == "resources" || key == "metadata") {
			delete(object, key)
		}
		if list, isList := value.([]any); isList {
			for _, item := range list {
				if inner, isMap := item.(map[string]any); isMap {
					dropLeftovers(inner)
				}
			}
		}
	}
}

func TestFieldOrder(t *testing.T) {
	node, err := manifest.Node(&corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		Spec: corev1.PodSpec{
			Volumes:        []corev1.Volume{{Name: "v"}},
			InitContainers: []corev1.Container{{Name: "i", Image: "x", Args: []string{"a"}, Command: []string{"c"}}},
			Containers:     []corev1.Container{{Name: "m"}},
		},
	})
	require.NoError(t, err)
	assert.Equal(t, `apiVersion: v1
kind: Pod
spec:
  initContainers:
  - name: i
    image: x
    command:
    - c
    args:
    - a
  containers:
  - name: m
  volumes:
  - name: v
`, encode(t, node))
}

func TestGraft(t *testing.T) {
	cases := map[string]struct {
		reason, rendered, source, want string
	}{
		"Quantities": {
			reason:   "quantities keep the author's units, as the strings the API wants",
			rendered: "{cpu: 500m, memory: 1Gi}", source: "{memory: 1024Mi, cpu: 0.5}",
			want: "memory: 1024Mi\ncpu: \"0.5\"\n",
		},
		"Numbers": {
			reason:   "of a number the spelling stays where quantities are spelled so too, with the same meaning",
			rendered: "{a: '2', b: '1500', c: '8', d: '2', e: 1M, f: '5'}", source: "{a: 2, b: 1.5e3, c: 010, d: 0x2, e: 1_000_000, f: 5_}",
			want: "a: \"2\"\nb: \"1.5e3\"\nc: '8'\nd: '2'\ne: 1M\nf: '5'\n",
		},
		"NullInList": {
			reason:   "null in a list of strings is the empty string",
			rendered: "{command: [sh, '', '']}", source: "{command: [sh, null, ~]}",
			want: "command:\n- sh\n- ''\n- ''\n",
		},
		"Empty": {
			reason:   "what the Go types leave out stays",
			rendered: "{name: A}", source: "{name: A, value: '', args: []}",
			want: "name: A\nvalue: ''\nargs: []\n",
		},
		"Null": {
			reason:   "null is absent for the API server",
			rendered: "{name: A}", source: "{name: A, image: null}",
			want: "name: A\n",
		},
		"Alias": {
			reason:   "kustomize breaks on aliases in a function's output",
			rendered: "{a: {x: '1'}, b: {x: '1', z: '2'}}", source: "{a: &a {x: '1'}, b: {<<: *a, z: '2'}}",
			want: "a:\n  x: \"1\"\nb:\n  z: \"2\"\n  x: \"1\"\n",
		},
		"MergeKeyIsOverridden": {
			reason:   "a mapping's own entry wins over a merged one, of several merged ones the first",
			rendered: "{x: own, z: first}", source: "{<<: [{x: m, z: first}, {z: second}], x: own}",
			want: "x: own\nz: first\n",
		},
		"Boolean": {
			reason:   "a word that YAML 1.1 reads as a boolean is quoted where it is text",
			rendered: "{v: 'yes'}", source: "{v: 'yes'}",
			want: "v: \"yes\"\n",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := manifest.Graft(parse(t, tc.rendered), parse(t, tc.source))
			assert.Equal(t, tc.want, encode(t, got), tc.reason)
		})
	}
}

func TestAt(t *testing.T) {
	root := parse(t, "{a: {b: [{c: 1}, {c: 2}]}, labels: {app.kubernetes.io/name: x}}")
	assert.Equal(t, "2", manifest.At(root, "a.b[1].c").Value)
	assert.Equal(t, "x", manifest.At(root, "labels[app.kubernetes.io/name]").Value)
	aliased := parse(t, "{a: &a {x: &x 1}, b: *a, c: {y: *x}, d: {<<: *a, z: 2}, e: {<<: [*a], x: 3}}")
	for path, want := range map[string]string{"b.x": "1", "c.y": "1", "d.x": "1", "d.z": "2", "e.x": "3"} {
		if at := manifest.At(aliased, path); assert.NotNil(t, at, path) {
			assert.Equal(t, want, at.Value, path)
		}
	}
	assert.Nil(t, manifest.At(aliased, "d.y"))
	for _, path := range []string{"a.b[2].c", "a.b[x]", "z", "a.b.c", "a.b[-1]", "labels[", "a.b[0].c.d"} {
		assert.Nil(t, manifest.At(root, path), path)
	}
}
