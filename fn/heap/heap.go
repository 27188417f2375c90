// Package heap sets when garbage is collected first. Importing it is enough: it
// imports nothing of weight, so Go initializes it before the packages whose own
// start allocates the most.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
)

// A collection costs as much as expanding a handful of jobs. The heap reaches 32
// MB first, which those never do; from then on the collector runs as usual, so
// that large inputs take no more memory. GOGC, where it is set, wins.
func init() {
	if os.Getenv("GOGC") != "" {
		return
	}
	const usual, late = 100, 800 // per cent of 4 MB, the smallest heap
	debug.SetGCPercent(late)
	runtime.AddCleanup(new([16]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}
