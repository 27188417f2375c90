// Package explain says what a rendered workload will do, in which order, and,
// where the cluster has reported on it, what became of every step and why.
//
// FromJob, FromCronJob and FromPod are pure functions from Kubernetes objects to
// a Plan; the printers turn Plans into a table, a Mermaid flowchart or JSON. The
// package knows nothing of files, clusters or clocks, and shows of a command only
// what cannot be a secret.
package explain

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Plan is what one Job, CronJob or Pod does. Its JSON is API.
type Plan struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
	// Source is the name of the NotebookValidationJob it was generated from.
	Source string `json:"source,omitempty"`
	// Schedule of a CronJob.
	Schedule *Schedule `json:"schedule,omitempty"`
	// Suspended says what the start waits for; empty when nothing holds it.
	Suspended string `json:"suspended,omitempty"`
	// DeadlineSeconds bounds the whole run, every retry included; nil is no bound.
	DeadlineSeconds *int64 `json:"deadlineSeconds,omitempty"`
	// Retries is how many more pods a Job starts after a failure it may retry.
	Retries int32 `json:"retries"`
	// Steps in the order in which they start.
	Steps []Step `json:"steps"`
	// Outcome is nil where the cluster has reported nothing.
	Outcome *Outcome `json:"outcome,omitempty"`
	// Attempts are the pods of a Job, oldest first, as far as they are known.
	Attempts []Attempt `json:"attempts,omitempty"`
}

// Schedule is when a CronJob runs.
type Schedule struct {
	Cron        string `json:"cron"`
	TimeZone    string `json:"timeZone,omitempty"`
	Concurrency string `json:"concurrencyPolicy,omitempty"`
}

// Role says how a step takes part.
type Role string

// The roles. Init steps run one after the other; a sidecar starts in its turn and
// runs beside all that follow; main steps start together once the init steps are done.
const (
	RoleInit    Role = "init"
	RoleSidecar Role = "sidecar"
	RoleMain    Role = "main"
)

// Step is one container.
type Step struct {
	Name  string `json:"name"`
	Role  Role   `json:"role"`
	Image string `json:"image"`
	// Does says in a few words what the step is for.
	Does string `json:"does"`
	// Wait is set where the step waits for something.
	Wait   *Wait   `json:"wait,omitempty"`
	Mounts []Mount `json:"mounts,omitempty"`
	// OnFailure is what a non-zero exit code leads to.
	OnFailure Consequence `json:"onFailure"`
	// State is nil where the cluster has reported nothing.
	State *State `json:"state,omitempty"`

	script    script // of nvj, that the step runs, if any
	logOnFail bool   // after a failure the end of its log may be its message
}

// Wait is what a step waits for.
type Wait struct {
	// For is a host, host:port or URL without user and query, its path cut where it
	// may hold a token; empty when the command does not tell for sure.
	For string `json:"for,omitempty"`
	// File is the path of a file that the step waits for.
	File string `json:"file,omitempty"`
	// Loops is set where the step itself asks again and again; otherwise it asks
	// once, and what OnFailure says makes it wait.
	Loops bool `json:"loops"`
}

// Mount is one volume in one container.
type Mount struct {
	Path string `json:"path"`
	// From is the volume's source: "Secret s3", "PersistentVolumeClaim data", "emptyDir".
	From     string `json:"from"`
	Volume   string `json:"volume"`
	ReadOnly bool   `json:"readOnly,omitempty"`
}

// Consequence is what a failed step leads to.
type Consequence string

// The consequences.
const (
	Retried    Consequence = "retried"    // a new pod, as often as the Job's retries allow
	RetriedAny Consequence = "ignored"    // a new pod, not counted against the retries
	ByExitCode Consequence = "byExitCode" // the Job's failure policy looks at the code
	Restarted  Consequence = "restarted"  // the kubelet restarts the container in its pod
	FailsJob   Consequence = "failsJob"
	FailsPod   Consequence = "failsPod"
	ByJob      Consequence = "byJob" // fails the pod; its Job, which is not given, decides
)

// Phase is how far a step, a pod or a Job has come.
type Phase string

// The phases.
const (
	Waiting   Phase = "waiting"
	Running   Phase = "running"
	Succeeded Phase = "succeeded"
	Failed    Phase = "failed"
	NotRun    Phase = "notRun" // a step that an earlier failure left out
)

// State is what the cluster has reported on one container.
type State struct {
	Phase    Phase  `json:"phase"`
	ExitCode *int32 `json:"exitCode,omitempty"`
	// Reason is Kubernetes' own word, as OOMKilled or ImagePullBackOff.
	Reason string `json:"reason,omitempty"`
	// Meaning says what exit code and reason mean here, and what to do.
	Meaning string `json:"meaning,omitempty"`
	// Message is the container's termination message or the kubelet's, as it was
	// written: several lines stay several lines. What a terminal obeys is not in it.
	Message     string       `json:"message,omitempty"`
	Started     *metav1.Time `json:"started,omitempty"`
	Finished    *metav1.Time `json:"finished,omitempty"`
	TookSeconds *int64       `json:"tookSeconds,omitempty"`
	// Restarts of the container in its pod, and how the last one had ended.
	Restarts int32  `json:"restarts,omitempty"`
	Previous *State `json:"previous,omitempty"`

	author author // of Message
}

// Outcome is what the cluster has reported on a whole pod or Job.
type Outcome struct {
	Phase   Phase  `json:"phase"`
	Reason  string `json:"reason,omitempty"`
	Meaning string `json:"meaning,omitempty"`
	// Message is that of the step that decided, or Kubernetes' own; see State.Message.
	Message string `json:"message,omitempty"`
	// Step is the name of the step that decided a failure.
	Step        string       `json:"step,omitempty"`
	Started     *metav1.Time `json:"started,omitempty"`
	Finished    *metav1.Time `json:"finished,omitempty"`
	TookSeconds *int64       `json:"tookSeconds,omitempty"`

	author author // of Message
}

// Attempt is one pod of a Job.
type Attempt struct {
	Pod     string  `json:"pod"`
	Outcome Outcome `json:"outcome"`
}
