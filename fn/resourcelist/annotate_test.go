package resourcelist

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const mark = "config.kubernetes.io/local-config"

func TestAnnotate(t *testing.T) {
	for name, tc := range map[string]struct {
		reason, item, want string
		encoded            bool
	}{
		"Metadata": {
			reason: "two lines behind the last of metadata",
			item:   "kind: A\nmetadata:\n  name: a\nspec:   {a:  1}  # odd\n",
			want:   "kind: A\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nspec:   {a:  1}  # odd\n",
		},
		"Annotations": {
			reason: "one line behind the last annotation",
			item:   "metadata:\n    annotations:\n        a: 'b' # c\n    name: a\nkind: A\n",
			want:   "metadata:\n    annotations:\n        a: 'b' # c\n        config.kubernetes.io/local-config: \"true\"\n    name: a\nkind: A\n",
		},
		"Comments": {
			reason: "comments stay with what they explain",
			item:   "metadata: # of all\n  # who\n  name: a\n  # the last word\n\n# what\nspec: {}\n",
			want:   "metadata: # of all\n  # who\n  name: a\n  # the last word\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n\n# what\nspec: {}\n",
		},
		"Nested": {
			reason: "the last value lies deeper, in a list at the column of its key",
			item:   "metadata:\n  name: a\n  finalizers:\n  - b\n",
			want:   "metadata:\n  name: a\n  finalizers:\n  - b\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n",
		},
		"Flow": {
			reason: "a flow collection that ends on its line",
			item:   "metadata:\n  labels: {a: b}\nkind: A\n",
			want:   "metadata:\n  labels: {a: b}\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nkind: A\n",
		},
		"Last": {
			reason: "metadata may be the last thing there is",
			item:   "kind: A\nmetadata:\n  name: a\n  # end\n",
			want:   "kind: A\nmetadata:\n  name: a\n  # end\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n",
		},
		"Replaced": {
			reason:  "the annotation is there, and says something else",
			encoded: true,
			item:    "metadata:\n  annotations:\n    config.kubernetes.io/local-config:   'false'\n",
			want:    "metadata:\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n",
		},
		"Multiline": {
			reason:  "a plain scalar can continue on the next line",
			encoded: true,
			item:    "metadata:\n  name: a\n    b\nkind:   A\n",
			want:    "metadata:\n  name: a b\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nkind: A\n",
		},
		"MultilineQuoted": {
			reason:  "so can a quoted one, on a line at any column",
			encoded: true,
			item:    "metadata:\n  name: 'a\n\n    b'\nkind:   A\n",
			want:    "metadata:\n  name: 'a\n\n    b'\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nkind: A\n",
		},
		"Block": {
			reason:  "nor a block scalar, to which empty lines may belong",
			encoded: true,
			item:    "metadata:\n  annotations:\n    a: |+\n      b\n\nkind:   A\n",
			want:    "metadata:\n  annotations:\n    a: |+\n      b\n\n    config.kubernetes.io/local-config: \"true\"\nkind: A\n",
		},
		"Wide": {
			reason:  "in an item that is encoded again, lists stay at the author's column",
			encoded: true,
			item:    "metadata:\n  name: a\n    b\nlist:\n  - c\n",
			want:    "metadata:\n  name: a b\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nlist:\n  - c\n",
		},
		"UnicodeKey": {
			reason:  "behind it columns do not count bytes",
			encoded: true,
			item:    "metadata:\n  é:   a\nkind: A\n",
			want:    "metadata:\n  é: a\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nkind: A\n",
		},
		"None": {
			reason:  "no metadata at all",
			encoded: true,
			item:    "kind:   A\n",
			want:    "kind: A\nmetadata:\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n",
		},
		"Null": {
			reason:  "the annotations are null",
			encoded: true,
			item:    "metadata:\n  annotations:\n  name: a\n",
			want:    "metadata:\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n  name: a\n",
		},
		"LastNull": {
			reason:  "nothing has no place of its own",
			encoded: true,
			item:    "metadata:\n  name: a\n  namespace:\nspec:   b\n",
			want:    "metadata:\n  name: a\n  namespace:\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nspec: b\n",
		},
		"Alias": {
			reason:  "what others refer to must not change for them",
			encoded: true,
			item:    "metadata: &m\n  name: a\nspec:\n  template: *m\n",
			want:    "metadata:\n  name: a\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nspec:\n  template:\n    name: a\n",
		},
		"AliasedAnnotations": {
			reason:  "annotations that are an alias keep its value",
			encoded: true,
			item:    "spec:\n  shared: &s\n    a: b\nmetadata:\n  annotations: *s\n",
			want:    "spec:\n  shared:\n    a: b\nmetadata:\n  annotations:\n    a: b\n    config.kubernetes.io/local-config: \"true\"\n",
		},
		"TabComment": {
			reason:  "the parser allows a tab before a comment only behind another comment",
			encoded: true,
			item:    "metadata:\n  name: a\n  # y\n\t# z\nkind:   A\n",
			want:    "metadata:\n  name: a\n  # y\n\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n# z\n\nkind: A\n",
		},
		"Merged": {
			reason:  "what a merge key brings would be hidden by annotations of the item's own",
			encoded: true,
			item:    "metadata:\n  <<: [{labels: {}}, {annotations: {keep: me}}]\n  name:   a\n",
			want:    "metadata:\n  <<: [{labels: {}}, {annotations: {keep: me}}]\n  name: a\n  annotations: {keep: me, config.kubernetes.io/local-config: \"true\"}\n",
		},
		"QuestionMark": {
			reason:  "a key behind a question mark does not start its line",
			encoded: true,
			item:    "metadata:\n  ? name\n  : a\nkind: A\n",
			want:    "metadata:\n  name: a\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nkind: A\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			in := head + "items:\n- kind: Other\n- " + strings.ReplaceAll(strings.TrimSuffix(tc.item, "\n"), "\n", "\n  ") + "\n"
			in = strings.ReplaceAll(in, "\n  \n", "\n\n")
			l := read(t, in)
			edit, err := l.Items[1].Annotate(mark, "true")
			require.NoError(t, err)
			assert.Equal(t, tc.encoded, edit.lines == nil, "encoded: %s", tc.reason)
			assert.Equal(t, in, write(t, l), "nothing has changed yet")
			l.Items[1].Apply(edit)
			assert.Equal(t, tc.want, string(l.Items[1].Text()), tc.reason)
			assert.True(t, l.Items[1].Mentions(mark))
			want := head + "items:\n- kind: Other\n- " + strings.ReplaceAll(strings.TrimSuffix(tc.want, "\n"), "\n", "\n  ") + "\n"
			assert.Equal(t, strings.ReplaceAll(want, "\n  \n", "\n\n"), write(t, l), tc.reason)
			node, err := l.Items[1].Node()
			require.NoError(t, err)
			assert.Equal(t, "true", scalar(lookup(lookup(lookup(node, "metadata"), "annotations"), mark)))
		})
	}
}

// An edit that adds lines leaves the positions of nodes behind those of the input.
func TestAnnotateTwice(t *testing.T) {
	l := read(t, head+"items:\n- metadata:\n    name: a\n  spec:   {}\n  kind: A\n")
	it := l.Items[0]
	for _, key := range []string{"b", "c"} {
		edit, err := it.Annotate(key, "true")
		require.NoError(t, err)
		it.Apply(edit)
		node, err := it.Node()
		require.NoError(t, err)
		line, column := it.Position(lookup(node, "kind"))
		assert.Equal(t, []int{0, 0}, []int{line, column})
	}
	const want = "- metadata:\n    name: a\n    annotations:\n      b: \"true\"\n      c: \"true\"\n  spec: {}\n  kind: A\n"
	assert.Equal(t, head+"items:\n"+want, write(t, l), "the second edit encodes the item anew")
}

// Any key and value can be an annotation's, whatever the lines allow.
func TestAnnotateQuotes(t *testing.T) {
	for _, entry := range [][2]string{
		{"a", `b"c`},
		{"a", `b\c`},
		{"a", "b\nc"},
		{"a", "b\tc"},
		{"a", ""},
		{"a", "é"},
		{"a", "b: c # d"},
		{"a", "\x00"},
		{"true", "b"},
		{"1", "b"},
		{"a b", "c"},
		{"a:", "b"},
		{"-a", "b"},
		{"", "b"},
		{"x.y/z", "true"},
	} {
		l := read(t, head+"items:\n- kind: A\n  metadata:\n    name: a\n")
		edit, err := l.Items[0].Annotate(entry[0], entry[1])
		require.NoError(t, err)
		l.Items[0].Apply(edit)
		again := read(t, write(t, l))
		node, err := again.Items[0].Node()
		require.NoError(t, err)
		assert.Equal(t, map[string]any{entry[0]: entry[1]}, tree(lookup(lookup(node, "metadata"), "annotations")), "%q", entry)
		assert.Equal(t, "A a", again.Items[0].Kind()+" "+l.Items[0].Name())
	}
}

// requireAnnotated annotates every item and compares what the list then says with
// what it should.
func requireAnnotated(t *testing.T, data []byte) {
	t.Helper()
	l, err := Read(data)
	if err != nil {
		return
	}
	var want []any
	for _, it := range l.Items {
		node, err := it.Node()
		require.NoError(t, err)
		root, unique := tree(node).(map[string]any)
		if !unique {
			return // of two keys of one name, which should it be?
		}
		metadata := below(root, "metadata")
		if metadata == nil {
			return
		}
		annotations := below(metadata, "annotations")
		if annotations == nil {
			return
		}
		annotations[mark] = "true"
		want = append(want, root)
		edit, err := it.Annotate(mark, "true")
		require.NoError(t, err)
		it.Apply(edit)
	}
	written := write(t, l)
	again, err := Read([]byte(written))
	require.NoError(t, err, "%s", written)
	require.Len(t, again.Items, len(want))
	for i, it := range again.Items {
		node, err := it.Node()
		require.NoError(t, err)
		require.Equal(t, want[i], tree(node), "%s", written)
	}
}

// below is the mapping under a key, an empty one in the place of anything else;
// nil if it has a key twice.
func below(mapping map[string]any, key string) map[string]any {
	switch value := mapping[key].(type) {
	case map[string]any:
		return value
	case [][2]any:
		return nil
	}
	value := map[string]any{}
	mapping[key] = value
	return value
}
