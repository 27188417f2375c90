package secret_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/secret"
)

func parse(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &document))
	return document.Content[0]
}

func TestResourceMessage(t *testing.T) {
	for name, c := range map[string]struct{ reason, text, message, want string }{
		"value of a variable": {
			"Whoever words a message: the value is not in it.",
			"env: [{name: A, value: hunter2}]", `bad "hunter2"`, `bad "(redacted)"`,
		},
		"argument": {
			"An argument is not shown.",
			"args: [--password, hunter2]", "--password hunter2", "--password (redacted)",
		},
		"unknown field": {
			"Nobody knows what it holds.",
			"entrypont: psql -W hunter2", "cannot run psql -W hunter2", "cannot run (redacted)",
		},
		"key in the wrong place": {
			"The keys of a mapping in the place of arguments are arguments.",
			"args: {hunter2: x}", "hunter2", "(redacted)",
		},
		"key that holds a value": {
			"A blank is missing behind the colon.",
			"env: [{name: A, 'value:hunter2': }]", "no value:hunter2", "no (redacted)",
		},
		"longest first": {
			"A secret may be a part of another.",
			"args: [hunter2, hunter2x]", "hunter2x", "(redacted)",
		},
		"behind an alias": {
			"An alias in a private place makes its target private.",
			"a: &x {b: hunter2}\nargs: *x", "hunter2", "(redacted)",
		},
		"public elsewhere": {
			"A text that a public field holds as well is known anyway.",
			"env: [{name: A, value: team-7}]\nnamespace: team-7", "in team-7", "in team-7",
		},
		"words of the message": {
			"A single word may be one of the message.",
			"args: [value, --insecure, $(NAME), '30', python]", "--insecure: the value 30 of $(NAME) in python", "--insecure: the value 30 of $(NAME) in python",
		},
		"program": {
			"Messages name the program that a container runs.",
			"command: [python3, hunter2]", "python3 hunter2", "python3 (redacted)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			about := secret.Of(parse(t, c.text))
			assert.Equal(t, c.want, about.Message(c.message), c.reason)
			assert.Equal(t, c.want, about.Value(c.message), c.reason)
		})
	}
}

// Aliases multiply what a resource holds; judging it must stay quick.
func TestAliasesAreBounded(t *testing.T) {
	var text strings.Builder
	text.WriteString("a: &a [hunter2]\n")
	for level := 'b'; level <= 'p'; level++ {
		fmt.Fprintf(&text, "%c: &%c [%s]\n", level, level, strings.Repeat(fmt.Sprintf("*%c, ", level-1), 8))
	}
	about := secret.Of(parse(t, text.String()))
	assert.Equal(t, "(redacted)", about.Message("hunter2"))
}
