package walk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Manifests lists the manifests in a folder in lexical order, with recurse those
// in its child folders as well. Hidden files and folders are left out, except the folder
// itself, and so are the files of kustomize. It follows no link to a folder.
//
// A folder below that cannot be read is in faults, and the rest is listed. What is
// listed may be anything but a folder: Open refuses what is no regular file.
func (r *Root) Manifests(dir string, recurse bool) (files []string, faults []*Error) {
	start, err := r.inside(dir)
	if err != nil {
		return nil, []*Error{asError(dir, err)}
	}
	start = filepath.ToSlash(start)
	// The function below returns no error but SkipDir.
	_ = fs.WalkDir(r.root.FS(), start, func(at string, entry fs.DirEntry, err error) error {
		below := at
		if start != "." {
			below = strings.TrimPrefix(at, start)
		}
		path := pathBelow(dir, filepath.FromSlash(below))
		switch {
		case err != nil:
			faults = append(faults, asError(path, err))
			if entry == nil || !entry.IsDir() {
				return nil
			}
			return fs.SkipDir
		case at == start:
			return nil
		case entry.IsDir() && (!recurse || isHidden(entry.Name())):
			return fs.SkipDir
		case !entry.IsDir() && isManifest(entry.Name()) && !r.isFolder(path, entry):
			files = append(files, path)
		}
		return nil
	})
	return files, faults
}

// pathBelow returns the path of what is below a folder. It leaves a folder's path with ".."
// as it is: "link/.." is the parent of where the link leads, and filepath.Join would drop both.
func pathBelow(dir, below string) string {
	if !slices.Contains(strings.Split(filepath.ToSlash(dir), "/"), "..") {
		return filepath.Join(dir, below)
	}
	return strings.TrimRight(dir, string(filepath.Separator)) + string(filepath.Separator) + strings.TrimLeft(below, string(filepath.Separator))
}

// isFolder reports whether an entry is a link to a folder below the root.
func (r *Root) isFolder(path string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return false
	}
	inside, err := r.inside(path)
	if err != nil {
		return false
	}
	info, err := r.root.Lstat(inside)
	return err == nil && info.IsDir()
}

func asError(path string, err error) *Error {
	var at *Error
	errors.As(explain(path, err), &at) // explain returns nothing else
	return at
}

func isHidden(name string) bool { return strings.HasPrefix(name, ".") }

func isManifest(name string) bool {
	if isHidden(name) || slices.Contains([]string{"kustomization.yaml", "kustomization.yml"}, name) {
		return false
	}
	return slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(name))
}

// IsFolder reports whether a path leads to a folder.
func IsFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
