package pipeline

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

const placed = `# a comment above
apiVersion: notebook.validation.io/v1alpha1
kind: NotebookValidationJob
metadata:
  name: a
spec:
  image:
  timeout: ""
  notebook:
    path: a.py
  podConfig:
    nodeSelector: {disk: ssd}
    initContainers:
    - name: wait
      imag: busybox
    - {name: b, image: c}
`

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		reason, field, rule, want string
	}{
		{"a bad value", "spec.notebook.path", "", "10:11"},
		{"a value in flow style", "spec.podConfig.initContainers[1].image", "", "16:24"},
		{"an entry of a map", "spec.podConfig.nodeSelector[disk]", "", "12:26"},
		{"a value that is left out: its key", "spec.image", "", "7:3"},
		{"an empty string is a value", "spec.timeout", "", "8:12"},
		{"a mapping or list that starts further down: its key", "spec.podConfig.initContainers", "", "13:5"},
		{"missing from a mapping: the key of the mapping", "spec.notebook.git.url", "", "9:3"},
		{"missing from a list item: the item", "spec.podConfig.initContainers[0].image", "", "14:7"},
		{"missing from an item in flow style", "spec.podConfig.initContainers[1].command", "", "16:7"},
		{"missing at the top: the first line", "data.output", "", "2:1"},
		{"the whole resource", "", "", "2:1"},
		{"an unknown field: its key", "spec.podConfig.initContainers[0].imag", decode.RuleUnknownField, "15:7"},
	} {
		items, err := resourcelist.ReadDocuments("a.yaml", []byte(placed))
		require.NoError(t, err)
		s, err := newSource(Input{Item: items[0], File: "a.yaml", FileLines: true})
		require.NoError(t, err)
		f := s.place(finding.Finding{Field: c.field, Rule: c.rule})
		assert.Equal(t, c.want, fmt.Sprintf("%d:%d", f.Line, f.Column), "%s: %s", c.reason, c.field)
	}
}

// hostCopy is what kustomize makes of the resource: sorted, without comments,
// renamed, with annotations of its own.
const hostCopy = `
apiVersion: notebook.validation.io/v1alpha1
kind: NotebookValidationJob
metadata:
  annotations:
    config.kubernetes.io/path: notebookvalidationjob_a.yaml
    config.kubernetes.io/origin: |
      path: sub/a.yaml
    internal.config.kubernetes.io/previousNames: a
    internal.config.kubernetes.io/previousNamespaces: default
  name: prod-a
spec:
  image:
  notebook:
    path: a.py
  podConfig:
    initContainers:
    - imag: busybox
      name: wait
    - image: changed
      name: b
    - name: added
    nodeSelector: {disk: ssd}
`

func original(t *testing.T, text string) func(string) []*resourcelist.Item {
	t.Helper()
	return func(path string) []*resourcelist.Item {
		if path != "sub/a.yaml" {
			return nil
		}
		items, err := resourcelist.ReadDocuments(path, []byte(text))
		require.NoError(t, err)
		return items
	}
}

func TestPlaceInOriginal(t *testing.T) {
	for _, c := range []struct {
		reason, field, rule, want string
	}{
		{"the value of the file", "spec.notebook.path", "", "10:11"},
		{"missing in both", "spec.podConfig.initContainers[0].image", "", "14:7"},
		{"the key, where it is the key", "spec.podConfig.initContainers[0].imag", decode.RuleUnknownField, "15:7"},
		{"a value that a transformer changed is not the file's", "spec.podConfig.initContainers[1].image", "", "0:0"},
		{"an item that a patch added has no line", "spec.podConfig.initContainers[2].image", "", "0:0"},
		{"a field that a patch removed has no line", "spec.timeout", "", "0:0"},
	} {
		item := resourcelist.NewItem([]byte(hostCopy))
		s, err := newSource(Input{Item: item, Originals: original(t, placed)})
		require.NoError(t, err)
		f := s.place(finding.Finding{Field: c.field, Rule: c.rule})
		assert.Equal(t, c.want, fmt.Sprintf("%d:%d", f.Line, f.Column), "%s: %s", c.reason, c.field)
		assert.Equal(t, "sub/a.yaml", f.File)
	}
}

// Decoding tells positions in the copy; they are keys or values of the file.
func TestPlaceAtInOriginal(t *testing.T) {
	s, err := newSource(Input{Item: resourcelist.NewItem([]byte(hostCopy)), Originals: original(t, placed)})
	require.NoError(t, err)
	for field, want := range map[string]struct{ key, value string }{
		"spec.notebook.path":                    {"10:5", "10:11"},
		"spec.podConfig.nodeSelector[disk]":     {"12:20", "12:26"},
		"spec.podConfig.initContainers[0].imag": {"15:7", "15:13"},
	} {
		key, value, exact := decode.Locate(s.node, field)
		require.True(t, exact)
		f := s.placeAt(finding.Finding{Field: field, Position: finding.Position{Line: key.Line, Column: key.Column}})
		assert.Equal(t, want.key, fmt.Sprintf("%d:%d", f.Line, f.Column), field)
		f = s.placeAt(finding.Finding{Field: field, Position: finding.Position{Line: value.Line, Column: value.Column}})
		assert.Equal(t, want.value, fmt.Sprintf("%d:%d", f.Line, f.Column), field)
	}
}

func TestOriginal(t *testing.T) {
	const other = "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: other}\n"
	for name, c := range map[string]struct {
		reason, file, want string
	}{
		"second document": {"The document is found by name where the host does not count.", other + "---\n" + placed, "14:11"},
		"another name":    {"A file of the same name may hold something else.", other, "0:0"},
		"twice":           {"Of two with one name the index decides.", placed + "---\n" + placed, "10:11"},
		"not found":       {"A file out of reach is no reason to fail.", "", "0:0"},
	} {
		s, err := newSource(Input{Item: resourcelist.NewItem([]byte(hostCopy)), Originals: original(t, c.file)})
		require.NoError(t, err)
		f := s.place(finding.Finding{Field: "spec.notebook.path"})
		assert.Equal(t, c.want, fmt.Sprintf("%d:%d", f.Line, f.Column), "%s: %s", name, c.reason)
	}
}

// kpt tells paths from its package, and where that is.
func TestOriginalOfPackage(t *testing.T) {
	copied := "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata:\n  name: a\n  annotations:\n" +
		"    internal.config.kubernetes.io/path: job.yaml\n    internal.config.kubernetes.io/package-path: /repo/pkg\n"
	var asked string
	s, err := newSource(Input{Item: resourcelist.NewItem([]byte(copied)), Originals: func(path string) []*resourcelist.Item {
		asked = path
		return nil
	}})
	require.NoError(t, err)
	f := s.place(finding.Finding{Field: "spec.notebook.path"})
	assert.Equal(t, "/repo/pkg/job.yaml", asked)
	assert.Equal(t, "job.yaml", f.File, "what people see is the path kpt knows")
}
