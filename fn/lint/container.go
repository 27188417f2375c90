package lint

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/shell"
)

// container is a container of the rendered pod.
type container struct {
	*corev1.Container
	at   string // rendered path
	init bool   // an init container, sidecars included
	// position among the pod's containers, which is the order in which they start.
	position int
	// commands are the programs the container starts, as far as its command tells, and
	// scripts the shell scripts among them; none where nvj wrote the command.
	commands []*shell.Command
	scripts  []*shell.Script
	users    bool // somebody other than nvj wrote the command
}

func (s *subject) addContainer(c *corev1.Container, field string, init bool) {
	added := container{Container: c, at: s.specPath(field), init: init, position: len(s.containers)}
	command := added.at + ".command"
	if len(c.Command) == 0 {
		command = added.at + ".args"
	}
	if added.users = s.isUsers(command); added.users {
		reading := shell.Of(c)
		added.commands, added.scripts = reading.Commands, reading.Scripts
	}
	s.containers = append(s.containers, added)
}

// word is the i-th word of the command line.
func (c *container) word(i int) string {
	if i < len(c.Command) {
		return c.Command[i]
	}
	return c.Args[i-len(c.Command)]
}

// wordPath is the rendered path of a word of the command line.
func (c *container) wordPath(i int) string {
	if i < len(c.Command) {
		return index(c.at+".command", i)
	}
	return index(c.at+".args", i-len(c.Command))
}

// path returns the rendered path of the i-th word of a command, or of the script
// around it.
func (c *container) path(cmd *shell.Command, i int) string { return c.wordPath(cmd.WordAt(i)) }

// isSidecar reports whether an init container runs on beside the others.
func (c *container) isSidecar() bool {
	return c.init && c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways
}

// isStep reports whether the container is one of the job's own: an init container
// that must end before the notebook runs, and no clone step.
func (c *container) isStep() bool {
	return c.init && !c.isSidecar() && c.Name != expand.CloneContainer && c.Name != expand.GoldenContainer
}

// loops reports whether any command runs in a loop.
func (c *container) loops() bool {
	return slices.ContainsFunc(c.commands, func(cmd *shell.Command) bool { return len(cmd.Loops()) > 0 })
}
