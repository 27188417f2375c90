package apiserver

import (
	"context"
	"fmt"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	jobutil "k8s.io/kubernetes/pkg/api/job"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/batch"
	batchv1internal "k8s.io/kubernetes/pkg/apis/batch/v1"
	batchvalidation "k8s.io/kubernetes/pkg/apis/batch/validation"
	"k8s.io/kubernetes/pkg/features"
)

// checkJob follows the server's create path for Jobs, and then that for the
// pods of the Job.
func checkJob(r *report, obj *batchv1.Job) {
	versioned := obj.DeepCopy()
	batchv1internal.SetObjectDefaults_Job(versioned)
	template := versioned.Spec.Template.DeepCopy()
	job, ok := validateJob(r, versioned, pass{kind: "Job"})
	checkTemplateAsPod(r, template, path{"spec", "template"})
	if !ok {
		return
	}
	r.warn(pass{kind: "Job"}, &job.Spec.Template.Spec, func() []string {
		return append(nameWarnings(job.Name),
			jobutil.WarningsForJobSpec(context.Background(), field.NewPath("spec"), &job.Spec, nil)...)
	})
}

// nameWarnings warns, as the server does, of names of Jobs and CronJobs that
// pods cannot use as their host name.
func nameWarnings(name string) []string {
	problems := validation.IsDNS1123Label(name)
	if len(problems) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: %v", problems)}
}

// validateJob takes job over, which has its defaults, prepares it as the server
// does and reports what the server refuses. It returns the prepared Job for the
// warnings, and false if the Job could not be prepared.
func validateJob(r *report, job *batchv1.Job, at pass) (*batch.Job, bool) {
	completeMetadata(&job.ObjectMeta)
	internal := &batch.Job{}
	if err := batchv1internal.Convert_v1_Job_To_batch_Job(job, internal, nil); err != nil {
		r.fail(err)
		return nil, false
	}
	if !*internal.Spec.ManualSelector {
		generateSelector(internal)
	}
	r.dropped(at, dropDisabledJobFields(&internal.Spec, path{"spec"}))
	podutil.DropDisabledTemplateFields(&internal.Spec.Template, nil)

	errs := batchvalidation.ValidateJobCreate(withoutUncheckablePolicy(internal), batchvalidation.JobValidationOptions{
		PodValidationOptions:  podutil.GetValidationOptionsFromPodTemplate(&internal.Spec.Template, nil),
		RequirePrefixedLabels: true,
	})
	versioned := &batchv1.Job{}
	if err := batchv1internal.Convert_batch_Job_To_v1_Job(internal, versioned, nil); err != nil {
		r.fail(err)
		return nil, false
	}
	ctx := context.Background()
	declared := batchv1internal.Validate_Job(ctx, onCreateJob(), nil, versioned, nil)
	r.errors(at, mergeDeclarative(ctx, errs, declared))
	return internal, true
}

// withoutUncheckablePolicy leaves out the success policy of an Indexed Job that
// has no completions. The linked code counts on completions there and would
// panic; it reports the missing completions all the same.
func withoutUncheckablePolicy(job *batch.Job) *batch.Job {
	if job.Spec.SuccessPolicy == nil || job.Spec.Completions != nil {
		return job
	}
	checkable := *job
	checkable.Spec.SuccessPolicy = nil
	return &checkable
}

// dropDisabledJobFields drops the fields of the Job itself, not of its
// template, whose feature is off, and returns their paths. spec is where the
// JobSpec stands.
func dropDisabledJobFields(job *batch.JobSpec, spec path) []path {
	var dropped []path
	if job.ManagedBy != nil && !utilfeature.DefaultFeatureGate.Enabled(features.JobManagedBy) {
		job.ManagedBy = nil
		dropped = append(dropped, spec.to("managedBy"))
	}
	scheduled := job.Scheduling != nil
	jobutil.DropDisabledFields(job, nil)
	if scheduled && job.Scheduling == nil {
		dropped = append(dropped, spec.to("scheduling"))
	}
	return dropped
}

// generateSelector gives a Job the labels and the selector by which its
// controller will know its pods. Labels that the user set under the same keys
// stay; validation refuses them.
func generateSelector(job *batch.Job) {
	labels := job.Spec.Template.Labels
	if labels == nil {
		labels = map[string]string{}
		job.Spec.Template.Labels = labels
	}
	generated := map[string]string{
		batch.LegacyJobNameLabel:       job.Name,
		batch.JobNameLabel:             job.Name,
		batch.LegacyControllerUidLabel: string(job.UID),
		batch.ControllerUidLabel:       string(job.UID),
	}
	for key, value := range generated {
		if _, set := labels[key]; !set {
			labels[key] = value
		}
	}
	if job.Spec.Selector == nil {
		job.Spec.Selector = &metav1.LabelSelector{}
	}
	if job.Spec.Selector.MatchLabels == nil {
		job.Spec.Selector.MatchLabels = map[string]string{}
	}
	if _, set := job.Spec.Selector.MatchLabels[batch.ControllerUidLabel]; !set {
		job.Spec.Selector.MatchLabels[batch.ControllerUidLabel] = string(job.UID)
	}
}
