package pipeline

import (
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// product is one object a job became: its printed body or, once nothing can be
// added to that any more, its text; the item of an earlier run that it replaces,
// if any; and in the end the item itself.
type product struct {
	kind     string
	body     *yaml.Node
	text     [][]byte
	replaces *Input
	item     *resourcelist.Item
}

// printJob prints what a job became, and lets go of what it was made from: of a
// thousand jobs only the texts stay, and of each what the others do not have.
func (r *run) printJob(j *job) {
	j.printed = true
	for _, object := range j.objects() {
		p := &product{kind: object.GetObjectKind().GroupVersionKind().Kind}
		asWritten := func(body *yaml.Node) {
			if object == j.rendered.Workload {
				j.graft(body)
			}
		}
		var err error
		if r.earlier.mayReplace(j) {
			if p.body, err = manifest.Node(object); err == nil {
				asWritten(p.body)
			}
		} else {
			p.text, err = r.printer.Print(object, asWritten)
		}
		if err != nil {
			panic(err) // a Kubernetes type that cannot be encoded is a bug
		}
		j.products = append(j.products, p)
	}
	if r.config.Source == v1alpha1.SourceKeep && !j.adopted && annotation(j.node, localConfig) != "true" {
		j.mark = markLocal(j.input)
	}
	j.rendered = expand.Rendered{}
	j.spec = nil
	if len(j.pending) == 0 {
		j.forget()
	}
}

// forget drops the nodes of a job, which can be parsed again.
func (j *job) forget() {
	j.node = nil
	j.input.Forget()
}

// isSound reports whether nothing that was found in a job can keep it from being
// printed, whatever severities the config sets.
func (j *job) isSound() bool {
	for _, p := range j.pending {
		if p.Severity == finding.Error {
			return false
		}
	}
	return j.node != nil
}

// finish makes the item of a product. Where it replaces one, the annotations and labels by
// which hosts know that one stay: its file and place, kustomize's memory of its
// names.
func (p *product) finish(printer *manifest.Printer) {
	if p.replaces == nil {
		if p.body != nil {
			p.encode(printer)
		}
		p.item = resourcelist.NewItem(p.text...)
		return
	}
	old, err := p.replaces.Node()
	if err != nil {
		panic(err) // it was parsed when it was found
	}
	metadata := child(p.body, "metadata")
	keepMarks(child(metadata, "annotations"), manifest.At(old, "metadata.annotations"), expand.IsHostAnnotation)
	keepMarks(child(metadata, "labels"), manifest.At(old, "metadata.labels"), expand.IsHostLabel)
	p.encode(printer)
	p.item = p.replaces.Item
	p.item.SetText(p.text...)
}

// keepMarks copies the entries by which hosts track an object, but for those that the
// object has.
func keepMarks(into, from *yaml.Node, isMark func(key string) bool) {
	for i := 0; from != nil && i+1 < len(from.Content); i += 2 {
		key := from.Content[i].Value
		if isMark(key) && manifest.Get(into, key) == nil {
			manifest.Set(into, key, manifest.String(from.Content[i+1].Value))
		}
	}
}

// markLocal works out how to mark a job as local config. It is not done yet: an
// error elsewhere may keep the job as it is.
func markLocal(input Input) *resourcelist.Edit {
	edit := annotated(input, localConfig, "true")
	return &edit
}

func annotated(input Input, key, value string) resourcelist.Edit {
	edit, err := input.Annotate(key, value)
	if err != nil {
		panic(err) // it was parsed when it was decoded
	}
	return edit
}

// encode turns the body into text. It was built from Kubernetes' types: an error
// is a bug.
func (p *product) encode(printer *manifest.Printer) {
	text, err := printer.Encode(p.body)
	if err != nil {
		panic(err)
	}
	p.text, p.body = text, nil
}

// objects lists what the job became, in the order in which kubectl should apply it.
func (j *job) objects() []expand.Object {
	if j.rendered.Scripts == nil {
		return []expand.Object{j.rendered.Workload}
	}
	return []expand.Object{j.rendered.Scripts, j.rendered.Workload}
}

// graft puts what the user wrote into the printed workload, as the user wrote it.
func (j *job) graft(body *yaml.Node) {
	j.rendered.Origins.VerbatimParts(func(rendered string, origin expand.Origin) {
		own, written := manifest.At(body, rendered), manifest.At(j.node, origin.Path)
		if own != nil && written != nil {
			*own = *manifest.Graft(own, written)
		}
	})
}

// child returns the mapping under a key, made where it is missing or null.
func child(mapping *yaml.Node, key string) *yaml.Node {
	value := manifest.Get(mapping, key)
	if value == nil || value.Kind != yaml.MappingNode {
		value = manifest.Mapping()
		manifest.Set(mapping, key, value)
	}
	return value
}
