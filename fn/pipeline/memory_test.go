package pipeline_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// TestMemoryFollowsTheInput bounds what is kept of a job until all are written, in
// bytes in use, which do not depend on the machine: the text it becomes is fifty
// times as long, and most of that it shares with the others.
func TestMemoryFollowsTheInput(t *testing.T) {
	const jobs = 500
	text := listText(jobs, 1)
	runFunction(t, listText(1, 1)) // what is made once for all
	before := bytesInUse()
	list, err := resourcelist.Read(text)
	require.NoError(t, err)
	pipeline.Function(list, nil)
	kept := bytesInUse() - before
	var written counter
	require.NoError(t, list.Write(&written, nil))
	assert.Greater(t, int(written), 40_000*jobs)
	assert.Less(t, kept/jobs, int64(2600), "bytes a job")
}

// While jobs are still read the parsed ones are let go of: a job that is refused
// keeps all others as they came, so that only what the run itself left is counted.
func TestMemoryOfARefusedList(t *testing.T) {
	const jobs = 500
	text := append(listText(jobs, 1), "    unknown: field\n"...)
	runFunction(t, listText(1, 1))
	before := bytesInUse()
	list, err := resourcelist.Read(text)
	require.NoError(t, err)
	require.True(t, finding.HasErrors(pipeline.Function(list, nil)))
	assert.Less(t, (bytesInUse()-before)/jobs, int64(2000), "bytes a job")
	runtime.KeepAlive(list)
}

func bytesInUse() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC() // also what the first one left to pools
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
