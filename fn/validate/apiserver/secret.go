package apiserver

import (
	"strings"

	"github.com/notebook-validation/nvj/fn/decode"
)

// isSecret reports whether the value at p may be a secret: an environment
// variable, an argument, a command, an HTTP header; or the name of a Secret or of
// one of its keys, in whose place people write what belongs into it.
func isSecret(p path) bool {
	for i, step := range p {
		if isSecretField(p[:i], step) {
			return true
		}
	}
	return false
}

// isSecretField reports whether a field of the struct at parent may hold one.
func isSecretField(parent path, name string) bool {
	switch name {
	case "args", "command":
		return true
	case "value":
		return parent.endsWith("env", "[*]") || parent.endsWith("httpHeaders", "[*]")
	case "name":
		return parent.endsWith("httpHeaders", "[*]") || // Authorization: Bearer …
			parent.endsWith("secretKeyRef") || parent.endsWith("secretRef") || parent.endsWith("imagePullSecrets", "[*]")
	case "key":
		return parent.endsWith("secretKeyRef")
	}
	return false
}

// redactName hides what follows "=" in the name of an environment variable, a
// name that the server refuses and whose writer meant a name and a value, and
// passwords in whatever looks like a URL.
func redactName(p path, value any) any {
	text, ok := value.(string)
	switch {
	case !ok:
		return value
	case p.endsWith("env", "[*]", "name"), p.endsWith("envFrom", "[*]", "prefix"):
		return redacted(text)
	}
	return decode.Redact(text)
}

// redacted is NAME=… of NAME=value.
func redacted(name string) string {
	if before, _, found := strings.Cut(name, "="); found {
		return before + "=…"
	}
	return name
}

// withoutSecrets copies a tree that stands at p and leaves out what may be
// secret.
func withoutSecrets(p path, value any) any {
	switch value := value.(type) {
	case map[string]any:
		kept := make(map[string]any, len(value))
		for name, child := range value {
			if !isSecretField(p, name) {
				kept[name] = redactName(p.to(name), withoutSecrets(p.to(name), child))
			}
		}
		return kept
	case []any:
		kept := make([]any, len(value))
		for i, child := range value {
			kept[i] = withoutSecrets(p.to(index(i)), child)
		}
		return kept
	}
	return value
}
