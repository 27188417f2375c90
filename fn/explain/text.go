package explain

import (
	"fmt"
	"io"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/term"
)

// WriteText prints plans for people: a heading, what holds for the whole run, a
// table of the steps, and the messages of several lines, as they were written.
func WriteText(w io.Writer, plans []Plan, look term.Look) error {
	var texts []string
	for _, plan := range shown(plans) {
		texts = append(texts, plan.text(look))
	}
	_, err := io.WriteString(w, term.Inert(strings.Join(texts, "\n")))
	return err
}

func (p *Plan) text(look term.Look) string {
	heading := term.Printable(p.Kind + " " + p.Name)
	var origin string
	if p.Namespace != "" {
		origin = " in namespace " + p.Namespace
	}
	if p.Source != "" {
		origin += " from NotebookValidationJob " + p.Source
	}
	text := look.Paint(term.Bold, heading) + term.Printable(origin) + "\n"

	h := p.history()
	facts := p.facts(h)
	text += term.Table(facts, look.Width, func(row, column int, cell string) string {
		switch {
		case column == 0:
			return look.Paint(term.Dim, cell)
		case facts[row][0] == outcomeFact:
			return look.Paint(phaseColor[p.Outcome.Phase], cell)
		}
		return cell
	})
	rows, phases := p.rows(h)
	text += "\n" + term.Table(rows, look.Width, func(row, column int, cell string) string {
		switch {
		case row == 0:
			return look.Paint(term.Dim, cell)
		case column == 2 && phases != nil:
			return look.Paint(phaseColor[phases[row-1]], cell)
		}
		return cell
	})
	if p.Outcome != nil {
		return text + h.blocks(look)
	}
	mounts := p.mountRows()
	if len(mounts) == 1 {
		return text
	}
	return text + "\n" + term.Table(mounts, look.Width, func(row, _ int, cell string) string {
		if row == 0 {
			return look.Paint(term.Dim, cell)
		}
		return cell
	})
}

const outcomeFact = "outcome"

// facts are what holds for the whole run, as name and value.
func (p *Plan) facts(h *history) [][]string {
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
		add(outcomeFact, h.outcome)
		add("reason", h.reason)
		if len(p.Attempts) == 0 && p.Kind == "Job" && p.Outcome.Phase != Waiting {
			add("steps", p.withoutPods())
		}
	}
	for i, attempt := range h.attempts {
		add(attemptName(i), attempt)
	}
	return facts
}

// withoutPods says why nothing is known of the steps of a Job.
func (p *Plan) withoutPods() string {
	if p.Outcome.Reason == batchv1.JobReasonDeadlineExceeded {
		return "unknown: Kubernetes deletes the pods of a Job at its deadline; kubectl get events may name the step"
	}
	return "unknown: give the Job's pods too (kubectl get job,pod -o json)"
}

// rows are the steps as a table; phases is nil where the cluster has reported
// nothing.
func (p *Plan) rows(h *history) (rows [][]string, phases []Phase) {
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
		rows = append(rows, []string{s.number(i), s.Name, phaseWords[state.Phase], took, h.steps[i]})
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

func times(n int32) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

var phaseWords = map[Phase]string{
	"": "unknown", Waiting: "waiting", Running: "running", Succeeded: "succeeded", Failed: "failed", NotRun: "did not run",
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

var phaseColor = map[Phase]term.Color{
	Waiting: term.Yellow, Running: term.Yellow, Succeeded: term.Green, Failed: term.Red, NotRun: term.Dim,
}
