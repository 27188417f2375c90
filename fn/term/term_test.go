package term

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsNoTerminalHasNoLook(t *testing.T) {
	file, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	for name, stream := range map[string]any{"file": file, "memory": &strings.Builder{}, "nothing": nil} {
		assert.Equal(t, Look{}, Of(stream), name)
	}
}

func TestPaint(t *testing.T) {
	assert.Equal(t, "\x1b[1;31mx\x1b[0m", Look{Color: true}.Paint(BoldRed, "x"))
	assert.Equal(t, "x", Look{}.Paint(BoldRed, "x"), "colors are off")
	assert.Equal(t, "x", Look{Color: true}.Paint("", "x"), "no color")
	assert.Empty(t, Look{Color: true}.Paint(Red, ""), "there is nothing to paint")
}
