package walk

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asNobody lets the rest of a test open files with the rights of an ordinary user,
// also where root runs the tests.
func asNobody(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	runtime.LockOSThread()
	require.NoError(t, syscall.Setfsuid(65534))
	t.Cleanup(func() {
		assert.NoError(t, syscall.Setfsuid(0))
		runtime.UnlockOSThread()
	})
}

const denied = ": permission denied; make it readable for the user who runs nvj"

func TestOpenOfAClosedFile(t *testing.T) {
	dir := folder(t, map[string]string{"a.yaml": "a"})
	closed := filepath.Join(dir, "a.yaml")
	require.NoError(t, os.Chmod(closed, 0))
	root := openRoot(t, dir)
	asNobody(t)
	for _, open := range []func(string) (*File, error){OpenNamed, root.Open} {
		_, err := open(closed)
		assert.EqualError(t, err, "cannot read "+closed+denied)
	}
}

func TestManifestsGoOnAfterAClosedFolder(t *testing.T) {
	dir := folder(t, map[string]string{"a/x.yaml": "", "b/x.yaml": "", "c/x.yaml": ""})
	closed := filepath.Join(dir, "b")
	require.NoError(t, os.Chmod(closed, 0))
	t.Cleanup(func() { assert.NoError(t, os.Chmod(closed, 0o755)) })
	root := openRoot(t, dir)
	asNobody(t)
	files, faults := root.Manifests(dir, true)
	assert.Equal(t, []string{filepath.Join(dir, "a/x.yaml"), filepath.Join(dir, "c/x.yaml")}, files)
	require.Len(t, faults, 1)
	assert.EqualError(t, faults[0], "cannot read "+closed+denied)
}
