// Package lazyregexp compiles regular expressions when they are first used. All of
// nvj's together take longer than a run with one job, which needs few.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns the regular expression, which is compiled at the first call. One that
// is wrong panics then; a test of this package compiles all.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
