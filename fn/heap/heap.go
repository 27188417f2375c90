// Package heap sets when garbage is collected. Importing it is enough: it imports
// nothing of weight, so Go initializes it before the packages whose own start
// allocates the most.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
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
	// Where very much is in use, no more than leaves the process below four times its
	// input and 60 MB, of which some 100 are not counted as heap or are garbage of the
	// collection under way. Less than an eighth would cost more in collections than
	// memory is worth.
	huge, least      = 256 << 20, 12
	perByte, besides = 4, -40 << 20
)

// input is how many bytes the process has read.
var input atomic.Int64

// AddInput says that so many bytes more of input were read.
func AddInput(bytes int) { input.Add(int64(bytes)) }

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
		next := pace(inUse(), perByte*input.Load()+besides)
		if next != percent {
			debug.SetGCPercent(next)
		}
		afterCollection(next)
	}, percent)
}

// pace is by how many per cent of what is in use the heap may grow, which should
// stay below the bound; both are bytes.
func pace(inUse, bound int64) int {
	switch {
	case inUse <= small:
		return usual
	case inUse <= large:
		return usual - int((inUse-small)*(usual-careful)/(large-small))
	case inUse <= huge:
		return careful
	}
	return max(least, min(careful, int((bound-inUse)*100/inUse)))
}

// inUse is what the last collection left, in bytes.
func inUse() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
