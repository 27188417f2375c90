package excerpt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
)

// show gives the excerpt for a finding on a line, with ^ on a line of its own.
func show(t *testing.T, text string, line, column int, findings ...finding.Finding) string {
	t.Helper()
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &document))
	about := Resource{
		Node:     document.Content[0],
		Position: func(n *yaml.Node) (int, int) { return n.Line, n.Column },
		Findings: findings,
	}
	got, ok := New(Lines([]byte(text)), about).Of(finding.Finding{Position: finding.Position{Line: line, Column: column}})
	if !ok {
		return ""
	}
	return got.Text + "\n" + strings.Repeat(" ", got.Column-1) + "^"
}

func TestOf(t *testing.T) {
	for name, c := range map[string]struct {
		reason       string
		text         string
		line, column int
		findings     []finding.Finding
		want         string
	}{
		"plain value": {
			reason: "What is harmless is shown as it stands.",
			text:   "spec:\n  timeout: 30min\n", line: 2, column: 12,
			want: "  timeout: 30min\n           ^",
		},
		"first item": {
			reason: "The dash of a list item belongs to the line.",
			text:   "volumes:\n- name: 'it''s'\n  emptyDir: {}\n", line: 2, column: 3,
			want: "- name: 'it''s'\n  ^",
		},
		"empty value": {
			reason: "A value that is left out has no text to hide.",
			text:   "spec:\n  image:\n  x: y\n", line: 2, column: 3,
			want: "  image:\n  ^",
		},
		"secret by its path": {
			reason: "Values of variables may be secrets, their names are not.",
			text:   "env:\n- {name: PASSWORD, value: hunter2}\n", line: 2, column: 10,
			want: "- {name: PASSWORD, value: …}\n         ^",
		},
		"secret before": {
			reason: "The caret stays under its character when the line gets shorter.",
			text:   "env: [{value: \"hunter2, or more\", name: X}]\n", line: 1, column: 41,
			want: "env: [{value: …, name: X}]\n                       ^",
		},
		"argument": {
			reason: "Arguments hold passwords.",
			text:   "command: [psql, --password, hunter2]\n", line: 1, column: 17,
			want: "command: […, …, …]\n             ^",
		},
		"block text": {
			reason: "Where the end of a value is not on the line, the line ends there.",
			text:   "command:\n- |\n  PASSWORD=hunter2\nname: x\n", line: 2, column: 3,
			want: "- …\n  ^",
		},
		"rest of a value from the line above": {
			reason: "Text in front of the first key may be the end of a secret.",
			text:   "{value: \"hunter2\n  more, {secret\", name: x}\n", line: 2, column: 18,
			want: "…name: x}\n^",
		},
		"comment": {
			reason: "People comment old passwords out.",
			text:   "image: busybox # was hunter2\n", line: 1, column: 8,
			want: "image: busybox\n       ^",
		},
		"unknown field": {
			reason: "Nobody knows what a field that does not exist holds.",
			text:   "passwrd: hunter2\nname: x\n", line: 1, column: 1,
			findings: []finding.Finding{{Rule: decode.RuleUnknownField, Field: "passwrd", Current: "passwrd"}},
			want:     "passwrd: …\n^",
		},
		"neighbour of an unknown field": {
			reason: "The value of an unknown field stays hidden on the line of another finding.",
			text:   "{pw: {deep: [hunter2]}, image: x}\n", line: 1, column: 32,
			findings: []finding.Finding{{Rule: decode.RuleMisplacedField, Field: "pw", Current: "pw"}},
			want:     "{pw: {deep: […]}, image: x}\n                         ^",
		},
		"value that a finding does not tell": {
			reason: "A finding without a current value has a reason not to tell it.",
			text:   "image: hunter2\n", line: 1, column: 8,
			findings: []finding.Finding{{Rule: "x", Field: "image"}},
			want:     "image: …\n       ^",
		},
		"value that a finding tells": {
			reason: "What the message says is no secret.",
			text:   "kind: Jobb\n", line: 1, column: 7,
			findings: []finding.Finding{{Rule: "x", Field: "kind", Message: `Unsupported value: "Jobb"`}},
			want:     "kind: Jobb\n      ^",
		},
		"value that a finding tells in part": {
			reason: "A finding that leaves a part out has a reason to.",
			text:   "env:\n- name: PASSWORD=hunter2\n", line: 2, column: 9,
			findings: []finding.Finding{{Rule: "api-invalid", Field: "env[0].name", Current: "PASSWORD=…"}},
			want:     "- name: …\n        ^",
		},
		"variable with its value in the name": {
			reason: "Also on the line of another finding.",
			text:   "env: [{name: PASSWORD=hunter2, valeu: x}]\n", line: 1, column: 32,
			want: "env: [{name: …, valeu: …}]\n                ^",
		},
		"header with its value in the name": {
			reason: "A header is written in one line elsewhere.",
			text:   "httpHeaders: [{name: 'Authorization: Bearer hunter2', valeu: x}]\n", line: 1, column: 55,
			want: "httpHeaders: [{name: …, valeu: …}]\n                        ^",
		},
		"password in a URL": {
			reason: "A URL may hold a password, whatever the field.",
			text:   "url: https://me:hunter2@git.example.com/n.git\n", line: 1, column: 6,
			want: "url: …\n     ^",
		},
		"token in a URL": {
			reason: "So may its parameters.",
			text:   "url: https://git.example.com/n.git?private_token=hunter2\n", line: 1, column: 6,
			want: "url: …\n     ^",
		},
		"anchor and alias": {
			reason: "An alias that stands in a secret place makes what it names a secret.",
			text:   "{a: &x hunter2, data: *x}\n", line: 1, column: 17,
			want: "{a: … data: …}\n      ^",
		},
		"list behind an alias": {
			reason: "And so is everything in it.",
			text:   "{a: &x [hunter2], command: *x, b: c}\n", line: 1, column: 32,
			want: "{a: …], command: …, b: c}\n                    ^",
		},
		"another resource on the line": {
			reason: "A JSON list is one line with everything in it.",
			text:   "{\"a\": 1}", line: 1, column: 2,
			want: "{\"a\": 1}\n ^",
		},
		"wide characters": {
			reason: "Columns count characters, not bytes.",
			text:   "{größe: 1, name: ü, x: y}\n", line: 1, column: 21,
			want: "{größe: 1, name: ü, x: y}\n                    ^",
		},
		"windows line ends": {
			reason: "A carriage return is no text.",
			text:   "a: b\r\nc: d\r\n", line: 2, column: 4,
			want: "c: d\n   ^",
		},
		"no such line": {
			reason: "A line the resource has nothing on is not shown.",
			text:   "a: b\n# hunter2\n", line: 2, column: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := show(t, c.text, c.line, c.column, c.findings...)
			assert.Equal(t, c.want, got, c.reason)
			assert.NotContains(t, got, "hunter2")
		})
	}
}

// Only a part of the line is the resource's: the rest is not ours to show.
func TestOfShowsOnlyItsResource(t *testing.T) {
	text := `[{"kind": "Secret", "x": "hunter2"}, {"name": "b", "image": "c"}, {"x": "hunter2"}]`
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &document))
	second := document.Content[0].Content[1]
	about := Resource{Node: second, Position: func(n *yaml.Node) (int, int) { return n.Line, n.Column }}
	got, ok := New(Lines([]byte(text)), about).Of(finding.Finding{Position: finding.Position{Line: 1, Column: second.Content[3].Column}})
	require.True(t, ok)
	assert.Equal(t, `…"name": "b", "image": "c"}, {…`, got.Text)
	assert.Equal(t, strings.Index(got.Text, `"c"`)-len("…")+2, got.Column)
}
