//go:build linux

package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// image stands in for a public image of the same name, with any tag: the programs
// come from Debian's packages, the user and the entry point are those of the public
// image.
type image struct {
	name       string // with its registry
	layer      string
	user       string
	workdir    string
	entrypoint []string
	cmd        []string
	env        []string
}

var images = []image{
	{name: "registry.k8s.io/pause", layer: "busybox", entrypoint: []string{"sleep", "infinity"}},
	{name: "docker.io/library/busybox", layer: "busybox", cmd: []string{"sh"}},
	{name: "docker.io/curlimages/curl", layer: "debian", user: "100:101", cmd: []string{"curl"}},
	{name: "docker.io/amazon/aws-cli", layer: "debian", entrypoint: []string{"aws"}},
	{name: "docker.io/library/postgres", layer: "debian", entrypoint: []string{"docker-entrypoint.sh"}, cmd: []string{"postgres"}},
	{name: "quay.io/takinosh/openshift-cluster-health-mcp", layer: "debian", user: "1001"},
	{name: "quay.io/jupyter/minimal-notebook", layer: "debian", user: "1000:100", workdir: "/home/jovyan"},
	{name: "registry.k8s.io/git-sync/git-sync", layer: "git", user: "65533:65533", workdir: "/tmp", env: []string{"HOME=/tmp"}},
}

// layers are the root file systems of the images. Few, so that a node unpacks little.
var layers = map[string]func(context.Context, string) error{
	"busybox": busyboxRoot,
	"debian":  debianRoot,
	"git":     gitRoot,
}

// users are those of the public images.
const users = `root:x:0:0:root:/root:/bin/sh
postgres:x:70:70:postgres:/var/lib/postgresql:/bin/sh
curl_user:x:100:101:curl:/tmp:/bin/sh
jovyan:x:1000:100:jovyan:/home/jovyan:/bin/sh
git-sync:x:65533:65533:git-sync:/tmp:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/sh
`

//go:embed standins
var standins embed.FS

//go:embed images.go layers.go debian.go oci.go
var imageSources embed.FS

// imageLayout returns the path of an OCI image layout with all images. It is made
// again when its sources or the release of Debian change.
func imageLayout(ctx context.Context) (string, error) {
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", skip{"not a Debian: " + err.Error()}
	}
	parts := [][]byte{release, []byte(runtime.GOARCH)}
	for _, files := range []embed.FS{imageSources, standins} {
		err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := files.ReadFile(path)
			parts = append(parts, []byte(path), content)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return cached("images-"+digest(parts...), func(path string) error {
		fmt.Fprintln(os.Stderr, "cluster: making images from Debian packages, about a minute")
		return makeImages(ctx, path)
	})
}

func makeImages(ctx context.Context, path string) error {
	layout, err := newLayout(path)
	if err != nil {
		return err
	}
	made := map[string]descriptor{}
	for name, fill := range layers {
		if made[name], err = makeLayer(ctx, layout, fill); err != nil {
			return fmt.Errorf("cannot make the layer %s: %w", name, err)
		}
	}
	for _, image := range images {
		if err := layout.addImage(image, made[image.layer]); err != nil {
			return fmt.Errorf("cannot make the image %s: %w", image.name, err)
		}
	}
	return layout.writeIndex()
}

// makeLayer has fill make a root file system, and packs it.
func makeLayer(ctx context.Context, layout *layout, fill func(context.Context, string) error) (d descriptor, err error) {
	root, err := os.MkdirTemp(layout.path, "root-")
	if err != nil {
		return descriptor{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(root)) }()
	if err := os.Chmod(root, 0o755); err != nil {
		return descriptor{}, err
	}
	for name, mode := range map[string]os.FileMode{
		"etc": 0o755, "home/jovyan": 0o777, "tmp": 0o777 | os.ModeSticky,
	} {
		folder := filepath.Join(root, name)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return descriptor{}, err
		}
		if err := os.Chmod(folder, mode); err != nil { // MkdirAll obeys the umask
			return descriptor{}, err
		}
	}
	if err := os.WriteFile(filepath.Join(root, "etc/passwd"), []byte(users), 0o644); err != nil {
		return descriptor{}, err
	}
	if err := fill(ctx, root); err != nil {
		return descriptor{}, err
	}
	return layout.addLayer(ctx, root)
}
