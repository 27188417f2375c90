package cli

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// readPaths reads the resources of files, directories and, for "-", standard
// input. Directories are read whole, in lexical order, without hidden ones.
func readPaths(s streams, paths []string) ([]pipeline.Input, error) {
	if len(paths) == 0 {
		if isTerminal(s.in) {
			return nil, fmt.Errorf("name files or directories to read, or - for standard input")
		}
		paths = []string{"-"}
	}
	var inputs []pipeline.Input
	for _, path := range paths {
		if path == "-" {
			data, err := io.ReadAll(s.in)
			if err != nil {
				return nil, failed("cannot read standard input: %w", err)
			}
			read, err := readDocuments("<stdin>", data)
			if err != nil {
				return nil, err
			}
			inputs = append(inputs, read...)
			continue
		}
		files, err := manifestFiles(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				return nil, failed("cannot read %s: %w", file, err)
			}
			read, err := readDocuments(file, data)
			if err != nil {
				return nil, err
			}
			inputs = append(inputs, read...)
		}
	}
	return inputs, nil
}

func readDocuments(file string, data []byte) ([]pipeline.Input, error) {
	items, err := resourcelist.ReadDocuments(file, data)
	if err != nil {
		return nil, failed("%w", err)
	}
	inputs := make([]pipeline.Input, len(items))
	for i, item := range items {
		inputs[i] = pipeline.Input{Item: item, File: file, Index: i, FileLines: true}
	}
	return inputs, nil
}

// manifestFiles lists the manifests at a path: the file itself, or what a
// directory holds. Files that drive other tools are no manifests.
func manifestFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, failed("cannot read %s: no such file or directory", path)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != path && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case !entry.IsDir() && isManifest(entry.Name()):
			files = append(files, file)
		}
		return nil
	})
	if err != nil {
		return nil, failed("cannot read %s: %w", path, err)
	}
	return files, nil
}

func isManifest(name string) bool {
	if slices.Contains([]string{"kustomization.yaml", "kustomization.yml"}, name) {
		return false
	}
	return slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(name))
}
