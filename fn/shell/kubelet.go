package shell

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// Of reads the command line of a container.
func Of(c *corev1.Container) *Reading {
	return Read(c.Command, c.Args, func(name string) bool {
		isDefined := slices.ContainsFunc(c.Env, func(v corev1.EnvVar) bool { return v.Name == name })
		// A shell's $(date) is no variable, even where envFrom could define one of that name.
		return isDefined || constant().MatchString(name) && MayDefine(c, name)
	})
}

var (
	constant = lazyregexp.New(`^[A-Z][A-Z0-9_]*$`)
	// service matches the variables with which Kubernetes announces Services.
	service = lazyregexp.New(`_(SERVICE_HOST|SERVICE_PORT[A-Z0-9_]*|PORT(_[A-Z0-9_]+)?)$`)
)

// MayDefine reports whether a variable may come from what a container's env does not
// show: a ConfigMap, a Secret, or a Service of the namespace.
func MayDefine(c *corev1.Container, name string) bool {
	return len(c.EnvFrom) > 0 || service().MatchString(name)
}

// The kubelet replaces $(NAME) before any program starts. These bytes stand for the
// parentheses of such a reference in a text, so that no shell grammar reads it as a
// command. They take as many bytes as what they replace, so that columns stay right.
const (
	openReference  = "\x01\x01"
	closeReference = "\x02"
)

// expand does to a word what the kubelet does: $$ becomes $, and $(NAME) is marked as a
// reference if NAME is defined. Any other $(…) stays, up to its first parenthesis.
func expand(word string, defined func(name string) bool) string {
	if !strings.Contains(word, "$$") && !strings.Contains(word, "$(") {
		return word
	}
	var text strings.Builder
	for i := 0; i < len(word); i++ {
		rest := word[i:]
		switch {
		case strings.HasPrefix(rest, "$$"):
			text.WriteByte('$')
			i++
		case strings.HasPrefix(rest, "$("):
			end := strings.IndexByte(rest, ')')
			if end < 0 {
				text.WriteString(rest[:2])
				i++
				continue
			}
			if name := rest[2:end]; defined(name) {
				text.WriteString(openReference + name + closeReference)
			} else {
				text.WriteString(rest[:end+1])
			}
			i += end
		default:
			text.WriteByte(word[i])
		}
	}
	return text.String()
}

var marks = strings.NewReplacer(openReference, "$(", closeReference, ")")

// unmark writes references as $(NAME) again, and reports whether there are any.
func unmark(text string) (string, bool) {
	if !strings.Contains(text, openReference) {
		return text, false
	}
	return marks.Replace(text), true
}
