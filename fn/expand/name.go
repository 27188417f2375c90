package expand

import (
	"crypto/sha256"
	"slices"
	"strings"

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

// workloadName is the name of the Job: with a hash of everything its pods depend
// on, since a Job's template cannot change.
func (b *builder) workloadName(dataOf DataOf) string {
	if !orDefault(b.cfg.NameSuffixHash, true) {
		return b.job.Name
	}
	parts := []any{b.pod, failurePolicy()}
	if dataOf != nil {
		for _, ref := range b.dataReferences() {
			if data, ok := dataOf(ref.kind, b.job.Namespace, ref.name); ok {
				parts = append(parts, ref.kind, ref.name, data)
			}
		}
	}
	return hashedName(b.job.Name, hashOf(parts...))
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
	for _, volume := range b.pod.Spec.Volumes {
		if volume.Name != scriptsVolume { // its name holds a hash of its data already
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
