package walk

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadStream(t *testing.T) {
	for _, size := range []int{0, 1, 16<<10 - 1, 16 << 10, 16<<10 + 1, 48 << 10, 20 << 20} {
		want := bytes.Repeat([]byte("0123456"), size/7+1)[:size]
		for _, in := range []io.Reader{bytes.NewReader(want), iotest.DataErrReader(bytes.NewReader(want)), iotest.HalfReader(bytes.NewReader(want))} {
			got, err := ReadStream(in, 1<<30)
			require.NoError(t, err)
			require.True(t, bytes.Equal(want, got), "%d bytes", size)
			assert.LessOrEqual(t, cap(got), size+size/100+8<<10, "no room to spare")
		}
	}
	broken := errors.New("broken")
	_, err := ReadStream(io.MultiReader(bytes.NewReader(make([]byte, 20<<10)), iotest.ErrReader(broken)), 1<<30)
	assert.ErrorIs(t, err, broken)
}

// At a size at which io.ReadAll, which grows by half, has just begun another slice.
func TestReadStreamAllocates(t *testing.T) {
	const size = 28 << 20
	in := bytes.NewReader(make([]byte, size))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := ReadStream(iotest.DataErrReader(in), 1<<30) // which hides how long it is
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2*size+8<<20), "the stream twice, and a chunk")
}
