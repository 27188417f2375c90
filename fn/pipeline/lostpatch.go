package pipeline

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/manifest"
)

// rulePatchLost is the rule of changes to generated objects that a later run undoes.
const rulePatchLost = "job-patch-lost"

// maxLostShown is how many fields a message lists.
const maxLostShown = 5

// recordAnnotation holds what a job became, for a run in a later layer of kustomize. It is on
// the notebook job, which is local config there: no file and no cluster gets it.
const recordAnnotation = v1alpha1.RenderedAnnotation

// recordRendering notes what the job becomes, and reports what a layer of kustomize changed
// in the objects that the run of an earlier layer generated and this run does not generate.
// Only kustomize calls a function in layers. Elsewhere the record would end up in a file.
func (r *run) recordRendering(j *job) {
	if r.config.Source != v1alpha1.SourceKeep || r.config.ValidateOnly || j.adopted || annotation(j.node, kustomizeIDAnnotation) == "" {
		return
	}
	now := map[string]any{}
	for _, object := range j.objects() {
		body, err := manifest.Node(object)
		if err != nil {
			panic(err) // a Kubernetes type that cannot be encoded is a bug
		}
		if object == j.rendered.Workload {
			j.graft(body)
		}
		value, ok := asJSON(body)
		if !ok {
			panic("a generated object cannot be written as JSON") // a bug: the fields of its type can
		}
		now[object.GetObjectKind().GroupVersionKind().Kind] = value
	}
	text, err := json.Marshal(now)
	if err != nil {
		panic(err) // it was decoded from JSON
	}
	before := annotation(j.node, recordAnnotation)
	if before != string(text) {
		j.record = string(text)
	}
	var was map[string]any
	if before == "" || json.Unmarshal([]byte(before), &was) != nil {
		return // the first run, or not a record of nvj's
	}
	for _, kind := range slices.Sorted(maps.Keys(now)) {
		r.reportLost(j, kind, was[kind], now[kind])
	}
}

// reportLost compares the object of a kind that an earlier run left.
func (r *run) reportLost(j *job, kind string, was, now any) {
	present := r.earlier.find(j, kind)
	if present == nil || was == nil {
		return
	}
	node, err := present.Node()
	if err != nil {
		return // not ours to mend
	}
	is, ok := asJSON(node)
	if !ok {
		return
	}
	c := threeWay{isSame: func(path string, is any) bool { return isSame(j, path, is) }}
	c.compare("", was, is, now)
	if len(c.lost) == 0 {
		return
	}
	shown := strings.Join(c.lost[:min(len(c.lost), maxLostShown)], ", ")
	if more := len(c.lost) - maxLostShown; more > 0 {
		shown += fmt.Sprintf(" and %d more", more)
	}
	f := finding.Finding{
		Rule: rulePatchLost, Severity: finding.Warning, Field: "metadata.name",
		Message: fmt.Sprintf("the %s %q was changed after nvj had generated it, and this run generates it again without the changes to %s; "+
			"change the %s instead, or run nvj in one layer only", kind, present.Name(), shown, v1alpha1.JobKind),
	}
	j.pending = append(j.pending, pending{Finding: f, place: j.place})
}

// isSame reports whether a difference between the present object and the new one is none that
// a user made there.
func isSame(j *job, path string, is any) bool {
	entry := strings.TrimSuffix(path[strings.LastIndexByte(path, '[')+1:], "]")
	switch {
	case path == "metadata.name":
		return true // another hash, or another place of prefix and suffix
	case strings.HasSuffix(path, "metadata.annotations["+entry+"]"):
		// What kustomize's commonAnnotations write on the job, they write on all of these.
		return expand.IsHostAnnotation(entry) || is != nil && annotation(j.node, entry) == is
	case strings.HasSuffix(path, "metadata.labels["+entry+"]"):
		return expand.IsHostLabel(entry)
	}
	return false
}

// asJSON returns an object as decoded JSON. Of a ConfigMap the data is left out: the
// texts of the scripts are large, and the name has their hash.
func asJSON(node *yaml.Node) (any, bool) {
	var decoded map[string]any
	if node.Decode(&decoded) != nil {
		return nil, false
	}
	if decoded["kind"] == "ConfigMap" {
		delete(decoded, "data")
	}
	text, err := json.Marshal(decoded)
	if err != nil {
		return nil, false
	}
	var value any
	if json.Unmarshal(text, &value) != nil {
		return nil, false
	}
	return value, true
}
