package resourcelist

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// head starts every list of these tests.
const head = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"

func write(t *testing.T, l *List, results ...Result) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, l.Write(&out, results))
	return out.String()
}

func TestUnchangedListIsWrittenByteForByte(t *testing.T) {
	in := head + "items:\n# lead\n- apiVersion: v1\n  kind: ConfigMap   # trail\n  data: {a: 'b'}\nfoo: bar\n"
	l, err := Read([]byte(in))
	require.NoError(t, err)
	assert.Equal(t, in, write(t, l))
}

// wireFolder holds whole ResourceLists, one trap each.
const wireFolder = "../../testdata/wire"
