package hosts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/test/testenv"
)

// The same jobs give the same objects, whoever calls nvj. test/engine holds the
// container against the command line in the same way.
func TestSameEverywhere(t *testing.T) {
	testenv.Host(t, "kustomize")
	testenv.Host(t, "kpt")
	examples, err := filepath.Glob("examples/init-containers/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, examples)
	files := map[string]string{}
	var resources []string
	for _, example := range examples {
		text, err := os.ReadFile(example)
		require.NoError(t, err)
		files[filepath.Base(example)] = string(text)
		resources = append(resources, filepath.Base(example))
	}
	want := objects(t, testenv.Run(t, append([]string{"render"}, examples...), nil).Stdout)
	require.Len(t, want, 10, "four Jobs, their scripts, two claims")

	t.Run("kustomize", func(t *testing.T) {
		dir := testenv.Folder(t, files)
		for name, text := range map[string]string{
			"kustomization.yaml": "resources: [" + strings.Join(resources, ", ") + "]\ntransformers: [nvj.yaml]\n", "nvj.yaml": execConfig,
		} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
		}
		assert.Equal(t, want, objects(t, build(t, dir)))
	})
	t.Run("kpt", func(t *testing.T) {
		unwrapped := objects(t, testenv.Call(t, testenv.Folder(t, files), "kpt", "fn", "eval", "--exec", "nvj", "--output", "unwrap", "."))
		assert.Equal(t, want, withoutSources(unwrapped))
	})
	t.Run("pipe into the function", func(t *testing.T) {
		dir := testenv.Folder(t, files)
		source := testenv.Call(t, dir, "kpt", "fn", "source", ".")
		list := testenv.Run(t, nil, []byte(source))
		require.Zero(t, list.Code, list.Stderr)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "list"), []byte(list.Stdout), 0o644))
		out := t.TempDir()
		testenv.Call(t, dir, "sh", "-c", "kpt fn sink "+filepath.Join(out, "package")+" < list")
		// What kpt has written renders to the same again.
		assert.Equal(t, want, withoutSources(objects(t, testenv.Run(t, []string{"render", filepath.Join(out, "package")}, nil).Stdout)))
	})
}

// withoutSources leaves what would be applied, without what hosts note on it.
func withoutSources(found map[string]map[string]any) map[string]map[string]any {
	applied := map[string]map[string]any{}
	for key, object := range found {
		metadata := object["metadata"].(map[string]any)
		annotations, _ := metadata["annotations"].(map[string]any)
		if annotations["config.kubernetes.io/local-config"] == "true" {
			continue
		}
		for name := range annotations {
			if strings.HasPrefix(name, "config.kubernetes.io/") || strings.HasPrefix(name, "internal.config.kubernetes.io/") {
				delete(annotations, name)
			}
		}
		if len(annotations) == 0 {
			delete(metadata, "annotations")
		}
		applied[key] = object
	}
	return applied
}
