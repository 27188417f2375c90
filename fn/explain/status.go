package explain

import (
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// report lays what a pod's status says over the steps, and sets the outcome. A pod
// without status changes nothing.
func report(plan *Plan, pod *corev1.Pod) {
	if pod.Status.Phase == "" {
		return
	}
	ended := pod.Status.Phase == corev1.PodFailed || pod.Status.Phase == corev1.PodSucceeded
	statuses := map[string]corev1.ContainerStatus{}
	for _, list := range [][]corev1.ContainerStatus{pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses} {
		for _, status := range list {
			statuses[status.Name] = status
		}
	}
	for i := range plan.Steps {
		step := &plan.Steps[i]
		status, known := statuses[step.Name]
		step.State = &State{Phase: Waiting}
		if known {
			step.State = stateOf(status, step)
		}
		switch {
		case ended && step.State.Phase == Waiting:
			step.State = &State{Phase: NotRun}
		case ended && step.Role == RoleSidecar && step.State.Phase == Failed && step.State.Reason == "":
			// It is stopped with its pod, and has no say in what became of it.
			step.State.Phase, step.State.Meaning = Succeeded, stoppedWithPod
		}
	}
	plan.Outcome = podOutcome(pod, plan.Steps)
}

// stateOf is the state of a container, and how it had ended before where it was
// restarted.
func stateOf(status corev1.ContainerStatus, step *Step) *State {
	state := containerState(status.State, step)
	state.Restarts = status.RestartCount
	if status.LastTerminationState.Terminated != nil {
		state.Previous = containerState(status.LastTerminationState, step)
	}
	return state
}

func containerState(state corev1.ContainerState, step *Step) *State {
	switch {
	case state.Terminated != nil:
		return terminated(state.Terminated, step)
	case state.Running != nil:
		return &State{Phase: Running, Started: timeOf(state.Running.StartedAt)}
	case state.Waiting != nil:
		return &State{
			Phase: Waiting, Reason: state.Waiting.Reason,
			Meaning: meaningOfReason(state.Waiting.Reason), Message: plain(state.Waiting.Message),
		}
	}
	return &State{Phase: Waiting}
}

const stoppedWithPod = "stopped at the end of the pod"

func terminated(t *corev1.ContainerStateTerminated, step *Step) *State {
	state := &State{
		Phase: Failed, ExitCode: &t.ExitCode, Message: plain(t.Message),
		Started: timeOf(t.StartedAt), Finished: timeOf(t.FinishedAt), TookSeconds: between(t.StartedAt, t.FinishedAt),
	}
	if t.ExitCode == 0 {
		state.Phase = Succeeded
	}
	// Error and Completed say no more than the exit code does.
	if t.Reason != "Error" && t.Reason != "Completed" {
		state.Reason = t.Reason
	}
	state.author = step.authorOf(t.ExitCode, state.Message)
	state.Meaning = meaningOfReason(t.Reason)
	if state.Meaning == "" {
		state.Meaning = meaningOfCode(step, t.ExitCode, state.author == byScript || state.Message == "")
	}
	// A sidecar is stopped by a signal once the main containers are done.
	if step.Role == RoleSidecar && (t.ExitCode == 143 || t.ExitCode == 137 && t.Reason != "OOMKilled") {
		state.Phase, state.Meaning = Succeeded, stoppedWithPod
	}
	return state
}

// podOutcome is what became of a pod: its own reason, else the step that failed.
// How a sidecar ended with the pod is not the reason.
func podOutcome(pod *corev1.Pod, steps []Step) *Outcome {
	outcome := &Outcome{Phase: podPhase(pod), Reason: pod.Status.Reason, Message: plain(pod.Status.Message)}
	if pod.Status.StartTime != nil {
		outcome.Started = pod.Status.StartTime
	}
	outcome.Finished, outcome.TookSeconds = lastFinish(outcome, steps)
	for _, condition := range pod.Status.Conditions {
		switch {
		case condition.Type == corev1.PodScheduled && condition.Status == corev1.ConditionFalse && outcome.Phase == Waiting:
			outcome.Reason, outcome.Message = condition.Reason, plain(condition.Message)
		case condition.Type == corev1.DisruptionTarget && condition.Status == corev1.ConditionTrue && outcome.Phase == Failed && outcome.Reason == "":
			outcome.Reason, outcome.Message = condition.Reason, plain(condition.Message)
		}
	}
	outcome.Meaning = meaningOfReason(outcome.Reason)
	if outcome.Reason != "" {
		return outcome
	}
	ended := outcome.Phase == Succeeded || outcome.Phase == Failed
	for _, step := range steps {
		s := step.State
		if ended && step.Role == RoleSidecar {
			continue
		}
		stuck := s.Phase == Waiting && s.Reason != "" && s.Reason != "PodInitializing"
		if s.Phase == Failed || stuck && !ended {
			outcome.Step, outcome.Reason, outcome.Meaning, outcome.Message, outcome.author = step.Name, s.Reason, s.Meaning, s.Message, s.author
			break
		}
	}
	return outcome
}

func podPhase(pod *corev1.Pod) Phase {
	switch pod.Status.Phase {
	case corev1.PodSucceeded:
		return Succeeded
	case corev1.PodFailed:
		return Failed
	case corev1.PodRunning:
		return Running
	}
	for _, status := range pod.Status.InitContainerStatuses {
		if status.State.Running != nil || status.State.Terminated != nil {
			return Running // Kubernetes says Pending until the last init container is done
		}
	}
	return Waiting
}

// lastFinish is when the last step of an ended pod ended, and how long after the
// pod's start that was.
func lastFinish(outcome *Outcome, steps []Step) (*metav1.Time, *int64) {
	if outcome.Phase != Succeeded && outcome.Phase != Failed {
		return nil, nil
	}
	var last *metav1.Time
	for _, step := range steps {
		if f := step.State.Finished; f != nil && (last == nil || last.Before(f)) {
			last = f
		}
	}
	if last == nil || outcome.Started == nil {
		return last, nil
	}
	return last, between(*outcome.Started, *last)
}

// jobOutcome is what became of a Job. Where its conditions do not say why, its
// newest pod does.
func jobOutcome(job *batchv1.Job, newest *Outcome) *Outcome {
	status := job.Status
	if status.StartTime == nil && len(status.Conditions) == 0 {
		return newest
	}
	outcome := &Outcome{Phase: Running, Started: status.StartTime}
	if newest != nil {
		outcome.Step = newest.Step
	}
	finish := status.CompletionTime
	for _, condition := range status.Conditions {
		if condition.Status != corev1.ConditionTrue {
			continue
		}
		switch condition.Type {
		case batchv1.JobSuspended:
			outcome.Phase = Waiting
		case batchv1.JobComplete:
			outcome.Phase = Succeeded
		case batchv1.JobFailed:
			outcome.Phase = Failed
			finish = timeOf(condition.LastTransitionTime)
		default:
			continue
		}
		outcome.Reason, outcome.Message = condition.Reason, plain(condition.Message)
		outcome.Meaning = meaningOfReason(condition.Reason)
	}
	if outcome.Phase == Succeeded {
		outcome.Reason, outcome.Message, outcome.Step = "", "", ""
	}
	if finish != nil && status.StartTime != nil && (outcome.Phase == Succeeded || outcome.Phase == Failed) {
		outcome.Finished, outcome.TookSeconds = finish, between(*status.StartTime, *finish)
	}
	return outcome
}

func timeOf(t metav1.Time) *metav1.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func between(start, end metav1.Time) *int64 {
	if start.IsZero() || end.IsZero() || end.Time.Before(start.Time) {
		return nil
	}
	seconds := int64(end.Sub(start.Time) / time.Second)
	return &seconds
}
