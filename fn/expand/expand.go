package expand

import (
	"fmt"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/shape"
)

// Object is a generated Kubernetes object.
type Object interface {
	runtime.Object
	metav1.Object
}

// Rendered is what one job was turned into.
type Rendered struct {
	// Scripts is the immutable ConfigMap the pod mounts; nil when the pod needs none.
	Scripts *corev1.ConfigMap
	// Workload is the *batchv1.Job, *corev1.Pod or *batchv1.CronJob. It shares memory
	// with what it was made from; Expand says what follows.
	Workload Object
	// Origins says where the fields of Workload came from.
	Origins Origins
}

// Pod is the pod of the workload, and the path prefix at which it stands there: ""
// or one that ends in "template.".
func (r Rendered) Pod() (corev1.PodTemplateSpec, string) {
	switch workload := r.Workload.(type) {
	case *corev1.Pod:
		return corev1.PodTemplateSpec{ObjectMeta: workload.ObjectMeta, Spec: workload.Spec}, ""
	case *batchv1.CronJob:
		return workload.Spec.JobTemplate.Spec.Template, "spec.jobTemplate.spec.template."
	case *batchv1.Job:
		return workload.Spec.Template, "spec.template."
	default:
		panic(fmt.Sprintf("a job cannot become a %T", workload))
	}
}

// DataOf returns the data of the ConfigMap or Secret that is named, in any
// encoding that is stable and differs where the data differ; ok is false when it
// is not among the inputs.
type DataOf func(kind, namespace, name string) (data []byte, ok bool)

// Expand turns job into the objects that run it, as cfg says; cfg must have its
// defaults set. It writes to neither, so that jobs can be expanded at the same time
// with one cfg. dataOf feeds the name hash and may be nil.
//
// What lies behind the pointers, slices and maps of the workload may be that of job,
// or of cfg and so of other workloads: change a deep copy, never the workload itself,
// nor job or cfg while the workload is in use. The scripts share nothing with them.
//
// Expand never fails: a job that makes no sense becomes objects that make none,
// and the validation of those says what is wrong with it.
func Expand(job *v1alpha1.NotebookValidationJob, cfg *v1alpha1.ExpandNotebookJobsSpec, dataOf DataOf) Rendered {
	b := &builder{job: job, cfg: cfg, ownLabels: ownLabels(job)}
	b.startFromTemplate()
	b.scheduling()
	b.volumes()
	b.initContainers()
	b.executor()
	b.podMetadata()
	return b.wrap(dataOf)
}

// builder carries one job through the steps. Paths in origins are those of a
// Pod (metadata.labels, spec.containers[0]) until wrap moves them below the
// template of a Job or CronJob.
type builder struct {
	job     *v1alpha1.NotebookValidationJob
	cfg     *v1alpha1.ExpandNotebookJobsSpec
	pod     corev1.PodTemplateSpec
	origins Origins

	ownLabels map[string]string // of the job, without those of hosts

	// template holds what podTemplate says of containers and volumes; the steps
	// take from it what they place.
	template corev1.PodSpec
}

const templatePath = "spec.podTemplate."

// startFromTemplate begins the pod with what the function config says every pod
// starts from, and keeps its containers and volumes for the steps that place them.
func (b *builder) startFromTemplate() {
	if b.cfg.PodTemplate != nil {
		b.pod = *b.cfg.PodTemplate
		b.origins.add("spec", inConfig(templatePath+"spec"))
		b.origins.add("metadata", inConfig(templatePath+"metadata"))
	}
	b.template = b.pod.Spec
	b.pod.Spec.InitContainers, b.pod.Spec.Containers, b.pod.Spec.Volumes = nil, nil, nil
	// The only policy that lets podFailurePolicy tell a failed notebook from a
	// dependency that is not ready.
	b.pod.Spec.RestartPolicy = corev1.RestartPolicyNever
	b.origins.ours("spec.restartPolicy")
}

// scheduling says as whom and where the pod runs.
func (b *builder) scheduling() {
	pc := b.job.Spec.PodConfig
	spec := &b.pod.Spec
	// As the API server reads it: the old name counts where the new one is not set.
	if old := spec.DeprecatedServiceAccount; old != "" {
		if spec.ServiceAccountName == "" {
			spec.ServiceAccountName = old
			b.origins.add("spec.serviceAccountName", inConfig(templatePath+"spec.serviceAccount"))
		}
		spec.DeprecatedServiceAccount = ""
	}
	switch {
	case pc.ServiceAccountName != "":
		spec.ServiceAccountName = pc.ServiceAccountName
		b.origins.add("spec.serviceAccountName", inJob("spec.podConfig.serviceAccountName"))
	case b.cfg.Defaults.ServiceAccountName != "":
		spec.ServiceAccountName = b.cfg.Defaults.ServiceAccountName
		b.origins.add("spec.serviceAccountName", inConfig("spec.defaults.serviceAccountName"))
	case spec.ServiceAccountName == "":
		spec.ServiceAccountName = "default"
	}
	if len(pc.NodeSelector) > 0 {
		fromTemplate := len(spec.NodeSelector) > 0
		spec.NodeSelector = mergeMaps(spec.NodeSelector, pc.NodeSelector)
		b.mapOrigins("spec.nodeSelector", pc.NodeSelector, inJob("spec.podConfig.nodeSelector"), fromTemplate)
	}
	if len(pc.Tolerations) > 0 {
		spec.Tolerations = pc.Tolerations
		b.origins.add("spec.tolerations", inJob("spec.podConfig.tolerations").verbatim())
	}
	if pc.Affinity != nil {
		origin := inJob("spec.podConfig.affinity")
		if spec.Affinity == nil {
			spec.Affinity = pc.Affinity
			b.origins.add("spec.affinity", origin.verbatim())
		} else {
			b.traceOver("spec.affinity", shape.Fields(spec.Affinity), shape.Fields(pc.Affinity), origin)
			merged := overlay(*spec.Affinity, *pc.Affinity)
			spec.Affinity = &merged
		}
	}
}

// mapOrigins records the origin of a map, or of its keys one by one where it was
// merged over another.
func (b *builder) mapOrigins(rendered string, keys map[string]string, origin Origin, merged bool) {
	if !merged {
		b.origins.add(rendered, origin)
		return
	}
	for key := range keys {
		at := "[" + key + "]"
		b.origins.add(rendered+at, Origin{Path: origin.Path + at, InConfig: origin.InConfig})
	}
}

// mergeMaps returns a new map with the entries of all; later ones win.
func mergeMaps(all ...map[string]string) map[string]string {
	merged := map[string]string{}
	for _, m := range all {
		for key, value := range m {
			merged[key] = value
		}
	}
	return merged
}
