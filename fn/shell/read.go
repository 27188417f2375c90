package shell

import (
	"path"
	"slices"
	"strings"
)

// Read reads a command line. The kubelet replaces $(NAME) in it where defined reports
// that the container has a variable NAME.
func Read(command, args []string, defined func(name string) bool) *Reading {
	r := &reader{}
	if len(command)+len(args) == 0 || len(command) == 0 && strings.HasPrefix(args[0], "-") {
		return &r.Reading // arguments of a program that only the image knows
	}
	words := make([]Word, 0, len(command)+len(args))
	for _, list := range [][]string{command, args} {
		for _, word := range list {
			words = append(words, literal(expand(word, defined)))
		}
	}
	r.command(&Command{Words: words}, 0)
	return &r.Reading
}

// maxWrappers bounds how many wrappers in a row are read, as in nice timeout 60 ….
const maxWrappers = 16

// reader collects the commands of all scripts of a command line.
type reader struct {
	Reading
	starts []int // indexes of the first commands of the blocks that are being read
}

// command adds a command without what wraps it and, where it is a shell, the commands
// of its script.
func (r *reader) command(c *Command, depth int) {
	for range maxWrappers {
		n, assignments, isWrapper := wraps(c)
		if !isWrapper {
			break
		}
		for _, word := range assignments {
			name, value, _ := strings.Cut(word.Text, "=")
			c.Assignments = append(c.Assignments, Assignment{Name: name, Value: Word{Text: value, Source: value, Expands: word.Expands}})
		}
		if _, ok := acts[c.Program()]; ok {
			act := *c
			act.Words, act.Open = c.Words[:n:n], false
			r.Commands = append(r.Commands, &act)
		}
		c.Open = c.Open || c.Program() == "xargs"
		c.Wrappers = append(c.Wrappers, Wrapper{c.Words[:n:n]})
		c.Words = c.Words[n:]
		if c.Script == nil {
			c.at += n
		}
	}
	if len(c.Words) == 0 && len(c.Assignments)+len(c.Redirects)+len(c.Wrappers) == 0 {
		return
	}
	r.Commands = append(r.Commands, c)
	if depth < maxDepth {
		r.script(c, depth)
	}
}

// script reads the script that a command runs, if it is a shell.
func (r *reader) script(c *Command, depth int) {
	shell, text, at, ok := c.scriptOf()
	if !ok {
		return
	}
	s := &Script{Shell: shell.name, Options: shell.options, Text: text, By: c, At: at}
	c.Runs = s
	r.Scripts = append(r.Scripts, s)
	file := s.parse()
	if file == nil {
		return
	}
	w := &walker{reader: r, script: s, at: at, depth: depth + 1, functions: map[string]*Block{}, first: len(r.Commands)}
	w.stmts(file.Stmts, c.Scopes)
	w.bind()
	s.Text, _ = unmark(s.Text)
}

// shells run a text.
var shells = []string{"sh", "bash", "ash", "dash", "ksh", "mksh", "zsh", "rbash"}

// IsShell reports whether a program is a shell.
func IsShell(program string) bool { return slices.Contains(shells, path.Base(program)) }
