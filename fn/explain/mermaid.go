package explain

import (
	"fmt"
	"io"
	"strings"

	"github.com/notebook-validation/nvj/fn/term"
)

// WriteMermaid prints plans as one Mermaid flowchart, for a Markdown block in a
// pull request.
func WriteMermaid(w io.Writer, plans []Plan) error {
	var text strings.Builder
	text.WriteString("flowchart TD\n")
	for i, plan := range shown(plans) {
		plan.mermaid(&text, fmt.Sprintf("p%d", i+1))
	}
	for _, phase := range []struct{ phase, style string }{
		{"succeeded", "fill:#d4f4dd,stroke:#1a7f37,color:#000"},
		{"failed", "fill:#ffd8d3,stroke:#cf222e,color:#000"},
		{"running", "fill:#fff3c4,stroke:#9a6700,color:#000"},
		{"waiting", "fill:#fff3c4,stroke:#9a6700,stroke-dasharray:4,color:#000"},
		{"notRun", "fill:#eeeeee,stroke:#888888,color:#555"},
	} {
		if strings.Contains(text.String(), ":::"+phase.phase+"\n") {
			fmt.Fprintf(&text, "  classDef %s %s\n", phase.phase, phase.style)
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// mermaid draws one plan: init steps one below the other, then the main ones side
// by side, each with what its failure leads to.
func (p *Plan) mermaid(text *strings.Builder, id string) {
	title := p.Kind + " " + p.Name
	h := p.history()
	for _, fact := range p.facts(h) {
		if fact[0] == "schedule" || fact[0] == "deadline" || fact[0] == outcomeFact {
			title += " · " + fact[0] + " " + shorten(fact[1])
		}
	}
	fmt.Fprintf(text, "  subgraph %s[\"%s\"]\n", id, escape(title))
	var before []string // what the next step starts after
	var mains []string
	for i, s := range p.Steps {
		node := fmt.Sprintf("%s_%d", id, i+1)
		happened := ""
		if s.State != nil {
			happened = h.steps[i]
		}
		s.mermaidNode(text, node, happened)
		for _, from := range before {
			fmt.Fprintf(text, "    %s --> %s\n", from, node)
		}
		if s.OnFailure == Retried || s.OnFailure == RetriedAny || s.OnFailure == Restarted {
			fmt.Fprintf(text, "    %s -. \"%s\" .-> %s\n", node, escape(p.consequence(s.OnFailure)), node)
		}
		if s.Role == RoleMain {
			mains = append(mains, node)
			continue
		}
		before = []string{node}
	}
	text.WriteString("  end\n")
	if len(mains) == 0 {
		return
	}
	for i, s := range p.Steps {
		if s.OnFailure == FailsJob || s.OnFailure == FailsPod || s.OnFailure == ByJob || s.OnFailure == ByExitCode {
			fmt.Fprintf(text, "  %s_%d -- \"on failure\" --> %s_failed([\"%s\"])\n", id, i+1, id, escape(p.consequence(s.OnFailure)))
		}
	}
}

func (s *Step) mermaidNode(text *strings.Builder, node, happened string) {
	lines := []string{"<b>" + escape(s.Name) + "</b>", escape(s.Image)}
	if s.State == nil {
		lines = append(lines, escape(s.Does))
	} else {
		state := phaseWords[s.State.Phase]
		if s.State.TookSeconds != nil {
			state += " in " + duration(*s.State.TookSeconds)
		}
		lines = append(lines, escape(state), escape(shorten(happened)))
	}
	if mounts := s.mounts(); mounts != "" && s.State == nil {
		lines = append(lines, "<i>"+escape(mounts)+"</i>")
	}
	open, end := "[", "]"
	if s.Role == RoleSidecar {
		open, end = "[[", "]]"
	}
	fmt.Fprintf(text, "    %s%s\"%s\"%s", node, open, strings.Join(lines, "<br/>"), end)
	if s.State != nil {
		text.WriteString(":::" + string(s.State.Phase))
	}
	text.WriteString("\n")
}

// shorten cuts text to what fits into a box; the rest is in the other formats.
func shorten(text string) string {
	const limit = 120
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return text
}

// escape turns what Mermaid or HTML would read as markup into entity codes, and
// spells out what a terminal would obey.
func escape(text string) string {
	return strings.NewReplacer(
		"#", "#35;", "&", "#amp;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "`", "#96;", "*", "#42;", "_", "#95;",
	).Replace(term.Printable(text))
}
