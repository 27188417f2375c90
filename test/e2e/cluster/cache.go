//go:build linux

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// cached returns the path of name in the cache folder ($NVJ_CACHE, else nvj in the
// user's cache folder) and has make write it first if it is not there. Of several
// processes one makes it and the others wait. What make leaves half done is never
// taken for the whole: it writes to a path beside it, which is renamed at the end.
func cached(name string, make func(path string) error) (string, error) {
	folder, err := cacheFolder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }() // and unlock
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", fmt.Errorf("cannot lock %s: %w", lock.Name(), err)
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	partial := path + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return "", err
	}
	if err := make(partial); err != nil {
		return "", err
	}
	return path, os.Rename(partial, path)
}

func cacheFolder() (string, error) {
	folder := os.Getenv("NVJ_CACHE")
	if folder == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("%w; set NVJ_CACHE", err)
		}
		folder = filepath.Join(user, "nvj")
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	return folder, os.MkdirAll(folder, 0o755)
}

// digest is a short name for some content: two contents that differ in one byte,
// or in where one part ends and the next begins, have different names.
func digest(parts ...[]byte) string {
	h := sha256.New()
	for _, part := range parts {
		h.Write(fmt.Appendf(nil, "%d:", len(part)))
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
