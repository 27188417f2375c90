package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/validate/apiserver"
	"github.com/notebook-validation/nvj/test/conformance/generate"
)

// stricter lists the rules by which nvj refuses on purpose what the API server
// accepts, and why. The server's own rules are not among them.
var stricter = map[string]string{
	"job-name":             "the job's name is that of a NotebookValidationJob as well, which no server ever sees",
	"job-reserved-name":    "the name is that of a container or volume of nvj's own",
	"job-workspace-hidden": "the mount would hide the repository that has been cloned",
}

// outcome is how one case went.
type outcome struct {
	accepted    bool     // by the server, as a workload and as a pod
	skipped     bool     // the case does not decode
	byPlugin    bool     // an admission plugin stood before the rules
	blamed      []string // by the server
	differences []string // for people
}

// check compares both verdicts on one case.
func (s *server) check(ctx context.Context, c generate.Case) (outcome, error) {
	v, err := judge(c)
	if errors.Is(err, errUndecodable) {
		return outcome{skipped: true}, nil
	}
	if err != nil {
		return outcome{}, err
	}
	var o outcome
	onWorkload, err := s.ofWorkload(ctx, v)
	if err != nil {
		return outcome{}, err
	}
	o.compare(kindOf(v), onWorkload, v.onWorkload)
	refused := !onWorkload.accepted
	if v.pod != nil {
		onPod, err := s.createPod(ctx, v.pod)
		if err != nil {
			return outcome{}, err
		}
		o.compare("Pod of the template", onPod, v.onPod)
		refused = refused || !onPod.accepted
	}
	o.accepted = !refused
	if !o.byPlugin {
		o.compareFindings(v, refused)
	}
	return o, nil
}

// ofWorkload asks about what nvj prints, or, where it prints nothing, about what
// it would have printed.
func (s *server) ofWorkload(ctx context.Context, v *verdict) (answer, error) {
	if len(v.generated) == 0 {
		manifest, err := json.Marshal(v.workload)
		if err != nil {
			return answer{}, err
		}
		return s.create(ctx, manifest)
	}
	for _, scripts := range v.generated[:len(v.generated)-1] {
		if a, err := s.create(ctx, scripts); err != nil || !a.accepted {
			return a, err
		}
	}
	return s.create(ctx, v.generated[len(v.generated)-1])
}

func kindOf(v *verdict) string { return v.workload.GetObjectKind().GroupVersionKind().Kind }

// compare holds the server's answer against the linked rules: the verdict, and the
// set of the fields that are blamed, both in the server's notation.
func (o *outcome) compare(what string, a answer, linked apiserver.Verdict) {
	if a.byPlugin {
		o.byPlugin = true
		return
	}
	for _, cause := range a.causes {
		o.blamed = append(o.blamed, cause.Field)
	}
	theirs, ours := map[string]string{}, map[string]bool{}
	for _, cause := range a.causes {
		theirs[cause.Field] = cause.Message
	}
	for _, field := range linked.Blamed {
		ours[field] = true
	}
	if a.accepted != (len(ours) == 0) {
		o.differ("%s: the server says accepted: %t, the linked rules say accepted: %t", what, a.accepted, len(ours) == 0)
	}
	for _, field := range slices.Sorted(maps.Keys(theirs)) {
		if !ours[field] {
			o.differ("%s: only the server blames %s: %s", what, field, theirs[field])
		}
	}
	for _, field := range linked.Blamed {
		if _, ok := theirs[field]; !ok {
			o.differ("%s: only the linked rules blame %s", what, field)
		}
	}
	if a.accepted {
		o.compareWarnings(what, a.warnings, linked.Warned)
	}
}

// The server cuts its warnings: each, and then all together.
const (
	maxWarning  = 256
	maxWarnings = 4096
)

func (o *outcome) compareWarnings(what string, theirs, ours []string) {
	total := 0
	for _, warning := range theirs {
		total += len(warning)
		if !slices.ContainsFunc(ours, func(own string) bool { return own == warning || len(own) > maxWarning && cut(own) == cut(warning) }) {
			o.differ("%s: only the server warns: %s", what, warning)
		}
	}
	if total > maxWarnings-maxWarning {
		return // it may have left some out
	}
	for _, own := range ours {
		if !slices.ContainsFunc(theirs, func(warning string) bool { return own == warning || cut(own) == cut(warning) }) {
			o.differ("%s: only the linked rules warn: %s", what, own)
		}
	}
}

// cut is as much of a warning as the server surely leaves of it.
func cut(warning string) string { return warning[:min(len(warning), maxWarning-10)] }

// compareFindings holds what nvj tells its user against the server's verdict.
func (o *outcome) compareFindings(v *verdict, refused bool) {
	errs := v.refusing()
	if refused && len(errs) == 0 {
		o.differ("nvj: accepted what the server refuses")
	}
	if refused {
		return
	}
	for _, f := range errs {
		if _, onPurpose := stricter[f.Rule]; !onPurpose {
			o.differ("nvj: refused what the server accepts: %s", strings.TrimSpace(output.Text(f)))
		}
	}
}

func (o *outcome) differ(format string, args ...any) {
	o.differences = append(o.differences, fmt.Sprintf(format, args...))
}

// likeness is a difference without what is particular to one case, so that a
// smaller case can be told to differ in the same way.
func likeness(difference string) string { return digits.ReplaceAllString(difference, "#") }

var digits = regexp.MustCompile(`[0-9]+`)
