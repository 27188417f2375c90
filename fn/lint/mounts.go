package lint

import (
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
)

var mountPath = rule{
	Rule: finding.Rule{
		ID: "mount-path", Severity: finding.Warning,
		Reason: "The API server accepts a mountPath that is relative or contains a colon; runtimes read such a path in ways that differ.",
		Bad:    "volumes:\n- {name: data, emptyDir: {}}\nvolumeMounts:\n- {name: data, mountPath: data}",
		Good:   "volumes:\n- {name: data, emptyDir: {}}\nvolumeMounts:\n- {name: data, mountPath: /data}",
	},
	container: func(s *subject, c *container) {
		for i, mount := range c.VolumeMounts {
			at := index(c.at+".volumeMounts", i) + ".mountPath"
			switch {
			case mount.MountPath == "":
			case strings.Contains(mount.MountPath, ":"):
				s.propose(at, mount.MountPath, nil, "%q contains a colon, which some runtimes take for the end of the path; rename the folder", mount.MountPath)
			case !path.IsAbs(mount.MountPath):
				s.propose(at, mount.MountPath, "/"+mount.MountPath, "%q is not absolute; begin it with /", mount.MountPath)
			}
		}
	},
}

// clones are the folders that the clone steps fill.
func (s *subject) clones() []string {
	var dirs []string
	if s.job.Spec.Notebook.Git != nil {
		dirs = append(dirs, expand.RepositoryDir)
	}
	if golden := s.job.Spec.GoldenNotebook; golden != nil && golden.Git != nil {
		dirs = append(dirs, expand.GoldenDir)
	}
	return dirs
}

var repositoryHidden = rule{
	Rule: finding.Rule{
		ID: "repository-hidden", Severity: finding.Warning,
		Reason: "A volume mounted where a repository is cloned hides the clone from the container.",
		Bad:    "notebook:\n  path: a.ipynb\n  git: {url: https://git.example.com/n.git}\npodConfig:\n  volumes:\n  - name: code\n    persistentVolumeClaim: {claimName: code}\n  volumeMounts:\n  - {name: code, mountPath: /workspace/repo}",
		Good:   "notebook:\n  path: a.ipynb\n  git: {url: https://git.example.com/n.git}\npodConfig:\n  volumes:\n  - name: code\n    persistentVolumeClaim: {claimName: code}\n  volumeMounts:\n  - {name: code, mountPath: /code}",
	},
	container: func(s *subject, c *container) {
		for i, mount := range c.VolumeMounts {
			dir := path.Clean(mount.MountPath)
			sameFolder := mount.Name == expand.WorkspaceVolume && path.Join(expand.WorkspaceDir, mount.SubPath) == dir
			if slices.Contains(s.clones(), dir) && !sameFolder {
				s.propose(index(c.at+".volumeMounts", i)+".mountPath", mount.MountPath, nil,
					"the volume %q hides the repository that is cloned to %s; mount it elsewhere", mount.Name, dir)
			}
		}
	},
}

var repositoryMissing = rule{
	Rule: finding.Rule{
		ID: "repository-missing", Severity: finding.Warning,
		Reason: "Init containers of the job run before the repository is cloned, unless an entry named git-clone says where the clone stands, and see it only through the volume workspace.",
		Bad:    "notebook:\n  path: a.ipynb\n  git: {url: https://git.example.com/n.git}\npodConfig:\n  initContainers:\n  - name: prepare\n    image: busybox:1.37\n    command: [sh, /workspace/repo/prepare.sh]\n    volumeMounts:\n    - {name: workspace, mountPath: /workspace}",
		Good:   "notebook:\n  path: a.ipynb\n  git: {url: https://git.example.com/n.git}\npodConfig:\n  initContainers:\n  - name: git-clone\n  - name: prepare\n    image: busybox:1.37\n    command: [sh, /workspace/repo/prepare.sh]\n    volumeMounts:\n    - {name: workspace, mountPath: /workspace}",
	},
	container: func(s *subject, c *container) {
		if !c.isStep() {
			return
		}
		for _, clone := range [...]struct{ dir, step string }{
			{expand.RepositoryDir, expand.CloneContainer}, {expand.GoldenDir, expand.GoldenContainer},
		} {
			dir, step := clone.dir, clone.step
			at := c.mentions(dir)
			if at == "" || c.mounts(dir) {
				continue
			}
			place := slices.IndexFunc(s.containers, func(other container) bool { return other.init && other.Name == step })
			switch {
			case place < 0:
				s.report(at, "nothing is cloned to %s: the job has no git for it", dir)
			case place > c.position:
				s.report(at, "%s is cloned after %q; add an entry - name: %s before it", dir, c.Name, step)
			case !c.mounts(expand.WorkspaceDir):
				s.report(at, "%q does not see %s; mount the volume %s at %s", c.Name, dir, expand.WorkspaceVolume, expand.WorkspaceDir)
			}
		}
	},
}

// mentions is the path of the first place in the command line, or of the working
// directory, that names a folder or something in it; "" where nothing does.
func (c *container) mentions(dir string) string {
	if c.WorkingDir == dir || strings.HasPrefix(c.WorkingDir, dir+"/") {
		return c.at + ".workingDir"
	}
	for i := range len(c.Command) + len(c.Args) {
		before, rest, found := strings.Cut(c.word(i), dir)
		// /mnt/workspace/repo and /workspace/repository are other folders.
		if found && (rest == "" || strings.ContainsAny(rest[:1], "/ \"'\n;)&|")) &&
			(before == "" || strings.ContainsAny(before[len(before)-1:], " \"'\n=:(")) {
			return c.wordPath(i)
		}
	}
	return ""
}

// mounts reports whether the container mounts a volume at a path.
func (c *container) mounts(dir string) bool {
	return slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool { return path.Clean(m.MountPath) == dir })
}

var lostOutput = rule{
	Rule: finding.Rule{
		ID: "lost-output", Severity: finding.Warning,
		Reason: "Containers share no files but those of volumes that both mount: what an init container writes elsewhere is gone when it ends.",
		Bad:    "initContainers:\n- name: download\n  image: curlimages/curl:8.10.1\n  command: [curl, -fo, /data/train.csv, https://data.example.com/train.csv]",
		Good:   "volumes:\n- {name: data, emptyDir: {}}\nvolumeMounts:\n- {name: data, mountPath: /data}\ninitContainers:\n- name: download\n  image: curlimages/curl:8.10.1\n  command: [curl, -fo, /data/train.csv, https://data.example.com/train.csv]\n  volumeMounts:\n  - {name: data, mountPath: /data}",
	},
	container: func(s *subject, c *container) {
		switch {
		case !c.isStep():
			return
		case len(c.VolumeMounts) > 0:
			s.reportUnshared(c)
			return
		case c.loops(): // a wait may keep the answer for a moment
			return
		}
		for i, cmd := range c.commands {
			// What the rest of the script uses is installed for the script, and no loss.
			isIdle := !slices.ContainsFunc(c.commands[i+1:], works)
			if _, isDownload := cmd.Download(); isDownload || installs(cmd) && isIdle {
				s.report(c.path(cmd, 0), "what %s writes is gone when %q ends, since it mounts no volume; mount one here and in spec.podConfig.volumeMounts", cmd.Program(), c.Name)
				return
			}
		}
	},
}

// scratch are folders that programs need for themselves.
var scratch = []string{"/tmp", "/var", "/run", "/home", "/root", "/etc", "/dev", "/cache", "/nvj"}

// reportUnshared reports the emptyDirs that a container mounts and no other.
func (s *subject) reportUnshared(c *container) {
	for i, mount := range c.VolumeMounts {
		isScratch := slices.ContainsFunc(scratch, func(dir string) bool {
			return mount.MountPath == dir || strings.HasPrefix(mount.MountPath, dir+"/")
		})
		if isScratch || mount.ReadOnly || strings.Contains(mount.MountPath, "/.") {
			continue
		}
		isEmptyDir := slices.ContainsFunc(s.pod().Volumes, func(v corev1.Volume) bool {
			return v.Name == mount.Name && v.EmptyDir != nil
		})
		isShared := slices.ContainsFunc(s.containers, func(other container) bool {
			return other.position != c.position && other.mountsVolume(mount.Name)
		})
		if isEmptyDir && !isShared {
			s.report(index(c.at+".volumeMounts", i), "only %q mounts the emptyDir %q, so what it writes there is gone when it ends; mount it in spec.podConfig.volumeMounts as well", c.Name, mount.Name)
		}
	}
}

// mountsVolume reports whether the container mounts the volume, as files or as a device.
func (c *container) mountsVolume(name string) bool {
	return slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool { return m.Name == name }) ||
		slices.ContainsFunc(c.VolumeDevices, func(d corev1.VolumeDevice) bool { return d.Name == name })
}

var unusedVolume = rule{
	Rule: finding.Rule{
		ID: "unused-volume", Severity: finding.Warning,
		Reason: "A volume that no container mounts is waited for, and does nothing.",
		Bad:    "volumes:\n- name: data\n  persistentVolumeClaim: {claimName: data}",
		Good:   "volumes:\n- name: data\n  persistentVolumeClaim: {claimName: data}\nvolumeMounts:\n- {name: data, mountPath: /data}",
	},
	pod: func(s *subject) {
		if s.hasStrayMount() {
			return // which most likely means the volume that nobody mounts
		}
		for i, volume := range s.pod().Volumes {
			at := s.specPath(index("volumes", i))
			// A volume of podTemplate is there for whichever job needs it.
			if origin, ok := s.origins.Source(at); !ok || origin.InConfig {
				continue
			}
			if !slices.ContainsFunc(s.containers, func(c container) bool { return c.mountsVolume(volume.Name) }) {
				s.report(at+".name", "no container mounts the volume %q; add it to volumeMounts, or remove it", volume.Name)
			}
		}
	},
}

// hasStrayMount reports whether a container mounts a volume that the pod does not
// have, which the API server refuses.
func (s *subject) hasStrayMount() bool {
	return slices.ContainsFunc(s.containers, func(c container) bool {
		return slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool {
			return !slices.ContainsFunc(s.pod().Volumes, func(v corev1.Volume) bool { return v.Name == m.Name })
		})
	})
}
