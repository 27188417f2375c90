// Package v1alpha1 holds the two kinds nvj reads: NotebookValidationJob, which
// says how a Jupyter notebook is run and checked, and ExpandNotebookJobs, the
// function config that says what the jobs are turned into.
//
// NotebookValidationJob has one Go type for two API groups: notebook.validation.io
// and mlops.mlops.dev (the operator's CRD). Fields that describe parts of a pod
// have the Kubernetes types themselves, so whatever a container, a volume or an
// affinity may say in a pod, it may say here.
//
// The package knows nothing of YAML, streams or hosts.
//
// +kubebuilder:object:generate=true
// +groupName=notebook.validation.io
package v1alpha1

// API groups, version and kinds that nvj reads.
const (
	// Group is the API group of the feature request.
	Group = "notebook.validation.io"
	// OperatorGroup is the API group of the operator's CRD.
	OperatorGroup = "mlops.mlops.dev"
	// ConfigGroup is the API group of the function config.
	ConfigGroup = "fn.notebook.validation.io"
	// Version is the one version of all groups.
	Version = "v1alpha1"

	// JobKind is the kind of the manifests that nvj expands.
	JobKind = "NotebookValidationJob"
	// ConfigKind is the kind of the function config.
	ConfigKind = "ExpandNotebookJobs"

	// JobAPIVersion and OperatorAPIVersion are the two apiVersions a
	// NotebookValidationJob may have; ConfigAPIVersion is the function config's.
	JobAPIVersion      = Group + "/" + Version
	OperatorAPIVersion = OperatorGroup + "/" + Version
	ConfigAPIVersion   = ConfigGroup + "/" + Version
)

// Annotations and labels that nvj reads and writes.
const (
	// SourceAnnotation, on a generated object, names the job it was generated
	// from as group/kind/namespace/name; namespace may be empty.
	SourceAnnotation = ConfigGroup + "/source"
	// ScheduleAnnotation, on a job, is the cron schedule of its CronJob; it wins
	// over the function config's.
	ScheduleAnnotation = ConfigGroup + "/schedule"
	// RenderedAnnotation, on a job that kustomize hands from layer to layer, is what nvj
	// made of it. It reaches no file and no cluster.
	RenderedAnnotation = ConfigGroup + "/rendered"
	// JobLabel, on a generated object and its pods, is the name of the job it
	// was generated from.
	JobLabel = "notebookvalidationjob"
)
