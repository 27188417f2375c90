//go:build unix

package walk

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// nonblock lets an open of a named pipe return at once.
const nonblock = syscall.O_NONBLOCK | syscall.O_NOCTTY

// withoutWaiting reads a file without waiting for data. Some files of /proc and /sys
// are regular by their mode and have no data until something happens; a read of
// os.File would wait for them.
func withoutWaiting(file *os.File) (io.Reader, error) {
	conn, err := file.SyscallConn()
	return direct{conn}, err
}

type direct struct{ conn syscall.RawConn }

func (d direct) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	failed := d.conn.Read(func(fd uintptr) bool {
		for {
			n, err = syscall.Read(int(fd), p)
			if !errors.Is(err, syscall.EINTR) {
				return true // also without data: do not wait
			}
		}
	})
	switch {
	case failed != nil:
		return 0, failed
	case err != nil:
		return 0, err
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}
