//go:build linux

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRegistry(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "file"), []byte("content"), 0o644))
	made, err := newLayout(t.TempDir())
	require.NoError(t, err)
	layer, err := made.addLayer(t.Context(), root)
	require.NoError(t, err)
	require.NoError(t, made.addImage(image{name: "quay.io/team/tool"}, layer))
	require.NoError(t, made.writeIndex())
	read, err := readLayout(made.path)
	require.NoError(t, err)
	digest := read.index.Manifests[0].Digest

	for path, test := range map[string]struct {
		reason string
		status int
		body   string
	}{
		"/v2/":                                  {"containerd asks first whether this is a registry", http.StatusOK, ""},
		"/v2/team/tool/manifests/v1?ns=quay.io": {"a tag", http.StatusOK, layer.Digest},
		"/v2/team/tool/manifests/latest?ns=quay.io":                             {"any other tag is the same image", http.StatusOK, layer.Digest},
		"/v2/team/tool/manifests/" + digest + "?ns=quay.io":                     {"its digest", http.StatusOK, layer.Digest},
		"/v2/team/tool/manifests/v1?ns=docker.io":                               {"another registry has another image of that name", http.StatusNotFound, ""},
		"/v2/team/other/manifests/v1?ns=quay.io":                                {"no such image", http.StatusNotFound, ""},
		"/v2/team/tool/blobs/" + layer.Digest + "?ns=quay.io":                   {"a layer", http.StatusOK, "content"},
		"/v2/team/tool/blobs/sha256:" + strings.Repeat("0", 64) + "?ns=quay.io": {"no such blob", http.StatusNotFound, ""},
		"/v2/team/tool/blobs/sha256:../../index.json?ns=quay.io":                {"a path is no digest", http.StatusNotFound, ""},
		"/v2/team/tool/blobs/index.json?ns=quay.io":                             {"a file is no digest", http.StatusNotFound, ""},
	} {
		recorder := httptest.NewRecorder()
		registry(read).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
		assert.Equal(t, test.status, recorder.Code, "%s: %s", path, test.reason)
		if test.body != "" {
			assert.Contains(t, recorder.Body.String(), test.body, "%s: %s", path, test.reason)
		}
	}
}
