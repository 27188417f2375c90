package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ExpandNotebookJobs is the function config: what NotebookValidationJobs are
// turned into, and how strictly they are checked. It is never applied to a
// cluster.
type ExpandNotebookJobs struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// Spec of the expansion; every field has a default.
	// +optional
	Spec ExpandNotebookJobsSpec `json:"spec,omitempty"`
}

// ExpandNotebookJobsSpec says what jobs are turned into and how they are checked.
type ExpandNotebookJobsSpec struct {
	// Output is what each job becomes: Job, Pod or CronJob. Default: Job.
	// +optional
	// +kubebuilder:validation:Enum=Job;Pod;CronJob
	Output Output `json:"output,omitempty"`

	// Source is what happens to the NotebookValidationJob itself: Keep leaves it
	// in the list, marked as local config; Drop removes it. Default: Keep.
	// +optional
	// +kubebuilder:validation:Enum=Keep;Drop
	Source SourceMode `json:"source,omitempty"`

	// NameSuffixHash appends a hash to the names of Jobs, so that a changed notebook
	// job becomes a new Job. The hash covers the Job's spec and the data of the
	// ConfigMaps and Secrets that its pod uses. Hooks of Argo CD and Helm get no
	// hash. Default: true.
	// +optional
	NameSuffixHash *bool `json:"nameSuffixHash,omitempty"`

	// Scripts is where the pod finds the two scripts it runs: ConfigMap, or
	// Inline inside the pod's own commands. Default: ConfigMap.
	// +optional
	// +kubebuilder:validation:Enum=ConfigMap;Inline
	Scripts ScriptsMode `json:"scripts,omitempty"`

	// Defaults for what a job does not say.
	// +optional
	Defaults Defaults `json:"defaults,omitempty"`

	// Job settings, for output: Job and the Jobs of a CronJob.
	// +optional
	Job JobSettings `json:"job,omitempty"`

	// CronJob settings, for output: CronJob.
	// +optional
	CronJob CronJobSettings `json:"cronJob,omitempty"`

	// Labels added to everything generated.
	// +optional
	Labels map[string]string `json:"labels,omitempty"`

	// Annotations added to everything generated. Those that are meant for pods by their
	// name, such as vault.hashicorp.com/agent-inject, are added to pods as well.
	// +optional
	Annotations map[string]string `json:"annotations,omitempty"`

	// PodTemplate is what every pod starts from: annotations of pods, imagePullSecrets,
	// priorityClassName, securityContext and so on. What the job says wins, with
	// strategic merge semantics.
	// +optional
	PodTemplate *corev1.PodTemplateSpec `json:"podTemplate,omitempty"`

	// Executor replaces what runs the notebook.
	// +optional
	Executor Executor `json:"executor,omitempty"`

	// Checks says what is checked and how severe it is.
	// +optional
	Checks Checks `json:"checks,omitempty"`

	// ValidateOnly reports findings and leaves the items as they are. Default: false.
	// +optional
	ValidateOnly bool `json:"validateOnly,omitempty"`
}

// Output is a kind of object that jobs are turned into.
type Output string

// The outputs.
const (
	OutputJob     Output = "Job"
	OutputPod     Output = "Pod"
	OutputCronJob Output = "CronJob"
)

// SourceMode is what happens to the NotebookValidationJob.
type SourceMode string

// The source modes.
const (
	SourceKeep SourceMode = "Keep"
	SourceDrop SourceMode = "Drop"
)

// ScriptsMode is where a pod finds its scripts.
type ScriptsMode string

// The scripts modes.
const (
	ScriptsConfigMap ScriptsMode = "ConfigMap"
	ScriptsInline    ScriptsMode = "Inline"
)

// Defaults apply where a job says nothing.
type Defaults struct {
	// Image the notebook runs in. Default: quay.io/jupyter/minimal-notebook:latest.
	// +optional
	Image string `json:"image,omitempty"`
	// GitImage the clone steps run in: it needs sh and git, and a numeric user
	// that is not root. Default: registry.k8s.io/git-sync/git-sync:v4.4.0.
	// +optional
	GitImage string `json:"gitImage,omitempty"`
	// ServiceAccountName of the pods. Default: the namespace's default.
	// +optional
	ServiceAccountName string `json:"serviceAccountName,omitempty"`
	// Timeout of a run, as a Go duration. Default: 30m.
	// +optional
	Timeout string `json:"timeout,omitempty"`
}

// JobSettings of generated Jobs.
type JobSettings struct {
	// BackoffLimit is how often a pod whose init containers failed is tried
	// again. A failed notebook is never retried. Default: 6.
	// +optional
	BackoffLimit *int32 `json:"backoffLimit,omitempty"`
	// TTLSecondsAfterFinished removes a finished Job after so many seconds.
	// Default: never.
	// +optional
	TTLSecondsAfterFinished *int32 `json:"ttlSecondsAfterFinished,omitempty"`
}

// CronJobSettings of generated CronJobs.
type CronJobSettings struct {
	// Schedule in cron syntax. The annotation
	// fn.notebook.validation.io/schedule on a job wins.
	// +optional
	Schedule string `json:"schedule,omitempty"`
	// TimeZone of the schedule, an IANA name. Default: the controller manager's.
	// +optional
	TimeZone *string `json:"timeZone,omitempty"`
	// ConcurrencyPolicy is Allow, Forbid or Replace. Default: Forbid.
	// +optional
	// +kubebuilder:validation:Enum=Allow;Forbid;Replace
	ConcurrencyPolicy string `json:"concurrencyPolicy,omitempty"`
}

// Executor runs the notebook.
type Executor struct {
	// Command replaces the built-in runner. Kubernetes expands $(NVJ_NOTEBOOK),
	// $(NVJ_GOLDEN), which is empty without a golden notebook, and $(NVJ_OUTPUT_DIR) in it.
	// +optional
	Command []string `json:"command,omitempty"`
}

// Checks says what is checked and how severe it is.
type Checks struct {
	// Strict makes warnings errors. Default: false.
	// +optional
	Strict bool `json:"strict,omitempty"`
	// PodSecurity says which Pod Security Standards the pods are held against.
	// +optional
	PodSecurity PodSecurity `json:"podSecurity,omitempty"`
	// References says what to do about Secrets, ConfigMaps, PersistentVolumeClaims
	// and ServiceAccounts that are named but not in the input: Ignore, Warn or
	// Error. Default: Ignore.
	// +optional
	// +kubebuilder:validation:Enum=Ignore;Warn;Error
	References ReferencesMode `json:"references,omitempty"`
	// Rules sets the severity of single rules by ID: Error, Warning, Info or Off.
	// What cannot be read, applied or run cannot be changed.
	// +optional
	Rules map[string]RuleSeverity `json:"rules,omitempty"`
	// KubernetesVersion is the oldest cluster minor the output must run on, as
	// "1.29". Fields that are younger get a warning. Default: "1.29".
	// +optional
	// +kubebuilder:validation:Pattern=`^1\.[0-9]+$`
	KubernetesVersion string `json:"kubernetesVersion,omitempty"`
}

// PodSecurity holds Pod Security Standards: privileged, baseline or restricted.
type PodSecurity struct {
	// Enforce makes violations errors. Default: privileged (none are).
	// +optional
	// +kubebuilder:validation:Enum=privileged;baseline;restricted
	Enforce PodSecurityLevel `json:"enforce,omitempty"`
	// Warn makes violations warnings. Default: baseline.
	// +optional
	// +kubebuilder:validation:Enum=privileged;baseline;restricted
	Warn PodSecurityLevel `json:"warn,omitempty"`
}

// PodSecurityLevel is a Pod Security Standard.
type PodSecurityLevel string

// The Pod Security Standards.
const (
	PodSecurityPrivileged PodSecurityLevel = "privileged"
	PodSecurityBaseline   PodSecurityLevel = "baseline"
	PodSecurityRestricted PodSecurityLevel = "restricted"
)

// ReferencesMode is what a missing reference is.
type ReferencesMode string

// The references modes.
const (
	ReferencesIgnore ReferencesMode = "Ignore"
	ReferencesWarn   ReferencesMode = "Warn"
	ReferencesError  ReferencesMode = "Error"
)

// RuleSeverity is the severity a rule is set to.
//
// +kubebuilder:validation:Enum=Error;Warning;Info;"Off"
type RuleSeverity string

// The rule severities.
const (
	RuleError   RuleSeverity = "Error"
	RuleWarning RuleSeverity = "Warning"
	RuleInfo    RuleSeverity = "Info"
	RuleOff     RuleSeverity = "Off"
)
