package lint

import (
	"path"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/shell"
)

// writes reports whether a command brings something into the container's files.
func writes(cmd *shell.Command) bool {
	_, isDownload := cmd.Download()
	return isDownload || installs(cmd)
}

// installers install packages into the container.
var installers = []string{"pip", "pip3", "conda", "mamba", "apt-get", "apt", "apk", "dnf", "yum"}

func installs(cmd *shell.Command) bool {
	return slices.Contains(installers, cmd.Program()) && cmd.Args().HasOperand("install", "add")
}

// idle are the programs that only say something, or change the shell itself.
var idle = []string{"echo", "printf", "true", ":", "date", "exit", "set", "export", "local", "readonly"}

// works reports whether a command may use what was installed before it: it is more than
// a message, or the script's end.
func works(cmd *shell.Command) bool {
	inOutput := slices.ContainsFunc(cmd.Scopes, func(s shell.Scope) bool { return s.Kind == shell.Substitution })
	return cmd.Runs == nil && len(cmd.Words) > 0 && !installs(cmd) && (inOutput || !slices.Contains(idle, cmd.Program()))
}

// counting are the words of conditions that count, and so come to an end.
var counting = []string{"-lt", "-le", "-gt", "-ge", "-ne", "-eq"}

// ends are the programs that end a loop from within.
var ends = []string{"break", "exit", "return", "kill"}

// endless returns the first command in the condition of each loop that nothing ends, as
// far as the script tells.
func (c *container) endless() []*shell.Command {
	var all []*shell.Command
	var last *shell.Block
	for _, cmd := range c.commands {
		loop, decides := cmd.Decides()
		if !decides || loop == last {
			continue
		}
		last = loop
		if isEndless(loop) && !cmd.Script.By.Limited() {
			all = append(all, cmd)
		}
	}
	return all
}

func isEndless(loop *shell.Block) bool {
	counts := func(cmd *shell.Command) bool {
		return strings.HasPrefix(cmd.Program(), "((") || slices.ContainsFunc(cmd.Words, func(w shell.Word) bool { return slices.Contains(counting, w.Text) })
	}
	if loop.Kind == shell.For || len(loop.Head) == 0 || loop.Head[0].Program() == "read" || slices.ContainsFunc(loop.Head, counts) {
		return false
	}
	return !slices.ContainsFunc(loop.Commands(), func(cmd *shell.Command) bool { return slices.Contains(ends, cmd.Program()) })
}

// pauses reports whether the commands, or the functions that they call, leave time
// between two rounds of a loop.
func pauses(commands []*shell.Command) bool {
	sleeps := func(w shell.Word) bool { return strings.Contains(w.Text, "sleep") }
	return slices.ContainsFunc(commands, func(cmd *shell.Command) bool {
		if cmd.Calls != nil && slices.ContainsFunc(cmd.Calls.Body, func(c *shell.Command) bool { return slices.ContainsFunc(c.Words, sleeps) }) {
			return true
		}
		return slices.ContainsFunc(cmd.Words, sleeps) || slices.Contains([]string{"wait", "inotifywait", "read"}, cmd.Program())
	})
}

// imageName splits a reference into repository, tag and digest, each "" where
// there is none.
func imageName(ref string) (repository, tag, digest string) {
	repository, digest, _ = strings.Cut(ref, "@")
	if i := strings.LastIndexByte(repository, ':'); i > strings.LastIndexByte(repository, '/') {
		repository, tag = repository[:i], repository[i+1:]
	}
	return repository, tag, digest
}

// isImage reports whether a repository is the official image of a name.
func isImage(repository, name string) bool {
	return repository == name || path.Base(repository) == name
}
