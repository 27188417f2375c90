package expand

import (
	"path"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

// cloneStep is one built-in step that clones a repository.
type cloneStep struct {
	name     string // of the container
	dir      string // the clone's place in the workspace
	git      *v1alpha1.GitSpec
	source   string // where the job says it: spec.notebook or spec.goldenNotebook
	notebook string // path in the repository that must exist
	golden   string // a second path there, or ""
}

// clones lists the clone steps a job needs, in the order they run.
func (b *builder) clones() []cloneStep {
	var steps []cloneStep
	notebook, golden := b.job.Spec.Notebook, b.job.Spec.GoldenNotebook
	if notebook.Git != nil {
		step := cloneStep{
			name: CloneContainer, dir: RepositoryDir, git: notebook.Git,
			source: "spec.notebook", notebook: notebook.Path,
		}
		if golden != nil && golden.Git == nil && !path.IsAbs(golden.Path) {
			step.golden = golden.Path
		}
		steps = append(steps, step)
	}
	if golden != nil && golden.Git != nil {
		steps = append(steps, cloneStep{
			name: GoldenContainer, dir: GoldenDir, git: golden.Git,
			source: "spec.goldenNotebook", notebook: golden.Path,
		})
	}
	return steps
}

// container is the init container of the step, before anything is merged over it.
// What the user wrote reaches it only as environment variables: a URL or a path
// can then never be read as shell text.
func (b *builder) cloneContainer(step cloneStep) corev1.Container {
	c := corev1.Container{
		Name:    step.name,
		Image:   b.cfg.Defaults.GitImage,
		Command: b.scriptCommand("/bin/sh", cloneScript),
		Env: []corev1.EnvVar{
			literal("NVJ_GIT_URL", step.git.URL),
			literal("NVJ_GIT_DEST", step.dir),
			literal("NVJ_NOTEBOOK", step.notebook),
		},
		Resources: corev1.ResourceRequirements{Requests: corev1.ResourceList{
			corev1.ResourceCPU:    resource.MustParse("100m"),
			corev1.ResourceMemory: resource.MustParse("128Mi"),
		}},
		VolumeMounts:             b.builtinMounts(),
		TerminationMessagePolicy: corev1.TerminationMessageFallbackToLogsOnError,
		SecurityContext:          b.restricted(true),
	}
	if step.git.Ref != "" {
		c.Env = append(c.Env, literal("NVJ_GIT_REF", step.git.Ref))
	}
	if step.golden != "" {
		c.Env = append(c.Env, literal("NVJ_GOLDEN", step.golden))
	}
	if step.git.CredentialsSecret != "" {
		dir := credentialsDir + step.name
		c.Env = append(c.Env, literal("NVJ_GIT_CREDENTIALS", dir))
		c.VolumeMounts = append(c.VolumeMounts, corev1.VolumeMount{
			Name: credentialsVolume(step.name), MountPath: dir, ReadOnly: true,
		})
	}
	return c
}

// builtinMounts are the volume mounts every container of ours has.
func (b *builder) builtinMounts() []corev1.VolumeMount {
	mounts := []corev1.VolumeMount{{Name: WorkspaceVolume, MountPath: WorkspaceDir}}
	if !b.inline() && len(b.scriptNames()) > 0 {
		mounts = append(mounts, corev1.VolumeMount{Name: ScriptsVolume, MountPath: scriptsDir, ReadOnly: true})
	}
	return mounts
}

// notebookPath is where the executor finds a notebook that was cloned into dir,
// or that is in the image.
func notebookPath(notebook v1alpha1.NotebookSpec, dir string) string {
	if dir == "" || path.IsAbs(notebook.Path) {
		return notebook.Path
	}
	return path.Join(dir, notebook.Path)
}

// goldenPath is where the executor finds the golden notebook; "" without one.
func (b *builder) goldenPath() string {
	golden := b.job.Spec.GoldenNotebook
	switch {
	case golden == nil:
		return ""
	case golden.Git != nil:
		return notebookPath(*golden, GoldenDir)
	case b.job.Spec.Notebook.Git != nil:
		return notebookPath(*golden, RepositoryDir)
	default:
		return golden.Path
	}
}
