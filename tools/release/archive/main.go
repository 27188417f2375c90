// Command archive packs nvj binaries into release archives, with checksums and a
// software bill of materials for each. The same binaries give the same bytes.
//
//	archive -version v1.2.3 -created UNIX OUT OS-ARCH=BINARY...
//
// For each binary it writes OUT/nvj_VERSION_OS_ARCH.tar.gz (.zip for Windows) with
// the binary, the license, the README and shell completions, and beside it
// .cdx.json, a CycloneDX SBOM of the modules the binary was built from; at last
// OUT/checksums.txt, which sha256sum -c reads.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// file is one entry of an archive.
type file struct {
	name    string
	content []byte
	mode    os.FileMode
}

func main() {
	root := flag.String("root", ".", "root of the repository")
	version := flag.String("version", "devel", "version of nvj")
	created := flag.Int64("created", 0, "time of the commit, in seconds since 1970")
	completions := flag.String("nvj", "", "binary for this machine, which writes the shell completions")
	flag.Parse()
	if flag.NArg() < 2 || *completions == "" {
		fmt.Fprintln(os.Stderr, "usage: archive -nvj BINARY [flags] OUT OS-ARCH=BINARY...")
		os.Exit(2)
	}
	if err := write(*root, *version, time.Unix(*created, 0).UTC(), *completions, flag.Arg(0), flag.Args()[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "archive:", err)
		os.Exit(1)
	}
}

func write(root, version string, created time.Time, nvj, out string, binaries []string) error {
	common, err := commonFiles(root, nvj)
	if err != nil {
		return err
	}
	var sums strings.Builder
	put := func(name string, content []byte) error {
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), name)
		return os.WriteFile(filepath.Join(out, name), content, 0o644)
	}
	for _, argument := range binaries {
		platform, binary, ok := strings.Cut(argument, "=")
		goos, arch, dashed := strings.Cut(platform, "-")
		if !ok || !dashed {
			return fmt.Errorf("%q: must be OS-ARCH=BINARY", argument)
		}
		content, err := os.ReadFile(binary)
		if err != nil {
			return err
		}
		files := append([]file{{filepath.Base(binary), content, 0o755}}, common...)
		name := fmt.Sprintf("nvj_%s_%s_%s", strings.TrimPrefix(version, "v"), goos, arch)
		pack, extension := tarGz, ".tar.gz"
		if goos == "windows" {
			pack, extension = zipped, ".zip"
		}
		archive, err := pack(files, created)
		if err != nil {
			return err
		}
		if err := put(name+extension, archive); err != nil {
			return err
		}
		sbom, err := billOfMaterials(binary, version, content)
		if err != nil {
			return fmt.Errorf("%s: %w", binary, err)
		}
		if err := put(name+".cdx.json", sbom); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(out, "checksums.txt"), []byte(sums.String()), 0o644)
}

// commonFiles are those that every archive holds.
func commonFiles(root, nvj string) ([]file, error) {
	var files []file
	for _, name := range []string{"LICENSE", "README.md"} {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, content, 0o644})
	}
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		content, err := exec.Command(nvj, "completion", shell).Output()
		if err != nil {
			return nil, fmt.Errorf("%s completion %s: %w", nvj, shell, err)
		}
		files = append(files, file{"completions/nvj." + shell, content, 0o644})
	}
	return files, nil
}

func tarGz(files []file, created time.Time) ([]byte, error) {
	var archive bytes.Buffer
	compressed := gzip.NewWriter(&archive)
	writer := tar.NewWriter(compressed)
	for _, f := range files {
		header := &tar.Header{Name: f.name, Mode: int64(f.mode), Size: int64(len(f.content)), ModTime: created, Format: tar.FormatPAX}
		if err := writer.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := writer.Write(f.content); err != nil {
			return nil, err
		}
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	if err := compressed.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}

func zipped(files []file, created time.Time) ([]byte, error) {
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: created}
		header.SetMode(f.mode)
		entry, err := writer.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(f.content); err != nil {
			return nil, err
		}
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}
