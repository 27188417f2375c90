package decode_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/decode"
)

func TestLocate(t *testing.T) {
	root := parse(t, `metadata:
  annotations:
    example.com/a.b: x
    "[odd]": &k y
    *k : z
spec:
  podConfig:
    volumeMounts: &m
    - name: data
    initContainers:
    - name: a
      volumeMounts:
      - {name: v, mountPath: /v}
      - name: w
    - volumeMounts: *m
      <<: {image: busybox}
`)
	for _, c := range []struct {
		reason, path string
		key, value   int // lines; 0 for none
		exact        bool
	}{
		{"the root", "", 0, 1, true},
		{"a field", "spec.podConfig", 7, 8, true},
		{"an item has no key", "spec.podConfig.initContainers[1]", 0, 15, true},
		{"a field of an item", "spec.podConfig.initContainers[0].volumeMounts[1].name", 14, 14, true},
		{"a key with dots and a slash", "metadata.annotations[example.com/a.b]", 3, 3, true},
		{"a key that is an alias", "metadata.annotations.y", 5, 5, true},
		{"a key with brackets", "metadata.annotations[[odd]]", 4, 4, true},
		{"through an alias", "spec.podConfig.initContainers[1].volumeMounts[0].name", 9, 9, true},
		{"through a merge", "spec.podConfig.initContainers[1].image", 16, 16, true},
		{"no such field: its parent", "spec.podConfig.initContainers[0].image", 0, 11, false},
		{"no such item: the list", "spec.podConfig.initContainers[7].image", 10, 11, false},
		{"nothing below a scalar", "spec.podConfig.initContainers[0].name.x", 11, 11, false},
		{"a field of a list: the list", "spec.podConfig.initContainers.name", 10, 11, false},
		{"nothing at all: the root", "status.phase", 0, 1, false},
		{"an unfinished path", "spec.podConfig[", 7, 8, false},
	} {
		t.Run(c.reason, func(t *testing.T) {
			key, value, exact := decode.Locate(root, c.path)
			assert.Equal(t, c.exact, exact)
			require.NotNil(t, value)
			assert.Equal(t, c.value, value.Line)
			if c.key == 0 {
				assert.Nil(t, key)
			} else if assert.NotNil(t, key) {
				assert.Equal(t, c.key, key.Line)
			}
		})
	}
	_, value, exact := decode.Locate(nil, "spec")
	assert.Nil(t, value)
	assert.False(t, exact)
}

func TestFieldsOfFindingsCanBeLocated(t *testing.T) {
	text := `metadata: {annotations: {a.b/c: 5}, labels: {on: x}}
spec: {gitUrl: x, podConfig: {initcontainers: [{volumeMount: [{mountpath: 1}]}], nodeSelector: {a: b, a: c}}}`
	_, findings := decodeJob(t, text)
	require.Len(t, findings, 8)
	for _, f := range findings {
		key, value, exact := decode.Locate(parse(t, text), f.Field)
		assert.True(t, exact, f.Field)
		assert.Contains(t, []int{key.Line, value.Line}, f.Line, f.Field)
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct {
		reason, text string
		want         any
	}{
		{
			"scalars have their types", "[a, 1, 1.5, true, yes, ~, '1', 0644, .inf]",
			[]any{"a", int64(1), 1.5, true, true, nil, "1", int64(420), ".inf"},
		},
		{
			"secrets are redacted by their key", "{name: a, password: b, env: [{name: A, value: b}], args: [b]}",
			map[string]any{
				"name": "a", "password": "(redacted)", "args": []any{"(redacted)"},
				"env": []any{map[string]any{"name": "A", "value": "(redacted)"}},
			},
		},
		{"passwords in URLs are redacted", "https://me:x@example.com/y", "https://(redacted)@example.com/y"},
		{"so are tokens among their parameters", "https://example.com/y?a=b&private_token=x&c=d", "https://example.com/y?(redacted)"},
		{"long text is cut", strings.Repeat("ä", 300), strings.Repeat("ä", 200) + "…"},
	} {
		assert.Equal(t, c.want, decode.Value(parse(t, c.text), "url"), c.reason)
	}
	assert.Nil(t, decode.Value(nil))
	long := decode.Value(parse(t, "["+strings.Repeat("1, ", 1000)+"1]")).([]any)
	assert.Len(t, long, 64, "long lists are cut")
	assert.Equal(t, "…", long[63])
	assert.NotPanics(t, func() { decode.Value(parse(t, "&a [*a]")) })
	assert.Nil(t, decode.Value(&yaml.Node{}))
}
