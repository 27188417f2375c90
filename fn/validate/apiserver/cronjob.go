package apiserver

import (
	"context"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	jobutil "k8s.io/kubernetes/pkg/api/job"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/batch"
	batchv1internal "k8s.io/kubernetes/pkg/apis/batch/v1"
	batchvalidation "k8s.io/kubernetes/pkg/apis/batch/validation"
)

// checkCronJob follows the server's create path for CronJobs, then that for the
// Jobs it makes, then that for their pods.
func checkCronJob(r *report, obj *batchv1.CronJob) {
	versioned := obj.DeepCopy()
	batchv1internal.SetObjectDefaults_CronJob(versioned)
	template := versioned.Spec.JobTemplate.DeepCopy()
	cronJob, ok := validateCronJob(r, versioned)
	checkTemplateAsJob(r, template, path{"spec", "jobTemplate"})
	if !ok {
		return
	}
	r.warn(pass{kind: "CronJob"}, &cronJob.Spec.JobTemplate.Spec.Template.Spec, func() []string {
		spec := field.NewPath("spec", "jobTemplate", "spec")
		return append(nameWarnings(cronJob.Name),
			jobutil.WarningsForJobSpec(context.Background(), spec, &cronJob.Spec.JobTemplate.Spec, nil)...)
	})
}

// validateCronJob takes cronJob over, which has its defaults, and reports what the
// server refuses.
func validateCronJob(r *report, cronJob *batchv1.CronJob) (*batch.CronJob, bool) {
	at := pass{kind: "CronJob"}
	completeMetadata(&cronJob.ObjectMeta)
	internal := &batch.CronJob{}
	if err := batchv1internal.Convert_v1_CronJob_To_batch_CronJob(cronJob, internal, nil); err != nil {
		r.fail(err)
		return nil, false
	}
	jobSpec := &internal.Spec.JobTemplate.Spec
	// The server leaves managedBy alone here; it is dropped from each Job.
	managedBy := jobSpec.ManagedBy
	r.dropped(at, dropDisabledJobFields(jobSpec, path{"spec", "jobTemplate", "spec"}))
	jobSpec.ManagedBy = managedBy
	podutil.DropDisabledTemplateFields(&jobSpec.Template, nil)

	checkable := *internal
	checkable.Spec.JobTemplate.Spec = withoutUncheckablePolicy(&batch.Job{Spec: *jobSpec}).Spec
	errs := batchvalidation.ValidateCronJobCreate(&checkable, podutil.GetValidationOptionsFromPodTemplate(&jobSpec.Template, nil))
	versioned := &batchv1.CronJob{}
	if err := batchv1internal.Convert_batch_CronJob_To_v1_CronJob(internal, versioned, nil); err != nil {
		r.fail(err)
		return nil, false
	}
	ctx := context.Background()
	declared := batchv1internal.Validate_CronJob(ctx, onCreateJob(), nil, versioned, nil)
	r.errors(at, mergeDeclarative(ctx, errs, declared))
	return internal, true
}

// checkTemplateAsJob applies the rules for Jobs to the job template of a
// CronJob, which it takes over, and then those for pods. The server does not look
// at the template's labels and annotations until the controller creates a Job
// with them.
func checkTemplateAsJob(r *report, template *batchv1.JobTemplateSpec, at path) {
	job := &batchv1.Job{ObjectMeta: template.ObjectMeta, Spec: template.Spec}
	job.Name = derivedName
	// That a job template must not have a selector is the CronJob's own rule.
	job.Spec.Selector, job.Spec.ManualSelector = nil, nil
	batchv1internal.SetObjectDefaults_Job(job)
	pods := job.Spec.Template.DeepCopy()
	validateJob(r, job, pass{kind: "Job", at: at})
	checkTemplateAsPod(r, pods, at.to("spec", "template"))
}
