package heap

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPace(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		reason          string
		inUse, bound    int64
		atLeast, atMost int
	}{
		{"little is in use: as Go has it", 10 * mb, 20 * mb, 100, 100},
		{"between", 48 * mb, 20 * mb, 70, 80},
		{"much is in use", 100 * mb, 120 * mb, 50, 50},
		{"very much, and far from the bound", 300 * mb, 900 * mb, 50, 50},
		{"very much, close to the bound", 500 * mb, 600 * mb, 20, 20},
		{"beyond the bound", 700 * mb, 600 * mb, 12, 12},
		{"nothing was read", 700 * mb, 0, 12, 12},
	} {
		percent := pace(c.inUse, c.bound)
		assert.GreaterOrEqual(t, percent, c.atLeast, c.reason)
		assert.LessOrEqual(t, percent, c.atMost, c.reason)
	}
}
