package pipeline

import (
	"fmt"
	"strings"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/suggest"
)

// The rules of function configs that the command line reports.
const (
	RuleConfigKind  = "config-kind"
	RuleConfigCount = "config-count"
)

// ownKinds are the kinds that nvj takes, by their API groups, and the rules of those
// that are none.
var ownKinds = map[string]struct{ kind, rule string }{
	v1alpha1.Group:         {v1alpha1.JobKind, "job-kind"},
	v1alpha1.OperatorGroup: {v1alpha1.JobKind, "job-kind"},
	v1alpha1.ConfigGroup:   {v1alpha1.ConfigKind, RuleConfigKind},
}

// refuseUnknownKinds reports items of nvj's own API groups that are of none of its
// kinds: a misspelt job would be passed on, and never run. The operator's group has
// other kinds: there a kind must nearly be that of a job.
func (r *run) refuseUnknownKinds() {
	for _, input := range r.inputs {
		group, _, _ := strings.Cut(input.APIVersion(), "/")
		kind, own := input.Kind(), ownKinds[group]
		if own.kind == "" || kind == v1alpha1.JobKind || kind == v1alpha1.ConfigKind {
			continue
		}
		near := suggest.Nearest(kind, []string{own.kind})
		if group == v1alpha1.OperatorGroup && kind != "" && near == "" {
			continue
		}
		s, err := newSource(input)
		if err != nil {
			r.findings = append(r.findings, broken(input, err))
			continue
		}
		fault := fmt.Sprintf("Unsupported value: %q: supported values: %q", kind, own.kind)
		switch {
		case kind == "":
			fault = fmt.Sprintf("Required value: %s", own.kind)
		case near != "":
			fault = fmt.Sprintf("Unsupported value: %q; did you mean %q?", kind, near)
		}
		r.fail(s, own.rule, "kind", fault)
	}
}
