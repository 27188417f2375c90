package validate

import (
	"fmt"
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
)

// steps holds the pod against what nvj's own steps need of it: their files, and one
// workspace that the clone steps write and the notebook reads.
type steps struct {
	*check
	pod     corev1.PodTemplateSpec
	at      string // rendered path of the pod's spec
	origins expand.Origins
}

// step is a container of nvj's own.
type step struct {
	*corev1.Container
	at string // rendered path
}

func (c *check) steps(job *v1alpha1.NotebookValidationJobSpec, rendered expand.Rendered) {
	pod, at := rendered.Pod()
	s := &steps{check: c, pod: pod, at: at + "spec.", origins: rendered.Origins}
	// The executor is the first container, and there is always one.
	main := step{&pod.Spec.Containers[0], s.at + "containers[0]"}
	s.private(main, nil)
	s.clone(expand.CloneContainer, expand.RepositoryDir, job.Notebook.Git, main)
	if job.GoldenNotebook != nil {
		s.clone(expand.GoldenContainer, expand.GoldenDir, job.GoldenNotebook.Git, main)
	}
}

// clone checks the step that clones to dir, where the job has one.
func (s *steps) clone(name, dir string, git *v1alpha1.GitSpec, main step) {
	i := slices.IndexFunc(s.pod.Spec.InitContainers, func(c corev1.Container) bool { return c.Name == name })
	if git == nil || i < 0 {
		return
	}
	clone := step{&s.pod.Spec.InitContainers[i], fmt.Sprintf("%sinitContainers[%d]", s.at, i)}
	if _, users := s.origins.Source(clone.at + ".command"); users {
		return // the user's own clone, which is reported
	}
	if policy := clone.RestartPolicy; policy != nil && *policy == corev1.ContainerRestartPolicyAlways {
		s.fault("job-clone-sidecar", clone.at+".restartPolicy", *policy,
			"Forbidden: %s ends when the repository is cloned; with Always it would clone again and again, "+
				"and the notebook would not wait for it; remove the field", name)
	}
	s.private(clone, git)
	s.writable(clone, dir)
	s.shared(clone, main, dir)
}

// private reports mounts over the files of a step.
func (s *steps) private(c step, git *v1alpha1.GitSpec) {
	var dirs []string
	const scripts = expand.PrivateDir + "/scripts"
	if len(c.Command) > 1 && strings.HasPrefix(c.Command[1], scripts+"/") {
		dirs = append(dirs, scripts)
	}
	if git != nil && git.CredentialsSecret != "" {
		dirs = append(dirs, expand.PrivateDir+"/credentials/"+c.Name)
	}
	for i, mount := range c.VolumeMounts {
		if j := slices.IndexFunc(dirs, func(dir string) bool { return overlap(dir, mount.MountPath) }); j >= 0 {
			s.fault("job-reserved-path", fmt.Sprintf("%s.volumeMounts[%d].mountPath", c.at, i), mount.MountPath,
				"Forbidden: %q would hide what nvj mounts at %s for %s; mount the volume elsewhere", mount.MountPath, dirs[j], c.Name)
		}
	}
}

// overlap reports whether one of two folders is, or lies in, the other.
func overlap(a, b string) bool {
	a, b = path.Clean(a)+"/", path.Clean(b)+"/"
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// workspace is the place among the mounts of the one through which a step sees the
// workspace; -1 for none. Of two at one path, /workspace and /workspace/, the later
// one hides the other.
func (c step) workspace() int {
	last := -1
	for i, mount := range c.VolumeMounts {
		if path.Clean(mount.MountPath) == expand.WorkspaceDir {
			last = i
		}
	}
	return last
}

// has reports whether a folder of the workspace has a mount of its own.
func (c step) has(dir string) bool {
	return slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool { return path.Clean(m.MountPath) == dir })
}

// shared reports a workspace of the notebook that is not the one that is cloned into.
// What is mounted at the clone's own folder is a lint's to judge.
func (s *steps) shared(clone, main step, dir string) {
	i, j := clone.workspace(), main.workspace()
	if i < 0 || j < 0 || clone.has(dir) || main.has(dir) {
		return
	}
	from, to := clone.VolumeMounts[i], main.VolumeMounts[j]
	if from.Name == to.Name && path.Clean("/"+from.SubPath) == path.Clean("/"+to.SubPath) && from.SubPathExpr == to.SubPathExpr {
		return
	}
	notebooks, clones := fmt.Sprintf("%s.volumeMounts[%d]", main.at, j), fmt.Sprintf("%s.volumeMounts[%d]", clone.at, i)
	const folders = "Invalid value: %q: the notebook and %s would see different folders of the volume, and the notebook no repository; " +
		"remove it, or give both the same"
	switch {
	case from.Name != to.Name && to.Name != expand.WorkspaceVolume:
		s.fault("job-workspace-hidden", notebooks+".mountPath", to.MountPath,
			"Invalid value: %q: would hide the cloned repository; mount the volume elsewhere, or name it workspace to keep the workspace in it",
			to.MountPath)
	case from.Name != to.Name:
		s.fault("job-workspace-hidden", clones+".mountPath", from.MountPath,
			"Invalid value: %q: the repository would be cloned into a volume that the notebook does not see there; "+
				"mount it elsewhere, or name it workspace to keep the workspace in it", from.MountPath)
	case to.SubPath != "":
		s.fault("job-workspace-hidden", notebooks+".subPath", to.SubPath, folders, to.SubPath, clone.Name)
	case to.SubPathExpr != "":
		s.fault("job-workspace-hidden", notebooks+".subPathExpr", to.SubPathExpr, folders, to.SubPathExpr, clone.Name)
	case from.SubPath != "":
		s.fault("job-workspace-hidden", clones+".subPath", from.SubPath, folders, from.SubPath, clone.Name)
	default:
		s.fault("job-workspace-hidden", clones+".subPathExpr", from.SubPathExpr, folders, from.SubPathExpr, clone.Name)
	}
}

// writable reports a workspace that takes no clone.
func (s *steps) writable(clone step, dir string) {
	i := clone.workspace()
	if i < 0 || clone.has(dir) {
		return
	}
	mount := clone.VolumeMounts[i]
	if mount.ReadOnly {
		s.fault("job-workspace-read-only", fmt.Sprintf("%s.volumeMounts[%d].readOnly", clone.at, i), true,
			"Invalid value: true: %s writes the repository to %s; remove it", clone.Name, dir)
		return
	}
	for j, volume := range s.pod.Spec.Volumes {
		if field := readOnly(volume.VolumeSource); volume.Name == mount.Name && field != "" {
			s.fault("job-workspace-read-only", fmt.Sprintf("%svolumes[%d].%s", s.at, j, field), nil,
				"Forbidden: nothing can be written to it, and %s writes the repository to %s; use a volume that can be written", clone.Name, dir)
			return
		}
	}
}

// readOnly is the field that makes a volume one that nobody can write; "" where it
// is not known to be one.
func readOnly(v corev1.VolumeSource) string {
	switch {
	case v.ConfigMap != nil:
		return "configMap"
	case v.Secret != nil:
		return "secret"
	case v.DownwardAPI != nil:
		return "downwardAPI"
	case v.Projected != nil:
		return "projected"
	case v.Image != nil:
		return "image"
	case v.PersistentVolumeClaim != nil && v.PersistentVolumeClaim.ReadOnly:
		return "persistentVolumeClaim.readOnly"
	case v.NFS != nil && v.NFS.ReadOnly:
		return "nfs.readOnly"
	}
	return ""
}

// fault adds an error at the source of a rendered field. Two containers may have one
// mount of podTemplate's, or two clone steps one volume: it is said once.
func (s *steps) fault(rule, rendered string, current any, format string, args ...any) {
	origin, users := s.origins.Source(rendered)
	if !users || slices.ContainsFunc(s.faults, func(f finding.Fault) bool {
		return f.Rule == rule && f.Field == origin.Path && f.InConfig == origin.InConfig
	}) {
		return
	}
	s.faults = append(s.faults, finding.Fault{InConfig: origin.InConfig, Finding: finding.Finding{
		Rule: rule, Severity: finding.Error, Field: origin.Path,
		Message: fmt.Sprintf(format, args...), Current: current,
	}})
}
