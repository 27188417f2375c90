package apiserver

import (
	"strconv"
	"strings"

	"github.com/notebook-validation/nvj/fn/secret"
)

// fields are the names on a path, without indexes, as package secret wants them.
func (p path) fields() []string {
	fields := make([]string, 0, len(p))
	for _, step := range p {
		key, subscript := strings.CutPrefix(step, "[")
		key = strings.TrimSuffix(key, "]")
		if _, err := strconv.Atoi(key); subscript && (err == nil || key == "*") {
			continue
		}
		fields = append(fields, key)
	}
	return fields
}

// publicPart returns the value at p as it may be shown: a text, or a tree without the
// fields that may hold secrets. It returns nil where nothing may be shown.
func publicPart(p path, value any) any {
	switch value := value.(type) {
	case string:
		fields := p.fields()
		if n := len(fields); n > 0 && value == fields[n-1] {
			return value // a key of a map, which the path shows as well
		}
		if text := secret.Show(value, fields...); text != secret.Mark {
			return text
		}
		return nil
	case map[string]any:
		kept := make(map[string]any, len(value))
		for name, child := range value {
			if left := publicPart(p.to(name), child); left != nil {
				kept[name] = left
			}
		}
		return kept
	case []any:
		kept := make([]any, 0, len(value))
		for i, child := range value {
			if left := publicPart(p.to(index(i)), child); left != nil {
				kept = append(kept, left)
			}
		}
		if len(kept) == 0 && len(value) > 0 {
			return nil
		}
		return kept
	}
	return value
}
