package decode

import "strings"

// Sensitive reports whether the value at a path may be a secret, and so must
// not be in a message, a finding or a log: values of environment variables and
// headers, commands and their arguments, the data of Secrets and ConfigMaps, and
// everything under a key that speaks of passwords, tokens, secrets or keys.
func Sensitive(path string) bool {
	return sensitive(parsePath(path))
}

func sensitive(path []segment) bool {
	parent := ""
	for i, s := range path {
		if s.kind == indexSegment && s.index >= 0 {
			continue
		}
		if sensitiveName(s.name, parent) {
			return true
		}
		if strings.EqualFold(s.name, "env") && !publicInEnv(path[i+1:]) {
			return true
		}
		parent = s.name
	}
	return false
}

// publicInEnv reports whether the rest of a path below env is one of the parts
// of a variable that hold no value: its name and where the value comes from.
func publicInEnv(rest []segment) bool {
	if len(rest) == 0 || rest[0].kind != indexSegment || len(rest) == 1 {
		return false
	}
	name := rest[1].name
	return strings.EqualFold(name, "name") || strings.EqualFold(name, "valueFrom") && len(rest) > 2
}

func sensitiveName(name, parent string) bool {
	lower := strings.ToLower(name)
	switch lower {
	case "command", "cmd", "args", "arg", "data", "stringdata", "binarydata":
		return true
	case "value":
		// The value of a toleration is a taint's, which is no secret.
		return parent != "tolerations"
	}
	for _, word := range []string{"password", "passwd", "token", "secret", "key", "credential"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}
