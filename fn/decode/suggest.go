package decode

import "strings"

// closeness says how a field name resembles what was written, the closest first.
type closeness uint8

const (
	notClose closeness = iota
	sameButCase
	sameWord    // a synonym, or singular for plural
	oneTypo     // one letter wrong, missing, added or swapped
	sharedWords // image for containerImage
	fewTypos
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

// suggest finds the field of a struct that a name most likely means.
func suggest(name string, fields []field) (best field, how closeness) {
	written := flatten(name)
	if written == "" {
		return field{}, notClose
	}
	var ambiguous bool
	consider := func(f field, c closeness) {
		switch {
		case c == notClose:
		case how == notClose || c < how:
			best, how, ambiguous = f, c, false
		case c == how:
			ambiguous = true
		}
	}
	for _, f := range fields {
		consider(f, resemblance(name, written, f.name))
	}
	if ambiguous && how >= sharedWords {
		return field{}, notClose
	}
	return best, how
}

func resemblance(name, written, candidate string) closeness {
	known := flatten(candidate)
	if written == known {
		return sameButCase
	}
	for _, synonym := range synonyms[written] {
		if synonym == candidate {
			return sameWord
		}
	}
	if singular(written) == singular(known) {
		return sameWord
	}
	typos := distance(written, known)
	short := min(len(written), len(known))
	switch {
	case typos == 1 && short >= 3:
		return oneTypo
	case contains(words(candidate), words(name)):
		return sharedWords
	case typos == 2 && short >= 6, typos == 3 && short >= 10:
		return fewTypos
	default:
		return notClose
	}
}

// flatten drops what differs between camelCase, snake_case and kebab-case.
func flatten(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
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

// maxNameLength bounds the names that are compared letter by letter.
const maxNameLength = 64

// distance is the optimal string alignment distance: how many letters must be
// changed, added, removed or swapped with their neighbour.
func distance(a, b string) int {
	if len(a) > maxNameLength || len(b) > maxNameLength {
		return maxNameLength
	}
	var rows [3][maxNameLength + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
