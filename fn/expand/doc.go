// Package expand turns one NotebookValidationJob into the Kubernetes objects
// that run it: a Job, Pod or CronJob, and a ConfigMap with the scripts its pod
// runs. Everything here is a pure function of the job and the function config;
// the package knows nothing of YAML, streams, hosts, clocks or networks.
//
// Beside the objects it returns their Origins: which field of the job or of the
// config each rendered field came from, so that a fault found in a pod can be
// reported where the user can mend it.
package expand

// What the pods are made of. Names of containers and volumes and the paths are
// API: users refer to them in podTemplate, in init containers and in kubectl.
const (
	// ExecutorContainer runs the notebook.
	ExecutorContainer = "notebook-executor"
	// CloneContainer and GoldenContainer are the built-in init containers that
	// clone the notebook's and the golden notebook's repository.
	CloneContainer  = "git-clone"
	GoldenContainer = "golden-clone"

	// WorkspaceVolume is mounted at WorkspaceDir in the built-in containers and
	// in the executor. A user's volume of this name replaces the emptyDir.
	WorkspaceVolume = "workspace"
	WorkspaceDir    = "/workspace"
	// RepositoryDir and GoldenDir hold the two cloned repositories.
	RepositoryDir = WorkspaceDir + "/repo"
	GoldenDir     = WorkspaceDir + "/golden"

	// PrivateDir holds what nvj mounts for its own steps: scripts and credentials.
	PrivateDir = "/nvj"
	// ReservedPrefix starts the names of volumes that only nvj may define.
	ReservedPrefix = "nvj-"
	ScriptsVolume  = ReservedPrefix + "scripts"
	scriptsDir     = PrivateDir + "/scripts"
	credentialsDir = PrivateDir + "/credentials/"

	cloneScript = "clone.sh"
	runScript   = "run_notebook.py"
)
