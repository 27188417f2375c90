package pipeline

import (
	"maps"
	"reflect"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
)

// jobNames are names people write for fields of a job, or write in the wrong place.
var jobNames = map[string]string{
	"spec.gitUrl":                          "spec.notebook.git.url",
	"spec.gitURL":                          "spec.notebook.git.url",
	"spec.gitRef":                          "spec.notebook.git.ref",
	"spec.path":                            "spec.notebook.path",
	"spec.notebookPath":                    "spec.notebook.path",
	"spec.containerImage":                  "spec.podConfig.containerImage",
	"spec.backoffLimit":                    "set spec.job.backoffLimit of the function config",
	"spec.ttlSecondsAfterFinished":         "set spec.job.ttlSecondsAfterFinished of the function config",
	"spec.template":                        "the notebook's container is built in; put initContainers, volumes and the like under podConfig",
	"spec.podSpec":                         "podConfig",
	"spec.podTemplate":                     "podConfig",
	"spec.podConfig.image":                 "containerImage",
	"spec.podConfig.annotations":           podAnnotationsHint,
	"spec.podConfig.podAnnotations":        podAnnotationsHint,
	"spec.podAnnotations":                  podAnnotationsHint,
	"spec.podConfig.labels":                podLabelsHint,
	"spec.podConfig.podLabels":             podLabelsHint,
	"spec.podLabels":                       podLabelsHint,
	"spec.podConfig.metadata":              "set metadata.labels of this job, which reach its pods, or spec.podTemplate.metadata of the function config (kind ExpandNotebookJobs)",
	"spec.podConfig.serviceAccount":        "serviceAccountName",
	"spec.podConfig.containers":            "the notebook's container is built in; set image, env, resources and volumeMounts on podConfig itself",
	"spec.podConfig.activeDeadlineSeconds": "spec.timeout",
	"spec.activeDeadlineSeconds":           "spec.timeout",
	"spec.podConfig.command":               "it is one of an item of initContainers; what runs the notebook is spec.executor.command of the function config",
	"spec.podConfig.args":                  "it is one of an item of initContainers; what runs the notebook is spec.executor.command of the function config",
	"spec.podConfig.restartPolicy":         "a failed run is repeated as spec.job.backoffLimit of the function config says",
	"spec.podConfig.sidecars":              "a sidecar is an item of initContainers with restartPolicy: Always",
	"spec.notebook.url":                    "spec.notebook.git.url",
	"spec.notebook.ref":                    "spec.notebook.git.ref",
	"spec.schedule":                        "set the annotation " + v1alpha1.ScheduleAnnotation + ", or spec.cronJob.schedule of the function config",
}

// A job has no field for the metadata of its pods.
const (
	podAnnotationsHint = "set spec.podTemplate.metadata.annotations of the function config (kind ExpandNotebookJobs)"
	podLabelsHint      = "set metadata.labels of this job, which reach its pods, " +
		"or spec.podTemplate.metadata.labels of the function config (kind ExpandNotebookJobs)"
)

// jobHints are the names of jobNames, and what podConfig does not have of pods and of
// their containers: the function config sets that for every job.
var jobHints = sync.OnceValue(func() map[string]string {
	hints := map[string]string{}
	for _, field := range fieldNames[corev1.Container]() {
		hints["spec.podConfig."+field] = "set it on the container " + expand.ExecutorContainer +
			" in spec.podTemplate.spec.containers of the function config"
	}
	for _, field := range fieldNames[corev1.PodSpec]() {
		hints["spec.podConfig."+field] = "set spec.podTemplate.spec." + field + " of the function config"
	}
	for _, field := range fieldNames[v1alpha1.PodConfigSpec]() {
		delete(hints, "spec.podConfig."+field)
	}
	delete(hints, "spec.podConfig.name")
	maps.Copy(hints, jobNames)
	return hints
})

// fieldNames are the names of a struct's fields in manifests.
func fieldNames[T any]() []string {
	var names []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
