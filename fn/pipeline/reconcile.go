package pipeline

import (
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// localConfig marks an item that no tool applies: kustomize leaves it out of the
// build, kpt keeps it in the package.
const localConfig = "config.kubernetes.io/local-config"

// product is one object a job became: its printed body, the item of an earlier
// run that it replaces, if any, and in the end the item itself.
type product struct {
	body     *yaml.Node
	replaces *Input
	item     *resourcelist.Item
}

// reconcile puts what the jobs became among the items: in the place of what an
// earlier run left there, else behind the job. What an earlier run generated and
// no job wants any more goes, if it came from a file or its job is here.
func (r *run) reconcile(out *Output) {
	r.onAllCores(func(j *job) {
		for _, object := range j.objects() {
			j.products = append(j.products, &product{body: j.print(object)})
		}
	})
	earlier := r.earlier()
	replacements := map[*resourcelist.Item]*product{}
	jobs := map[*resourcelist.Item]*job{}
	for _, j := range r.jobs {
		jobs[j.input.Item] = j
		for _, p := range j.products {
			if p.replaces = earlier.take(j, scalarAt(p.body, "kind")); p.replaces != nil {
				replacements[p.replaces.Item] = p
			}
		}
	}
	r.onAllCores(func(j *job) {
		for _, p := range j.products {
			p.finish()
		}
	})
	for _, input := range r.inputs {
		if p, ok := replacements[input.Item]; ok {
			out.add(p)
			continue
		}
		j, isJob := jobs[input.Item]
		if isJob && r.config.Source == v1alpha1.SourceKeep {
			markLocal(input)
		}
		if isJob && r.config.Source == v1alpha1.SourceKeep || !isJob && !earlier.isStale(input) {
			out.Items = append(out.Items, input.Item)
		}
		if isJob {
			out.addNew(j)
		}
	}
	for _, j := range r.jobs {
		if j.adopted {
			out.addNew(j)
		}
	}
}

func (out *Output) add(p *product) {
	out.Items = append(out.Items, p.item)
	out.Generated[p.item] = true
}

// addNew adds those objects of a job that replace nothing.
func (out *Output) addNew(j *job) {
	for _, p := range j.products {
		if p.replaces == nil {
			out.add(p)
		}
	}
}

// finish makes the item of a product. Where it replaces one, the annotations by
// which hosts know that one stay: its file and place, kustomize's memory of its
// names.
func (p *product) finish() {
	if p.replaces == nil {
		p.item = resourcelist.NewItem(encode(p.body))
		return
	}
	old, err := p.replaces.Node()
	if err != nil {
		panic(err) // it was parsed when it was found
	}
	own := manifest.At(old, "metadata.annotations")
	annotations := child(child(p.body, "metadata"), "annotations")
	for i := 0; own != nil && i+1 < len(own.Content); i += 2 {
		key := own.Content[i].Value
		if expand.IsInternalAnnotation(key) && manifest.Get(annotations, key) == nil {
			manifest.Set(annotations, key, manifest.String(own.Content[i+1].Value))
		}
	}
	p.item = p.replaces.Item
	p.item.SetText(encode(p.body))
}

// encode prints a body that was built from Kubernetes' types: an error is a bug.
func encode(body *yaml.Node) []byte {
	text, err := manifest.Encode(body)
	if err != nil {
		panic(err)
	}
	return text
}

// objects lists what the job became, in the order in which kubectl should apply it.
func (j *job) objects() []expand.Object {
	if j.rendered.Scripts == nil {
		return []expand.Object{j.rendered.Workload}
	}
	return []expand.Object{j.rendered.Scripts, j.rendered.Workload}
}

// print turns an object into a node; what the user wrote stands there as the
// user wrote it.
func (j *job) print(object expand.Object) *yaml.Node {
	body, err := manifest.Node(object)
	if err != nil {
		panic(err) // a Kubernetes type that JSON cannot encode is a bug
	}
	if object != j.rendered.Workload {
		return body
	}
	j.rendered.Origins.VerbatimParts(func(rendered string, origin expand.Origin) {
		own, written := manifest.At(body, rendered), manifest.At(j.node, origin.Path)
		if own != nil && written != nil {
			*own = *manifest.Graft(own, written)
		}
	})
	return body
}

// markLocal annotates the job as local config, once.
func markLocal(input Input) {
	node, err := input.Node()
	if err != nil || annotation(node, localConfig) == "true" {
		return
	}
	metadata := child(node, "metadata")
	manifest.Set(child(metadata, "annotations"), localConfig, manifest.String("true"))
	input.SetNode(node)
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

// IsLocalConfig reports whether an item is one that no tool applies.
func IsLocalConfig(item *resourcelist.Item) bool {
	if !item.Mentions(localConfig) {
		return false
	}
	node, err := item.Node()
	return err == nil && annotation(node, localConfig) == "true"
}
