package lint

import (
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
)

// container is a container of the rendered pod.
type container struct {
	*corev1.Container
	at   string // rendered path
	init bool   // an init container, sidecars included
	// position among the pod's containers, which is the order in which they start.
	position int
	// statements are the programs the container starts, as far as its command
	// tells; none where nvj wrote the command.
	statements []statement
	shell      bool // the statements are those of a shell script
	users      bool // somebody other than nvj wrote the command
}

func (s *subject) addContainer(c *corev1.Container, field string, init bool) {
	added := container{Container: c, at: s.specPath(field), init: init, position: len(s.containers)}
	command := added.at + ".command"
	if len(c.Command) == 0 {
		command = added.at + ".args"
	}
	if added.users = s.isUsers(command); added.users {
		added.readCommand()
	}
	s.containers = append(s.containers, added)
}

// readCommand finds out what the container starts.
func (c *container) readCommand() {
	words := slices.Concat(c.Command, c.Args)
	if len(words) == 0 {
		return
	}
	if script, ok := shellScript(words); ok {
		c.shell = true
		c.statements = parseScript(words[script])
		for i := range c.statements {
			c.statements[i].script = script
		}
		return
	}
	if strings.HasPrefix(words[0], "-") {
		return // arguments of an entrypoint that only the image knows
	}
	c.statements = []statement{{words: words, script: exec}}
}

// shells run the text after their -c flag.
var shells = []string{"sh", "bash", "ash", "dash", "zsh", "ksh"}

// shellScript is the index of the word that a shell among words reads as a script.
func shellScript(words []string) (int, bool) {
	if !slices.Contains(shells, path.Base(words[0])) {
		return 0, false
	}
	for i, word := range words[1:] {
		flags, isFlags := strings.CutPrefix(word, "-")
		if !isFlags {
			return 0, false // a script in a file
		}
		if !strings.HasPrefix(flags, "-") && strings.HasSuffix(flags, "c") {
			return i + 2, i+2 < len(words)
		}
	}
	return 0, false
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

// path is the rendered path of the i-th word of a statement, or of the script
// around it.
func (c *container) path(st *statement, i int) string {
	if st.script == exec {
		return c.wordPath(i)
	}
	return c.wordPath(st.script)
}

// isSidecar reports whether an init container runs on beside the others.
func (c *container) isSidecar() bool {
	return c.init && c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways
}

// isStep reports whether the container is one of the job's own: an init container
// that must end before the notebook runs, and no clone step.
func (c *container) isStep() bool {
	return c.init && !c.isSidecar() && c.Name != expand.CloneContainer && c.Name != expand.GoldenContainer
}

// program is what the container starts, for messages.
func (st *statement) program() string { return path.Base(st.words[0]) }

// loops reports whether any statement runs in a loop.
func (c *container) loops() bool {
	return slices.ContainsFunc(c.statements, func(st statement) bool { return len(st.loops) > 0 })
}
