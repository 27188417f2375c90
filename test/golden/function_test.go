package golden_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/cli"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/test/testenv"
)

// FuzzFunction holds the promises that no input may break: no panic, never exit 0
// with empty output, output that parses again, and run(run(x)) == run(x).
func FuzzFunction(f *testing.F) {
	seeds, err := filepath.Glob(filepath.Join(testenv.Root, "testdata", "*", "*.yaml"))
	require.NoError(f, err)
	cases, err := filepath.Glob(filepath.Join(testenv.Root, "testdata", "golden", "*", "*.yaml"))
	require.NoError(f, err)
	seeds = append(seeds, cases...)
	require.NotEmpty(f, seeds)
	for _, seed := range seeds {
		text, err := os.ReadFile(seed)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		var stdout, stderr bytes.Buffer
		code := cli.Main(nil, bytes.NewReader(input), &stdout, &stderr)
		if code != 0 {
			require.Equal(t, 1, code)
			require.NotEmpty(t, stderr.String())
			if stdout.Len() == 0 {
				return
			}
		}
		require.NotEmpty(t, stdout.String())
		var list struct {
			Kind  string      `yaml:"kind"`
			Items []yaml.Node `yaml:"items"`
		}
		require.NoError(t, yaml.Unmarshal(stdout.Bytes(), &list), stdout.String())
		require.Equal(t, "ResourceList", list.Kind)
		if code != 0 {
			return
		}
		var again, againErr bytes.Buffer
		require.Zero(t, cli.Main(nil, bytes.NewReader(stdout.Bytes()), &again, &againErr), againErr.String())
		assert.Equal(t, itemsOf(t, stdout.Bytes()), itemsOf(t, again.Bytes()))
	})
}

// itemsOf is the text of a list's items; its results differ between runs, since
// results that came in are kept.
func itemsOf(t *testing.T, list []byte) []string {
	t.Helper()
	read, err := resourcelist.Read(list)
	require.NoError(t, err)
	texts := make([]string, len(read.Items))
	for i, item := range read.Items {
		texts[i] = string(item.Text())
	}
	return texts
}
