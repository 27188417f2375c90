package scripts

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestText holds what lets the scripts travel in a ConfigMap and in a container's
// command, and be read in a review.
func TestText(t *testing.T) {
	kubeletReference := regexp.MustCompile(`\$\([A-Za-z_][A-Za-z0-9_]*\)`)
	lines := 0
	for name, script := range map[string]string{"clone.sh": CloneScript, "run_notebook.py": RunNotebookScript} {
		lines += strings.Count(script, "\n")
		assert.Regexp(t, `\n$`, script, name)
		assert.NotRegexp(t, `[^\x20-\x7e\n]`, script, "%s: only ASCII and no tabs, so that YAML writes it as a literal block", name)
		assert.NotRegexp(t, `(?m) $`, script, "%s: a space at the end of a line makes YAML quote the whole text", name)
		assert.NotContains(t, script, "$$", "%s: the kubelet turns $$ in a command into $", name)
		assert.NotRegexp(t, kubeletReference, script, "%s: the kubelet replaces $(NAME) in a command", name)
		assert.NotContains(t, script, "$0", "%s: has no path when it is inline", name)
		assert.NotContains(t, script, "__file__", "%s: has no path when it is inline", name)
	}
	assert.Less(t, lines, 850, "a reviewer must be able to read both")
}

func TestPythonSyntax(t *testing.T) {
	t.Parallel()
	python := jupyterPython(t)
	// The oldest Python whose grammar we promise, and what a kernel is sent.
	check := `import ast, sys
tree = ast.parse(sys.stdin.read(), feature_version=(3, 8))
for node in tree.body:
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "PROBE":
        ast.parse(node.value.value, feature_version=(3, 8))
        break
else:
    sys.exit("PROBE not found")
`
	cmd := exec.Command(python, "-c", check)
	cmd.Stdin = strings.NewReader(RunNotebookScript)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
}

func TestLinters(t *testing.T) {
	t.Parallel()
	for _, linter := range [][]string{
		{"dash", "-n", "clone.sh"},
		{"busybox", "sh", "-n", "clone.sh"},
		{"shellcheck", "--shell=sh", "clone.sh"},
		{"pyflakes3", "run_notebook.py"},
	} {
		t.Run(linter[0], func(t *testing.T) {
			requireTools(t, linter[0])
			out, err := exec.Command(linter[0], linter[1:]...).CombinedOutput()
			assert.NoError(t, err, string(out))
		})
	}
}

// lastGuard ends a program that hangs. Nothing may depend on it: on a busy machine everything takes long.
const lastGuard = 9 * time.Minute

// debianPackage names where Debian has a tool that is not everywhere.
var debianPackage = map[string]string{
	"busybox": "busybox-static", "sshd": "openssh-server", "ssh": "openssh-client", "ssh-keygen": "openssh-client",
	"pyflakes3": "pyflakes3", "setpriv": "util-linux", "unshare": "util-linux",
}

// requireTools skips the test where a program is missing; CI installs them all.
func requireTools(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			pkg := debianPackage[name]
			if pkg == "" {
				pkg = name
			}
			t.Skipf("%s is not installed: apt-get install %s", name, pkg)
		}
	}
}

// requireModule skips the test where Python lacks a module, which Debian has as python3-NAME.
func requireModule(t *testing.T, name string) {
	t.Helper()
	if exec.Command(jupyterPython(t), "-c", "import "+name).Run() != nil {
		t.Skipf("Python has no module %s: apt-get install python3-%s", name, name)
	}
}

// jupyterPython is a Python that has nbclient and a kernel; the first on PATH need not.
func jupyterPython(t *testing.T) string {
	t.Helper()
	python := findPython()
	if python == "" {
		t.Skip("no python3 has nbclient and ipykernel: apt-get install python3-nbclient python3-ipykernel")
	}
	return python
}

var findPython = sync.OnceValue(func() string {
	for _, python := range []string{os.Getenv("NVJ_TEST_PYTHON"), "python3", "/usr/bin/python3"} {
		if python != "" && exec.Command(python, "-c", "import nbclient, nbformat, ipykernel").Run() == nil {
			return python
		}
	}
	return ""
})
