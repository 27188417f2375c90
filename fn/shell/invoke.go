package shell

import (
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

var assignment = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_.-]*=`)

// wraps reports whether the command only starts another, as timeout and tini do. It
// returns how many of its words are the wrapper's, and the variables among them.
func wraps(c *Command) (n int, assignments []Word, ok bool) {
	if len(c.Words) < 2 {
		return 0, nil, false
	}
	name := c.Program()
	skip, ok := wrappers[name]
	if !ok {
		return 0, nil, false
	}
	p, _ := lookup(name)
	args := p.parse(c.Words)
	if args.Has("-v", "-V") && name == "command" || args.Has("-c", "--command") && (name == "su" || name == "runuser") {
		return 0, nil, false // tells about a program; runs a script
	}
	if name == "timeout" && args.Has("-t") { // busybox before 1.30: timeout -t 60 …
		skip = 0
	}
	if name == "runuser" && args.Has("-u", "--user") {
		skip = 0
	}
	operands := args.Operands
	if len(operands) <= skip || slices.ContainsFunc(args.Flags, func(f Flag) bool { return !f.IsKnown }) {
		return 0, nil, false
	}
	operands = operands[skip:]
	if separator := acts[name]; separator != "" {
		i := slices.IndexFunc(c.Words, func(w Word) bool { return w.Text == separator })
		if i < 0 || i+1 == len(c.Words) {
			return 0, nil, false
		}
		return i + 1, nil, true
	}
	if name == "env" || name == "sudo" || name == "doas" {
		for len(operands) > 0 && assignment().MatchString(operands[0].Text) {
			assignments = append(assignments, operands[0].Word)
			operands = operands[1:]
		}
	}
	if len(operands) == 0 {
		return 0, nil, false
	}
	return operands[0].At, assignments, true
}

type invocation struct {
	name    string
	options []string
}

// letters are the names of a shell's options of one letter (POSIX, set).
var letters = map[byte]string{'e': "errexit", 'u': "nounset", 'x': "xtrace", 'f': "noglob", 'n': "noexec", 'a': "allexport"}

// scriptOf returns the text that a command runs as a script, the shell that runs it, and
// the index of the container's word that holds it.
func (c *Command) scriptOf() (shell invocation, text string, at int, ok bool) {
	name := c.Program()
	switch {
	case name == "eval" && c.Script != nil:
		shell = invocation{c.Script.Shell, c.Script.Options}
		var words []string
		for _, word := range c.Words[1:] {
			if !word.IsKnown() && word.Expands != Reference {
				return shell, "", 0, false
			}
			words = append(words, word.script())
		}
		return shell, strings.Join(words, " "), c.at, len(words) > 0
	case name == "su" || name == "runuser":
		for _, flag := range c.Args().Flags {
			if flag.Name == "-c" || flag.Name == "--command" {
				word := flag.Value
				return invocation{name: "sh"}, word.script(), c.WordAt(flag.ValueAt), word.Expands&(Variable|Output) == 0
			}
		}
		return shell, "", 0, false
	case !IsShell(name):
		return shell, "", 0, false
	}
	shell.name = name
	i, runsText := shell.readOptions(c.Words)
	if runsText && i < len(c.Words) {
		word := c.Words[i]
		// What variables add to a script is not known, but its other commands are.
		return shell, word.script(), c.WordAt(i), !strings.HasPrefix(word.script(), "$") || word.Expands&(Variable|Output) == 0
	}
	if runsText || i < len(c.Words) {
		return shell, "", 0, false // no script, or one in a file
	}
	for _, r := range c.Redirects {
		if (r.Op == "<<" || r.Op == "<<-" || r.Op == "<<<") && (r.FD == "" || r.FD == "0") {
			document := r.Document
			if r.Op == "<<<" {
				document = r.Target
			}
			return shell, document.script(), c.at, document.IsKnown()
		}
	}
	return shell, "", 0, false
}

// readOptions reads a shell's flags. It returns the index of the word after them, and
// whether that is a script, as -c says.
func (s *invocation) readOptions(words []Word) (next int, runsText bool) {
	i := 1
	for ; i < len(words); i++ {
		text := words[i].Text
		if text == "--" || text == "-" {
			i++
			break
		}
		if len(text) < 2 || text[0] != '-' && text[0] != '+' {
			break
		}
		if strings.HasPrefix(text, "--") {
			if text == "--rcfile" || text == "--init-file" {
				i++
			}
			continue
		}
		for _, letter := range []byte(text[1:]) {
			switch {
			case letter == 'c':
				runsText = true
			case letter == 'o' || letter == 'O':
				if i++; i < len(words) && text[0] == '-' {
					s.options = append(s.options, words[i].Text)
				}
			case text[0] == '-' && letters[letter] != "":
				s.options = append(s.options, letters[letter])
			}
		}
	}
	return i, runsText
}
