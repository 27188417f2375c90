package suggest

import (
	"slices"
	"strings"
)

// synonyms are what people write who know the thing from elsewhere, by the name
// that Kubernetes gives it. They apply where a struct has that field.
var synonyms = map[string][]string{
	"cmd":                   {"command"},
	"entrypoint":            {"command"},
	"arg":                   {"args"},
	"arguments":             {"args"},
	"argument":              {"args"},
	"environment":           {"env"},
	"environmentvariables":  {"env"},
	"envs":                  {"env"},
	"envvars":               {"env"},
	"variables":             {"env"},
	"mounts":                {"volumeMounts"},
	"path":                  {"mountPath"},
	"cwd":                   {"workingDir"},
	"workdir":               {"workingDir"},
	"workingdirectory":      {"workingDir"},
	"pvc":                   {"persistentVolumeClaim"},
	"cm":                    {"configMap"},
	"repo":                  {"git", "url"},
	"repository":            {"git", "url"},
	"uri":                   {"url"},
	"branch":                {"ref"},
	"tag":                   {"ref"},
	"revision":              {"ref"},
	"commit":                {"ref"},
	"golden":                {"goldenNotebook"},
	"init":                  {"initContainers"},
	"dir":                   {"emptyDir"},
	"deadline":              {"timeout"},
	"activedeadlineseconds": {"timeout"},
	"serviceaccount":        {"serviceAccountName"},
	"sa":                    {"serviceAccountName"},
	"pod":                   {"podConfig"},
	"validation":            {"validationConfig"},
	"comparison":            {"comparisonConfig"},
}

// Synonyms returns the names that Kubernetes gives to what people call name.
func Synonyms(name string) []string {
	if len(name) > MaxLength {
		return nil
	}
	return synonyms[flatten(name)]
}

// Key returns a name without what makes no difference for the meaning: case,
// separators and the plural. It is "" for names that are too long.
func Key(name string) string {
	if len(name) > MaxLength {
		return ""
	}
	return singular(flatten(name))
}

// separators are what differs between camelCase, snake_case and kebab-case.
var separators = strings.NewReplacer("_", "", "-", "", " ", "")

// flatten returns what is left to compare, "" where that is longer than MaxLength:
// some letters take more bytes in lower case.
func flatten(name string) string {
	flat := separators.Replace(strings.ToLower(name))
	if len(flat) > MaxLength {
		return ""
	}
	return flat
}

func mirror(text string) string {
	bytes := []byte(text)
	slices.Reverse(bytes)
	return string(bytes)
}

func singular(word string) string {
	switch {
	case strings.HasSuffix(word, "ies"):
		return word[:len(word)-3] + "y"
	case strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss"):
		return word[:len(word)-1]
	default:
		return word
	}
}

// words splits a camelCase, snake_case or kebab-case name: container, image.
func words(name string) []string {
	var (
		list  []string
		start int
	)
	flush := func(end int) {
		if end > start {
			list = append(list, singular(strings.ToLower(name[start:end])))
		}
	}
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '_' || c == '-' || c == ' ':
			flush(i)
			start = i + 1
		case c >= 'A' && c <= 'Z' && i > 0 && (name[i-1] < 'A' || name[i-1] > 'Z'):
			flush(i)
			start = i
		}
	}
	flush(len(name))
	return list
}

// contains reports whether all words are among those of a longer name. Words of
// fewer than three letters say too little.
func contains(all, some []string) bool {
	if len(some) == 0 || len(some) >= len(all) {
		return false
	}
	for _, w := range some {
		found := false
		for _, a := range all {
			found = found || a == w
		}
		if !found || len(w) < 3 {
			return false
		}
	}
	return true
}
