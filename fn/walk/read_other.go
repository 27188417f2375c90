//go:build !unix

package walk

import (
	"io"
	"os"
)

// nonblock is no flag of systems that keep named pipes apart from files.
const nonblock = 0

// withoutWaiting reads a file. Its regular files never wait for data.
func withoutWaiting(file *os.File) (io.Reader, error) { return file, nil }
