package walk

import (
	"os"
	"path/filepath"
)

// FindRoot returns the nearest folder, of dir and its parents, that holds .git, and
// dir where there is none.
func FindRoot(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	for at := abs; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return abs
		}
	}
}

// Root is a folder below which files are read.
type Root struct {
	dir  string // absolute and without links
	root *os.Root
}

// OpenRoot opens a folder as a root.
func OpenRoot(dir string) (*Root, error) {
	target, err := resolve(dir)
	if err != nil {
		return nil, err
	}
	// A named pipe would make os.OpenRoot wait until something writes to it.
	if info, err := os.Stat(target); err == nil && !info.IsDir() {
		return nil, &Error{Path: dir, Reason: "not a folder"}
	}
	root, err := os.OpenRoot(target)
	if err != nil {
		return nil, explain(dir, err)
	}
	return &Root{dir: target, root: root}, nil
}

// RootOf opens the root of a folder that a user named: FindRoot of the folder that
// the path leads to.
func RootOf(dir string) (*Root, error) {
	target, err := resolve(dir)
	if err != nil {
		return nil, err
	}
	return OpenRoot(FindRoot(target))
}

// Close closes the root. Files that were opened from it stay open.
func (r *Root) Close() error { return r.root.Close() }

// Open opens a regular file below the root. Links are followed as long as they lead
// to a file below the root.
func (r *Root) Open(path string) (*File, error) {
	inside, err := r.inside(path)
	if err != nil {
		return nil, err
	}
	// Opening a device can have effects of its own.
	info, err := r.root.Lstat(inside)
	if err != nil {
		return nil, explain(path, err)
	}
	if err := checkRegular(path, info); err != nil {
		return nil, err
	}
	file, err := r.root.OpenFile(inside, os.O_RDONLY|nonblock, 0)
	return newFile(path, file, err)
}

// inside returns the path of a file relative to the root, without links.
func (r *Root) inside(path string) (string, error) {
	target, err := resolve(path)
	if err != nil {
		return "", err
	}
	inside, err := filepath.Rel(r.dir, target)
	if err != nil || !filepath.IsLocal(inside) {
		return "", &Error{Path: path, Reason: "it leads out of " + r.dir + ", and nvj reads only below that folder; copy the file into it, or set --root to a folder that holds both"}
	}
	return inside, nil
}

// resolve returns the absolute path without links that a path leads to.
func resolve(path string) (string, error) {
	full := path
	if !filepath.IsAbs(path) {
		dir, err := os.Getwd()
		if err != nil {
			return "", explain(path, err)
		}
		// Not filepath.Join: what ".." after a link means depends on the link.
		full = dir + string(filepath.Separator) + path
	}
	target, err := filepath.EvalSymlinks(full)
	if err != nil {
		return "", explain(path, err)
	}
	return target, nil
}
