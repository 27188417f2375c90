package expand

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

const (
	// QueueLabel on a job hands its Job to Kueue, which wants it suspended.
	QueueLabel = "kueue.x-k8s.io/queue-name"

	syncWaveAnnotation = "argocd.argoproj.io/sync-wave"
	hookAnnotation     = "argocd.argoproj.io/hook"
)

// internalAnnotations are those of the tools a manifest passes through. They
// describe the source's own file and history; on a generated object they would
// overwrite the user's file or break kustomize's name references.
var internalAnnotations = []string{
	"internal.config.kubernetes.io/",
	"config.kubernetes.io/",
	"config.k8s.io/",
	"kustomize.config.k8s.io/",
	"internal.kpt.dev/",
	"kubectl.kubernetes.io/last-applied-configuration",
	v1alpha1.SourceAnnotation,
	v1alpha1.ScheduleAnnotation,
}

// appliedAnnotations begin like internal ones, but are the author's: kpt waits for what
// they name before it applies the object.
var appliedAnnotations = []string{"config.kubernetes.io/depends-on", "config.kubernetes.io/apply-time-mutation"}

// IsInternalAnnotation reports whether an annotation belongs to one object in one
// tool's hands, and must be neither copied to another nor taken away.
func IsInternalAnnotation(key string) bool {
	if slices.Contains(appliedAnnotations, key) {
		return false
	}
	for _, prefix := range internalAnnotations {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// SourceOf is the value of the source annotation: group/kind/namespace/name.
func SourceOf(group, namespace, name string) string {
	return strings.Join([]string{group, v1alpha1.JobKind, namespace, name}, "/")
}

// labels of everything generated: defaults, then the function config's, then the
// job's own; the label that names the job is always ours.
func (b *builder) labels() map[string]string {
	return mergeMaps(map[string]string{
		"app":                          "jupyter-notebook-validator",
		"app.kubernetes.io/name":       "jupyter-notebook-validator",
		"app.kubernetes.io/component":  "notebook-validation",
		"app.kubernetes.io/managed-by": "nvj",
	}, b.cfg.Labels, b.job.Labels, map[string]string{
		v1alpha1.JobLabel: b.labelValue(),
	})
}

// labelValue is the job's name, cut where it is longer than a label value may be.
func (b *builder) labelValue() string {
	if len(b.job.Name) <= maxName {
		return b.job.Name
	}
	return hashedName(b.job.Name, hashOf(b.job.Name))
}

// annotations of the workload: the function config's, then the job's public ones.
func (b *builder) annotations() map[string]string {
	annotations := mergeMaps(b.cfg.Annotations, b.job.Annotations)
	maps.DeleteFunc(annotations, func(key, _ string) bool { return IsInternalAnnotation(key) })
	annotations[v1alpha1.SourceAnnotation] = b.source()
	return annotations
}

func (b *builder) source() string {
	group, _, _ := strings.Cut(b.job.APIVersion, "/")
	return SourceOf(group, b.job.Namespace, b.job.Name)
}

// scriptsAnnotations are the source and what makes Argo CD apply the ConfigMap
// in the same phase as the workload, one wave before it.
func (b *builder) scriptsAnnotations() map[string]string {
	annotations := mergeMaps(b.cfg.Annotations, map[string]string{v1alpha1.SourceAnnotation: b.source()})
	all := b.annotations()
	for key, value := range all {
		if strings.HasPrefix(key, hookAnnotation) {
			annotations[key] = value
		}
	}
	_, isHook := all[hookAnnotation]
	wave, hasWave := all[syncWaveAnnotation]
	if !isHook && !hasWave {
		return annotations
	}
	number, err := strconv.Atoi(or(wave, "0"))
	if err != nil { // not a wave: Argo CD ignores it, and so it may stay
		annotations[syncWaveAnnotation] = wave
		return annotations
	}
	annotations[syncWaveAnnotation] = strconv.Itoa(number - 1)
	return annotations
}

// podMetadata labels the pods as the workload, but for Kueue's labels: the queue
// takes the Job, not each of its pods.
func (b *builder) podMetadata() {
	labels := mergeMaps(b.pod.Labels, b.labels())
	maps.DeleteFunc(labels, func(key, _ string) bool { return strings.HasPrefix(key, "kueue.x-k8s.io/") })
	b.pod.Labels = labels
	b.traceLabels(&b.origins, "metadata.labels", labels)
}

// traceLabels records which labels are the job's and which the config's.
func (b *builder) traceLabels(into *Origins, path string, labels map[string]string) {
	for key := range labels {
		at := path + "[" + key + "]"
		if key == v1alpha1.JobLabel {
			into.add(at, inJob("metadata.name").value())
		} else if _, ok := b.job.Labels[key]; ok {
			into.add(at, inJob("metadata.labels["+key+"]"))
		} else if _, ok := b.cfg.Labels[key]; ok {
			into.add(at, inConfig("spec.labels["+key+"]"))
		}
	}
}
