package main

import (
	"archive/tar"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

const root = "../../.."

// Who packs the same binary again, later and elsewhere, gets the same digest.
func TestImageIsReproducible(t *testing.T) {
	digest := func(modified time.Time) string {
		dir := t.TempDir()
		binary := filepath.Join(dir, "nvj")
		if err := os.WriteFile(binary, []byte("a binary"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(binary, modified, modified); err != nil {
			t.Fatal(err)
		}
		r := release{version: "v1.2.3", revision: "abc", created: time.Unix(1700000000, 0).UTC(), tag: "example.com/nvj:v1.2.3"}
		if err := r.write(root, dir, []string{"amd64=" + binary, "arm64=" + binary}); err != nil {
			t.Fatal(err)
		}
		path, err := layout.FromPath(filepath.Join(dir, "oci"))
		if err != nil {
			t.Fatal(err)
		}
		index, err := path.ImageIndex()
		if err != nil {
			t.Fatal(err)
		}
		digest, err := index.Digest()
		if err != nil {
			t.Fatal(err)
		}
		return digest.String()
	}
	first, second := digest(time.Unix(1, 0)), digest(time.Now())
	if first != second {
		t.Errorf("two builds, two digests: %s and %s", first, second)
	}
}

// The image must run as any user, on a read-only root, and where hosts call it.
func TestImageContent(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "nvj")
	if err := os.WriteFile(binary, []byte("a binary"), 0o700); err != nil {
		t.Fatal(err)
	}
	r := release{version: "v1.2.3", revision: "abc", tag: "example.com/nvj:v1.2.3"}
	if err := r.write(root, dir, []string{"arm64=" + binary}); err != nil {
		t.Fatal(err)
	}
	image, err := tarball.ImageFromPath(filepath.Join(dir, "nvj-arm64.tar"), nil)
	if err != nil {
		t.Fatal(err)
	}
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if got := config.Config.User; got != "65534:65534" {
		t.Errorf("user %q: must be a number that is not root", got)
	}
	if config.Architecture != "arm64" || config.OS != "linux" {
		t.Errorf("platform %s/%s", config.OS, config.Architecture)
	}
	for label, want := range map[string]string{"version": "v1.2.3", "revision": "abc", "licenses": "Apache-2.0", "created": "0001-01-01T00:00:00Z"} {
		if got := config.Config.Labels["org.opencontainers.image."+label]; got != want {
			t.Errorf("label %s is %q, want %q", label, got, want)
		}
	}
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	content, err := layers[0].Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	modes := map[string]int64{}
	for reader := tar.NewReader(content); ; {
		header, err := reader.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		modes[header.Name] = header.Mode
	}
	for name, mode := range map[string]int64{
		"usr/local/bin/nvj": 0o755, "etc/passwd": 0o644, "etc/group": 0o644,
		"home/argocd/cmp-server/config/plugin.yaml": 0o644, "home/argocd/cmp-server/": 0o755,
	} {
		if modes[name] != mode {
			t.Errorf("%s has mode %o, want %o", name, modes[name], mode)
		}
	}
}

// Two checkouts at different places, built at different times, are one image.
func TestTwoCheckoutsOneDigest(t *testing.T) {
	if testing.Short() {
		t.Skip("links nvj twice")
	}
	build := func(checkout string) string {
		command := exec.Command("make", "-s", "-C", checkout, "image", "IMAGE_ARCHS=amd64", "DIST="+t.TempDir(), "VERSION=v1.2.3", "REVISION=abc", "CREATED=1700000000")
		var errOut strings.Builder
		command.Stderr = &errOut
		out, err := command.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, errOut.String())
		}
		return string(out)
	}
	second := t.TempDir()
	files := exec.Command("sh", "-c", `git ls-files -z --cached --others --exclude-standard | xargs -0 tar -cf - --ignore-failed-read | tar -xf - -C "$0"`, second)
	files.Dir = root
	if out, err := files.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if a, b := build(root), build(second); a != b || !strings.Contains(a, "sha256:") {
		t.Errorf("two checkouts, two digests:\n%s%s", a, b)
	}
}
