package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
)

// operatorPrefix starts the annotations that the operator reads from a
// NotebookValidationJob.
const operatorPrefix = "mlops.dev/"

var operatorAnnotation = rule{
	Rule: finding.Rule{
		ID: "operator-annotation", Severity: finding.Warning,
		Reason: "Annotations of mlops.dev ask the operator to do something; a plain Job has nobody who does it.",
		Bad:    "metadata:\n  annotations:\n    mlops.dev/inject-credentials: \"true\"",
		Good:   "metadata:\n  annotations:\n    example.com/team: data-science",
	},
	pod: func(s *subject) {
		for _, key := range slices.Sorted(maps.Keys(s.job.Annotations)) {
			if strings.HasPrefix(key, operatorPrefix) {
				s.reportJob("metadata.annotations["+key+"]", nil,
					"only the operator acts on %s; say what it did in the job's own fields, and remove it", key)
			}
		}
	},
}
