package apiserver

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/notebook-validation/nvj/fn/secret"
)

// warning splits "spec.containers[0].env[1]: hides previous definition of …"
// into path and message.
func (r *report) warning(kind, text string) Fault {
	server, message, found := strings.Cut(text, ": ")
	if !found || strings.ContainsAny(server, " \"") {
		server, message = "", text
	}
	s := site{root: r.tree(), path: parsePath(server), err: &field.Error{}}
	if meant := s.generatedName(); meant != nil {
		s.path = meant[0]
	}
	at := s.limitsOfDefaultedRequest()
	if server == "" {
		at, message = r.volumeOfWarning(message)
	}
	return Fault{
		Path:       at.String(),
		ServerPath: server,
		Kind:       kind,
		Rule:       ruleWarning,
		Message:    r.plainWarning(at, message),
	}
}

// plainWarning drops a Go struct from the end of a message, and what may be a
// secret from the name of an environment variable.
func (r *report) plainWarning(at path, message string) string {
	if before, _, found := strings.Cut(message, ": {"); found {
		return before
	}
	message = r.namedPorts(message)
	if at.endsWith("env", "[*]") {
		if name, ok := lookup(r.tree(), at.to("name")); ok {
			name, _ := name.(string)
			message = strings.ReplaceAll(message, name, secret.Show(name, "name"))
		}
	}
	return message
}

// namedPorts replaces the paths of other ports in a message by the names of
// their containers. A path within a message is of no use to a reader whose own
// file has another layout.
func (r *report) namedPorts(message string) string {
	words := strings.Split(message, " ")
	for i, word := range words {
		p := parsePath(strings.TrimRight(word, ","))
		if !strings.HasPrefix(word, "spec.") || !p.endsWith("ports", "[*]") {
			continue
		}
		name, _ := lookup(r.tree(), p.up(2).to("name"))
		words[i] = fmt.Sprintf("ports%s of container %q", p.last(), name)
		if strings.HasSuffix(word, ",") {
			words[i] += ","
		}
	}
	return strings.Join(words, " ")
}

// volumeOfWarning finds the volume that a warning without a path names:
// volume "config" (ConfigMap "c"): overlapping paths: "a" with "a/b".
func (r *report) volumeOfWarning(message string) (path, string) {
	quoted, found := strings.CutPrefix(message, `volume "`)
	if !found {
		return nil, message
	}
	name, rest, _ := strings.Cut(quoted, `"`)
	volumes := path{"spec", "volumes"}
	switch r.kind {
	case "Job":
		volumes = path{"spec", "template", "spec", "volumes"}
	case "CronJob":
		volumes = path{"spec", "jobTemplate", "spec", "template", "spec", "volumes"}
	}
	s := site{root: r.tree()}
	named := s.where(volumes, func(volume map[string]any) bool { return text(volume, "name") == name })
	if len(named) == 0 {
		return nil, message
	}
	if _, detail, found := strings.Cut(rest, "): "); found {
		return named[0], detail
	}
	return named[0], strings.TrimPrefix(rest, " (Projected) ")
}
