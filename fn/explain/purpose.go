package explain

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/secret"
	"github.com/notebook-validation/nvj/fn/shell"
)

// purpose says what a container does, and what it waits for. Of its command it shows
// only what is no secret.
func purpose(c corev1.Container) (string, *Wait) {
	switch {
	case env(c, "NVJ_GIT_URL") != "":
		return clonePurpose(c), nil
	case c.Name == expand.ExecutorContainer && env(c, "NVJ_NOTEBOOK") != "":
		does := "runs " + secret.Redact(env(c, "NVJ_NOTEBOOK"))
		if golden := env(c, "NVJ_GOLDEN"); golden != "" && codesOf(c) != nil {
			does += ", compares it with " + secret.Redact(golden)
		}
		return does, nil
	}
	if len(c.Command)+len(c.Args) == 0 {
		return "runs the image's own command", nil
	}
	reading := shell.Of(&c)
	if wait, target := waitOf(reading.Commands); wait != nil {
		return wait.text(target), wait
	}
	return work(reading), nil
}

// text says what the step waits for. The target is an address.
func (w *Wait) text(target string) string {
	if w.File != "" {
		target = "the file " + w.File
	}
	switch {
	case target == "" && w.Loops:
		return "waits in a loop"
	case target == "":
		return "checks once that a service is ready"
	case w.Loops:
		return "waits for " + target + ", asking in a loop"
	}
	return "asks once for " + target
}

// waitOf finds out what commands wait for, and the address for people; nil when they do
// not wait.
func waitOf(commands []*shell.Command) (*Wait, string) {
	for _, cmd := range commands {
		if wait, ok := cmd.Wait(); ok {
			w := &Wait{For: address(wait.For), Loops: wait.Repeats || len(cmd.Loops()) > 0}
			if isPath(wait.File) {
				w.File = wait.File
			}
			return w, shortened(wait.For)
		}
	}
	isPause := func(cmd *shell.Command) bool {
		asks := func(loop *shell.Block) bool { return loop.Kind == shell.Until || loop.Kind == shell.While }
		return cmd.Program() == "sleep" && slices.ContainsFunc(cmd.Loops(), asks)
	}
	if slices.ContainsFunc(commands, isPause) {
		return &Wait{Loops: true}, ""
	}
	return nil, ""
}

// beside are the programs that say something or prepare the work of others.
var beside = []string{"echo", "printf", "true", ":", "date", "exit", "set", "export", "cd", "sleep"}

// work says what a container does that waits for nothing.
func work(reading *shell.Reading) string {
	if len(reading.Commands) == 0 {
		return "runs the image's own command"
	}
	var downloads []shell.Download
	var others []*shell.Command
	for _, cmd := range reading.Commands {
		download, ok := cmd.Download()
		switch {
		case ok:
			downloads = append(downloads, download)
		case cmd.Runs == nil && len(cmd.Words) > 0 && !slices.Contains(beside, cmd.Program()):
			others = append(others, cmd)
		}
	}
	isFaulty := func(s *shell.Script) bool { return s.Fault != nil }
	switch isScript := len(reading.Scripts) > 0; {
	case slices.ContainsFunc(reading.Scripts, isFaulty):
		return "runs a shell script that does not parse"
	case len(downloads) == 1:
		return "downloads " + fromTo(downloads[0])
	case len(downloads) > 1:
		return fmt.Sprintf("downloads %s, and %d more", fromTo(downloads[0]), len(downloads)-1)
	case len(others) == 1 && (!isScript || len(others[0].Scopes) == 0):
		return "runs " + commandLine(others[0])
	case !isScript:
		return "runs " + commandLine(reading.Commands[0])
	}
	return "runs a shell script"
}

// fromTo says what is downloaded, and where to, as far as that is no secret.
func fromTo(d shell.Download) string {
	text := "files"
	if from := shortened(d.From); from != "" && strings.Contains(d.From, "://") {
		text = from
	}
	if d.To != "" && isPath(d.To) {
		text += " to " + d.To
	}
	return text
}

func clonePurpose(c corev1.Container) string {
	does := "clones " + orElse(strip(env(c, "NVJ_GIT_URL")), "a repository")
	if ref := env(c, "NVJ_GIT_REF"); ref != "" {
		does += " at " + secret.Redact(ref)
	}
	return does + " into " + env(c, "NVJ_GIT_DEST")
}

// env is the literal value of a variable, as the container sees it.
func env(c corev1.Container, name string) string {
	for _, variable := range c.Env {
		if variable.Name == name {
			return strings.ReplaceAll(variable.Value, "$$", "$")
		}
	}
	return ""
}
