package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

var (
	files   = []file{{"nvj", []byte("a binary"), 0o755}, {"README.md", []byte("text"), 0o644}}
	created = time.Unix(1700000000, 0).UTC()
)

// A release that is packed again is the same release.
func TestArchivesAreReproducible(t *testing.T) {
	for name, pack := range map[string]func([]file, time.Time) ([]byte, error){"tar.gz": tarGz, "zip": zipped} {
		first, err := pack(files, created)
		if err != nil {
			t.Fatal(err)
		}
		second, err := pack(files, created)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("%s: two archives of the same files differ", name)
		}
	}
}

// The binary must be executable once it is unpacked.
func TestArchivesKeepModes(t *testing.T) {
	packed, err := tarGz(files, created)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	reader := tar.NewReader(stream)
	header, err := reader.Next()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	if header.Name != "nvj" || header.FileInfo().Mode().Perm() != 0o755 || string(content) != "a binary" {
		t.Errorf("%s, mode %v, %q", header.Name, header.FileInfo().Mode(), content)
	}
	packed, err = zipped(files, created)
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	if mode := archive.File[0].Mode().Perm(); mode != 0o755 {
		t.Errorf("mode %v in the zip", mode)
	}
}

// Every module the linker put into the binary is in the bill, and the toolchain's
// own library, which has vulnerabilities of its own.
func TestBillOfMaterials(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	text, err := billOfMaterials(self, "v1.2.3", content)
	if err != nil {
		t.Fatal(err)
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(text), cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	var purls []string
	for _, c := range *bom.Components {
		purls = append(purls, c.PackageURL)
	}
	all := strings.Join(purls, "\n")
	for _, want := range []string{"pkg:golang/std@1.", "pkg:golang/github.com/CycloneDX/cyclonedx-go@v0."} {
		if !strings.Contains(all, want) {
			t.Errorf("%s… is not in:\n%s", want, all)
		}
	}
	if bom.Metadata.Component.Version != "v1.2.3" {
		t.Errorf("version %q", bom.Metadata.Component.Version)
	}
}
