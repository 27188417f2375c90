package shell

import (
	"path"
	"slices"
	"strings"
)

// Reading is what a command line starts.
type Reading struct {
	// Commands are the programs in the order of the text. A command within a
	// substitution comes before the command that uses its output, and the commands of
	// a script come after the shell that runs it.
	Commands []*Command
	// Scripts are the shell scripts among the words.
	Scripts []*Script
}

// Command is one simple command: of a script, or of the container itself.
type Command struct {
	// Words are the program and its arguments, without what wraps them. They are empty
	// where a script only assigns variables or redirects.
	Words []Word
	// Wrappers are the commands that start this one, such as timeout 60, outermost first.
	Wrappers []Wrapper
	// Assignments are the variables that are set in front of the program, by export and
	// its kin, or by a wrapper such as env.
	Assignments []Assignment
	// Redirects are the command's own; those of the blocks around it are in Scopes.
	Redirects []Redirect
	// Open says that the program gets further arguments, as xargs and $@ add them.
	Open bool
	// Scopes are the blocks around the command, outermost first; they include those
	// around the shells that run its script.
	Scopes []Scope
	// Script holds the command; it is nil for the container's own.
	Script *Script
	// Runs is the script that the command runs; it is nil for all but shells.
	Runs *Script
	// Calls is the function of the script that the command calls, if it calls one.
	Calls *Block
	// Line and Column are where the command begins in its script, from 1; they are 0
	// for the container's own.
	Line, Column int

	at int // index in command and args of the first of Words, or of the script
}

// Wrapper is a command that starts another.
type Wrapper struct{ Words []Word }

// Assignment sets a variable.
type Assignment struct {
	Name  string
	Value Word
}

// Redirect sends a stream somewhere else.
type Redirect struct {
	Op     string // as it is written: > >> < << <<< >& &> …
	FD     string // the descriptor in front of it, or ""
	Target Word   // a file, a descriptor, or the delimiter of a here-document
	// Document is the text of a here-document.
	Document Word
}

// Script is text that a shell runs.
type Script struct {
	// Shell is the name of the program that runs it: sh, bash, dash, ash, ksh …
	Shell string
	// Options are those on the shell's command line: "errexit" for -e, "pipefail" …
	Options []string
	Text    string
	// By is the command that runs the script.
	By *Command
	// At is the index, in command and args, of the word that holds the script.
	At int
	// Fault says why no shell can parse the script; it is nil where one can, or where
	// nvj cannot tell.
	Fault *Fault
	// Grammar is the one that the script was read with; it is empty for a script that
	// was not read, because it does not parse, is too long, or is nested too deeply.
	Grammar Grammar
}

// Grammar is a dialect of the shell language.
type Grammar string

// The grammars.
const (
	Bash  Grammar = "bash"
	POSIX Grammar = "posix"
	Mksh  Grammar = "mksh"
)

// Fault is why a script does not parse, and where, from 1.
type Fault struct {
	Line, Column int
	Message      string
}

// Kind is what a block is.
type Kind uint8

// The kinds of blocks.
const (
	Group Kind = iota // { …; }
	Subshell
	While
	Until
	For // and select
	If
	Case
	And // &&
	Or  // ||
	Not // !
	Pipe
	Background // &
	Function
	Substitution // $(…), `…`, <(…) and >(…)
)

// Block is a part of a script that holds commands.
type Block struct {
	Kind Kind
	// Name is that of a function, or of the variable of a for loop.
	Name string
	// Head are the commands of the condition of a loop or an if, and those of all but
	// the last side of &&, || and |. Else are those of an if's elif and else. Body are
	// all others.
	Head, Body, Else []*Command
	Redirects        []Redirect
	// Links are the sides of &&, || and |, in order.
	Links [][]*Command
	// Callers are the commands that call a function.
	Callers []*Command

	calls []*Block // the loops around the callers
}

// Part is a part of a block.
type Part uint8

// The parts of blocks.
const (
	Body Part = iota
	Head
	Else
)

// Scope is a block around a command, and the part of it in which the command is. Link
// is the index of the command's side of &&, || and |.
type Scope struct {
	*Block
	Part Part
	Link int
}

// IsLoop reports whether the block runs its body again and again.
func (b *Block) IsLoop() bool { return b.Kind == While || b.Kind == Until || b.Kind == For }

// Commands are all commands of the block.
func (b *Block) Commands() []*Command { return slices.Concat(b.Head, b.Body, b.Else) }

// Program returns the name of the program, without its folder; "" without words.
func (c *Command) Program() string {
	if len(c.Words) == 0 {
		return ""
	}
	return path.Base(c.Words[0].Text)
}

// WordAt returns the index, among the words of the container's command and args, of the
// i-th word of the command, or of the script that holds it.
func (c *Command) WordAt(i int) int {
	if c.Script != nil {
		return c.at
	}
	return c.at + i
}

// Loops returns the loops around the command, outermost first. Those around the calls
// of its function are among them.
func (c *Command) Loops() []*Block {
	var loops []*Block
	for _, scope := range c.Scopes {
		if scope.IsLoop() {
			loops = append(loops, scope.Block)
		}
		if scope.Kind == Function {
			loops = append(loops, scope.calls...)
		}
	}
	return loops
}

// callLoops collects the loops around the calls of a function.
func (b *Block) callLoops(seen map[*Block]bool) []*Block {
	if seen[b] || b.calls != nil {
		return b.calls
	}
	seen[b] = true
	b.calls = []*Block{}
	known := map[*Block]bool{}
	add := func(loops ...*Block) {
		for _, loop := range loops {
			if !known[loop] {
				known[loop] = true
				b.calls = append(b.calls, loop)
			}
		}
	}
	for _, caller := range b.Callers {
		for _, scope := range caller.Scopes {
			if scope.IsLoop() {
				add(scope.Block)
			}
			if scope.Kind == Function {
				add(scope.callLoops(seen)...)
			}
		}
	}
	return b.calls
}

// Decides reports whether the command is in the condition of its innermost loop, so
// that the loop goes on or ends with its result.
func (c *Command) Decides() (*Block, bool) {
	for _, scope := range slices.Backward(c.Scopes) {
		if scope.IsLoop() {
			return scope.Block, scope.Part == Head
		}
	}
	return nil, false
}

// Elsewhere reports whether the command runs in another root, as that of the node, so
// that it is none of the image's programs.
func (c *Command) Elsewhere() bool {
	enters := func(w Wrapper) bool {
		program := path.Base(w.Words[0].Text)
		return program == "chroot" || program == "nsenter"
	}
	return slices.ContainsFunc(c.Wrappers, enters) || c.Script != nil && c.Script.By.Elsewhere()
}

// Limited reports whether a timeout around the command ends it.
func (c *Command) Limited() bool {
	isTimeout := func(w Wrapper) bool { return path.Base(w.Words[0].Text) == "timeout" }
	return slices.ContainsFunc(c.Wrappers, isTimeout) || c.Script != nil && c.Script.By.Limited()
}

// Reader returns the command that reads the command's output through a pipe, or nil.
func (c *Command) Reader() *Command {
	for _, scope := range slices.Backward(c.Scopes) {
		if scope.Kind == Pipe && scope.Part == Head && len(scope.Links[scope.Link+1]) > 0 {
			return scope.Links[scope.Link+1][0]
		}
		if scope.Kind == Substitution {
			return nil
		}
	}
	return nil
}

// Output returns the file that the command's output goes to: its own redirection, or
// that of a block around it. It does not count /dev/null and other descriptors.
func (c *Command) Output() (file Word, ok bool) {
	all := c.Redirects
	for _, scope := range slices.Backward(c.Scopes) {
		all = append(all[:len(all):len(all)], scope.Redirects...)
		if scope.Kind == Substitution || scope.Kind == Pipe && scope.Part == Head {
			break
		}
	}
	for _, r := range all {
		if r.isOutput() {
			return r.Target, r.Target.Text != "/dev/null" && r.Target.Text != "/dev/stderr" && r.Target.Text != "/dev/stdout"
		}
	}
	return Word{}, false
}

func (r Redirect) isOutput() bool {
	switch r.Op {
	case ">", ">>", ">|", "&>", "&>>":
		return r.FD == "" || r.FD == "1"
	}
	return false
}

// IsCaptured reports whether the command's output goes into a file, to another program,
// or into a substitution.
func (c *Command) IsCaptured() bool {
	if _, isFile := c.Output(); isFile || c.Reader() != nil {
		return true
	}
	return slices.ContainsFunc(c.Scopes, func(s Scope) bool { return s.Kind == Substitution })
}

// Has reports whether an option is on the shell's command line.
func (s *Script) Has(option string) bool { return slices.Contains(s.Options, option) }

// String returns the command as it is written: its words, each as in its source.
func (c *Command) String() string {
	words := make([]string, len(c.Words))
	for i, w := range c.Words {
		words[i] = w.Source
	}
	return strings.Join(words, " ")
}
