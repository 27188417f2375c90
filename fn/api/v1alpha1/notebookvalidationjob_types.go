package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// NotebookValidationJob runs one Jupyter notebook in a pod and reports whether it
// still works: whether every cell runs, the outputs equal those of a golden
// notebook, and the checks hold.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=nvjob
// +kubebuilder:printcolumn:name="Notebook",type=string,JSONPath=`.spec.notebook.path`
// +kubebuilder:printcolumn:name="Ref",type=string,JSONPath=`.spec.notebook.git.ref`,priority=1
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
type NotebookValidationJob struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// Spec says which notebook is run, in what pod, and what is checked.
	// +required
	Spec NotebookValidationJobSpec `json:"spec"`

	// Status is written by the operator. nvj accepts and ignores it.
	// +optional
	// +kubebuilder:pruning:PreserveUnknownFields
	Status *runtime.RawExtension `json:"status,omitempty"`
}

// NotebookValidationJobSpec says which notebook is run, in what pod, and what is checked.
type NotebookValidationJobSpec struct {
	// Image the notebook runs in. Alias of podConfig.containerImage, which wins.
	// Default: the function config's defaults.image, else
	// quay.io/jupyter/minimal-notebook:latest.
	// +optional
	Image string `json:"image,omitempty"`

	// Notebook is the notebook that is run.
	// +required
	Notebook NotebookSpec `json:"notebook"`

	// PodConfig shapes the pod the notebook runs in.
	// +optional
	PodConfig PodConfigSpec `json:"podConfig,omitempty"`

	// GoldenNotebook holds the expected outputs. When it is set, the executed
	// notebook is compared with it as comparisonConfig says.
	// +optional
	GoldenNotebook *NotebookSpec `json:"goldenNotebook,omitempty"`

	// ComparisonConfig says how the golden notebook is compared. Without a
	// goldenNotebook it has no effect.
	// +optional
	ComparisonConfig *ComparisonConfigSpec `json:"comparisonConfig,omitempty"`

	// Timeout bounds the whole run, init containers and image pulls included, as
	// a Go duration ("90s", "1h30m"). It becomes activeDeadlineSeconds. Default:
	// the function config's defaults.timeout, else 30m.
	// +optional
	// +kubebuilder:validation:Pattern=`^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`
	Timeout string `json:"timeout,omitempty"`

	// ModelValidation tells the notebook which model serving platform to talk
	// to, through MODEL_VALIDATION_* environment variables.
	// +optional
	ModelValidation *ModelValidationSpec `json:"modelValidation,omitempty"`

	// ValidationConfig adds checks on what the cells print and return.
	// +optional
	ValidationConfig *ValidationConfigSpec `json:"validationConfig,omitempty"`
}

// NotebookSpec says where a notebook is found.
type NotebookSpec struct {
	// Path of the .ipynb file. With git, relative to the repository's root;
	// without, absolute or relative to the image's working directory. A golden
	// notebook without git of its own is looked up in the notebook's repository.
	// +required
	// +kubebuilder:validation:Pattern=`^.*\.ipynb$`
	Path string `json:"path"`

	// Git is the repository that is cloned before the notebook runs.
	// +optional
	Git *GitSpec `json:"git,omitempty"`
}

// GitSpec is one commit of a Git repository.
type GitSpec struct {
	// URL of the repository: https://, http://, ssh://, git:// or user@host:path; or
	// file:// for one that the image of the clone step holds.
	// +required
	// +kubebuilder:validation:Pattern=`^((https?|git|ssh|file)://|[^/@: ]+@[^/: ]+:).*$`
	URL string `json:"url"`

	// Ref is a branch, a tag or a commit SHA. Default: the branch the
	// repository's HEAD points to.
	// +optional
	Ref string `json:"ref,omitempty"`

	// CredentialsSecret names a Secret in the job's namespace with the keys
	// username and password, or token, for https; or ssh-privatekey and,
	// optionally, known_hosts for ssh. It is mounted as files into the clone
	// step only.
	// +optional
	CredentialsSecret string `json:"credentialsSecret,omitempty"`
}

// PodConfigSpec shapes the pod the notebook runs in.
type PodConfigSpec struct {
	// ContainerImage is the image the notebook runs in; it wins over spec.image.
	// +optional
	ContainerImage string `json:"containerImage,omitempty"`

	// Resources of the notebook's container.
	// +optional
	Resources corev1.ResourceRequirements `json:"resources,omitempty"`

	// ServiceAccountName is the service account the pod runs as. Default: the
	// function config's defaults.serviceAccountName, else the namespace's default.
	// +optional
	ServiceAccountName string `json:"serviceAccountName,omitempty"`

	// Env adds environment variables to the notebook's container. They win over
	// the built-in and the model validation variables of the same name.
	// +optional
	Env []corev1.EnvVar `json:"env,omitempty"`

	// EnvFrom adds all keys of ConfigMaps and Secrets to the environment of the
	// notebook's container.
	// +optional
	EnvFrom []corev1.EnvFromSource `json:"envFrom,omitempty"`

	// Credentials names Secrets whose keys all become environment variables of
	// the notebook's container: short for envFrom with secretRef.
	// +optional
	Credentials []string `json:"credentials,omitempty"`

	// BuildConfig asked the operator to build the image. A build-time tool
	// cannot; with enabled: true nvj warns and says what to set instead.
	// +optional
	BuildConfig *BuildConfigSpec `json:"buildConfig,omitempty"`

	// Volumes of the pod. One named workspace replaces the emptyDir that holds
	// the cloned repository and the executed notebook; names that start with
	// nvj- are reserved.
	// +optional
	Volumes []corev1.Volume `json:"volumes,omitempty"`

	// VolumeMounts of the notebook's container.
	// +optional
	VolumeMounts []corev1.VolumeMount `json:"volumeMounts,omitempty"`

	// Tolerations let the pod onto nodes with matching taints.
	// +optional
	Tolerations []corev1.Toleration `json:"tolerations,omitempty"`

	// NodeSelector keeps the pod to nodes that have all these labels.
	// +optional
	NodeSelector map[string]string `json:"nodeSelector,omitempty"`

	// Affinity holds the pod's scheduling constraints.
	// +optional
	Affinity *corev1.Affinity `json:"affinity,omitempty"`

	// InitContainers run one after the other, in this order, before the
	// notebook: to wait for services, download data, prepare storage. They are
	// passed through unchanged and come before the clone steps. An entry named
	// git-clone or golden-clone marks where that built-in step stands instead,
	// and is merged over it; it needs no image and can have neither command nor args.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:XValidation:rule="self.all(c, c.name != '')",message="every init container needs a name"
	// +kubebuilder:validation:XValidation:rule="self.all(c, (has(c.image) && c.image != '') || c.name in ['git-clone', 'golden-clone'])",message="every init container needs an image"
	InitContainers []corev1.Container `json:"initContainers,omitempty"`
}

// BuildConfigSpec is how the operator builds an image. nvj accepts it, so that
// existing manifests need no change, and honours none of it.
type BuildConfigSpec struct {
	// Enabled asks for a build. nvj warns: set podConfig.containerImage to the
	// built image instead.
	// +optional
	Enabled bool `json:"enabled,omitempty"`
	// Strategy is s2i, tekton, kaniko, shipwright or custom.
	// +optional
	Strategy string `json:"strategy,omitempty"`
	// BaseImage of the build.
	// +optional
	BaseImage string `json:"baseImage,omitempty"`
	// Dockerfile is its path in the repository.
	// +optional
	Dockerfile string `json:"dockerfile,omitempty"`
	// AutoGenerateRequirements looks for a requirements.txt.
	// +optional
	AutoGenerateRequirements *bool `json:"autoGenerateRequirements,omitempty"`
	// RequirementsFile is its path in the repository.
	// +optional
	RequirementsFile string `json:"requirementsFile,omitempty"`
	// RequirementsSources are tried in turn.
	// +optional
	RequirementsSources []string `json:"requirementsSources,omitempty"`
	// PreferDockerfile over requirements.
	// +optional
	PreferDockerfile bool `json:"preferDockerfile,omitempty"`
	// FallbackStrategy is warn, fail or auto.
	// +optional
	FallbackStrategy string `json:"fallbackStrategy,omitempty"`
	// StrategyConfig of the chosen strategy.
	// +optional
	StrategyConfig map[string]string `json:"strategyConfig,omitempty"`
	// Timeout of the build, as a Go duration.
	// +optional
	Timeout string `json:"timeout,omitempty"`
}

// ComparisonConfigSpec says how the executed notebook is compared with the golden one.
type ComparisonConfigSpec struct {
	// Strategy is exact (outputs must be equal to the byte) or normalized
	// (numbers within a tolerance; timestamps, object addresses and the kernel's
	// temporary file names ignored). Execution counts and ignoreOutputTypes apply
	// to both. Default: normalized.
	// +optional
	// +kubebuilder:validation:Enum=exact;normalized
	Strategy string `json:"strategy,omitempty"`

	// FloatingPointTolerance is the largest difference between two numbers that
	// still count as equal, absolute or relative to the larger one, whichever
	// allows more. Two integers have the absolute tolerance only. A decimal number
	// as a string. Default: "0.0001".
	// +optional
	// +kubebuilder:validation:Pattern=`^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`
	FloatingPointTolerance *string `json:"floatingPointTolerance,omitempty"`

	// IgnoreTimestamps treats timestamps as equal: a date with a time, or
	// hh:mm:ss; a date alone is compared. No effect with exact. Default: true.
	// +optional
	IgnoreTimestamps *bool `json:"ignoreTimestamps,omitempty"`

	// IgnoreExecutionCount ignores the In/Out numbers of cells. Default: true.
	// +optional
	IgnoreExecutionCount *bool `json:"ignoreExecutionCount,omitempty"`

	// CustomTimestampPatterns are further regular expressions (Python's re)
	// whose matches are treated as equal. No effect with exact.
	// +optional
	CustomTimestampPatterns []string `json:"customTimestampPatterns,omitempty"`

	// IgnoreOutputTypes leaves outputs out of the comparison: output types
	// (stream, display_data, execute_result, error), stream names (stdout,
	// stderr) or MIME types (image/png).
	// +optional
	IgnoreOutputTypes []string `json:"ignoreOutputTypes,omitempty"`
}

// ModelValidationSpec tells the notebook which models it validates. nvj passes it
// on as environment variables; it talks to no platform itself.
type ModelValidationSpec struct {
	// Enabled turns the variables on. Default: true.
	// +optional
	Enabled *bool `json:"enabled,omitempty"`

	// Platform that serves the models. Default: kserve.
	// +optional
	// +kubebuilder:validation:Enum=kserve;openshift-ai;vllm;torchserve;tensorflow-serving;triton;ray-serve;seldon;bentoml;custom
	Platform string `json:"platform,omitempty"`

	// Phase that is validated: clean, existing or both. Default: both.
	// +optional
	// +kubebuilder:validation:Enum=clean;existing;both
	Phase string `json:"phase,omitempty"`

	// TargetModels are model names, or namespace/name.
	// +optional
	TargetModels []string `json:"targetModels,omitempty"`

	// PredictionValidation says which prediction is expected.
	// +optional
	PredictionValidation *PredictionValidationSpec `json:"predictionValidation,omitempty"`

	// CustomPlatform describes a platform that is not in the list.
	// +optional
	CustomPlatform *CustomPlatformSpec `json:"customPlatform,omitempty"`

	// Timeout for the notebook's own calls, as a Go duration. Default: 5m.
	// +optional
	// +kubebuilder:validation:Pattern=`^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`
	Timeout string `json:"timeout,omitempty"`
}

// PredictionValidationSpec is one prediction and what is expected of it.
type PredictionValidationSpec struct {
	// Enabled turns the check on. Default: true.
	// +optional
	Enabled *bool `json:"enabled,omitempty"`
	// TestData is the input, usually JSON.
	// +optional
	TestData string `json:"testData,omitempty"`
	// ExpectedOutput is the expected prediction, usually JSON.
	// +optional
	ExpectedOutput string `json:"expectedOutput,omitempty"`
	// Tolerance for numbers, a decimal number as a string. Default: "0.01".
	// +optional
	// +kubebuilder:validation:Pattern=`^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`
	Tolerance string `json:"tolerance,omitempty"`
}

// CustomPlatformSpec describes a model serving platform that is not in the list.
type CustomPlatformSpec struct {
	// APIGroup of the platform's resources.
	// +optional
	APIGroup string `json:"apiGroup,omitempty"`
	// ResourceType of a model.
	// +optional
	ResourceType string `json:"resourceType,omitempty"`
	// HealthCheckEndpoint is a URL pattern.
	// +optional
	HealthCheckEndpoint string `json:"healthCheckEndpoint,omitempty"`
	// PredictionEndpoint is a URL pattern.
	// +optional
	PredictionEndpoint string `json:"predictionEndpoint,omitempty"`
}

// ValidationConfigSpec adds checks to "every cell ran". Levels are sets of the
// other fields; a field that is set wins over its level.
type ValidationConfigSpec struct {
	// Level is learning (every check is run, warns and never fails), development
	// (silent failures and expectedOutputs fail), staging (also stderr output) or
	// production (also Python warnings, a notebook without assertions, and one
	// without a verdict of its own). Default: development.
	// +optional
	// +kubebuilder:validation:Enum=learning;development;staging;production
	Level string `json:"level,omitempty"`

	// StrictMode turns every check on, as the production level does.
	// +optional
	StrictMode *bool `json:"strictMode,omitempty"`

	// FailOnStderr fails the run when a cell writes to standard error. Python
	// warnings are left to failOnWarnings.
	// +optional
	FailOnStderr *bool `json:"failOnStderr,omitempty"`

	// FailOnWarnings fails the run when a cell raises a Python warning.
	// +optional
	FailOnWarnings *bool `json:"failOnWarnings,omitempty"`

	// DetectSilentFailures fails the run when the value of a cell's last line is
	// NaN, infinite or missing, or a variable that is shown is None. A call may
	// return None.
	// +optional
	DetectSilentFailures *bool `json:"detectSilentFailures,omitempty"`

	// RequireExplicitExitCodes fails the run when the last statement of the last
	// cell that ran neither asserts, raises nor exits.
	// +optional
	RequireExplicitExitCodes *bool `json:"requireExplicitExitCodes,omitempty"`

	// CheckOutputTypes looks at the type of expectedOutputs. Default: on from
	// the development level.
	// +optional
	CheckOutputTypes *bool `json:"checkOutputTypes,omitempty"`

	// VerifyAssertions fails the run when the notebook asserts nothing.
	// +optional
	VerifyAssertions *bool `json:"verifyAssertions,omitempty"`

	// EducationalMode adds a suggestion to each failed check in the log. It is
	// on at the learning level.
	// +optional
	EducationalMode *bool `json:"educationalMode,omitempty"`

	// ExpectedOutputs are evaluated in the notebook's kernel, on the value of a
	// cell's last expression.
	// +optional
	ExpectedOutputs []ExpectedOutputSpec `json:"expectedOutputs,omitempty"`
}

// ExpectedOutputSpec is what is expected of one cell's value.
type ExpectedOutputSpec struct {
	// Cell is the zero-based index of the cell among all cells of the notebook.
	// +required
	// +kubebuilder:validation:Minimum=0
	Cell int32 `json:"cell"`
	// Type is a Python type name: "float", "list", "pandas.DataFrame".
	// +optional
	Type string `json:"type,omitempty"`
	// Shape of an array or a table, as "rows,columns"; -1 is any: "-1,10".
	// +optional
	// +kubebuilder:validation:Pattern=`^\s*-?[0-9]+(\s*,\s*-?[0-9]+)*\s*$`
	Shape string `json:"shape,omitempty"`
	// MinValue is the least value allowed, a decimal number as a string.
	// +optional
	// +kubebuilder:validation:Pattern=`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`
	MinValue string `json:"minValue,omitempty"`
	// MaxValue is the greatest value allowed, a decimal number as a string.
	// +optional
	// +kubebuilder:validation:Pattern=`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`
	MaxValue string `json:"maxValue,omitempty"`
	// NotEmpty requires a value that is not empty (len > 0, or truthy).
	// +optional
	NotEmpty bool `json:"notEmpty,omitempty"`
}

// NotebookValidationJobList is a list of jobs.
//
// +kubebuilder:object:root=true
type NotebookValidationJobList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []NotebookValidationJob `json:"items"`
}
