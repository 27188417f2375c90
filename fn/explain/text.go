package explain

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
)

// TextOptions say what the reader's terminal can show.
type TextOptions struct {
	// Width in characters; 0 is any width.
	Width int
	// Color writes ANSI colours.
	Color bool
}

// WriteText prints plans for people: a heading, what holds for the whole run, and
// a table of the steps.
func WriteText(w io.Writer, plans []Plan, opts TextOptions) error {
	for i, plan := range shown(plans) {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if _, err := io.WriteString(w, plan.text(opts)); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) text(opts TextOptions) string {
	heading := finding.Printable(p.Kind + " " + p.Name)
	var origin string
	if p.Namespace != "" {
		origin = " in namespace " + p.Namespace
	}
	if p.Source != "" {
		origin += " from NotebookValidationJob " + p.Source
	}
	text := paint(opts, bold, heading) + finding.Printable(origin) + "\n"

	facts := p.facts()
	text += layout(facts, opts.Width, func(row, column int, cell string) string {
		switch {
		case column == 0:
			return paint(opts, dim, cell)
		case facts[row][0] == outcomeFact:
			return paint(opts, phaseColor[p.Outcome.Phase], cell)
		}
		return cell
	})
	rows, phases := p.rows()
	text += "\n" + layout(rows, opts.Width, func(row, column int, cell string) string {
		switch {
		case row == 0:
			return paint(opts, dim, cell)
		case column == 2 && phases != nil:
			return paint(opts, phaseColor[phases[row-1]], cell)
		}
		return cell
	})
	mounts := p.mountRows()
	if p.Outcome != nil || len(mounts) == 1 {
		return text
	}
	return text + "\n" + layout(mounts, opts.Width, func(row, _ int, cell string) string {
		if row == 0 {
			return paint(opts, dim, cell)
		}
		return cell
	})
}

const outcomeFact = "outcome"

// facts are what holds for the whole run, as name and value.
func (p *Plan) facts() [][]string {
	var facts [][]string
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, []string{name, value})
		}
	}
	if s := p.Schedule; s != nil {
		text := s.Cron
		if s.TimeZone != "" {
			text += " in " + s.TimeZone
		}
		if s.Concurrency != "" {
			text += ", concurrency " + s.Concurrency
		}
		add("schedule", text)
	}
	add("held", p.Suspended)
	deadline := "none"
	if p.DeadlineSeconds != nil {
		deadline = duration(*p.DeadlineSeconds)
		if p.Kind != "Pod" {
			deadline += ", retries included"
		}
	}
	add("deadline", deadline)
	if p.Kind != "Pod" {
		retries := "none"
		if p.Retries > 0 {
			retries = fmt.Sprintf("up to %d more pods, with growing pauses between them", p.Retries)
		}
		add("retries", retries)
	}
	if p.Outcome != nil {
		add(outcomeFact, p.Outcome.text())
		if len(p.Attempts) == 0 && p.Kind == "Job" && p.Outcome.Phase != Waiting {
			add("steps", "not told: give the Job's pods too (kubectl get job,pod -o json)")
		}
	}
	for i, attempt := range p.Attempts {
		add(fmt.Sprintf("attempt %d", i+1), "pod "+attempt.Pod+" "+attempt.Outcome.text())
	}
	return facts
}

func (o *Outcome) text() string {
	text := string(o.Phase)
	if o.TookSeconds != nil {
		text += " after " + duration(*o.TookSeconds)
	} else if o.Phase == Running && o.Started != nil {
		text += " since " + o.Started.UTC().Format(time.RFC3339)
	}
	if o.Step != "" {
		text += " in " + o.Step
	}
	if why := describe(nil, o.Reason, o.Meaning, o.Message); why != "" {
		text += ": " + why
	}
	return text
}

// rows are the steps as a table; phases is nil where the cluster has reported
// nothing.
func (p *Plan) rows() (rows [][]string, phases []Phase) {
	if p.Outcome == nil {
		rows = [][]string{{"#", "STEP", "IMAGE", "DOES", "IF IT FAILS"}}
		for i, s := range p.Steps {
			rows = append(rows, []string{s.number(i), s.Name, s.Image, s.Does, p.consequence(s.OnFailure)})
		}
		return rows, nil
	}
	rows = [][]string{{"#", "STEP", "STATE", "TOOK", "WHAT HAPPENED"}}
	for i, s := range p.Steps {
		state := s.State
		if state == nil {
			state = p.untold()
		}
		took := ""
		if state.TookSeconds != nil {
			took = duration(*state.TookSeconds)
		}
		rows = append(rows, []string{s.number(i), s.Name, phaseWords[state.Phase], took, s.happened(state)})
		phases = append(phases, state.Phase)
	}
	return rows, phases
}

// untold is the state of a step on which nothing is reported: while the outcome
// waits nothing has started, else the Job is given without its pods.
func (p *Plan) untold() *State {
	if p.Outcome.Phase == Waiting {
		return &State{Phase: Waiting}
	}
	return &State{}
}

// number is the step's place in the order; a sidecar runs beside what follows.
func (s *Step) number(i int) string {
	if s.Role == RoleSidecar {
		return fmt.Sprintf("%d∥", i+1)
	}
	return fmt.Sprint(i + 1)
}

// mountRows are the mounts as a table: each path and source once, with the steps
// that have it. nvj's own volumes are left out: they are the same in every pod.
func (p *Plan) mountRows() [][]string {
	rows := [][]string{{"MOUNT", "FROM", "IN"}}
	known := map[[2]string]int{}
	for _, s := range p.Steps {
		for _, m := range s.Mounts {
			if strings.HasPrefix(m.Volume, expand.ReservedPrefix) {
				continue
			}
			in := s.Name
			if m.ReadOnly {
				in += " (read-only)"
			}
			key := [2]string{m.Path, m.Volume}
			if at, ok := known[key]; ok {
				rows[at][2] += ", " + in
				continue
			}
			known[key] = len(rows)
			rows = append(rows, []string{m.Path, m.From, in})
		}
	}
	return rows
}

// mounts leaves out nvj's own volumes: they are the same in every pod.
func (s *Step) mounts() string {
	var parts []string
	for _, m := range s.Mounts {
		if strings.HasPrefix(m.Volume, expand.ReservedPrefix) {
			continue
		}
		text := m.Path + " from " + m.From
		if m.ReadOnly {
			text += ", read-only"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

func (p *Plan) consequence(c Consequence) string {
	switch c {
	case Retried:
		return fmt.Sprintf("a new pod, from step 1 (%s at most)", times(p.Retries))
	case RetriedAny:
		return "retried, not counted"
	case ByExitCode:
		return "depends on the exit code"
	case Restarted:
		return "restarted in its pod"
	case FailsPod:
		return "fails the Pod; nothing retries it"
	case ByJob:
		return "fails the Pod; its Job decides what follows"
	}
	return "fails the Job at once"
}

// happened tells of a step what the reader does not see in its state.
func (s *Step) happened(state *State) string {
	text := s.Does
	switch state.Phase {
	case Failed:
		text = describe(state.ExitCode, state.Reason, state.Meaning, state.Message)
	case Waiting:
		if why := describe(nil, state.Reason, state.Meaning, state.Message); why != "" {
			text = why
		}
	case Running:
		if state.Started != nil {
			text += ", since " + state.Started.UTC().Format(time.RFC3339)
		}
	case Succeeded:
		if state.Message != "" {
			text = state.Message
		}
		if state.ExitCode != nil && *state.ExitCode != 0 { // a sidecar
			text += "; " + describe(state.ExitCode, state.Reason, state.Meaning, "")
		}
	}
	if state.Restarts == 0 {
		return text
	}
	text += "; restarted " + times(state.Restarts)
	if p := state.Previous; p != nil {
		if why := describe(p.ExitCode, p.Reason, p.Meaning, p.Message); why != "" {
			text += ", before: " + why
		}
	}
	return text
}

func times(n int32) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

var phaseWords = map[Phase]string{
	"": "not told", Waiting: "waiting", Running: "running", Succeeded: "succeeded", Failed: "failed", NotRun: "did not run",
}

// duration prints seconds as people write them: 90 is 1m30s, 1800 is 30m.
func duration(seconds int64) string {
	text := (time.Duration(seconds) * time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// ANSI colours.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

var phaseColor = map[Phase]string{Waiting: yellow, Running: yellow, Succeeded: green, Failed: red, NotRun: dim}

func paint(opts TextOptions, color, text string) string {
	if !opts.Color || text == "" || color == "" {
		return text
	}
	return "\x1b[" + color + "m" + text + "\x1b[0m"
}
