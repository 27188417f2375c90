package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// walker collects the commands of one script.
type walker struct {
	*reader
	script    *Script
	at        int // index of the container's word that holds the script
	depth     int
	functions map[string]*Block
	first     int // index of the script's first command
}

func (w *walker) stmts(stmts []*syntax.Stmt, scopes []Scope) {
	for _, stmt := range stmts {
		w.stmt(stmt, scopes)
	}
}

// block reads the statements of a block's body.
func (w *walker) block(b *Block, scopes []Scope, body []*syntax.Stmt) {
	w.stmts(body, w.enter(Scope{Block: b}, scopes))
	b.Body = w.leave()
}

// enter adds a scope, and leave returns the commands that were added since.
func (w *walker) enter(s Scope, scopes []Scope) []Scope {
	w.starts = append(w.starts, len(w.Commands))
	return append(scopes[:len(scopes):len(scopes)], s)
}

func (w *walker) leave() []*Command {
	start := w.starts[len(w.starts)-1]
	w.starts = w.starts[:len(w.starts)-1]
	return w.Commands[start:len(w.Commands):len(w.Commands)]
}

func (w *walker) stmt(stmt *syntax.Stmt, scopes []Scope) {
	if stmt.Background || stmt.Coprocess || stmt.Disown {
		b := &Block{Kind: Background}
		scopes = w.enter(Scope{Block: b}, scopes)
		defer func() { b.Body = w.leave() }()
	}
	if stmt.Negated {
		b := &Block{Kind: Not}
		scopes = w.enter(Scope{Block: b}, scopes)
		defer func() { b.Body = w.leave() }()
	}
	switch cmd := stmt.Cmd.(type) {
	case nil:
		w.add(stmt, &Command{}, scopes)
	case *syntax.CallExpr:
		c := &Command{}
		for _, assign := range cmd.Assigns {
			w.assign(c, assign, scopes)
		}
		c.Words = w.words(cmd.Args, scopes)
		w.add(stmt, c, scopes)
	case *syntax.DeclClause:
		c := &Command{Words: []Word{literal(cmd.Variant.Value)}}
		for _, arg := range cmd.Args {
			w.assign(c, arg, scopes)
		}
		w.add(stmt, c, scopes)
	case *syntax.TestClause, *syntax.ArithmCmd, *syntax.LetClause:
		// The parts of a test are words, so that it reads as [ … ] does.
		w.nested(cmd, scopes)
		source, _ := unmark(w.source(cmd))
		c := &Command{}
		for _, field := range strings.Fields(source) {
			c.Words = append(c.Words, Word{Text: field, Source: field, Expands: Variable})
		}
		w.add(stmt, c, scopes)
	default:
		w.compound(stmt, scopes)
	}
}

// compound reads a command that holds others.
func (w *walker) compound(stmt *syntax.Stmt, scopes []Scope) {
	b := &Block{Redirects: w.redirects(stmt.Redirs, scopes)}
	switch cmd := stmt.Cmd.(type) {
	case *syntax.Block:
		w.block(b, scopes, cmd.Stmts)
	case *syntax.Subshell:
		b.Kind = Subshell
		w.block(b, scopes, cmd.Stmts)
	case *syntax.WhileClause:
		b.Kind = While
		if cmd.Until {
			b.Kind = Until
		}
		w.stmts(cmd.Cond, w.enter(Scope{Block: b, Part: Head}, scopes))
		b.Head = w.leave()
		w.block(b, scopes, cmd.Do)
	case *syntax.ForClause:
		b.Kind = For
		if iter, ok := cmd.Loop.(*syntax.WordIter); ok {
			b.Name = iter.Name.Value
			w.words(iter.Items, scopes)
		} else {
			w.nested(cmd.Loop, scopes)
		}
		w.block(b, scopes, cmd.Do)
	case *syntax.IfClause:
		w.ifClause(b, cmd, scopes)
	case *syntax.CaseClause:
		b.Kind = Case
		w.word(cmd.Word, scopes)
		var body []*syntax.Stmt
		for _, item := range cmd.Items {
			body = append(body, item.Stmts...)
		}
		w.block(b, scopes, body)
	case *syntax.BinaryCmd:
		w.binary(cmd, scopes)
	case *syntax.FuncDecl:
		b.Kind = Function
		if cmd.Name != nil {
			b.Name = cmd.Name.Value
			w.functions[b.Name] = b
		}
		w.block(b, scopes, []*syntax.Stmt{cmd.Body})
	case *syntax.TimeClause:
		if cmd.Stmt != nil {
			w.stmt(cmd.Stmt, scopes)
		}
	case *syntax.CoprocClause:
		b.Kind = Background
		w.block(b, scopes, []*syntax.Stmt{cmd.Stmt})
	}
}

// ifClause reads an if. Its elifs are blocks within its else, side by side, so that
// many of them do not nest.
func (w *walker) ifClause(b *Block, cmd *syntax.IfClause, scopes []Scope) {
	branch := func(b *Block, cmd *syntax.IfClause, scopes []Scope) {
		b.Kind = If
		w.stmts(cmd.Cond, w.enter(Scope{Block: b, Part: Head}, scopes))
		b.Head = w.leave()
		w.block(b, scopes, cmd.Then)
	}
	branch(b, cmd, scopes)
	if cmd.Else == nil {
		return
	}
	inner := w.enter(Scope{Block: b, Part: Else}, scopes)
	for next := cmd.Else; next != nil; next = next.Else {
		if len(next.Cond) > 0 { // elif
			branch(&Block{}, next, inner)
		} else {
			w.stmts(next.Then, inner)
		}
	}
	b.Else = w.leave()
}

// maxRuns bounds how deeply && and || that alternate in one line are nested.
const maxRuns = 32

// binary reads a && b, a || b and a | b. The parser nests them to the left; here links of
// one kind are side by side in one block.
func (w *walker) binary(cmd *syntax.BinaryCmd, scopes []Scope) {
	var kinds []Kind
	var stmts []*syntax.Stmt
	for {
		kinds, stmts = append(kinds, kindOf(cmd.Op)), append(stmts, cmd.Y)
		left, ok := cmd.X.Cmd.(*syntax.BinaryCmd)
		if !ok || cmd.X.Negated || len(cmd.X.Redirs) > 0 {
			stmts = append(stmts, cmd.X)
			break
		}
		cmd = left
	}
	slices.Reverse(kinds)
	slices.Reverse(stmts)
	w.chain(stmts, kinds, scopes, maxRuns)
}

// chain reads statements with operators between them.
func (w *walker) chain(stmts []*syntax.Stmt, kinds []Kind, scopes []Scope, runs int) {
	if len(kinds) == 0 {
		w.stmt(stmts[0], scopes)
		return
	}
	b := &Block{Kind: kinds[len(kinds)-1]}
	run := len(kinds) - 1 // of equal operators at the end
	for run > 0 && (kinds[run-1] == b.Kind || runs == 0) {
		run--
	}
	start := len(w.Commands)
	for i := run; i < len(stmts); i++ {
		part := Head
		if i == len(stmts)-1 {
			part = Body
			b.Head = w.Commands[start:len(w.Commands):len(w.Commands)]
		}
		inner := w.enter(Scope{Block: b, Part: part, Link: i - run}, scopes)
		if i == run {
			w.chain(stmts[:run+1], kinds[:run], inner, runs-1)
		} else {
			w.stmt(stmts[i], inner)
		}
		b.Body = w.leave()
		b.Links = append(b.Links, b.Body)
	}
}

func kindOf(op syntax.BinCmdOperator) Kind {
	switch op {
	case syntax.AndStmt:
		return And
	case syntax.OrStmt:
		return Or
	}
	return Pipe
}

func (w *walker) words(nodes []*syntax.Word, scopes []Scope) []Word {
	words := make([]Word, len(nodes))
	for i, node := range nodes {
		words[i] = w.word(node, scopes)
	}
	return words
}

func (w *walker) assign(c *Command, a *syntax.Assign, scopes []Scope) {
	if a.Name == nil || a.Naked { // an option, or a name without a value
		if a.Name != nil {
			c.Words = append(c.Words, literal(a.Name.Value))
		} else {
			c.Words = append(c.Words, w.word(a.Value, scopes))
		}
		return
	}
	value := w.word(a.Value, scopes)
	if a.Array != nil {
		w.nested(a.Array, scopes)
		value = Word{Text: w.source(a.Array), Source: w.source(a.Array), Expands: Variable}
	}
	c.Assignments = append(c.Assignments, Assignment{Name: a.Name.Value, Value: value})
}

func (w *walker) redirects(nodes []*syntax.Redirect, scopes []Scope) []Redirect {
	var all []Redirect
	for _, node := range nodes {
		r := Redirect{Op: node.Op.String(), Target: w.word(node.Word, scopes), Document: w.word(node.Hdoc, scopes)}
		if node.N != nil {
			r.FD = node.N.Value
		}
		all = append(all, r)
	}
	return all
}

// add adds a command to the reading.
func (w *walker) add(stmt *syntax.Stmt, c *Command, scopes []Scope) {
	c.Redirects = w.redirects(stmt.Redirs, scopes)
	c.Scopes, c.Script, c.at = scopes, w.script, w.at
	c.Line, c.Column = int(stmt.Position.Line()), int(stmt.Position.Col())
	w.command(c, w.depth)
}

// bind binds the calls of the script's functions, and the loops around them.
func (w *walker) bind() {
	if len(w.functions) == 0 {
		return
	}
	for _, c := range w.Commands[w.first:] {
		if c.Script != w.script || len(c.Words) == 0 {
			continue
		}
		if f := w.functions[c.Words[0].Text]; f != nil {
			c.Calls = f
			f.Callers = append(f.Callers, c)
		}
	}
	for _, f := range w.functions {
		f.callLoops(map[*Block]bool{})
	}
}
