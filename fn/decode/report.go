package decode

import (
	"fmt"
	"strconv"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/secret"
)

// report adds a finding about the current path.
func (d *decoder) report(rule string, n *yaml.Node, message string, current, proposed any) {
	d.reportAt(rule, n, render(d.path), message, current, proposed)
}

func (d *decoder) reportAt(rule string, n *yaml.Node, path, message string, current, proposed any) {
	d.findings = append(d.findings, finding.Finding{
		Rule: rule, Severity: finding.Error, Message: message, Field: path,
		Current: current, Proposed: proposed,
		Position: finding.Position{Line: n.Line, Column: n.Column},
	})
}

// wrongType reports a value of the wrong type at the current path.
func (d *decoder) wrongType(n *yaml.Node, must string, proposed any) {
	d.invalid(RuleWrongType, n, must, proposed)
}

// inMessage is a proposal that the message names already.
type inMessage string

// invalid reports a value in the API server's words, "Invalid value: x: must be
// …". What may be a secret is neither in the message nor beside it.
func (d *decoder) invalid(rule string, n *yaml.Node, must string, proposed any) {
	if d.hides(n) {
		d.report(rule, n, "Invalid value: "+must, nil, nil)
		return
	}
	if named, ok := proposed.(inMessage); ok {
		proposed = string(named)
	} else if proposed != nil {
		if words := yamlText(proposed); words != "" {
			must += ": " + words
		}
	}
	d.report(rule, n, "Invalid value: "+d.shown(n)+must, Value(n, d.names()...), proposed)
}

// names are the fields on the current path, for package secret. Misspelt names come
// first and the ones they were taken for stand in their places, because what either
// speaks of counts.
func (d *decoder) names() []string {
	var misspelt, names []string
	for _, s := range d.path {
		switch {
		case s.kind == indexSegment:
		case s.real == "" || s.real == s.name:
			names = append(names, s.name)
		default:
			misspelt, names = append(misspelt, s.name), append(names, s.real)
		}
	}
	return append(misspelt, names...)
}

// hides reports whether nothing of the value at the current path may be shown.
func (d *decoder) hides(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode {
		return secret.Private(d.names()...) // else Value hides what is in it
	}
	return secret.Show(n.Value, d.names()...) == secret.Mark
}

// shown is a scalar as a message shows it, with the colon that follows it;
// lists and mappings are not shown.
func (d *decoder) shown(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		return ""
	}
	switch v := Value(n, d.names()...).(type) {
	case nil:
		return "null: "
	case string:
		if s, _ := resolve(n); s.kind == notFinite || isHuge(n) {
			return v + ": "
		}
		return strconv.Quote(v) + ": "
	default:
		// As it is written: 0644 and not 420.
		return cut(n.Value) + ": "
	}
}

// yamlText is a short value as one writes it in YAML, for messages; empty for
// what is better shown in a finding's Proposed alone.
func yamlText(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case bool, int64, uint64, float64:
		return fmt.Sprint(v)
	case []any:
		if len(v) == 1 {
			if word, ok := v[0].(string); ok && plainWord(word) {
				return "[" + word + "]"
			}
			return "[" + yamlText(v[0]) + "]"
		}
	case map[string]any:
		if len(v) == 0 {
			return "{}"
		}
		for k, value := range v {
			if word, ok := value.(string); ok && len(v) == 1 {
				return "{" + k + ": " + word + "}"
			}
		}
	}
	return ""
}

// noun names what is written as a scalar in Kubernetes' words.
func noun(s shape) string {
	switch s {
	case boolShape:
		return "true or false"
	case intShape, uintShape:
		return "an integer"
	case floatShape:
		return "a number"
	case bytesShape:
		return "base64 text"
	default:
		return "a string"
	}
}
