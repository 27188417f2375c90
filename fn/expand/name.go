package expand

import (
	"crypto/sha256"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

const (
	// maxName is the longest name of a Job whose pods and labels carry it
	// (RFC 1123 label), and of a label value.
	maxName = 63
	// maxConfigMapName is the longest name of a ConfigMap (RFC 1123 subdomain).
	maxConfigMapName = 253

	hashLength = 10
	// hashAlphabet has no vowels and no digits that look like letters, as the
	// suffixes of Kubernetes itself: no word can come out.
	hashAlphabet = "bcdfghjklmnpqrstvwxz2456789"
)

// hashOf is ten characters that differ where the JSON of the parts differs.
func hashOf(parts ...any) string {
	digest := sha256.New()
	for _, part := range parts {
		digest.Write(mustJSON(part))
		digest.Write([]byte{0})
	}
	sum := digest.Sum(nil)
	text := make([]byte, hashLength)
	for i := range text {
		text[i] = hashAlphabet[int(sum[i])%len(hashAlphabet)]
	}
	return string(text)
}

// hashedName appends a hash to a name that is cut so that both fit 63 characters.
func hashedName(name, hash string) string {
	return cut(name, maxName-len(hash)-1) + "-" + hash
}

// cut shortens a name, and leaves it with an alphanumeric last character.
func cut(name string, length int) string {
	if len(name) <= length {
		return name
	}
	return strings.TrimRight(name[:length], "-._")
}

// jobName is the name of the Job. It ends in a hash of everything that a run depends on,
// since a Job's template cannot change and a finished Job never runs again: a changed
// deadline or back-off limit is another Job as well. A Job that waits in a queue can
// still change in the fields that are left out.
//
// A hook has no such hash. Its host runs it again and again, and finds the last one,
// which it deletes first, by its name.
func (b *builder) jobName(spec batchv1.JobSpec, dataOf DataOf) string {
	switch {
	case !orDefault(b.cfg.NameSuffixHash, true):
		return b.job.Name
	case isHook(b.annotations()):
		return b.shortName()
	}
	spec.Suspend, spec.Parallelism, spec.TTLSecondsAfterFinished = nil, nil, nil
	parts := []any{spec}
	if dataOf != nil {
		for _, ref := range b.dataReferences() {
			if data, ok := dataOf(ref.kind, b.job.Namespace, ref.name); ok {
				parts = append(parts, ref.kind, ref.name, data)
			}
		}
	}
	return hashedName(b.job.Name, hashOf(parts...))
}

// shortName is the job's name or, where it is longer than a label value or the name of a
// Job may be, its beginning and a hash of the whole.
func (b *builder) shortName() string {
	if len(b.job.Name) <= maxName {
		return b.job.Name
	}
	return hashedName(b.job.Name, hashOf(b.job.Name))
}

// reference names a ConfigMap or Secret that a pod reads.
type reference struct{ kind, name string }

// dataReferences lists the ConfigMaps and Secrets the pod reads, sorted, each once.
func (b *builder) dataReferences() []reference {
	var refs []reference
	add := func(kind, name string) {
		if name != "" {
			refs = append(refs, reference{kind, name})
		}
	}
	for _, secret := range b.pod.Spec.ImagePullSecrets {
		add("Secret", secret.Name)
	}
	for _, volume := range b.pod.Spec.Volumes {
		if volume.Name != ScriptsVolume { // its name holds a hash of its data already
			volumeReferences(volume.VolumeSource, add)
		}
	}
	for _, c := range slices.Concat(b.pod.Spec.InitContainers, b.pod.Spec.Containers) {
		for _, source := range c.EnvFrom {
			if source.ConfigMapRef != nil {
				add("ConfigMap", source.ConfigMapRef.Name)
			}
			if source.SecretRef != nil {
				add("Secret", source.SecretRef.Name)
			}
		}
		for _, variable := range c.Env {
			if from := variable.ValueFrom; from != nil && from.ConfigMapKeyRef != nil {
				add("ConfigMap", from.ConfigMapKeyRef.Name)
			} else if from != nil && from.SecretKeyRef != nil {
				add("Secret", from.SecretKeyRef.Name)
			}
		}
	}
	slices.SortFunc(refs, func(a, b reference) int {
		return strings.Compare(a.kind+"/"+a.name, b.kind+"/"+b.name)
	})
	return slices.Compact(refs)
}

func volumeReferences(volume corev1.VolumeSource, add func(kind, name string)) {
	if volume.ConfigMap != nil {
		add("ConfigMap", volume.ConfigMap.Name)
	}
	if volume.Secret != nil {
		add("Secret", volume.Secret.SecretName)
	}
	if volume.AzureFile != nil {
		add("Secret", volume.AzureFile.SecretName)
	}
	if secret := driverSecret(volume); secret != nil {
		add("Secret", secret.Name)
	}
	if volume.Projected == nil {
		return
	}
	for _, source := range volume.Projected.Sources {
		if source.ConfigMap != nil {
			add("ConfigMap", source.ConfigMap.Name)
		}
		if source.Secret != nil {
			add("Secret", source.Secret.Name)
		}
	}
}

// driverSecret is the Secret with which a storage driver mounts a volume, if any.
func driverSecret(volume corev1.VolumeSource) *corev1.LocalObjectReference {
	switch {
	case volume.CSI != nil:
		return volume.CSI.NodePublishSecretRef
	case volume.FlexVolume != nil:
		return volume.FlexVolume.SecretRef
	case volume.ISCSI != nil:
		return volume.ISCSI.SecretRef
	case volume.RBD != nil:
		return volume.RBD.SecretRef
	case volume.CephFS != nil:
		return volume.CephFS.SecretRef
	case volume.Cinder != nil:
		return volume.Cinder.SecretRef
	case volume.ScaleIO != nil:
		return volume.ScaleIO.SecretRef
	case volume.StorageOS != nil:
		return volume.StorageOS.SecretRef
	}
	return nil
}
