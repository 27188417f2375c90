package lint

import "github.com/notebook-validation/nvj/fn/finding"

// maxWord is how many bytes Linux takes in one argument or variable: 32 pages, of
// which one byte ends it (execve(2), MAX_ARG_STRLEN).
const maxWord = 32*4096 - 1

var wordTooLong = rule{
	Rule: finding.Rule{
		ID: "word-too-long", Severity: finding.Warning,
		Reason: "Linux starts no program with an argument or a variable of 128 KiB or more; the container fails with \"argument list too long\".",
	},
	container: func(s *subject, c *container) {
		for i, variable := range c.Env {
			if size := len(variable.Name) + len("=") + len(variable.Value); size > maxWord {
				s.report(index(c.at+".env", i)+".value", "%s takes %d bytes, and no program starts with more than %d in a variable; mount the value as a file of a ConfigMap or Secret",
					variable.Name, size, maxWord)
			}
		}
		words := len(c.Command)
		for i, word := range append(c.Command[:words:words], c.Args...) {
			if len(word) > maxWord {
				s.report(c.wordPath(i), "an argument of %d bytes, and no program starts with more than %d in one; mount the text as a file of a ConfigMap", len(word), maxWord)
			}
		}
	},
}
