package lint

import (
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// exec is the script index of a statement that no shell runs.
const exec = -1

// statement is one simple command: of a shell script, or a container's own.
type statement struct {
	words       []string // program and arguments, without quotes
	assignments []string // NAME=value before the program
	loops       []*loop  // around it, outermost first
	condition   bool     // decides whether its innermost loop goes on
	captured    bool     // its output goes into a pipe or a file
	script      int      // index of the script among the container's words, or exec
}

// loop is a while, until or for loop.
type loop struct {
	keyword     string
	inCondition bool
	condition   []string // all words of the condition
	words       []string // all words of condition and body
}

// counting are the words of conditions that count, and so come to an end.
var counting = []string{"-lt", "-le", "-gt", "-ge", "-ne", "-eq"}

// ends are the words that end a loop from within.
var ends = []string{"break", "exit", "return", "kill", "timeout"}

// isEndless reports whether nothing in the loop bounds it, as far as its words tell.
func (l *loop) isEndless() bool {
	if l.keyword == "for" || len(l.condition) == 0 || l.condition[0] == "read" {
		return false
	}
	has := func(words []string, any []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(any, w) })
	}
	return !has(l.condition, counting) && !has(l.words, ends)
}

// pauses reports whether the loop leaves time between two rounds.
func (l *loop) pauses() bool {
	return slices.ContainsFunc(l.words, func(word string) bool {
		return strings.Contains(word, "sleep") || slices.Contains([]string{"wait", "inotifywait", "read"}, word)
	})
}

var assignment = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*=`)

// parseScript finds the simple commands of a shell script and the loops around
// them. It knows quotes, comments, continuation lines, here-documents and the
// reserved words; what stands in $(…) stays part of its word. A script it
// misreads loses statements, and with them warnings; it never fails.
func parseScript(script string) []statement {
	var all []statement
	var loops []*loop
	for _, cmd := range splitCommands(script) {
		st := statement{captured: cmd.captured}
		words := cmd.words
	leading:
		for len(words) > 0 {
			switch word := words[0]; {
			case word == "while" || word == "until":
				loops = append(loops, &loop{keyword: word, inCondition: true})
			case word == "for" || word == "select":
				loops = append(loops, &loop{keyword: "for"})
				words = words[:1]
			case word == "do":
				if len(loops) > 0 {
					loops[len(loops)-1].inCondition = false
				}
			case word == "done":
				loops = loops[:max(len(loops)-1, 0)]
				words = words[:1]
			case word == "case":
				words = words[:1]
			case slices.Contains(prefixes, word):
			case strings.IndexByte(word, '=') > 0 && assignment().MatchString(word):
				st.assignments = append(st.assignments, word)
			default:
				break leading
			}
			words = words[1:]
		}
		st.words = words
		if len(words) == 0 && len(st.assignments) == 0 {
			continue
		}
		st.loops = slices.Clone(loops)
		for i, l := range loops {
			l.words = append(l.words, words...)
			if l.inCondition {
				l.condition = append(l.condition, words...)
				st.condition = i == len(loops)-1
			}
		}
		if len(words) > 0 || len(st.assignments) > 0 {
			all = append(all, st)
		}
	}
	return all
}

// prefixes are the words before a command that do not change what it does.
var prefixes = []string{"if", "then", "else", "elif", "fi", "esac", "!", "{", "}", "time", "exec", "command", "nohup", "export", "local", "env"}
