package explain

import (
	"fmt"

	"github.com/notebook-validation/nvj/fn/expand"
)

// runCodes are the exit codes of run_notebook.py, and cloneCodes those of
// clone.sh, as both document them.
var (
	runCodes = map[int32]string{
		0: "the notebook passed",
		1: "a cell failed",
		2: "the outputs differ from the golden notebook",
		3: "a check of validationConfig failed",
		4: "the notebook could not be run",
	}
	cloneCodes = map[int32]string{
		10: "the repository cannot be reached: check the URL, DNS and network policies",
		11: "the repository refused the credentials: check the Secret of credentialsSecret",
		12: "the repository has no such branch, tag or commit",
		13: "the repository does not hold the notebook",
		14: "the step cannot start: a setting, the credentials or the volume is wrong",
	}
	// shellCodes are what shells and container runtimes mean by them.
	shellCodes = map[int32]string{
		126: "the command cannot be executed: check its mode and the image's architecture",
		127: "command not found in the image",
		128: "the container could not be started",
		134: "aborted (SIGABRT)",
		137: "killed (SIGKILL): by the deadline, an eviction or for memory",
		139: "crashed (SIGSEGV)",
		143: "terminated (SIGTERM): by the deadline, an eviction or a deletion",
	}
)

func meaningOfCode(step *Step, code int32) string {
	own := map[int32]string{}
	switch step.Name {
	case expand.ExecutorContainer:
		own = runCodes
	case expand.CloneContainer, expand.GoldenContainer:
		own = cloneCodes
	}
	if text, ok := own[code]; ok {
		return text
	}
	if text, ok := shellCodes[code]; ok {
		return text
	}
	if code != 0 && step.Wait != nil && !step.Wait.Loops {
		return orElse(step.Wait.For, "what it waits for") + " was not ready"
	}
	return ""
}

// reasons are words of Kubernetes that tell a newcomer little.
var reasons = map[string]string{
	"BackoffLimitExceeded":       "every retry is used up",
	"CrashLoopBackOff":           "it keeps failing; the kubelet pauses before it starts it again",
	"CreateContainerConfigError": "a ConfigMap or Secret it names is missing, or lacks the key",
	"CreateContainerError":       "the container runtime cannot create it",
	"ContainerCreating":          "volumes are being mounted and the image is being pulled",
	"ContainerCannotRun":         "the command cannot be started: check its name and the image",
	"StartError":                 "the command cannot be started: check its name and the image",
	"DeadlineExceeded":           "it took longer than the deadline: raise spec.timeout, or find what it waits for",
	"ErrImageNeverPull":          "the image is not on the node, and imagePullPolicy is Never",
	"ErrImagePull":               "the image cannot be pulled: check its name, tag and imagePullSecrets",
	"ImagePullBackOff":           "the image cannot be pulled: check its name, tag and imagePullSecrets",
	"InvalidImageName":           "the image's name cannot be read",
	"Evicted":                    "the node ran out of a resource",
	"FailedIndexes":              "an index of the Job failed",
	"NodeLost":                   "the node is gone",
	"OOMKilled":                  "it used more memory than its limit: raise resources.limits.memory",
	"PodFailurePolicy":           "a failure that no retry can mend",
	"PodInitializing":            "waits for the steps before it",
	"PreemptionByScheduler":      "a pod of higher priority took its place; the Job starts another",
	"RunContainerError":          "the container runtime cannot start it",
	"Unschedulable":              "no node has room for it",
}

func meaningOfReason(reason string) string { return reasons[reason] }

// describe says in one phrase what a state or outcome tells.
func describe(code *int32, reason, meaning, message string) string {
	text := orElse(meaning, reason)
	switch {
	case code != nil && *code != 0 && text == "":
		text = fmt.Sprintf("exit code %d", *code)
	case code != nil && *code != 0:
		text += fmt.Sprintf(" (exit code %d", *code)
		if reason != "" && meaning != "" {
			text += ", " + reason
		}
		text += ")"
	case reason != "" && meaning != "":
		text += " (" + reason + ")"
	}
	if message != "" && text != "" {
		return text + ": " + message
	}
	return text + message
}

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
