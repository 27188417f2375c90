package lint

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/shell"
)

// reference is $(NAME), which Kubernetes expands; $$(NAME) it does not.
var reference = lazyregexp.New(`\$?\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)`)

var envReference = rule{
	Rule: finding.Rule{
		ID: "env-reference", Severity: finding.Warning,
		Reason: "Kubernetes expands $(NAME) only where a variable of that name is defined before; otherwise the text stays as it is, and a subPathExpr keeps the container from starting. What the image defines does not count.",
		Bad:    "env:\n- {name: URL, value: http://$(HOST)/}\n- {name: HOST, value: api}",
		Good:   "env:\n- {name: HOST, value: api}\n- {name: URL, value: http://$(HOST)/}",
	},
	container: func(s *subject, c *container) {
		var names []string
		for _, variable := range c.Env {
			names = append(names, variable.Name)
		}
		for i, variable := range c.Env {
			for _, name := range referencesIn(variable.Value) {
				at := index(c.at+".env", i)
				switch {
				case slices.Contains(names[:i], name) || !s.isEnv(at):
				case slices.Contains(names[i+1:], name):
					s.report(at+".value", "%s is defined after %s, so $(%s) is not expanded; move it up", name, variable.Name, name)
				case !shell.MayDefine(c.Container, name):
					s.report(at+".value", "no variable %s is defined before %s, so $(%s) stays as it is; define it, or write $$(%s) if that is meant", name, variable.Name, name, name)
				}
			}
		}
		for i, mount := range c.VolumeMounts {
			for _, name := range referencesIn(mount.SubPathExpr) {
				if !c.defines(name) {
					s.report(index(c.at+".volumeMounts", i)+".subPathExpr", "no variable %s is defined in env, and %q never starts; define it", name, c.Name)
				}
			}
		}
		for i, variable := range c.Env {
			if other := resourcesOf(variable); other != "" && !s.has(other) {
				s.report(index(c.at+".env", i)+".valueFrom.resourceFieldRef.containerName", "the pod has no container %q, and %q never starts; name one, or leave it out", other, c.Name)
			}
		}
		if len(c.scripts) > 0 || !c.users {
			return // $(…) is the shell's, or nvj's own
		}
		for i, word := range slices.Concat(c.Command, c.Args) {
			for _, name := range referencesIn(word) {
				if name == strings.ToUpper(name) && !c.defines(name) {
					s.report(c.wordPath(i), "no variable %s is defined in env, so $(%s) stays as it is; define it", name, name)
				}
			}
		}
	},
}

// resourcesOf is the container whose resources a variable holds, or "".
func resourcesOf(variable corev1.EnvVar) string {
	if variable.ValueFrom == nil || variable.ValueFrom.ResourceFieldRef == nil {
		return ""
	}
	return variable.ValueFrom.ResourceFieldRef.ContainerName
}

// has reports whether the pod has a container of this name.
func (s *subject) has(name string) bool {
	return slices.ContainsFunc(s.containers, func(c container) bool { return c.Name == name })
}

// referencesIn lists the names in $(NAME) of a value, without those that are escaped.
func referencesIn(value string) []string {
	if !strings.Contains(value, "$(") {
		return nil
	}
	var names []string
	for _, match := range reference().FindAllStringSubmatch(value, -1) {
		if !strings.HasPrefix(match[0], "$$") {
			names = append(names, match[1])
		}
	}
	return names
}

// defines reports whether env has a variable of a name, or may have it.
func (c *container) defines(name string) bool {
	return shell.MayDefine(c.Container, name) || slices.ContainsFunc(c.Env, func(v corev1.EnvVar) bool { return v.Name == name })
}

var duplicateEnv = rule{
	Rule: finding.Rule{
		ID: "duplicate-env", Severity: finding.Warning,
		Reason: "Of two variables with one name the later one wins, and the earlier one only misleads.",
		Bad:    "env:\n- {name: MODE, value: fast}\n- {name: MODE, value: full}",
		Good:   "env:\n- {name: MODE, value: full}",
	},
	pod: func(s *subject) {
		last := map[string]int{}
		env := s.job.Spec.PodConfig.Env
		for i, variable := range env {
			last[variable.Name] = i
		}
		for i, variable := range env {
			if later := last[variable.Name]; later > i && variable.Name != "" {
				s.reportJob(index("spec.podConfig.env", i)+".name", variable.Name,
					"%s is set again by spec.podConfig.env[%d], which wins; remove one of the two", variable.Name, later)
			}
		}
	},
}

// runnerPrefix starts the names of the variables that tell the built-in steps
// what to do.
const runnerPrefix = "NVJ_"

var builtinEnv = rule{
	Rule: finding.Rule{
		ID: "builtin-env", Severity: finding.Warning,
		Reason: "Variables that start with NVJ_ tell nvj's own steps what to run; setting them by hand contradicts the job's fields.",
		Bad:    "env:\n- {name: NVJ_NOTEBOOK, value: other.ipynb}",
		Good:   "notebook: {path: other.ipynb}",
	},
	container: func(s *subject, c *container) {
		if !s.isBuiltin(c) {
			return
		}
		for i, variable := range c.Env {
			if at := index(c.at+".env", i); strings.HasPrefix(variable.Name, runnerPrefix) && s.isEnv(at) {
				s.propose(at+".name", variable.Name, nil,
					"%s is how nvj tells its runner what the job's own fields say; set those fields, or choose another name", variable.Name)
			}
		}
	},
}

// isBuiltin reports whether a container is one of nvj's own: the executor, or a step
// that clones.
func (s *subject) isBuiltin(c *container) bool {
	switch golden := s.job.Spec.GoldenNotebook; {
	case !c.init:
		return c.Name == expand.ExecutorContainer
	case c.Name == expand.CloneContainer:
		return s.job.Spec.Notebook.Git != nil
	case c.Name == expand.GoldenContainer:
		return golden != nil && golden.Git != nil
	}
	return false
}
