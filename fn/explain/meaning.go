package explain

import (
	"fmt"
	"path"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/scripts"
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

// codesOf are the exit codes that nvj's scripts document, where the container runs
// one: executor.command and podTemplate may put another program there.
func codesOf(c corev1.Container) map[int32]string {
	switch {
	case c.Name == expand.ExecutorContainer && runsScript(c, "run_notebook.py", scripts.RunNotebookScript):
		return runCodes
	case (c.Name == expand.CloneContainer || c.Name == expand.GoldenContainer) && runsScript(c, "clone.sh", scripts.CloneScript):
		return cloneCodes
	}
	return nil
}

// runsScript reports whether the container's command is an interpreter and the
// script: its file, or its text, which another version of nvj may have put there.
func runsScript(c corev1.Container, name, text string) bool {
	begin := strings.Join(strings.SplitAfterN(text, "\n", 3)[:2], "")
	switch {
	case len(c.Command) == 2:
		return path.Base(c.Command[1]) == name
	case len(c.Command) > 2:
		return c.Command[1] == "-c" && strings.HasPrefix(c.Command[2], begin)
	}
	return false
}

func meaningOfCode(step *Step, code int32) string {
	if text, ok := step.codes[code]; ok {
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
	"DeletionByPodGC":            "its node is gone",
	"DeletionByTaintManager":     "its node cannot be used any more",
	"DeadlineExceeded":           "it took longer than the deadline: raise spec.timeout, or find what it waits for",
	"ErrImageNeverPull":          "the image is not on the node, and imagePullPolicy is Never",
	"ErrImagePull":               "the image cannot be pulled: check its name, tag and imagePullSecrets",
	"ImagePullBackOff":           "the image cannot be pulled: check its name, tag and imagePullSecrets",
	"InvalidImageName":           "the image's name cannot be read",
	"EvictionByEvictionAPI":      "it was evicted, as by the drain of its node",
	"Evicted":                    "the node ran out of a resource",
	"FailedIndexes":              "an index of the Job failed",
	"NodeLost":                   "the node is gone",
	"OOMKilled":                  "it used more memory than its limit: raise resources.limits.memory",
	"PodFailurePolicy":           "a failure that no retry can mend",
	"PodInitializing":            "waits for the steps before it",
	"PreemptionByScheduler":      "a pod of higher priority took its place",
	"RunContainerError":          "the container runtime cannot start it",
	"TerminationByKubelet":       "the node ran out of a resource, or shuts down",
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
