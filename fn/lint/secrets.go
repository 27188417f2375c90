package lint

import (
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/secret"
	"github.com/notebook-validation/nvj/fn/shell"
)

var literalSecret = rule{
	Rule: finding.Rule{
		ID: "literal-secret", Severity: finding.Warning,
		Reason: "A password or token in a manifest is readable for everybody who can read the repository or the pod, and stays in the history for good.",
		Bad:    "env:\n- name: DB_PASSWORD\n  value: correct-horse",
		Good:   "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: {name: database, key: password}",
	},
	container: func(s *subject, c *container) {
		for i, variable := range c.Env {
			if strings.HasPrefix(variable.Name, runnerPrefix) {
				continue // holds what another field says
			}
			what := secret.InVariable(variable.Name, variable.Value)
			if what == "" {
				continue
			}
			if at := index(c.at+".env", i); s.isEnv(at) {
				s.report(at+".value", "%s holds what looks like %s, which everybody who can read this or the pod sees; "+
					"put it into a Secret and name that with valueFrom.secretKeyRef", variable.Name, what)
			}
		}
		if !c.users {
			return
		}
		words := slices.Concat(c.Command, c.Args)
		for i, word := range words {
			following := ""
			if i+1 < len(words) {
				following = words[i+1]
			}
			if what := secret.InArgument(word, following); what != "" {
				s.report(c.wordPath(i), "the argument holds what looks like %s, which everybody who can read this or the pod sees; "+
					"put it into a Secret, into the environment with valueFrom.secretKeyRef, and write $(NAME) here", what)
			}
		}
		for _, cmd := range c.commands {
			if logsIn(cmd) {
				s.report(c.path(cmd, 0), "curl is given what looks like a password, which everybody who can read this or the pod sees; "+
					"put it into a Secret, mount that, and name it with --netrc-file")
			}
			for _, variable := range cmd.Assignments {
				if what := secret.InVariable(variable.Name, variable.Value.Text); what != "" {
					s.report(c.path(cmd, 0), "the script sets %s to what looks like %s, which everybody who can read this or the pod sees; "+
						"put it into a Secret and into the environment with valueFrom.secretKeyRef", variable.Name, what)
				}
			}
		}
	},
}

// isEnv reports whether a rendered variable is one that somebody wrote as a
// variable, and not one in which nvj hands on another field.
func (s *subject) isEnv(rendered string) bool {
	origin, ok := s.origins.Source(rendered)
	return ok && strings.HasSuffix(origin.Path, "]")
}

// logsIn reports whether curl is given a password with the name of its user.
func logsIn(cmd *shell.Command) bool {
	if cmd.Program() != "curl" {
		return false
	}
	user, _ := cmd.Args().Value("-u", "--user")
	_, password, _ := strings.Cut(user.Text, ":")
	return password != "" && !secret.IsReference(password) && !secret.IsHarmless(password)
}
