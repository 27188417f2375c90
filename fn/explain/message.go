package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/term"
)

// author says who wrote a message, and so what its first line is.
type author int

const (
	byProgram author = iota // the first line says what is wrong
	byScript                // nvj's own script: the first line also says what the exit code means
	byLog                   // perhaps the end of a log, of which no line sums it up
)

// authorOf returns who wrote the termination message of the step.
func (s *Step) authorOf(code int32, message string) author {
	switch _, rest := cut(message); {
	case s.script.wrote(code, message):
		return byScript
	case s.logOnFail && code != 0 && rest != nil:
		return byLog
	}
	return byProgram
}

// plain is a message that others wrote, without what a terminal obeys.
func plain(message string) string {
	lines := strings.Split(term.Plain(message), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// cut returns the first line of a message and the lines below it.
func cut(message string) (first string, rest []string) {
	lines := strings.Split(message, "\n")
	first, rest = lines[0], lines[1:]
	for len(rest) > 0 && rest[0] == "" {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		rest = nil
	}
	return first, rest
}

// cause is why something failed or waits.
type cause struct {
	step, reason, meaning, message string
	author                         author
}

func (o *Outcome) cause() cause {
	c := cause{o.Step, o.Reason, o.Meaning, o.Message, o.author}
	if slices.Contains(repeats, o.Message) {
		c.message = ""
	}
	return c
}

func (s *State) cause(step string) cause {
	return cause{step, s.Reason, s.Meaning, s.Message, s.author}
}

// repeats are messages of Kubernetes that say what our meaning of their reason says.
var repeats = []string{
	"Pod was active on the node longer than the specified deadline",
	"Job was active longer than specified deadline",
	"Job has reached the specified backoff limit",
}

// logOnly reports whether all lines of the message are the end of a log, below a
// reason that is known without them.
func (c cause) logOnly() bool { return c.author == byLog && c.meaning+c.reason != "" }

// phrase says in one line what the cause is. code is nil where the exit code is
// not to be said.
func (c cause) phrase(code *int32) string {
	first, _ := cut(c.message)
	switch {
	case c.author == byScript:
		return describe(code, c.reason, first, "")
	case c.logOnly():
		first = ""
	}
	return describe(code, c.reason, c.meaning, first)
}

// lines are those that phrase leaves out.
func (c cause) lines() []string {
	if c.logOnly() {
		return strings.Split(c.message, "\n")
	}
	first, rest := cut(c.message)
	if len(rest) == 1 && strings.HasSuffix(first, rest[0]) {
		return nil // an error without a traceback has its own text in place of it
	}
	return rest
}

// describe says in one phrase what a state or outcome tells.
func describe(code *int32, reason, meaning, message string) string {
	text := orElse(meaning, reason)
	switch {
	case code != nil && *code != 0 && text == "":
		text = fmt.Sprintf("exit code %d", *code)
	case code != nil && *code != 0:
		text += fmt.Sprintf(" (exit code %d", *code)
		if reason != "" && meaning != "" {
			text += ", " + reason
		}
		text += ")"
	case reason != "" && meaning != "":
		text += " (" + reason + ")"
	}
	if message != "" && text != "" {
		return text + ": " + message
	}
	return text + message
}
