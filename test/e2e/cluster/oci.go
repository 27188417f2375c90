//go:build linux

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Media types of the OCI image specification.
const (
	mediaTypeIndex    = "application/vnd.oci.image.index.v1+json"
	mediaTypeManifest = "application/vnd.oci.image.manifest.v1+json"
	mediaTypeConfig   = "application/vnd.oci.image.config.v1+json"
	mediaTypeLayer    = "application/vnd.oci.image.layer.v1.tar"

	annotationName = "org.opencontainers.image.ref.name"
)

// descriptor, manifest and index are as in the OCI image specification.
type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int64             `json:"size"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type manifest struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Config        descriptor   `json:"config"`
	Layers        []descriptor `json:"layers"`
}

type index struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Manifests     []descriptor `json:"manifests"`
}

// layout is an OCI image layout: a folder of blobs named by their digests, and an
// index of images.
type layout struct {
	path  string
	index index
}

func newLayout(path string) (*layout, error) {
	if err := os.MkdirAll(filepath.Join(path, "blobs/sha256"), 0o755); err != nil {
		return nil, err
	}
	l := &layout{path: path, index: index{SchemaVersion: 2, MediaType: mediaTypeIndex}}
	return l, os.WriteFile(filepath.Join(path, "oci-layout"), []byte(`{"imageLayoutVersion": "1.0.0"}`), 0o644)
}

func readLayout(path string) (*layout, error) {
	content, err := os.ReadFile(filepath.Join(path, "index.json"))
	if err != nil {
		return nil, err
	}
	l := &layout{path: path}
	return l, json.Unmarshal(content, &l.index)
}

// blob is the path of the blob with a digest of the form sha256:HEX.
func (l *layout) blob(digest string) string {
	return filepath.Join(l.path, "blobs/sha256", strings.TrimPrefix(digest, "sha256:"))
}

// addLayer packs the folder root. Layers are not compressed: they never travel.
func (l *layout) addLayer(ctx context.Context, root string) (descriptor, error) {
	archive := root + ".tar"
	tar := exec.CommandContext(ctx, "tar", "--create", "--file", archive, "--directory", root,
		"--sort=name", "--numeric-owner", "--owner=0", "--group=0", ".")
	if out, err := tar.CombinedOutput(); err != nil {
		return descriptor{}, fmt.Errorf("tar: %w: %s", err, out)
	}
	file, err := os.Open(archive)
	if err != nil {
		return descriptor{}, err
	}
	defer func() { _ = file.Close() }()
	hash := sha256.New()
	size, err := io.Copy(hash, file)
	if err != nil {
		return descriptor{}, err
	}
	d := descriptor{MediaType: mediaTypeLayer, Digest: "sha256:" + hex.EncodeToString(hash.Sum(nil)), Size: size}
	return d, os.Rename(archive, l.blob(d.Digest))
}

func (l *layout) addImage(image image, layer descriptor) error {
	type rootfs struct {
		Type    string   `json:"type"`
		DiffIDs []string `json:"diff_ids"`
	}
	config, err := l.addJSON(mediaTypeConfig, map[string]any{
		"architecture": runtime.GOARCH, "os": "linux",
		"rootfs": rootfs{Type: "layers", DiffIDs: []string{layer.Digest}}, // not compressed: the same digest
		"config": map[string]any{
			"User": image.user, "WorkingDir": image.workdir,
			"Entrypoint": image.entrypoint, "Cmd": image.cmd,
			"Env": append([]string{"PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}, image.env...),
		},
	})
	if err != nil {
		return err
	}
	d, err := l.addJSON(mediaTypeManifest, manifest{
		SchemaVersion: 2, MediaType: mediaTypeManifest, Config: config, Layers: []descriptor{layer},
	})
	if err != nil {
		return err
	}
	d.Annotations = map[string]string{annotationName: image.name}
	l.index.Manifests = append(l.index.Manifests, d)
	return nil
}

func (l *layout) addJSON(mediaType string, value any) (descriptor, error) {
	content, err := json.Marshal(value)
	if err != nil {
		return descriptor{}, err
	}
	sum := sha256.Sum256(content)
	d := descriptor{MediaType: mediaType, Digest: "sha256:" + hex.EncodeToString(sum[:]), Size: int64(len(content))}
	return d, os.WriteFile(l.blob(d.Digest), content, 0o644)
}

func (l *layout) writeIndex() error {
	content, err := json.MarshalIndent(l.index, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(l.path, "index.json"), content, 0o644)
}
