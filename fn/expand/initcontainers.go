package expand

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// IsCloneName reports whether a container has the name of a built-in clone step.
func IsCloneName(name string) bool { return name == CloneContainer || name == GoldenContainer }

// IsOwnClone reports whether a container with the name of a clone step is a step that the
// user wrote: it runs something else. Validation refuses it, and it is never merged: either
// its command or nvj's would be lost.
func IsOwnClone(c corev1.Container) bool {
	return IsCloneName(c.Name) && (len(c.Command) > 0 || len(c.Args) > 0)
}

// initContainers places podTemplate's init containers, then the job's in their
// own order and unchanged, then the clone steps. An entry of the job that has the
// name of a clone step marks the place of that step instead, and is merged
// over it, so that a container after it can use the repository. podTemplate's entries
// of these names are settings for the clone steps of all jobs.
func (b *builder) initContainers() {
	steps := map[string]cloneStep{}
	for _, step := range b.clones() {
		steps[step.name] = step
	}
	own := b.job.Spec.PodConfig.InitContainers
	named := func(name string) func(corev1.Container) bool {
		return func(c corev1.Container) bool { return c.Name == name }
	}

	for i, c := range b.template.InitContainers {
		if IsCloneName(c.Name) || slices.ContainsFunc(own, named(c.Name)) {
			continue // merged into the step, or replaced by the job's
		}
		b.addInit(c, inConfig(index(templatePath+"spec.initContainers", i)))
	}
	for i, c := range own {
		origin := inJob(index("spec.podConfig.initContainers", i))
		step, open := steps[c.Name]
		needed := slices.ContainsFunc(b.clones(), func(s cloneStep) bool { return s.name == c.Name })
		switch {
		case IsOwnClone(c):
			b.addInit(c, origin.verbatim())
		case open:
			b.addClone(step, &c, origin)
		case IsCloneName(c.Name) && !needed:
			// It marks the place of a step that the job does not have: validation reports it.
		default: // also a second mark of one step, which is a double to be reported
			b.addInit(c, origin.verbatim())
		}
		delete(steps, c.Name)
	}
	for _, step := range b.clones() {
		if _, open := steps[step.name]; open {
			b.addClone(step, nil, Origin{})
		}
	}
}

func (b *builder) addInit(c corev1.Container, origin Origin) {
	b.origins.add(index("spec.initContainers", len(b.pod.Spec.InitContainers)), origin)
	b.pod.Spec.InitContainers = append(b.pod.Spec.InitContainers, c)
}

// addClone places a clone step: the built-in container, podTemplate's entry of
// that name over it, and the job's placeholder over both.
func (b *builder) addClone(step cloneStep, placeholder *corev1.Container, origin Origin) {
	layers := []layer{{container: b.cloneContainer(step)}}
	isSettings := func(c corev1.Container) bool { return c.Name == step.name && !IsOwnClone(c) }
	if i := slices.IndexFunc(b.template.InitContainers, isSettings); i >= 0 {
		layers = append(layers, layer{b.template.InitContainers[i], inConfig(index(templatePath+"spec.initContainers", i))})
	}
	if placeholder != nil {
		layers = append(layers, layer{*placeholder, origin})
	}
	at := index("spec.initContainers", len(b.pod.Spec.InitContainers))
	b.origins.ours(at)
	b.origins.add(at+".image", inConfig("spec.defaults.gitImage"))
	c := b.mergeLayers(at, layers)
	b.traceBuiltins(at+".env", c.Env, map[string]string{
		"NVJ_GIT_URL":  step.source + ".git.url",
		"NVJ_GIT_REF":  step.source + ".git.ref",
		"NVJ_NOTEBOOK": step.source + ".path",
	})
	b.pod.Spec.InitContainers = append(b.pod.Spec.InitContainers, c)
}
