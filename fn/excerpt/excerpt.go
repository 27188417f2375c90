// Package excerpt shows the source line a finding stands on, without any value
// that may be a secret.
//
// It never shows text because nothing speaks against it, but only what it can
// name: keys, punctuation, and values it read from the resource at exactly that
// place and found harmless. Everything else, comments and other resources on the
// same line included, is a "…".
package excerpt

import (
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

// maxShown is how many characters of a line are shown: a JSON file may be one line.
const maxShown = 1000

// Lines splits the text of a file, for New.
func Lines(text []byte) []string { return strings.Split(string(text), "\n") }

// Source finds the lines on which findings about one resource stand.
type Source struct {
	lines  []string
	tokens map[int][]token // by line, in the order of the text
	secret map[*yaml.Node]bool
	shown  map[int]*printer // lines that were asked for
}

// New prepares the lines of a resource in a file.
func New(lines []string, about Resource) *Source {
	s := &Source{lines: lines, tokens: map[int][]token{}, shown: map[int]*printer{}}
	if about.Node != nil {
		w := &walk{about: about, tokens: s.tokens, gate: secret.Of(about.Node), secret: about.hushed()}
		w.node(about.Node, false)
		s.secret = w.secret
	}
	return s
}

// Of is the line on which a finding about the resource stands; false when nothing of
// the resource stands there.
func (s *Source) Of(f finding.Finding) (finding.Excerpt, bool) {
	if f.Line < 1 || f.Line > len(s.lines) || len(s.tokens[f.Line]) == 0 {
		return finding.Excerpt{}, false
	}
	p := s.line(f.Line)
	column := max(p.columns[min(max(f.Column-1, 0), len(p.source))], 1)
	shown := p.shown
	if start := column - maxShown/2; len(shown) > maxShown {
		start = max(start, 0)
		shown, column = shown[start:min(start+maxShown, len(shown))], column-start
	}
	return finding.Excerpt{Text: strings.TrimRight(string(shown), " "), Column: column}, true
}

// line prints a line, once.
func (s *Source) line(number int) *printer {
	if known := s.shown[number]; known != nil {
		return known
	}
	source := []rune(strings.TrimRight(s.lines[number-1], "\r"))
	p := &printer{source: source, columns: make([]int, len(source)+1)}
	tokens := s.tokens[number]
	for i, t := range tokens {
		next := len(source)
		if i+1 < len(tokens) {
			next = tokens[i+1].column
		}
		p.token(t, next, s.secret[t.node])
	}
	p.gap(len(source))
	p.columns[len(source)] = len(p.shown) + 1
	s.shown[number] = p
	return p
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
	tokens map[int][]token
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
	if line, column := w.about.Position(n); line > 0 && column > 0 {
		w.tokens[line] = append(w.tokens[line], token{n, column - 1})
	}
}
