package expand

import (
	"math"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

// wrap puts the finished pod into the kind of object the config asks for.
func (b *builder) wrap(dataOf DataOf) Rendered {
	rendered := Rendered{Scripts: b.scriptsConfigMap()}
	switch b.cfg.Output {
	case v1alpha1.OutputPod:
		rendered.Workload, rendered.Origins = b.asPod()
	case v1alpha1.OutputCronJob:
		rendered.Workload, rendered.Origins = b.asCronJob()
	default:
		rendered.Workload, rendered.Origins = b.asJob(dataOf)
	}
	return rendered
}

func (b *builder) objectMeta(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Name:        name,
		Namespace:   b.job.Namespace,
		Labels:      b.labels(),
		Annotations: b.annotations(),
	}
}

// metadataOrigins are those of every workload.
func (b *builder) metadataOrigins(into *Origins) {
	into.add("metadata", inJob("metadata"))
	into.add("metadata.name", inJob("metadata.name").value())
	into.add("metadata.labels["+v1alpha1.JobLabel+"]", inJob("metadata.name").value())
	for key := range b.cfg.Labels {
		if _, ok := b.ownLabels[key]; !ok {
			into.add("metadata.labels["+key+"]", inConfig("spec.labels["+key+"]"))
		}
	}
	for key := range b.cfg.Annotations {
		if _, ok := b.job.Annotations[key]; !ok {
			into.add("metadata.annotations["+key+"]", inConfig("spec.annotations["+key+"]"))
		}
	}
}

// asPod runs the notebook once and retries nothing.
func (b *builder) asPod() (*corev1.Pod, Origins) {
	pod := &corev1.Pod{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: b.objectMeta(b.job.Name + "-pod"),
		Spec:       b.pod.Spec,
	}
	pod.Labels = mergeMaps(b.pod.Labels, pod.Labels)
	pod.Annotations = mergeMaps(b.pod.Annotations, pod.Annotations)
	pod.Spec.ActiveDeadlineSeconds = b.deadline()
	b.origins.add("spec.activeDeadlineSeconds", b.timeoutOrigin())
	b.metadataOrigins(&b.origins)
	b.templateMetadataOrigins()
	return pod, b.origins
}

// templateMetadataOrigins are those of what podTemplate alone says of the metadata
// of a pod, which is also the workload here.
func (b *builder) templateMetadataOrigins() {
	if b.cfg.PodTemplate == nil {
		return
	}
	const at = "metadata."
	own := map[string]map[string]string{"labels": b.labels(), "annotations": b.annotations()}
	for field, entries := range map[string]map[string]string{
		"labels": b.cfg.PodTemplate.Labels, "annotations": b.cfg.PodTemplate.Annotations,
	} {
		for key := range entries {
			if _, ok := own[field][key]; !ok {
				entry := at + field + "[" + key + "]"
				b.origins.add(entry, inConfig(templatePath+entry))
			}
		}
	}
}

// asJob runs the notebook once, and retries what is not the notebook's fault.
func (b *builder) asJob(dataOf DataOf) (*batchv1.Job, Origins) {
	spec := b.jobSpec()
	job := &batchv1.Job{
		TypeMeta:   metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"},
		ObjectMeta: b.objectMeta(b.jobName(spec, dataOf)),
		Spec:       spec,
	}
	origins := b.jobOrigins("spec.")
	b.metadataOrigins(&origins)
	return job, origins
}

// asCronJob runs the notebook on a schedule. A CronJob is mutable: no hash.
func (b *builder) asCronJob() (*batchv1.CronJob, Origins) {
	cron := &batchv1.CronJob{
		TypeMeta:   metav1.TypeMeta{APIVersion: "batch/v1", Kind: "CronJob"},
		ObjectMeta: b.objectMeta(b.job.Name),
		Spec: batchv1.CronJobSpec{
			Schedule:          b.cfg.CronJob.Schedule,
			TimeZone:          b.cfg.CronJob.TimeZone,
			ConcurrencyPolicy: batchv1.ConcurrencyPolicy(b.cfg.CronJob.ConcurrencyPolicy),
			JobTemplate: batchv1.JobTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: b.labels()},
				Spec:       b.jobSpec(),
			},
		},
	}
	origins := b.jobOrigins("spec.jobTemplate.spec.")
	b.metadataOrigins(&origins)
	b.traceLabels(&origins, "spec.jobTemplate.metadata.labels", cron.Spec.JobTemplate.Labels)
	origins.add("spec.schedule", inConfig("spec.cronJob.schedule"))
	if schedule, ok := b.job.Annotations[v1alpha1.ScheduleAnnotation]; ok {
		cron.Spec.Schedule = schedule
		origins.add("spec.schedule", inJob("metadata.annotations["+v1alpha1.ScheduleAnnotation+"]"))
	}
	origins.add("spec.timeZone", inConfig("spec.cronJob.timeZone"))
	origins.add("spec.concurrencyPolicy", inConfig("spec.cronJob.concurrencyPolicy"))
	return cron, origins
}

// jobOrigins are those of a JobSpec rendered below prefix.
func (b *builder) jobOrigins(prefix string) Origins {
	origins := b.origins.under(prefix + "template.")
	origins.add(prefix+"activeDeadlineSeconds", b.timeoutOrigin())
	origins.add(prefix+"backoffLimit", inConfig("spec.job.backoffLimit"))
	origins.add(prefix+"ttlSecondsAfterFinished", inConfig("spec.job.ttlSecondsAfterFinished"))
	return origins
}

// jobSpec is the Job around the pod.
func (b *builder) jobSpec() batchv1.JobSpec {
	spec := batchv1.JobSpec{
		ActiveDeadlineSeconds:   b.deadline(),
		BackoffLimit:            b.cfg.Job.BackoffLimit,
		TTLSecondsAfterFinished: b.cfg.Job.TTLSecondsAfterFinished,
		PodFailurePolicy:        failurePolicy(),
		Template:                b.pod,
	}
	if _, queued := b.labels()[QueueLabel]; queued {
		suspend := true
		spec.Suspend = &suspend
	}
	return spec
}

// failurePolicy gives init containers what they are for: one that fails because
// its dependency is not ready is tried again with Kubernetes' back-off, while a
// notebook that fails is a verdict and fails the Job at once. The first rule that
// matches decides, so disruptions (which end the notebook with a non-zero code as
// well) come first.
func failurePolicy() *batchv1.PodFailurePolicy {
	notebook := ExecutorContainer
	return &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{
		{
			Action: batchv1.PodFailurePolicyActionIgnore,
			OnPodConditions: []batchv1.PodFailurePolicyOnPodConditionsPattern{
				{Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue},
			},
		},
		{
			Action: batchv1.PodFailurePolicyActionFailJob,
			OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{
				ContainerName: &notebook,
				Operator:      batchv1.PodFailurePolicyOnExitCodesOpNotIn,
				Values:        []int32{0},
			},
		},
	}}
}

// deadline is the timeout in whole seconds, rounded up; nil when it cannot be
// parsed, which validation reports.
func (b *builder) deadline() *int64 {
	timeout, err := time.ParseDuration(or(b.job.Spec.Timeout, b.cfg.Defaults.Timeout))
	if err != nil {
		return nil
	}
	seconds := int64(math.Ceil(timeout.Seconds()))
	return &seconds
}

func (b *builder) timeoutOrigin() Origin {
	if b.job.Spec.Timeout != "" {
		return inJob("spec.timeout").value()
	}
	return inConfig("spec.defaults.timeout").value()
}
