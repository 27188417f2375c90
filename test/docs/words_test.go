package docs_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/test/testenv"
)

var update = flag.Bool("update", false, "remove the files without such words from testdata/words-exempt.txt")

// TestWords reports words that testdata/words.txt replaces with plainer ones. The files
// in testdata/words-exempt.txt are older than the list. With -update, files in which all
// words are replaced leave it; no file is ever added.
func TestWords(t *testing.T) {
	folder := filepath.Join(testenv.Root, "test", "docs", "testdata")
	type rule struct {
		pattern *regexp.Regexp
		instead string
	}
	var rules []rule
	for _, line := range linesOf(t, filepath.Join(folder, "words.txt")) {
		pattern, instead, found := strings.Cut(line, "\t")
		require.True(t, found, "%q: a pattern, a tab and the replacement", line)
		rules = append(rules, rule{regexp.MustCompile(pattern), instead})
	}
	exemptPath := filepath.Join(folder, "words-exempt.txt")
	exempt := linesOf(t, exemptPath)
	require.True(t, slices.IsSorted(exempt), exemptPath)

	old := map[string]bool{}
	for _, path := range writtenFiles(t) {
		text, err := os.ReadFile(filepath.Join(testenv.Root, path))
		require.NoError(t, err)
		for i, line := range strings.Split(string(text), "\n") {
			for _, r := range rules {
				found := r.pattern.FindString(line)
				if found == "" {
					continue
				}
				old[path] = true
				if _, known := slices.BinarySearch(exempt, path); !known {
					t.Errorf("%s:%d: %q: write instead: %s", path, i+1, found, r.instead)
				}
			}
		}
	}
	if *update {
		kept := slices.DeleteFunc(exempt, func(path string) bool { return !old[path] })
		text := "# Files that still have words of words.txt. Do not add files.\n" + strings.Join(kept, "\n") + "\n"
		require.NoError(t, os.WriteFile(exemptPath, []byte(text), 0o644))
	}
}

// linesOf returns the lines of a file without blank lines and comments.
func linesOf(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var lines []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

// writtenFiles returns the paths of code and prose that people write, from the root.
// Test data and generated files are left out.
func writtenFiles(t *testing.T) []string {
	t.Helper()
	var paths []string
	require.NoError(t, fs.WalkDir(os.DirFS(testenv.Root), ".", func(path string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", path, err)
		case entry.IsDir() && slices.Contains([]string{".git", "bin", "dist", "testdata", "node_modules", "crd", "schema"}, name):
			return fs.SkipDir
		case strings.HasPrefix(name, "zz_generated"), path == "docs/reference.md", path == "docs/rules.md":
		case slices.Contains([]string{".go", ".md", ".py", ".sh"}, filepath.Ext(name)), name == "Makefile":
			paths = append(paths, path)
		}
		return nil
	}))
	require.NotEmpty(t, paths)
	return paths
}
