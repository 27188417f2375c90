package expand

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// initContainers places podTemplate's init containers, then the job's in their
// own order and unchanged, then the clone steps. An entry of the job that bears
// the name of a clone step marks where that step stands instead, and is merged
// over it, so that a container after it can use the repository.
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
		_, isStep := steps[c.Name]
		if isStep || slices.ContainsFunc(own, named(c.Name)) {
			continue // merged into the step, or replaced by the job's
		}
		b.addInit(c, inConfig(index(templatePath+"spec.initContainers", i)))
	}
	for i, c := range own {
		origin := inJob(index("spec.podConfig.initContainers", i))
		if step, isStep := steps[c.Name]; isStep {
			b.addClone(step, &c, origin)
			delete(steps, c.Name) // a second entry of that name is a double, to be reported
			continue
		}
		b.addInit(c, origin.verbatim())
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
	if i := slices.IndexFunc(b.template.InitContainers, func(c corev1.Container) bool { return c.Name == step.name }); i >= 0 {
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
