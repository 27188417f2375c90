package secret

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// Resource is what may be shown of one resource of the input.
type Resource struct {
	hidden map[*yaml.Node]bool
	texts  []string // of hidden nodes, the longest first
}

// walk visits the nodes of a resource.
type walk struct {
	hidden            map[*yaml.Node]bool
	public, secret    map[string]bool // texts
	aliases, expanded int
}

// Of decides for all nodes of a resource whether they may be shown. It does not know
// types: a field that is not in the list of public fields is not shown.
func Of(root *yaml.Node) Resource {
	if root == nil {
		return Resource{}
	}
	w := &walk{hidden: map[*yaml.Node]bool{}, public: map[string]bool{}, secret: map[string]bool{}}
	w.node(root, nil, false)
	r := Resource{hidden: w.hidden}
	for text := range w.secret {
		if !w.public[text] { // else it is known from another field
			r.texts = append(r.texts, text)
		}
	}
	slices.SortFunc(r.texts, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return r
}

// Hides reports whether the text of a node must not be shown. Nodes that Of has not
// seen are hidden.
func (r Resource) Hides(n *yaml.Node) bool {
	hidden, known := r.hidden[n]
	return hidden || !known
}

// Message returns a message about the resource without the values that must not be
// shown, whoever wrote the message.
func (r Resource) Message(text string) string {
	return Message(r.without(text, Mark))
}

// Field returns the path of a field without keys that may be values in the wrong place.
func (r Resource) Field(path string) string { return r.without(path, "…") }

// without replaces the hidden texts of the resource in a text.
func (r Resource) without(text, mark string) string {
	for _, hidden := range r.texts {
		text = strings.ReplaceAll(text, hidden, mark)
	}
	return text
}

// Value is Any for a value that a finding repeats from the resource.
func (r Resource) Value(value any) any {
	switch value := value.(type) {
	case string:
		return Any(r.without(value, Mark))
	case []any:
		shown := make([]any, len(value))
		for i, item := range value {
			shown[i] = r.Value(item)
		}
		return shown
	case map[string]any:
		shown := make(map[string]any, len(value))
		for key, item := range value {
			shown[key] = r.Value(item)
		}
		return shown
	}
	return value
}

// node judges a node and all below it. words is set below a field that holds the words
// of a command: the keys of a mapping there are values in the wrong place.
func (w *walk) node(n *yaml.Node, path []string, words bool) {
	if w.aliases > 0 {
		if w.expanded++; w.expanded > maxExpanded {
			w.add(n, n.Value, false)
			return
		}
	}
	switch n.Kind {
	case yaml.MappingNode:
		w.add(n, "", true)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, below := n.Content[i], path
			w.key(key, path, words || isEmpty(n.Content[i+1]))
			if key.Value != "<<" {
				below = append(below, key.Value) // nobody keeps a path, so siblings may share its array
			}
			w.node(n.Content[i+1], below, words || holdsWords(key.Value))
		}
	case yaml.SequenceNode, yaml.DocumentNode:
		w.add(n, "", true)
		for i, item := range n.Content {
			if i == 0 && isProgram(item, path) {
				w.add(item, "", false) // messages name it
				continue
			}
			w.node(item, path, words)
		}
	case yaml.AliasNode:
		if n.Alias == nil || w.aliases >= maxAliases {
			w.add(n, n.Value, false)
			return
		}
		if judge(path) == private {
			w.add(n, "", false)
			w.hideAll(n.Alias)
			return
		}
		w.aliases++
		w.node(n.Alias, path, words)
		w.aliases--
		w.add(n, "", !w.hidden[n.Alias])
	default:
		w.add(n, n.Value, Show(n.Value, path...) == n.Value)
		if tag, local := strings.CutPrefix(n.Tag, "!"); local && !strings.HasPrefix(tag, "!") && judge(path) != public {
			w.add(n, tag, false)
		}
	}
}

// isProgram reports whether the first item of a list is the name of a program.
func isProgram(n *yaml.Node, path []string) bool {
	return len(path) > 0 && path[len(path)-1] == "command" && n.Kind == yaml.ScalarNode && programName().MatchString(n.Value)
}

var programName = lazyregexp.New(`^[A-Za-z0-9_./+-]{1,64}$`)

// isEmpty reports a value that is left out, as in {A}. Its key may be a value itself.
func isEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0
}

// Bounds on what is read through aliases.
const (
	maxExpanded = 10_000
	maxAliases  = 32
)

// hideAll hides a node and what is written below it.
func (w *walk) hideAll(n *yaml.Node) {
	if w.hidden[n] {
		return
	}
	w.add(n, n.Value, false)
	for _, child := range n.Content {
		w.hideAll(child)
	}
}

// key judges a key of a mapping.
func (w *walk) key(n *yaml.Node, path []string, words bool) {
	if n.Kind != yaml.ScalarNode {
		w.hideAll(n)
		return
	}
	shown := Name(n.Value) == n.Value && (!words || IsWord(n.Value))
	if len(path) > 0 && publicMaps[path[len(path)-1]] { // "node type" is a bad key, not a value
		shown = shown || !words && !strings.ContainsAny(n.Value, ":=") && Redact(n.Value) == n.Value
	}
	w.add(n, n.Value, shown)
}

// add records the judgement on a node and its text.
func (w *walk) add(n *yaml.Node, text string, shown bool) {
	w.hidden[n] = w.hidden[n] || !shown
	switch {
	case shown:
		w.public[text] = true
	case isDistinct(text):
		w.secret[text] = true
	}
}

// isDistinct reports whether a text can be removed from a message without the risk
// that it is a word of the message itself: a word, the name of a flag, or a reference.
func isDistinct(text string) bool {
	return len(text) >= 5 && !IsHarmless(text) && !IsReference(text) && !IsWord(strings.TrimLeft(text, "-"))
}

// IsWord reports whether a text is a single word, as names of programs and of fields
// are: letters, with a slash, a dot or a dash between them.
func IsWord(text string) bool { return word().MatchString(text) }

var word = lazyregexp.New(`^[A-Za-z]+([_./-][A-Za-z]+)*$`)

// holdsWords reports whether a field holds the words of a command, so that keys below
// it are values.
func holdsWords(field string) bool {
	switch strings.ToLower(field) {
	case "command", "args", "cmd", "arg", "arguments", "entrypoint":
		return true
	}
	return false
}

// Show returns the value of a field as it may be shown, and Mark where nothing of it
// may be.
func Show(value string, path ...string) string {
	switch known := judge(path); {
	case value == "", known == unknown && isConstant(value):
		return value
	case known != public:
		return Mark
	}
	switch leaf := path[len(path)-1]; {
	case leaf == "name" || leaf == "prefix":
		return variable(value)
	case strings.HasSuffix(strings.ToLower(leaf), "image"), leaf == "reference":
		return Image(value)
	}
	return Redact(value)
}

// variable returns the name of a variable without the value that is joined to it.
func variable(text string) string {
	if name, _, found := strings.Cut(text, "="); found {
		return name + "=…"
	}
	return Redact(text)
}

// isConstant reports whether a value is true, false, null, a short number or a single
// character, which are not secret in a field that nothing is known of.
func isConstant(value string) bool {
	switch strings.ToLower(value) {
	case "true", "false", "null", "~", "yes", "no", "on", "off":
		return true
	}
	_, err := strconv.ParseFloat(strings.TrimPrefix(value, "."), 64)
	return len(value) == 1 || len(value) <= 5 && err == nil // ".inf" and ".nan" are numbers
}
