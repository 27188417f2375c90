package explain

import (
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/scripts"
)

// script is one of nvj's scripts: what its exit codes mean, and how the termination
// messages begin that it writes. A script without such words writes one line.
type script struct {
	codes    map[int32]string
	verdicts []string
}

// runner and cloner are run_notebook.py and clone.sh, as both document themselves.
var (
	runner = script{
		codes: map[int32]string{
			0:   "the notebook passed",
			1:   "a cell failed",
			2:   "the outputs differ from the golden notebook",
			3:   "a check of validationConfig failed",
			4:   "the notebook could not be run",
			143: shellCodes[143],
		},
		verdicts: []string{
			"passed: ", "cell failed: ", "differs from the golden notebook: ", "check failed: ", "cannot run: ", "terminated: ",
		},
	}
	cloner = script{
		codes: map[int32]string{
			10:  "the repository cannot be reached: check the URL, DNS and network policies",
			11:  "the repository refused the credentials: check the Secret of credentialsSecret",
			12:  "the repository has no such branch, tag or commit",
			13:  "the repository does not hold the notebook",
			14:  "the step cannot start: a setting, the credentials or the volume is wrong",
			143: shellCodes[143],
		},
	}
)

// shellCodes are what shells and container runtimes mean by them.
var shellCodes = map[int32]string{
	126: "the command cannot be executed: check its mode and the image's architecture",
	127: "command not found in the image",
	128: "the container could not be started",
	134: "aborted (SIGABRT)",
	137: "killed (SIGKILL): by the deadline, an eviction or for memory",
	139: "crashed (SIGSEGV)",
	143: "terminated (SIGTERM): by the deadline, an eviction or a deletion",
}

// scriptOf returns the script of nvj that the container runs, if it runs one:
// executor.command and podTemplate may put another program there.
func scriptOf(c corev1.Container) script {
	switch {
	case c.Name == expand.ExecutorContainer && runsScript(c, "run_notebook.py", scripts.RunNotebookScript):
		return runner
	case (c.Name == expand.CloneContainer || c.Name == expand.GoldenContainer) && runsScript(c, "clone.sh", scripts.CloneScript):
		return cloner
	}
	return script{}
}

// codesOf returns what the exit codes of the container mean, where a script of nvj
// documents them.
func codesOf(c corev1.Container) map[int32]string { return scriptOf(c).codes }

// wrote reports whether the script wrote the message itself. Without one, the
// kubelet takes the end of the log.
func (s script) wrote(code int32, message string) bool {
	first, rest := cut(message)
	if _, documented := s.codes[code]; !documented || first == "" {
		return false
	}
	if len(s.verdicts) == 0 {
		return rest == nil
	}
	return slices.ContainsFunc(s.verdicts, func(verdict string) bool { return strings.HasPrefix(first, verdict) })
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

// meaningOfCode returns what the exit code of the step means. byScript says that the
// code is that of nvj's script; it may also be its interpreter's.
func meaningOfCode(step *Step, code int32, byScript bool) string {
	if text, ok := step.script.codes[code]; ok && byScript {
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

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
