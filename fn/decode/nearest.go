package decode

// Nearest is the candidate a name most likely means, "" when none is near. It is
// for names that no Go type declares, such as the keys of a ConfigMap.
func Nearest(name string, candidates []string) string {
	fields := make([]field, len(candidates))
	for i, candidate := range candidates {
		fields[i].name = candidate
	}
	best, how := suggest(name, fields)
	if how == notClose {
		return ""
	}
	return best.name
}
