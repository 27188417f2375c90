package shell

import (
	"errors"
	"io"
	"runtime"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

const (
	// maxScript is the length of a script that is read. Linux starts no program with a
	// longer argument (execve(2), MAX_ARG_STRLEN).
	maxScript = 32 * 4096
	// maxFrames bounds the recursion of the parser, which has no bound itself: a
	// thousand calls are some 150 levels of nested blocks.
	maxFrames = 1000
	// chunk is how much of a script the parser gets at a time, so that it cannot
	// recurse much deeper before the next check.
	chunk = 256
	// maxDepth is how many scripts may be nested, as in sh -c "sh -c …".
	maxDepth = 8
)

// grammars are tried in this order. Bash comes first for every shell: it reads what
// POSIX and busybox allow as they do, and reads [[ … ]] as a test, not as a program.
var grammars = []struct {
	name    Grammar
	variant syntax.LangVariant
}{{Bash, syntax.LangBash}, {POSIX, syntax.LangPOSIX}, {Mksh, syntax.LangMirBSDKorn}}

var errTooDeep = errors.New("nested too deeply")

// source feeds a script to the parser, and stops it where it recurses too deeply.
type source struct{ rest string }

func (s *source) Read(p []byte) (int, error) {
	if s.rest == "" {
		return 0, io.EOF
	}
	var frame [1]uintptr
	if runtime.Callers(maxFrames, frame[:]) > 0 {
		return 0, errTooDeep
	}
	n := copy(p[:min(len(p), chunk)], s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// parse sets the script's grammar and returns its tree, or sets its fault.
func (s *Script) parse() *syntax.File {
	if len(s.Text) > maxScript {
		return nil
	}
	var fault *Fault
	for _, grammar := range grammars {
		file, err := syntax.NewParser(syntax.Variant(grammar.variant)).Parse(&source{s.Text}, "")
		if err == nil {
			s.Grammar = grammar.name
			return file
		}
		var parse syntax.ParseError
		var lang syntax.LangError
		switch {
		case errors.As(err, &lang): // another grammar may take it
		case errors.As(err, &parse) && structural().MatchString(parse.Text) && !isLate(s.Text[:parse.Pos.Offset()]):
			if fault == nil || grammar.name == POSIX && s.Shell != "bash" {
				message, _ := unmark(strings.ReplaceAll(parse.Text, "`EOF`", "the end"))
				fault = &Fault{Line: int(parse.Pos.Line()), Column: int(parse.Pos.Col()), Message: message}
			}
		default:
			return nil // real shells take it, or find the fault when they run it
		}
	}
	if s.Shell != "zsh" { // whose grammar is not among those
		s.Fault = fault
	}
	return nil
}

// isLate reports whether shells read the text after this one only when they run it: in
// backquotes, and behind a here-document, whose end the parser may have missed.
func isLate(before string) bool {
	return strings.Contains(before, "<<") || strings.Count(before, "`")%2 == 1
}

// structural matches the parser's errors that dash, bash and busybox report as well. They
// accept what it refuses in expansions, arithmetic, tests and here-documents, at least
// until they run it.
var structural = lazyregexp.New("^`[^`]*` must be followed by (`(do|then|in|fi|done)`|a statement( list)?)$|" +
	"statement must end with|^reached .* (without closing quote|without matching `(\\$?\\(|\\{)`)|" +
	"can only be used (in|to end) |can only be used to close a (block|subshell)|can only immediately follow a statement|" +
	"^statements must be separated|is not a valid start for a statement|^a command can only contain words and redirects")
