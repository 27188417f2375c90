package lint

import (
	"regexp"
	"sync"
)

// lazily compiles a regular expression at its first use: all of them together
// would take longer than the rest of a run, which needs few.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
