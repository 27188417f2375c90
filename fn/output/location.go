package output

import "github.com/notebook-validation/nvj/fn/finding"

// places knows where to show the findings of a report that have no file or no line.
type places struct {
	report Report
	lines  map[Subject]int
}

func newPlaces(report Report) places {
	p := places{report, make(map[Subject]int, len(report.Checked))}
	for _, subject := range report.Checked {
		p.lines[subject.key()] = subject.Line
	}
	return p
}

// key is a subject without its line.
func (s Subject) key() Subject {
	s.Line, s.Column = 0, 0
	return s
}

// of returns a file and a line for a finding: those of the finding, else the first
// line of the notebook job that it is about, else of its file. What is in no file, as
// a flag, is shown where the report says. Paths are those that the reader of the
// report knows.
func (p places) of(f finding.Finding) finding.Position {
	at := f.Position
	if at.File == "" {
		at = p.report.Default
	}
	if at.Line == 0 {
		at.Line = max(p.lines[Subject{f.Resource, at}.key()], 1)
		at.Column = 0
	}
	if p.report.Path != nil {
		at.File = p.report.Path(at.File)
	}
	return at
}
