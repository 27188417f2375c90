// Package excerpt shows the source line a finding stands on, without any value
// that may be a secret.
//
// It never shows text because nothing speaks against it, but only what it can
// name: keys, punctuation, and values it read from the resource at exactly that
// place and found harmless. Everything else, comments and other resources on the
// same line included, is a "…".
package excerpt

import (
	"bytes"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/secret"
)

// Resource is what a finding points into: its nodes, where they stand in the
// file, and all that was found about it.
type Resource struct {
	Node     *yaml.Node
	Position func(*yaml.Node) (line, column int)
	Findings []finding.Finding
}

// Of is the line of the file's text on which a finding about the resource
// stands; false when nothing of the resource stands there.
func Of(text []byte, about Resource, f finding.Finding) (finding.Excerpt, bool) {
	source, ok := lineOf(text, f.Line)
	if !ok || about.Node == nil {
		return finding.Excerpt{}, false
	}
	w := &walk{about: about, line: f.Line, gate: secret.Of(about.Node), secret: about.hushed()}
	w.node(about.Node, false)
	if len(w.tokens) == 0 {
		return finding.Excerpt{}, false
	}
	p := &printer{source: source, columns: make([]int, len(source)+1)}
	for i, t := range w.tokens {
		next := len(source)
		if i+1 < len(w.tokens) {
			next = w.tokens[i+1].column
		}
		p.token(t, next, w.secret[t.node])
	}
	p.gap(len(source))
	p.columns[len(source)] = len(p.shown) + 1
	column := p.columns[min(max(f.Column-1, 0), len(source))]
	return finding.Excerpt{Text: strings.TrimRight(string(p.shown), " "), Column: max(column, 1)}, true
}

func lineOf(text []byte, number int) ([]rune, bool) {
	for n := 1; len(text) > 0; n++ {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		if n == number {
			return []rune(strings.TrimRight(string(line), "\r")), true
		}
		text = rest
	}
	return nil, false
}

// token is a key or a scalar value that starts on the line.
type token struct {
	node   *yaml.Node
	column int // 0-based
}

// hushed are the nodes that findings say must not be shown: values that they
// themselves do not tell, and whatever stands in a field that does not exist,
// since nobody knows what that was meant to hold.
func (r Resource) hushed() map[*yaml.Node]bool {
	nodes := map[*yaml.Node]bool{}
	for _, f := range r.Findings {
		_, value, exact := decode.Locate(r.Node, f.Field)
		if !exact || value == r.Node {
			continue
		}
		scalar := value.Kind == yaml.ScalarNode
		switch f.Rule {
		case decode.RuleUnknownField, decode.RuleMisplacedField:
			hide(nodes, value)
		case decode.RuleWrongType:
			if !scalar || !told(f, value.Value) {
				hide(nodes, value)
			}
		default:
			if scalar && !told(f, value.Value) {
				hide(nodes, value)
			}
		}
	}
	return nodes
}

// told reports whether a finding tells the value it is about.
func told(f finding.Finding, value string) bool {
	switch current := f.Current.(type) {
	case nil:
		return strings.Contains(f.Message, strconv.Quote(value))
	case string:
		return current == value
	}
	return true // a number or a flag
}

// hide marks a node and all below it, also where an alias brings it.
func hide(nodes map[*yaml.Node]bool, n *yaml.Node) {
	if n == nil || nodes[n] {
		return
	}
	nodes[n] = true
	hide(nodes, n.Alias)
	for _, child := range n.Content {
		hide(nodes, child)
	}
}

// walk visits a resource in the order of its text.
type walk struct {
	about  Resource
	line   int
	tokens []token
	gate   secret.Resource
	secret map[*yaml.Node]bool
}

func (w *walk) node(n *yaml.Node, key bool) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			w.node(n.Content[i], true)
			w.node(n.Content[i+1], false)
		}
		return
	case yaml.SequenceNode:
		for _, item := range n.Content {
			w.node(item, false)
		}
		return
	}
	if key {
		// A key is shown, also that of a field whose value is not.
		delete(w.secret, n)
	}
	if w.gate.Hides(n) {
		hide(w.secret, n)
	}
	if line, column := w.about.Position(n); line == w.line && column > 0 {
		w.tokens = append(w.tokens, token{n, column - 1})
	}
}
