//go:build linux

package main

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCachedMakesOnce(t *testing.T) {
	t.Setenv("NVJ_CACHE", t.TempDir())
	var made atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			path, err := cached("thing", func(path string) error {
				made.Add(1)
				return os.WriteFile(path, []byte("whole"), 0o644)
			})
			assert.NoError(t, err)
			content, err := os.ReadFile(path)
			assert.NoError(t, err)
			assert.Equal(t, "whole", string(content))
		})
	}
	all.Wait()
	assert.EqualValues(t, 1, made.Load(), "the others wait for the first")
}

func TestCachedDoesNotKeepHalfOfIt(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("NVJ_CACHE", folder)
	failure := errors.New("no space")
	_, err := cached("thing", func(path string) error {
		require.NoError(t, os.WriteFile(path, []byte("half"), 0o644))
		return failure
	})
	require.ErrorIs(t, err, failure)
	assert.NoFileExists(t, filepath.Join(folder, "thing"))

	path, err := cached("thing", func(path string) error {
		assert.NoFileExists(t, path, "what the first attempt left is gone")
		return os.WriteFile(path, []byte("whole"), 0o644)
	})
	require.NoError(t, err)
	assert.FileExists(t, path)
}

func TestDigest(t *testing.T) {
	whole := digest([]byte("ab"), []byte("c"))
	assert.Equal(t, whole, digest([]byte("ab"), []byte("c")))
	assert.NotEqual(t, whole, digest([]byte("a"), []byte("bc")), "where a file ends matters")
	assert.NotEqual(t, whole, digest([]byte("ab"), []byte("d")))
}
