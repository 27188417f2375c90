package pipeline

import (
	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// localConfig marks an item that no tool applies: kustomize leaves it out of the
// build, kpt keeps it in the package.
const localConfig = "config.kubernetes.io/local-config"

// reconcile puts what the jobs became among the items: in the place of what an
// earlier run left there, else behind the job. What an earlier run generated and
// no job wants any more goes.
func (r *run) reconcile(out *Output) {
	r.onAllCores(func(j *job) {
		if !j.printed { // it had faults that the config takes for none
			r.printJob(j)
		}
	})
	earlier, keeps := r.earlier, r.config.Source == v1alpha1.SourceKeep
	replacements := map[*resourcelist.Item]*product{}
	jobs := map[*resourcelist.Item]*job{}
	for _, j := range r.jobs {
		jobs[j.input.Item] = j
		for _, name := range j.names {
			earlier.wanted[name] = true
		}
		for _, p := range j.products {
			if p.replaces = earlier.take(j, p.kind); p.replaces != nil {
				replacements[p.replaces.Item] = p
			}
		}
	}
	r.onAllCores(func(j *job) {
		for _, p := range j.products {
			p.finish(&r.printer)
		}
	})
	for _, input := range r.inputs {
		if p, ok := replacements[input.Item]; ok {
			out.add(p)
			continue
		}
		j, isJob := jobs[input.Item]
		if isJob && j.mark != nil {
			input.Apply(*j.mark)
		}
		if isJob && j.record != "" {
			input.Apply(annotated(input, recordAnnotation, j.record))
		}
		if isJob && keeps || !isJob && !earlier.isStale(input, keeps) {
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

// IsLocalConfig reports whether an item is one that no tool applies.
func IsLocalConfig(item *resourcelist.Item) bool {
	if !item.Mentions(localConfig) {
		return false
	}
	node, err := item.Node()
	return err == nil && annotation(node, localConfig) == "true"
}
