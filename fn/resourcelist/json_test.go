package resourcelist

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

const jsonHead = `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"b": `

func TestEveryJSONIsRead(t *testing.T) {
	for name, c := range map[string]struct{ reason, text, want string }{
		"slash":            {"PHP and some of Java write every slash so.", `"a\/b"`, "a/b"},
		"surrogates":       {"Python writes whatever is not ASCII so.", `"\ud83d\ude80"`, "🚀"},
		"escapes":          {"All escapes of RFC 8259.", `"\"\\\/\b\f\n\r\t\u00e9\u20ac"`, "\"\\/\b\f\n\r\té€"},
		"null character":   {"Which JSON knows no other way to write.", `"\u0000"`, "\x00"},
		"delete":           {"A control character that JSON allows.", "\"a\x7fb\"", "a\x7fb"},
		"line separator":   {"JSON breaks no lines in strings.", "\"a\u2028b\u0085c\"", "a\u2028b\u0085c"},
		"long key":         {"YAML bounds the keys of a line.", `"c", "` + strings.Repeat("k", 2000) + `": "d"`, "c"},
		"octal":            {"A string stays one.", `"0755"`, "0755"},
		"single surrogate": {"What is no character is replaced, as every reader of JSON does.", `"\ud83d"`, "\uFFFD"},
		"tag":              {"Signs that mean something in YAML.", `"!!int 1"`, "!!int 1"},
		"comment":          {"Or begin a comment.", `"a # b"`, "a # b"},
	} {
		t.Run(name, func(t *testing.T) {
			text := jsonHead + c.text + "}}"
			for _, file := range []string{text, "\uFEFF" + text, "\n\t" + strings.ReplaceAll(text, ", \"", ",\r\n\t\t\""), "--- " + text + "\n", "a: b\nkind: C\n---\n" + text + "\n---\nkind: D\n"} {
				items, err := ReadDocuments("a.json", []byte(file))
				require.NoError(t, err, c.reason)
				item := items[len(items)/2]
				assertData(t, item, c.want, c.reason)
				var out bytes.Buffer
				require.NoError(t, WriteDocuments(&out, items[len(items)/2:][:1]))
				var read struct{ Data map[string]string }
				require.NoError(t, yaml.Unmarshal(out.Bytes(), &read), "what is written is read as YAML: %s", out.String())
				assert.Equal(t, c.want, read.Data["b"], c.reason)
			}
			lists := []string{
				`{"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": [` + text + `]}`,
				"\uFEFF" + `{"kind": "ResourceList", "items": [` + "\n\t" + text + `], "apiVersion": "config.kubernetes.io\/v1"}`,
			}
			if !strings.ContainsAny(c.text, "\x7f\u0085") { // which in YAML are a fault, and a line break
				lists = append(lists, "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- "+text+"\n")
			}
			for _, list := range lists {
				l, err := Read([]byte(list))
				require.NoError(t, err, "%s\n%s", c.reason, list)
				require.Len(t, l.Items, 1)
				assertData(t, l.Items[0], c.want, c.reason)
				var out bytes.Buffer
				require.NoError(t, l.Write(&out, nil))
				again, err := Read(out.Bytes())
				require.NoError(t, err, out.String())
				assertData(t, again.Items[0], c.want, c.reason)
			}
		})
	}
}

func assertData(t *testing.T, item *Item, want, reason string) {
	t.Helper()
	assert.Equal(t, "ConfigMap", item.Kind())
	node, err := item.Node()
	require.NoError(t, err)
	assert.Equal(t, want, scalar(lookup(lookup(node, "data"), "b")), reason)
}

func TestPositionsInJSON(t *testing.T) {
	text := "{\"kind\": \"ConfigMap\",\r\n\t\"a\\/\": [\n  1, \"é\\ud83d\\ude80\", {\"b\": true}]}"
	items, err := ReadDocuments("a.json", []byte("kind: A\n---\n"+text))
	require.NoError(t, err)
	node, err := items[1].Node()
	require.NoError(t, err)
	for want, n := range map[[2]int]*yaml.Node{
		{3, 1}: node, {3, 2}: node.Content[0], {3, 10}: node.Content[1],
		{4, 2}: node.Content[2], {4, 9}: node.Content[3],
		{5, 3}: node.Content[3].Content[0], {5, 6}: node.Content[3].Content[1],
		{5, 23}: node.Content[3].Content[2], {5, 24}: node.Content[3].Content[2].Content[0], {5, 29}: node.Content[3].Content[2].Content[1],
	} {
		line, column := items[1].Position(n)
		assert.Equal(t, want, [2]int{line, column})
	}
}

// Of what the YAML parser reads too, the nodes are the same, positions included.
func TestJSONIsReadAsYAMLIs(t *testing.T) {
	texts := map[string]string{
		"scalars": `{"a": [1, -0, 1.5, 1e3, 1E-2, 12345678901234567890123, true, false, null, "", "null", "1"], "b": {}, "c": []}`,
		"lines":   "\n\n {\"a\":\n\n{ \"b\"\n:\n [ ]\n}\n,\"é\" : \"€\", \"c\": 1 }\n\n",
	}
	for _, pattern := range []string{"../../docs/schema/*.json", "../../testdata/golden/*/*.json"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			texts[file] = string(text)
		}
	}
	for name, text := range texts {
		want, err := parseYAML([]byte(text))
		if err != nil {
			continue // the other test has those
		}
		got, is := parseJSON([]byte(text))
		require.True(t, is, name)
		requireEqualNodes(t, name, want[0], got)
	}
}

func requireEqualNodes(t *testing.T, name string, want, got *yaml.Node) {
	t.Helper()
	require.Equal(t, [4]any{want.Kind, want.Style, want.Tag, want.Value}, [4]any{got.Kind, got.Style, got.Tag, got.Value}, "%s:%d", name, want.Line)
	require.Equal(t, [2]int{want.Line, want.Column}, [2]int{got.Line, got.Column}, "%s: %s", name, want.Value)
	require.Len(t, got.Content, len(want.Content))
	for i := range want.Content {
		requireEqualNodes(t, name, want.Content[i], got.Content[i])
	}
}

func TestWhatIsNoJSONIsYAML(t *testing.T) {
	for _, text := range []string{"", " ", "a: b", "{a: b}", `{"a": b}`, `{"a": 1,}`, `[1, 2,]`, `{"a": "b"} # c`, `{"a": 1} {"b": 2}`, `{"a": 01}`, `"a"`, "{", strings.Repeat("[", 20000) + strings.Repeat("]", 20000)} {
		_, is := parseJSON([]byte(text))
		assert.False(t, is, text)
	}
}
