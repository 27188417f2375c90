// Command image packs nvj binaries into container images, without a container
// engine or a registry. The same binaries and flags give the same digest.
//
//	image -version v1.2.3 -revision COMMIT -created UNIX OUT amd64=BINARY arm64=BINARY
//
// It writes an OCI layout with an index of all platforms to OUT/oci, for crane,
// skopeo and podman, and OUT/nvj-ARCH.tar, which docker load and podman load take.
package main

import (
	"archive/tar"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// release is what the labels tell of an image.
type release struct {
	version, revision string
	created           time.Time
	tag               string
}

func main() {
	var r release
	var created int64
	root := flag.String("root", ".", "root of the repository")
	flag.StringVar(&r.version, "version", "devel", "version of nvj")
	flag.StringVar(&r.revision, "revision", "", "commit")
	flag.StringVar(&r.tag, "tag", "ghcr.io/notebook-validation/nvj:devel", "tag in the docker archives")
	flag.Int64Var(&created, "created", 0, "time of the commit, in seconds since 1970")
	flag.Parse()
	r.created = time.Unix(created, 0).UTC()
	if flag.NArg() < 2 {
		fmt.Fprintln(os.Stderr, "usage: image [flags] OUT ARCH=BINARY...")
		os.Exit(2)
	}
	if err := r.write(*root, flag.Arg(0), flag.Args()[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

// write packs every binary, and the index over all of them.
func (r release) write(root, out string, binaries []string) error {
	tag, err := name.NewTag(r.tag)
	if err != nil {
		return err
	}
	var index v1.ImageIndex = empty.Index
	for _, argument := range binaries {
		arch, binary, ok := strings.Cut(argument, "=")
		if !ok {
			return fmt.Errorf("%q: must be ARCH=BINARY", argument)
		}
		image, err := r.image(root, arch, binary)
		if err != nil {
			return fmt.Errorf("%s: %w", arch, err)
		}
		if err := tarball.WriteToFile(filepath.Join(out, "nvj-"+arch+".tar"), tag, image); err != nil {
			return err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add:        image,
			Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: arch}},
		})
	}
	index = mutate.IndexMediaType(index, types.OCIImageIndex)
	dir := filepath.Join(out, "oci")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	path, err := layout.Write(dir, empty.Index)
	if err != nil {
		return err
	}
	if err := path.AppendIndex(index); err != nil {
		return err
	}
	digest, err := index.Digest()
	if err != nil {
		return err
	}
	fmt.Println(digest)
	return nil
}

// image is one layer over nothing: the binary, two files for names of users, and
// the manifest with which Argo CD runs nvj as a plugin.
func (r release) image(root, arch, binary string) (v1.Image, error) {
	content, err := r.layer(root, binary)
	if err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(
		func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
		tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, err
	}
	image := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	image, err = mutate.AppendLayers(image, layer)
	if err != nil {
		return nil, err
	}
	file, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	file = file.DeepCopy()
	file.OS, file.Architecture = "linux", arch
	file.Created = v1.Time{Time: r.created}
	file.History = []v1.History{{Created: file.Created, CreatedBy: "make image"}}
	file.Config = v1.Config{
		Entrypoint: []string{"/usr/local/bin/nvj"},
		Env:        []string{"PATH=/usr/local/bin"},
		// A number: kubelet cannot tell of a name that it is not root.
		User: "65534:65534",
		Labels: map[string]string{
			"org.opencontainers.image.title":         "nvj",
			"org.opencontainers.image.description":   "Turns NotebookValidationJobs into plain Kubernetes Jobs: a KRM function and command-line tool",
			"org.opencontainers.image.source":        "https://github.com/notebook-validation/nvj",
			"org.opencontainers.image.documentation": "https://github.com/notebook-validation/nvj#readme",
			"org.opencontainers.image.licenses":      "Apache-2.0",
			"org.opencontainers.image.version":       r.version,
			"org.opencontainers.image.revision":      r.revision,
			"org.opencontainers.image.created":       r.created.Format(time.RFC3339),
		},
	}
	return mutate.ConfigFile(image, file)
}

// layer is a tar archive whose bytes depend on nothing but the files' content and
// the release.
func (r release) layer(root, binary string) ([]byte, error) {
	files := []struct {
		name, from string
		mode       int64
	}{
		{"etc/", "", 0o755},
		{"etc/group", filepath.Join(root, "tools/release/rootfs/etc/group"), 0o644},
		{"etc/passwd", filepath.Join(root, "tools/release/rootfs/etc/passwd"), 0o644},
		{"home/", "", 0o755},
		{"home/argocd/", "", 0o755},
		{"home/argocd/cmp-server/", "", 0o755},
		{"home/argocd/cmp-server/config/", "", 0o755},
		{"home/argocd/cmp-server/config/plugin.yaml", filepath.Join(root, "fn/cli/argocd/plugin.yaml"), 0o644},
		{"usr/", "", 0o755},
		{"usr/local/", "", 0o755},
		{"usr/local/bin/", "", 0o755},
		{"usr/local/bin/nvj", binary, 0o755},
	}
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	for _, file := range files {
		header := &tar.Header{Name: file.name, Mode: file.mode, ModTime: r.created, Typeflag: tar.TypeDir, Format: tar.FormatPAX}
		var content []byte
		if file.from != "" {
			var err error
			if content, err = os.ReadFile(file.from); err != nil {
				return nil, err
			}
			header.Typeflag, header.Size = tar.TypeReg, int64(len(content))
		}
		if err := writer.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := writer.Write(content); err != nil {
			return nil, err
		}
	}
	return archive.Bytes(), writer.Close()
}
