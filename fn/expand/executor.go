package expand

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// executor places the main container: the built-in one, podTemplate's entry of
// its name over it, the job's podConfig over both. Other containers of
// podTemplate follow it.
func (b *builder) executor() {
	const at = "spec.containers[0]"
	b.origins.ours(at)
	layers := []layer{{container: b.executorContainer()}}
	for i, c := range b.template.Containers {
		origin := inConfig(index(templatePath+"spec.containers", i))
		if c.Name == ExecutorContainer {
			layers = append(layers, layer{c, origin})
		}
	}
	if len(b.cfg.Executor.Command) > 0 {
		b.origins.add(at+".command", inConfig("spec.executor.command"))
	}
	// The job's layer has the field names of podConfig, which are a container's.
	pc := b.job.Spec.PodConfig
	own := corev1.Container{Resources: pc.Resources, Env: pc.Env, EnvFrom: pc.EnvFrom, VolumeMounts: pc.VolumeMounts}
	layers = append(layers, layer{own, inJob("spec.podConfig")})
	main := b.mergeLayers(at, layers)
	if len(layers) == 2 {
		b.origins.add(at+".resources", inJob("spec.podConfig.resources").verbatim())
	}
	b.image(at, &main, layers)
	b.credentials(at, &main)
	b.traceBuiltins(at+".env", main.Env, map[string]string{
		"NVJ_NOTEBOOK": "spec.notebook.path",
		"NVJ_GOLDEN":   "spec.goldenNotebook.path",
	})
	b.pod.Spec.Containers = append(b.pod.Spec.Containers, main)

	for i, c := range b.template.Containers {
		if c.Name != ExecutorContainer {
			b.origins.add(index("spec.containers", len(b.pod.Spec.Containers)), inConfig(index(templatePath+"spec.containers", i)))
			b.pod.Spec.Containers = append(b.pod.Spec.Containers, c)
		}
	}
}

// executorContainer is the main container as it is when neither the job nor
// podTemplate says anything.
func (b *builder) executorContainer() corev1.Container {
	c := corev1.Container{
		Name:                     ExecutorContainer,
		Command:                  b.scriptCommand("python3", runScript),
		Env:                      mergeEnv(b.builtinEnv(), b.modelValidationEnv()),
		VolumeMounts:             b.builtinMounts(),
		TerminationMessagePolicy: corev1.TerminationMessageFallbackToLogsOnError,
		SecurityContext:          b.restricted(false),
	}
	if len(b.cfg.Executor.Command) > 0 {
		c.Command = b.cfg.Executor.Command
	}
	return c
}

// image sets the main container's image by precedence: podConfig.containerImage,
// spec.image, podTemplate's, the function config's default.
func (b *builder) image(at string, main *corev1.Container, layers []layer) {
	spec := b.job.Spec
	origin := inConfig("spec.defaults.image")
	fromTemplate := len(layers) == 3 && layers[1].container.Image != ""
	switch {
	case spec.PodConfig.ContainerImage != "":
		main.Image, origin = spec.PodConfig.ContainerImage, inJob("spec.podConfig.containerImage")
	case spec.Image != "":
		main.Image, origin = spec.Image, inJob("spec.image")
	case fromTemplate:
		return
	default:
		main.Image = b.cfg.Defaults.Image
	}
	b.origins.add(at+".image", origin)
}

// credentials adds the Secrets of podConfig.credentials to envFrom, each once.
func (b *builder) credentials(at string, main *corev1.Container) {
	for i, name := range b.job.Spec.PodConfig.Credentials {
		source := corev1.EnvFromSource{SecretRef: &corev1.SecretEnvSource{
			LocalObjectReference: corev1.LocalObjectReference{Name: name},
		}}
		known := slices.ContainsFunc(main.EnvFrom, func(e corev1.EnvFromSource) bool {
			return e.Prefix == "" && e.SecretRef != nil && e.SecretRef.Name == name
		})
		if known {
			continue
		}
		b.origins.add(index(at+".envFrom", len(main.EnvFrom)), inJob(index("spec.podConfig.credentials", i)).value())
		main.EnvFrom = append(main.EnvFrom, source)
	}
}

// builtinEnv is what the runner needs. HOME must be writable for whatever UID
// the cluster assigns.
func (b *builder) builtinEnv() []corev1.EnvVar {
	spec := b.job.Spec
	dir := ""
	if spec.Notebook.Git != nil {
		dir = RepositoryDir
	}
	env := []corev1.EnvVar{
		literal("HOME", WorkspaceDir),
		literal("PYTHONUSERBASE", WorkspaceDir+"/.local"),
		literal("PYTHONUNBUFFERED", "1"),
		literal("NVJ_NOTEBOOK", notebookPath(spec.Notebook, dir)),
		literal("NVJ_OUTPUT_DIR", WorkspaceDir),
	}
	// A command of the config is one for all jobs: where it names the golden notebook,
	// a job without one must not leave it the text $(NVJ_GOLDEN).
	if golden := b.goldenPath(); golden != "" || len(b.cfg.Executor.Command) > 0 {
		env = append(env, literal("NVJ_GOLDEN", golden))
	}
	if spec.ComparisonConfig != nil {
		env = append(env, literal("NVJ_COMPARISON", string(mustJSON(spec.ComparisonConfig))))
	}
	if spec.ValidationConfig != nil {
		env = append(env, literal("NVJ_VALIDATION", string(mustJSON(spec.ValidationConfig))))
	}
	return env
}
