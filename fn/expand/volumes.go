package expand

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// volumes places the built-in volumes, then podTemplate's, then the job's. A
// later volume replaces an earlier one of the same name where it stands: so a
// volume named workspace brings a PersistentVolumeClaim for the emptyDir. Two of
// one name in the job both stay, for the validation to report.
func (b *builder) volumes() {
	type placed struct {
		volume corev1.Volume
		origin Origin
	}
	all := []placed{{volume: corev1.Volume{
		Name:         WorkspaceVolume,
		VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}},
	}}}
	if len(b.scriptNames()) > 0 && !b.inline() {
		all = append(all, placed{volume: corev1.Volume{
			Name: ScriptsVolume,
			VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{
				LocalObjectReference: corev1.LocalObjectReference{Name: b.scriptsName()},
			}},
		}})
	}
	for _, step := range b.clones() {
		if step.git.CredentialsSecret == "" {
			continue
		}
		// The default mode lets any UID read the files: a pod without fsGroup
		// could not read them otherwise, and only the clone step mounts them.
		all = append(all, placed{
			volume: corev1.Volume{
				Name: credentialsVolume(step.name),
				VolumeSource: corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{
					SecretName: step.git.CredentialsSecret,
				}},
			},
			origin: inJob(step.source + ".git.credentialsSecret").value(),
		})
	}
	place := func(layer []corev1.Volume, origin func(i int) Origin) {
		earlier := len(all)
		for i, volume := range layer {
			at := slices.IndexFunc(all[:earlier], func(p placed) bool { return p.volume.Name == volume.Name })
			if at < 0 {
				all = append(all, placed{volume, origin(i)})
				continue
			}
			all[at] = placed{volume, origin(i)}
		}
	}
	place(b.template.Volumes, func(i int) Origin { return inConfig(index(templatePath+"spec.volumes", i)) })
	place(b.job.Spec.PodConfig.Volumes, func(i int) Origin {
		return inJob(index("spec.podConfig.volumes", i)).verbatim()
	})

	for i, p := range all {
		b.pod.Spec.Volumes = append(b.pod.Spec.Volumes, p.volume)
		at := index("spec.volumes", i)
		b.origins.add(at, p.origin)
		if strings.HasSuffix(p.origin.Path, ".credentialsSecret") {
			b.origins.add(at+".secret.secretName", p.origin)
		}
	}
}

func credentialsVolume(step string) string { return ReservedPrefix + step + "-credentials" }
