package v1alpha1

// The defaults of what neither a job nor the function config says.
const (
	DefaultImage             = "quay.io/jupyter/minimal-notebook:latest"
	DefaultGitImage          = "registry.k8s.io/git-sync/git-sync:v4.4.0"
	DefaultTimeout           = "30m"
	DefaultBackoffLimit      = int32(6)
	DefaultConcurrencyPolicy = "Forbid"
	DefaultKubernetesVersion = "1.29"
)

// SetDefaults fills in every field that has a default and is not set.
func (s *ExpandNotebookJobsSpec) SetDefaults() {
	def(&s.Output, OutputJob)
	def(&s.Source, SourceKeep)
	def(&s.Scripts, ScriptsConfigMap)
	def(&s.Defaults.Image, DefaultImage)
	def(&s.Defaults.GitImage, DefaultGitImage)
	def(&s.Defaults.Timeout, DefaultTimeout)
	def(&s.CronJob.ConcurrencyPolicy, DefaultConcurrencyPolicy)
	def(&s.Checks.References, ReferencesIgnore)
	def(&s.Checks.PodSecurity.Enforce, PodSecurityPrivileged)
	def(&s.Checks.PodSecurity.Warn, PodSecurityBaseline)
	def(&s.Checks.KubernetesVersion, DefaultKubernetesVersion)
	defPtr(&s.NameSuffixHash, true)
	defPtr(&s.Job.BackoffLimit, DefaultBackoffLimit)
}

func def[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func defPtr[T any](field **T, value T) {
	if *field == nil {
		*field = &value
	}
}
