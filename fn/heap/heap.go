// Package heap sets when garbage is collected. Importing it is enough: it imports
// nothing of weight, so Go initializes it before the packages whose own start
// allocates the most.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// first is the size of the heap, in per cent of Go's smallest of 4 MB, at which
	// garbage is collected first: 32 MB, which a handful of jobs never reach. A
	// collection costs as much as expanding them.
	first = 800
	// From then on the heap grows by as much as is in use before the next collection,
	// as Go has it, but where much is in use only by half of that: memory is to follow
	// the input, and most of what stays is input.
	small, usual   = 32 << 20, 100
	large, careful = 64 << 20, 50
)

// GOGC, where it is set, wins.
func init() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(first)
	afterCollection(first)
}

// afterCollection sets the pace again after each collection. percent is the present
// one.
func afterCollection(percent int) {
	runtime.AddCleanup(new([16]byte), func(percent int) {
		next := pace(inUse())
		if next != percent {
			debug.SetGCPercent(next)
		}
		afterCollection(next)
	}, percent)
}

// pace is by how many per cent of what is in use, in bytes, the heap may grow.
func pace(inUse uint64) int {
	if inUse <= small {
		return usual
	}
	if inUse >= large {
		return careful
	}
	return usual - int((inUse-small)*(usual-careful)/(large-small))
}

// inUse is what the last collection left, in bytes.
func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
