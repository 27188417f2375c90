package excerpt

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/secret"
)

// canary stands for a secret with everything that could end it too early.
const canary = "hunter2, {hunter2: 'hunter2'} # hunter2\n- hunter2\n\n  \"hunter2\": [hunter2]"

// plant writes the canary into every value that may be a secret.
func plant(n *yaml.Node, path []string, planted *int) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			plant(n.Content[i+1], append(slices.Clip(path), n.Content[i].Value), planted)
		}
	case yaml.SequenceNode:
		for _, item := range n.Content {
			plant(item, path, planted)
		}
	case yaml.ScalarNode:
		if !secret.Public(path...) {
			n.Value, n.Tag = canary, "!!str"
			*planted++
		}
	}
}

// Whatever the resource and however it is written, no line shows a secret.
func TestNoLineShowsASecret(t *testing.T) {
	files, err := filepath.Glob("../../examples/*/*.yaml")
	require.NoError(t, err)
	planted := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		decoder := yaml.NewDecoder(strings.NewReader(string(text)))
		for {
			var document yaml.Node
			if decoder.Decode(&document) != nil {
				break
			}
			plant(document.Content[0], nil, &planted)
			for _, written := range spellings(t, &document) {
				checkLines(t, file, written)
			}
		}
	}
	assert.Greater(t, planted, 20, "the examples must have something to hide")
}

// spellings are ways to write a document: as it was, all styles of scalars, in
// flow style, and as JSON on one line.
func spellings(t *testing.T, document *yaml.Node) []string {
	t.Helper()
	var all []string
	add := func() {
		text, err := yaml.Marshal(document)
		require.NoError(t, err)
		all = append(all, string(text))
	}
	add()
	for _, style := range []yaml.Style{yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle, yaml.LiteralStyle, yaml.FoldedStyle, yaml.FlowStyle} {
		restyle(document, style)
		add()
	}
	var value any
	require.NoError(t, document.Decode(&value))
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return append(all, string(text))
}

func restyle(n *yaml.Node, style yaml.Style) {
	if (n.Kind == yaml.ScalarNode) != (style == yaml.FlowStyle) {
		n.Style = style
	}
	for _, child := range n.Content {
		restyle(child, style)
	}
}

func checkLines(t *testing.T, file, text string) {
	t.Helper()
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &document), file)
	about := Resource{Node: document.Content[0], Position: func(n *yaml.Node) (int, int) { return n.Line, n.Column }}
	for line := range strings.Count(text, "\n") + 1 {
		got, ok := New(Lines([]byte(text)), about).Of(finding.Finding{Position: finding.Position{Line: line + 1, Column: 1}})
		if ok {
			assert.NotContains(t, got.Text, "hunter2", "%s, line %d of\n%s", file, line+1, text)
		}
	}
}
