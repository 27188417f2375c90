package pipeline

import "github.com/notebook-validation/nvj/fn/expand"

// kptIDAnnotation is on what kpt hands to a function that has selectors or exclusions:
// then the function sees a part of the package only.
const kptIDAnnotation = "internal.config.k8s.io/kpt-resource-id"

// ruleHidden is the rule of jobs whose generated objects kpt does not hand over.
const ruleHidden = "job-output-hidden"

// refuseHidden reports a job that an earlier run of nvj marked as local config, while kpt
// does not hand over what that run generated: kpt would add the new objects to files that
// have them already, at every render.
func (r *run) refuseHidden(j *job) {
	if r.config.ValidateOnly || annotation(j.node, kptIDAnnotation) == "" || annotation(j.node, localConfig) != "true" {
		return
	}
	var workload, scripts bool // what kpt handed over
	mounts := true             // whether the pod of that run needs scripts
	for _, name := range j.names {
		for _, item := range r.earlier.bySource[name] {
			if item.Kind() == "ConfigMap" {
				scripts = true
				continue
			}
			workload, mounts = true, item.Mentions(expand.ScriptsVolume)
		}
	}
	if workload && (scripts || !mounts) {
		return
	}
	j.fail(ruleHidden, "metadata.name", "Forbidden: kpt's selectors or exclusions hide what an earlier render made of this job; "+
		"each render would add it to the package again; remove the selectors, and exclude nothing that nvj generates; "+
		"where nvj only checks, set validateOnly: true; before the first render, remove the annotation "+localConfig+", which nvj sets")
}
