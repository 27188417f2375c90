package explain

import (
	"cmp"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/secret"
)

// FromPod explains a Pod. A pod on its own is never replaced by another; what a Job
// does about its pod cannot be known without the Job.
func FromPod(pod *corev1.Pod) Plan {
	plan := planFor("Pod", pod.ObjectMeta)
	plan.DeadlineSeconds = pod.Spec.ActiveDeadlineSeconds
	plan.Steps = steps(&pod.Spec, func(corev1.Container) Consequence {
		switch {
		case pod.Spec.RestartPolicy != corev1.RestartPolicyNever:
			return Restarted
		case isOfJob(pod):
			return ByJob
		}
		return FailsPod
	})
	report(&plan, pod)
	return plan
}

func isOfJob(pod *corev1.Pod) bool {
	owner := metav1.GetControllerOf(pod)
	return pod.Labels[batchv1.JobNameLabel] != "" || owner != nil && owner.Kind == "Job"
}

// FromJob explains a Job. Its pods, in any order, may be given with it; then the
// steps have the state of the newest one.
func FromJob(job *batchv1.Job, pods []*corev1.Pod) Plan {
	plan := planFor("Job", job.ObjectMeta)
	jobSpec(&plan, &job.Spec, job.Labels)
	pods = slices.Clone(pods)
	slices.SortStableFunc(pods, func(a, b *corev1.Pod) int {
		return cmp.Or(a.CreationTimestamp.Compare(b.CreationTimestamp.Time), strings.Compare(a.Name, b.Name))
	})
	for _, pod := range pods {
		plan.Outcome = nil
		report(&plan, pod)
		if plan.Outcome != nil {
			plan.Attempts = append(plan.Attempts, Attempt{Pod: pod.Name, Outcome: *plan.Outcome})
		}
	}
	plan.Outcome = jobOutcome(job, plan.Outcome)
	return plan
}

// FromCronJob explains a CronJob: one run of it.
func FromCronJob(cron *batchv1.CronJob) Plan {
	plan := planFor("CronJob", cron.ObjectMeta)
	jobSpec(&plan, &cron.Spec.JobTemplate.Spec, cron.Spec.JobTemplate.Labels)
	plan.Schedule = &Schedule{Cron: cron.Spec.Schedule, Concurrency: string(cron.Spec.ConcurrencyPolicy)}
	if cron.Spec.TimeZone != nil {
		plan.Schedule.TimeZone = *cron.Spec.TimeZone
	}
	if cron.Spec.Suspend != nil && *cron.Spec.Suspend {
		plan.Suspended = "spec.suspend is true: nothing is started"
	}
	return plan
}

func planFor(kind string, meta metav1.ObjectMeta) Plan {
	plan := Plan{Kind: kind, Namespace: meta.Namespace, Name: meta.Name}
	if plan.Name == "" {
		plan.Name = meta.GenerateName
	}
	parts := strings.Split(meta.Annotations[v1alpha1.SourceAnnotation], "/")
	if len(parts) == 4 {
		plan.Source = parts[3]
	}
	return plan
}

func jobSpec(plan *Plan, spec *batchv1.JobSpec, labels map[string]string) {
	plan.DeadlineSeconds = spec.ActiveDeadlineSeconds
	plan.Retries = 6 // the API server's default
	if spec.BackoffLimit != nil {
		plan.Retries = *spec.BackoffLimit
	}
	if spec.Suspend != nil && *spec.Suspend {
		plan.Suspended = "spec.suspend is true: nothing is started"
		if queue := labels[expand.QueueLabel]; queue != "" {
			plan.Suspended = "until Kueue admits it to the queue " + queue
		}
	}
	plan.Steps = steps(&spec.Template.Spec, func(c corev1.Container) Consequence { return consequence(spec, c.Name) })
}

// steps lists the containers in the order in which they start.
func steps(spec *corev1.PodSpec, onFailure func(corev1.Container) Consequence) []Step {
	volumes := map[string]string{}
	for _, volume := range spec.Volumes {
		volumes[volume.Name] = volumeSource(volume.VolumeSource)
	}
	var all []Step
	add := func(c corev1.Container, role Role) {
		does, wait := purpose(c)
		step := Step{Name: c.Name, Role: role, Image: secret.Image(c.Image), Does: does, Wait: wait, OnFailure: onFailure(c), script: scriptOf(c)}
		step.logOnFail = c.TerminationMessagePolicy == corev1.TerminationMessageFallbackToLogsOnError
		if role == RoleSidecar {
			step.OnFailure = Restarted
		}
		for _, mount := range c.VolumeMounts {
			step.Mounts = append(step.Mounts, Mount{
				Path: mount.MountPath, From: volumes[mount.Name], Volume: mount.Name, ReadOnly: mount.ReadOnly,
			})
		}
		all = append(all, step)
	}
	for _, c := range spec.InitContainers {
		role := RoleInit
		if c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			role = RoleSidecar
		}
		add(c, role)
	}
	for _, c := range spec.Containers {
		add(c, RoleMain)
	}
	return all
}

// consequence is what the Job does when a container exits with a code that is
// not 0. The first rule of the failure policy that matches decides; rules on pod
// conditions are about disruptions, not about the container.
func consequence(spec *batchv1.JobSpec, container string) Consequence {
	if spec.Template.Spec.RestartPolicy == corev1.RestartPolicyOnFailure {
		return Restarted
	}
	fallback := FailsJob
	if spec.BackoffLimit == nil || *spec.BackoffLimit > 0 {
		fallback = Retried
	}
	if spec.PodFailurePolicy == nil {
		return fallback
	}
	for _, rule := range spec.PodFailurePolicy.Rules {
		codes := rule.OnExitCodes
		if codes == nil || codes.ContainerName != nil && *codes.ContainerName != container {
			continue
		}
		if codes.Operator != batchv1.PodFailurePolicyOnExitCodesOpNotIn || !slices.Equal(codes.Values, []int32{0}) {
			return ByExitCode
		}
		switch rule.Action {
		case batchv1.PodFailurePolicyActionFailJob:
			return FailsJob
		case batchv1.PodFailurePolicyActionIgnore:
			return RetriedAny
		}
		return fallback
	}
	return fallback
}

// volumeSource names the source of a volume: its kind and, where it has one, the
// object's name.
func volumeSource(v corev1.VolumeSource) string {
	switch {
	case v.EmptyDir != nil && v.EmptyDir.Medium == corev1.StorageMediumMemory:
		return "emptyDir in memory"
	case v.EmptyDir != nil:
		return "emptyDir"
	case v.ConfigMap != nil:
		return "ConfigMap " + v.ConfigMap.Name
	case v.Secret != nil:
		return "Secret " + v.Secret.SecretName
	case v.PersistentVolumeClaim != nil:
		return "PersistentVolumeClaim " + v.PersistentVolumeClaim.ClaimName
	case v.Ephemeral != nil:
		return "a PersistentVolumeClaim of its own"
	case v.Projected != nil:
		return "projected"
	case v.HostPath != nil:
		return "hostPath " + v.HostPath.Path
	case v.CSI != nil:
		return "csi " + v.CSI.Driver
	case v.NFS != nil:
		return "nfs " + v.NFS.Server + ":" + v.NFS.Path
	case v.Image != nil:
		return "image " + secret.Image(v.Image.Reference)
	case v.DownwardAPI != nil:
		return "downwardAPI"
	}
	return "another kind of volume"
}
