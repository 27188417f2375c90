// Package docs holds what nvj schema prints: the published schemas, as they stand
// in this folder.
package docs

import _ "embed" // the schemas are strings of the binary: reading them costs nothing at start

var (
	// JobCRD is the CustomResourceDefinition for notebook.validation.io.
	//go:embed crd/notebookvalidationjobs.notebook.validation.io.yaml
	JobCRD string

	// OperatorJobCRD is the same for mlops.mlops.dev.
	//go:embed crd/notebookvalidationjobs.mlops.mlops.dev.yaml
	OperatorJobCRD string

	// JobSchema is the JSON Schema of NotebookValidationJob.
	//go:embed schema/job.json
	JobSchema string

	// ConfigSchema is the JSON Schema of ExpandNotebookJobs.
	//go:embed schema/config.json
	ConfigSchema string

	// KustomizeConfiguration is a kustomize configurations file.
	//go:embed schema/kustomize.yaml
	KustomizeConfiguration string
)
