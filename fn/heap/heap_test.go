package heap

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPace(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		reason       string
		inUse, bound int64
		percent      int
		limit        int64
	}{
		{"little is in use: up to 32 MB", 8 * mb, 60 * mb, 300, 60 * mb},
		{"next to nothing is", 0, 60 * mb, 32 * mb * 100, 60 * mb},
		{"far from the bound: as Go has it, up to the bound", 50 * mb, 400 * mb, usual, 400 * mb},
		{"near it: the bound", 340 * mb, 400 * mb, usual, 400 * mb},
		{"at it: collecting all the time would free nothing", 360 * mb, 400 * mb, careful, math.MaxInt64},
		{"beyond it", 900 * mb, 400 * mb, careful, math.MaxInt64},
	} {
		percent, limit := pace(c.inUse, c.bound)
		assert.Equal(t, c.percent, percent, c.reason)
		assert.Equal(t, c.limit, limit, c.reason)
	}
}
