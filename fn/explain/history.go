package explain

import (
	"fmt"
	"strings"
	"time"

	"github.com/notebook-validation/nvj/fn/term"
)

// history is what happened, in words: a line each for the outcome, the attempts and
// the steps, and blocks for messages of several lines. It says each cause once,
// where the reader comes to it first.
type history struct {
	outcome  string
	reason   string   // of the Job, where the outcome line has that of its last pod
	attempts []string // by attempt
	steps    []string // by step
	details  []block

	said map[cause]string // where a cause was said
}

// block is a message without the line that sums it up.
type block struct {
	heading string
	lines   []string
}

// history returns what happened; everything in it is empty where the cluster has
// reported nothing.
func (p *Plan) history() *history {
	h := &history{said: map[cause]string{}}
	if p.Outcome == nil {
		return h
	}
	h.outcome = p.Outcome.head()
	why := p.Outcome.cause()
	if last := p.decisive(); last != nil {
		h.reason = describe(nil, p.Outcome.Reason, p.Outcome.Meaning, "")
		why = last.cause()
	}
	h.outcome += h.say(why, why.step, "as above")
	for i, attempt := range p.Attempts {
		c := attempt.Outcome.cause()
		text := "pod " + attempt.Pod + " " + attempt.Outcome.head()
		h.attempts = append(h.attempts, text+h.say(c, attemptName(i)+", "+c.step, "as in "+attemptName(i)))
	}
	for _, s := range p.Steps {
		state := s.State
		if state == nil {
			state = p.untold()
		}
		h.steps = append(h.steps, h.step(&s, state))
	}
	return h
}

func attemptName(i int) string { return fmt.Sprintf("attempt %d", i+1) }

// decisive returns the outcome of the Job's last pod where that says why the Job is
// where it is: the Job itself may only have counted failures.
func (p *Plan) decisive() *Outcome {
	if len(p.Attempts) == 0 || p.Outcome.Phase == Succeeded {
		return nil
	}
	last := &p.Attempts[len(p.Attempts)-1].Outcome
	switch p.Outcome.Reason {
	case "", "PodFailurePolicy", "BackoffLimitExceeded":
		if last.cause().phrase(nil) != "" {
			return last
		}
	}
	return nil
}

// say returns ": " and the cause, or where it was said before. The lines that do not
// fit there go to a block with the heading. place is what later lines call this one.
func (h *history) say(c cause, heading, place string) string {
	phrase := c.phrase(nil)
	if phrase == "" && c.lines() == nil {
		return ""
	}
	if at, ok := h.said[c]; ok {
		return ", " + at
	}
	h.said[c] = place
	h.detail(heading, c)
	if phrase == "" {
		return ""
	}
	return ": " + phrase
}

func (h *history) detail(heading string, c cause) {
	if lines := c.lines(); lines != nil {
		h.details = append(h.details, block{heading, lines})
	}
}

// step says what happened to a step, beyond what its state says.
func (h *history) step(s *Step, state *State) string {
	text := s.Does
	c := state.cause(s.Name)
	_, known := h.said[c]
	switch state.Phase {
	case Failed:
		text = c.phrase(state.ExitCode)
		switch {
		case !known:
			h.detail(s.Name, c)
		case c.author == byScript: // what it said was said; what that means was not
			text = describe(state.ExitCode, "", state.Meaning, "")
		default:
			text = describe(state.ExitCode, "", "", "")
		}
	case Waiting:
		if why := c.phrase(nil); why != "" && !known {
			text = why
			h.detail(s.Name, c)
		}
	case Running:
		if state.Started != nil {
			text += ", since " + state.Started.UTC().Format(time.RFC3339)
		}
	case Succeeded:
		if first, _ := cut(state.Message); first != "" {
			text = first
			h.detail(s.Name, c)
		}
		if state.ExitCode != nil && *state.ExitCode != 0 { // a sidecar
			text += "; " + describe(state.ExitCode, state.Reason, state.Meaning, "")
		}
	}
	return text + h.restarts(s, state)
}

// restarts says how often a step was restarted in its pod, and why the last time.
func (h *history) restarts(s *Step, state *State) string {
	if state.Restarts == 0 {
		return ""
	}
	text := "; restarted " + times(state.Restarts)
	if p := state.Previous; p != nil {
		c := p.cause(s.Name)
		if why := c.phrase(p.ExitCode); why != "" {
			text += ", before: " + why
		}
		h.detail(s.Name+", before its restart", c)
	}
	return text
}

// blocks prints the messages of several lines, indented below their headings. Lines
// that are longer than the terminal are left to it: they can be copied.
func (h *history) blocks(look term.Look) string {
	var text strings.Builder
	for _, b := range h.details {
		text.WriteString("\n  " + look.Paint(term.Bold, term.Printable(b.heading)) + "\n")
		for _, line := range b.lines {
			text.WriteString(strings.TrimRight("    "+expandTabs(line), " ") + "\n")
		}
	}
	return text.String()
}

// expandTabs replaces tabs by spaces: behind the indentation of a block they would
// end in other columns.
func expandTabs(line string) string {
	if !strings.Contains(line, "\t") {
		return line
	}
	var text strings.Builder
	column := 0
	for _, r := range line {
		if r != '\t' {
			text.WriteRune(r)
			column++
			continue
		}
		width := 8 - column%8
		text.WriteString(strings.Repeat(" ", width))
		column += width
	}
	return text.String()
}

// head is how far a pod or Job has come, how long that took and in which step.
func (o *Outcome) head() string {
	text := string(o.Phase)
	if o.TookSeconds != nil {
		text += " after " + duration(*o.TookSeconds)
	} else if o.Phase == Running && o.Started != nil {
		text += " since " + o.Started.UTC().Format(time.RFC3339)
	}
	if o.Step != "" {
		text += " in " + o.Step
	}
	return text
}
