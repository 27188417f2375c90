// Package testenv is what several test packages share: the root of the repository,
// calls of nvj in this process, and calls of real programs that find nvj on PATH.
package testenv

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/cli"
	"github.com/notebook-validation/nvj/fn/scripts"
)

// Root is the root of the repository. Go starts the tests of a package in its
// folder, and all packages that import this one are two folders below the root.
var Root = func() string {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		panic(err)
	}
	return root
}()

// Main runs the tests of a package in the root of the repository, removes what NVJ
// built, and returns the exit code.
func Main(m *testing.M) int {
	if err := os.Chdir(Root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := os.RemoveAll(binFolder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// Outcome is the result of one call of nvj.
type Outcome struct {
	Stdout, Stderr string
	Code           int
}

// Run calls nvj in this process.
func Run(t *testing.T, args []string, stdin []byte) Outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Main(args, bytes.NewReader(stdin), &stdout, &stderr)
	return Outcome{stdout.String(), stderr.String(), code}
}

// WithoutScripts replaces the text of each script with one line. The scripts have
// tests of their package, and their text would hide the rest of an output.
func WithoutScripts(text string) string {
	for name, script := range map[string]string{
		"clone.sh":        scripts.CloneScript,
		"run_notebook.py": scripts.RunNotebookScript,
	} {
		for _, script := range []string{script, strings.ReplaceAll(script, "$", "$$")} {
			for indent := 2; indent <= 12; indent += 2 {
				pad := strings.Repeat(" ", indent)
				lines := strings.Split(strings.TrimSuffix(script, "\n"), "\n")
				for i, line := range lines {
					if line != "" {
						lines[i] = pad + line
					}
				}
				text = strings.ReplaceAll(text, "\n"+strings.Join(lines, "\n")+"\n", "\n"+pad+"(text of "+name+")\n")
			}
		}
	}
	return text
}

// Host returns the path of a real program and puts nvj, built from this checkout,
// on PATH. It skips the test where the program is missing.
func Host(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not on PATH; run make test, which builds kustomize, and install kpt", name)
	}
	bin, err := NVJ()
	require.NoError(t, err)
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return path
}

// NVJ builds nvj from this checkout, once, and returns its folder. The package that
// calls it needs a TestMain that calls Main.
var NVJ = sync.OnceValues(func() (string, error) {
	bin, err := os.MkdirTemp("", "nvj-test-")
	if err != nil {
		return "", err
	}
	binFolder = bin
	output, err := exec.Command("go", "build", "-o", filepath.Join(bin, "nvj"), Root).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("cannot build nvj: %w\n%s", err, output)
	}
	return bin, nil
})

// binFolder is the folder that NVJ made; "" when no test called it.
var binFolder string

// Call runs a program and returns its standard output. The program must exit with 0.
func Call(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	stdout, stderr, err := TryCall(dir, name, args...)
	require.NoError(t, err, "%s %s\n%s\n%s", name, strings.Join(args, " "), stdout, stderr)
	return stdout
}

// TryCall runs a program and returns both outputs; err says why it did not exit with 0.
func TryCall(dir, name string, args ...string) (stdout, stderr string, err error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err = cmd.Run()
	return out.String(), errOut.String(), err
}

// Folder writes files into a temporary folder and returns it.
func Folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		Write(t, dir, name, text)
	}
	return dir
}

// Write writes a file and makes its folders.
func Write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}
