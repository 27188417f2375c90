package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Word is one word of a command.
type Word struct {
	// Text is the word without its quotes. What a shell or the kubelet expands is in it
	// as it is written: $HOME, $(date), $(NAME).
	Text string
	// Source is the word as it is written, with its quotes.
	Source string
	// Expands says what of the word is expanded before the program gets it.
	Expands Expansion

	marked string // Text with its references marked, where it has any
}

// script is the word as text for another shell.
func (w Word) script() string {
	if w.marked != "" {
		return w.marked
	}
	return w.Text
}

// Expansion is a set of the ways in which a word is expanded.
type Expansion uint8

// The ways.
const (
	Variable  Expansion = 1 << iota // $NAME, ${NAME}, $((1+1))
	Output                          // $(date), `date`, <(date)
	Reference                       // the kubelet's $(NAME)
	Pattern                         // *, ? and […]
	Braces                          // {a,b} and {1..3}, which not all shells expand
	Tilde                           // ~/x
)

// IsKnown reports whether nothing in the word depends on variables, on the output of
// commands or on the kubelet.
func (w Word) IsKnown() bool { return w.Expands&(Variable|Output|Reference) == 0 }

// literal is a word that no shell reads.
func literal(text string) Word {
	shown, isReference := unmark(text)
	w := Word{Text: shown, Source: shown}
	if isReference {
		w.Expands, w.marked = Reference, text
	}
	if shown == "" || strings.ContainsAny(shown, " \t\n'\"\\`;&|<>()*?#") {
		w.Source = "'" + strings.ReplaceAll(shown, "'", `'\''`) + "'"
	}
	return w
}

// word reads a word of a script, and the commands in its substitutions.
func (w *walker) word(node *syntax.Word, scopes []Scope) Word {
	if node == nil || len(node.Parts) == 0 {
		return Word{}
	}
	var word Word
	if lit, ok := node.Parts[0].(*syntax.Lit); ok && len(node.Parts) == 1 && !strings.ContainsAny(lit.Value, "\\*?[{~\x01") {
		return Word{Text: lit.Value, Source: lit.Value}
	}
	var text strings.Builder
	for i, part := range node.Parts {
		w.part(&text, &word, part, i == 0, scopes)
	}
	source, isReference := unmark(w.source(node))
	word.Text, word.Source = text.String(), source
	if isReference {
		word.marked = word.Text
		word.Text, _ = unmark(word.Text)
		word.Expands |= Reference
	}
	return word
}

// source is the text of a node.
func (w *walker) source(node syntax.Node) string {
	from, to := int(node.Pos().Offset()), int(node.End().Offset())
	if from > to || to > len(w.script.Text) {
		return ""
	}
	return w.script.Text[from:to]
}

func (w *walker) part(text *strings.Builder, word *Word, part syntax.WordPart, isFirst bool, scopes []Scope) {
	switch part := part.(type) {
	case *syntax.Lit:
		unquoted(text, word, part.Value, isFirst)
	case *syntax.SglQuoted:
		value := part.Value
		if part.Dollar {
			value = ansi.Replace(value)
		}
		text.WriteString(value)
	case *syntax.DblQuoted:
		for _, inner := range part.Parts {
			if lit, ok := inner.(*syntax.Lit); ok {
				unescape(text, lit.Value)
				continue
			}
			w.part(text, word, inner, false, scopes)
		}
	default:
		text.WriteString(w.source(part))
		word.Expands |= w.expansion(part, scopes)
	}
}

// expansion says how a part of a word is expanded, and reads the commands in it.
func (w *walker) expansion(part syntax.WordPart, scopes []Scope) Expansion {
	switch part := part.(type) {
	case *syntax.CmdSubst:
		w.block(&Block{Kind: Substitution}, scopes, part.Stmts)
		return Output
	case *syntax.ProcSubst:
		w.block(&Block{Kind: Substitution}, scopes, part.Stmts)
		return Output
	case *syntax.ExtGlob:
		return Pattern
	}
	w.nested(part, scopes)
	return Variable
}

// nested reads the commands in the substitutions of an expression: of $((…)), ${…:-…}
// and [[ … ]].
func (w *walker) nested(node syntax.Node, scopes []Scope) {
	syntax.Walk(node, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst:
			w.expansion(node.(syntax.WordPart), scopes)
			return false
		case *syntax.BinaryArithm: // a long sum nests to the left
			left := syntax.ArithmExpr(node)
			for next, ok := left.(*syntax.BinaryArithm); ok; next, ok = left.(*syntax.BinaryArithm) {
				w.nested(next.Y, scopes)
				left = next.X
			}
			w.nested(left, scopes)
			return false
		}
		return true
	})
}

// unquoted adds text that no quotes protect, without its backslashes.
func unquoted(text *strings.Builder, word *Word, value string, isFirst bool) {
	if isFirst && strings.HasPrefix(value, "~") {
		word.Expands |= Tilde
	}
	brace := -1
	for i := 0; i < len(value); i++ {
		switch c := value[i]; c {
		case '\\':
			if i++; i < len(value) {
				text.WriteByte(value[i])
			}
			continue
		case '*', '?':
			word.Expands |= Pattern
		case '[':
			if strings.IndexByte(value[i:], ']') > 1 {
				word.Expands |= Pattern
			}
		case '{':
			brace = i
		case '}':
			if brace >= 0 && (strings.Contains(value[brace:i], ",") || strings.Contains(value[brace:i], "..")) {
				word.Expands |= Braces
			}
		}
		text.WriteByte(value[i])
	}
}

// unescape adds text in double quotes, where a backslash protects only some characters.
func unescape(text *strings.Builder, value string) {
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' && i+1 < len(value) && strings.IndexByte("$`\"\\", value[i+1]) >= 0 {
			i++
		}
		text.WriteByte(value[i])
	}
}

// ansi are the usual escapes of $'…'.
var ansi = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\r`, "\r", `\\`, `\`, `\'`, "'", `\"`, `"`)
