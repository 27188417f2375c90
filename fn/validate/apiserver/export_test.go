package apiserver

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// maxMissing is how many steps of a path may lead to what is not there: a
// required field, or a key of a map that is missing too.
const maxMissing = 2

// Resolves reports whether p leads to a value in tree, or to a field that is
// missing from a struct in it. A field of a list, or an index that the list
// has not, is no path.
func Resolves(tree map[string]any, p string) bool {
	steps := parsePath(p)
	var node any = tree
	for i, step := range steps {
		if fields, ok := node.(map[string]any); ok {
			if _, ok := lookup(fields, path{step}); !ok {
				return len(steps)-i <= maxMissing && number(step) < 0
			}
		}
		next, ok := lookup(node, path{step})
		if !ok {
			return false
		}
		node = next
	}
	return true
}

// Guarded is the verdict of a check that does nothing but rules.
func Guarded(rules func()) Verdict {
	r := newReport("Pod", &corev1.Pod{}, "")
	r.guard(rules)
	return r.verdict()
}

// FaultAt is the fault that is made of a server's error at a path.
func FaultAt(p string, err *field.Error) Fault {
	return site{root: map[string]any{}, path: parsePath(p), err: err}.faultAt(parsePath(p))
}
