package pipeline

import (
	"sync"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/secret"
)

// gate returns what may be shown of an input. It is asked for when the first finding
// about the input is made, because most inputs have none.
func gate(input Input) func() secret.Resource {
	return sync.OnceValue(func() secret.Resource {
		node, err := input.Node()
		if err != nil {
			return secret.Resource{} // no value of it was read
		}
		return secret.Of(node)
	})
}

// shown returns a finding without the values of its source that must not be shown.
// Rules, libraries and the API server's validation word messages without knowing what
// is in them, so every finding passes here before it leaves the package, after its
// field was looked up.
func (s source) shown(f finding.Finding) finding.Finding {
	var about secret.Resource
	if s.gate != nil {
		about = s.gate()
	}
	f.Resource = shownResource(f.Resource)
	f.Message = about.Message(f.Message)
	f.Field = about.Field(f.Field)
	f.Current = about.Value(f.Current)
	f.Proposed = about.Value(f.Proposed)
	return f
}

// shownResource returns the names of a resource as they may be shown: a URL may stand
// where a name should.
func shownResource(r finding.Resource) finding.Resource {
	r.Name, r.Namespace = secret.Redact(r.Name), secret.Redact(r.Namespace)
	return r
}
