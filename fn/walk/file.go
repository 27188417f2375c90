package walk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// File is a regular file that is open for reading.
type File struct {
	path string
	file *os.File
	info fs.FileInfo
}

// OpenNamed opens a regular file that a user named, wherever it is.
func OpenNamed(path string) (*File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, explain(path, err)
	}
	if err := checkRegular(path, info); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	return newFile(path, file, err)
}

// newFile checks what was opened: it may have been replaced since it was looked at.
func newFile(path string, file *os.File, err error) (*File, error) {
	if err != nil {
		return nil, explain(path, err)
	}
	info, err := file.Stat()
	if err == nil {
		err = checkRegular(path, info)
	}
	if err != nil {
		_ = file.Close() // the reason is told already
		return nil, explain(path, err)
	}
	return &File{path: path, file: file, info: info}, nil
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// Read reads the file to its end, and fails when it has more than limit bytes,
// whatever size the file system states.
func (f *File) Read(limit int64) ([]byte, error) {
	tooLarge := &Error{Path: f.path, Reason: fmt.Sprintf("larger than %s, the most that nvj reads of a file", sizeText(limit))}
	if f.info.Size() > limit {
		return nil, tooLarge
	}
	in, err := withoutWaiting(f.file)
	if err != nil {
		return nil, explain(f.path, err)
	}
	text := make([]byte, 0, f.info.Size()+512)
	for {
		if len(text) == cap(text) {
			text = append(text, 0)[:len(text)]
		}
		n, err := in.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		switch {
		case int64(len(text)) > limit:
			return nil, tooLarge
		case errors.Is(err, io.EOF):
			return text, nil
		case err != nil:
			return nil, explain(f.path, err)
		}
	}
}

// Seen remembers files, so that each is read once, whatever its names. The zero
// value has seen none.
type Seen struct{ files map[stamp][]fs.FileInfo }

// stamp tells most files apart without a comparison of each with each.
type stamp struct {
	size     int64
	modified time.Time
}

// Again reports whether the file was given before.
func (s *Seen) Again(f *File) bool {
	at := stamp{f.info.Size(), f.info.ModTime()}
	for _, known := range s.files[at] {
		if os.SameFile(known, f.info) {
			return true
		}
	}
	if s.files == nil {
		s.files = map[stamp][]fs.FileInfo{}
	}
	s.files[at] = append(s.files[at], f.info)
	return false
}

// Error is why a file cannot be read.
type Error struct {
	Path   string
	Reason string // what is wrong, and what to do
}

func (e *Error) Error() string { return "cannot read " + e.Path + ": " + e.Reason }

// checkRegular refuses everything but regular files.
func checkRegular(path string, info fs.FileInfo) error {
	mode := info.Mode()
	if mode.IsRegular() {
		return nil
	}
	what := "not a regular file"
	switch {
	case mode.IsDir():
		what = "a folder, not a file"
	case mode&fs.ModeNamedPipe != 0:
		what = "a named pipe, not a regular file; to read a pipe, pass it as standard input and name it -"
	case mode&fs.ModeSocket != 0:
		what = "a socket, not a regular file"
	case mode&fs.ModeDevice != 0:
		what = "a device, not a regular file"
	}
	return &Error{Path: path, Reason: what}
}

// explain says in a user's words why a file cannot be read.
func explain(path string, err error) error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	reason := "permission denied; make it readable for the user who runs nvj"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		reason = "no such file or folder"
		if target, linkErr := os.Readlink(path); linkErr == nil {
			reason = "a link to " + target + ", which does not exist"
		}
	case errors.Is(err, fs.ErrPermission):
	case errors.Is(err, syscall.ELOOP), strings.HasSuffix(err.Error(), "too many links"):
		reason = "its links lead in a circle"
	case errors.Is(err, syscall.EAGAIN):
		reason = "it has no data now; nvj reads regular files, and does not wait for data"
	case errors.Is(err, syscall.ENXIO):
		reason = "not a regular file"
	default:
		reason = plain(err)
	}
	return &Error{Path: path, Reason: reason}
}

// plain is an error without the names of Go's functions and the path again.
func plain(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// sizeText is a number of bytes for people.
func sizeText(n int64) string {
	if n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}

// IsStream reports whether a path names an open file of this process, as shells
// pass the output of a command: /dev/stdin, /dev/fd/63.
func IsStream(path string) bool {
	dir, name := filepath.Split(filepath.Clean(path))
	switch dir {
	case "/dev/":
		return name == "stdin"
	case "/dev/fd/", "/proc/self/fd/":
		return name != "" && strings.Trim(name, "0123456789") == ""
	}
	return false
}

// IsStandardInput reports whether a stream is standard input.
func IsStandardInput(path string) bool {
	return IsStream(path) && strings.TrimLeft(filepath.Base(path), "0") == "" || filepath.Clean(path) == "/dev/stdin"
}
