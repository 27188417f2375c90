package expand

import (
	"maps"
	"strings"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

// QueueLabel on a job hands its Job to Kueue, which wants it suspended.
const QueueLabel = "kueue.x-k8s.io/queue-name"

// noSubstitution tells Flux to leave an object as it is. Flux's variable substitution
// would replace every ${…} of the shell scripts.
const noSubstitution = "kustomize.toolkit.fluxcd.io/substitute"

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
	}, b.cfg.Labels, b.ownLabels, map[string]string{
		v1alpha1.JobLabel: b.shortName(),
	})
}

// annotations of the workload: the function config's, then those of the job by which no
// host tracks it.
func (b *builder) annotations() map[string]string {
	annotations := mergeMaps(b.cfg.Annotations, b.job.Annotations)
	maps.DeleteFunc(annotations, func(key, _ string) bool { return IsHostAnnotation(key) })
	annotations[v1alpha1.SourceAnnotation] = b.source()
	return annotations
}

func (b *builder) source() string {
	group, _, _ := strings.Cut(b.job.APIVersion, "/")
	return SourceOf(group, b.job.Namespace, b.job.Name)
}

// scriptsAnnotations are the function config's, the source, and what makes a host apply
// the ConfigMap before the workload and leave its data unchanged.
func (b *builder) scriptsAnnotations() map[string]string {
	annotations := mergeMaps(withoutHooks(b.cfg.Annotations), beforeHook(b.annotations()))
	maps.DeleteFunc(annotations, func(key, _ string) bool { return IsHostAnnotation(key) })
	annotations[v1alpha1.SourceAnnotation] = b.source()
	annotations[noSubstitution] = "disabled"
	return annotations
}

// podMetadata labels the pods as the workload, but for Kueue's labels: the queue
// takes the Job, not each of its pods. Annotations of the workload reach the pods where
// their name says that pods are meant.
func (b *builder) podMetadata() {
	annotations := b.annotations()
	maps.DeleteFunc(annotations, func(key, _ string) bool { return !isPodAnnotation(key) })
	if len(annotations) > 0 {
		b.pod.Annotations = mergeMaps(b.pod.Annotations, annotations)
		b.traceAnnotations(annotations)
	}
	labels := mergeMaps(b.pod.Labels, b.labels())
	maps.DeleteFunc(labels, func(key, _ string) bool { return strings.HasPrefix(key, "kueue.x-k8s.io/") })
	b.pod.Labels = labels
	b.traceLabels(&b.origins, "metadata.labels", labels)
}

// traceAnnotations records which annotations of the pod are the job's and which the
// config's.
func (b *builder) traceAnnotations(annotations map[string]string) {
	for key := range annotations {
		entry := "[" + key + "]"
		if _, ok := b.job.Annotations[key]; ok {
			b.origins.add("metadata.annotations"+entry, inJob("metadata.annotations"+entry))
		} else {
			b.origins.add("metadata.annotations"+entry, inConfig("spec.annotations"+entry))
		}
	}
}

// traceLabels records which labels are the job's and which the config's.
func (b *builder) traceLabels(into *Origins, path string, labels map[string]string) {
	for key := range labels {
		at := path + "[" + key + "]"
		if key == v1alpha1.JobLabel {
			into.add(at, inJob("metadata.name").value())
		} else if _, ok := b.ownLabels[key]; ok {
			into.add(at, inJob("metadata.labels["+key+"]"))
		} else if _, ok := b.cfg.Labels[key]; ok {
			into.add(at, inConfig("spec.labels["+key+"]"))
		}
	}
}
