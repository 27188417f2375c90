package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func installCommand(s streams) *cobra.Command {
	var withPlugin bool
	cmd := &cobra.Command{
		Use:   "install DIR",
		Short: "Copy nvj into a folder",
		Long: `Install copies this binary into a folder, which it makes where it is missing.
It is what an init container calls to hand nvj to another container: the image
has no shell, and no cp. A binary that is there is replaced at once; processes
that run it are not disturbed.`,
		Example: `  nvj install /tools                        # /tools/nvj
  nvj install /home/argocd/cmp-server/config --with-plugin`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("install: Required value: the folder to copy nvj into")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return install(s, args[0], withPlugin)
		},
	}
	cmd.Flags().BoolVar(&withPlugin, "with-plugin", false, "also write plugin.yaml, for a sidecar of Argo CD's repo-server")
	return cmd
}

func install(s streams, dir string, withPlugin bool) error {
	self, err := os.Executable()
	if err != nil {
		return failed("cannot find the running binary: %w", err)
	}
	binary, err := os.Open(self)
	if err != nil {
		return failed("cannot read the running binary: %w", err)
	}
	defer func() { _ = binary.Close() }() // it was only read
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return failed("cannot make %s: %w", dir, err)
	}
	name := "nvj"
	if strings.EqualFold(filepath.Ext(self), ".exe") {
		name = "nvj.exe"
	}
	if err := place(s, filepath.Join(dir, name), binary, 0o755); err != nil {
		return err
	}
	if !withPlugin {
		return nil
	}
	return place(s, filepath.Join(dir, "plugin.yaml"), strings.NewReader(pluginManifest), 0o644)
}

// place writes a file beside its place and moves it there, so that nobody ever
// sees half of it.
func place(s streams, path string, content io.Reader, mode os.FileMode) error {
	if err := placeFile(path, content, mode); err != nil {
		return failed("cannot write %s: %w", path, err)
	}
	_, err := fmt.Fprintln(s.err, "wrote", path)
	return err
}

func placeFile(path string, content io.Reader, mode os.FileMode) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = io.Copy(file, content)
	// The umask has no say: who runs the binary is another user than who installs it.
	err = errors.Join(err, file.Chmod(mode), file.Sync(), file.Close())
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
