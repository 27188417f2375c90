//go:build unix

package cli

import (
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const credentials = `{"auths": {"registry.example.com": {"auth": "hunter2"}}}`

// hostile makes a folder d of a good job, a job with an error, and everything that a
// walk must neither read, wait for nor be stopped by.
func hostile(t *testing.T) {
	t.Helper()
	folder(t, map[string]string{
		"d/a.yaml": goodJob, "d/zz.yaml": badJob, "d/deep.yaml/b.yaml": strings.Replace(goodJob, "good", "deep", 1),
		"home/config.json": credentials, "d/._a.yaml": "\x00\x05\x16", "d/.pre-commit-config.yaml": "repos: []\n",
	})
	for link, target := range map[string]string{
		"d/y.json": "../home/config.json", "d/zero.yaml": "/dev/zero", "d/dangling.yaml": "none.yaml", "d/.#a.yaml": "me@host.1:2",
		"d/folder.yaml": "deep.yaml", "d/again.yaml": "a.yaml", "config.yaml": "/dev/zero",
	} {
		require.NoError(t, os.Symlink(target, link))
	}
	require.NoError(t, syscall.Mkfifo("d/fifo.yaml", 0o600))
	listener, err := net.Listen("unix", "d/socket.yaml")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, listener.Close()) })
	require.NoError(t, os.WriteFile("d/huge.yaml", nil, 0o644))
	require.NoError(t, os.Truncate("d/huge.yaml", 1<<40))
}

// unread are the findings about the files of hostile that no command reads.
var unread = map[string]string{
	"y.json":        "it leads out of ",
	"zero.yaml":     "it leads out of ",
	"dangling.yaml": "a link to none.yaml, which does not exist",
	"fifo.yaml":     "a named pipe, not a regular file",
	"socket.yaml":   "a socket, not a regular file",
	"huge.yaml":     "larger than 64 MiB",
}

func TestOneBadFileHidesNothing(t *testing.T) {
	hostile(t)
	for _, command := range []string{"validate", "render", "explain"} {
		t.Run(command, func(t *testing.T) {
			code, stdout, stderr := call("", command, "d")
			assert.Equal(t, exitFindings, code)
			text := stderr
			if command == "validate" {
				text = stdout
			} else {
				assert.Empty(t, stdout, "nothing that somebody could apply")
			}
			lines := strings.Split(strings.TrimSpace(text), "\n")
			for name, want := range unread {
				assert.Regexp(t, `(?m)^d/`+name+`: error: cannot be read: `+want, text)
			}
			assert.Contains(t, text, "d/zz.yaml:6:20: error: spec.notebook.path", "the findings of the others")
			assert.Len(t, lines, len(unread)+2, text)
			assert.NotContains(t, stdout+stderr, "hunter2")
		})
	}
}

// With --root the link into another folder is read as the user asks.
func TestRootFlag(t *testing.T) {
	folder(t, map[string]string{"d/.keep": "", "shared/a.yaml": goodJob})
	require.NoError(t, os.Symlink("../shared/a.yaml", "d/a.yaml"))
	code, stdout, _ := call("", "validate", "d")
	assert.Equal(t, exitFindings, code)
	assert.Contains(t, stdout, "d/a.yaml: error: cannot be read: it leads out of ")
	for _, args := range [][]string{{"validate", "--root", ".", "d"}, {"discover", "--root", ".", "d"}, {"render", "d", "--root=."}, {"explain", "d", "--root=."}} {
		code, _, stderr := call("", args...)
		assert.Equal(t, exitOK, code, "%s %s", args, stderr)
	}
	code, stdout, _ = call("", "validate", "--root", "d", "shared")
	assert.Equal(t, exitFindings, code)
	assert.Contains(t, stdout, "shared: error: cannot be read: it leads out of ")
	for _, args := range [][]string{{"validate", "d"}, {"validate", "shared/a.yaml"}, {"render", "-"}, {"explain", "shared/a.yaml"}, {"discover"}, {}} {
		code, stdout, stderr := call(goodJob, append(args, "--root", "none")...)
		assert.Equal(t, exitUsage, code, "a wrong folder is an error also where no file below it is read: %s", args)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, "nvj: --root: cannot read none: no such file or folder")
	}
	require.NoError(t, os.Mkdir(".git", 0o755))
	code, _, _ = call("", "validate", "d")
	assert.Equal(t, exitOK, code, "a repository is the root of its folders")
}

func TestAFileIsReadOnce(t *testing.T) {
	folder(t, map[string]string{"d/a.yaml": warnedJob})
	require.NoError(t, os.Symlink("a.yaml", "d/link.yaml"))
	require.NoError(t, os.Symlink("d", "other"))
	for name, paths := range map[string][]string{
		"twice": {"d/a.yaml", "d/a.yaml"}, "dot": {"d/a.yaml", "./d/a.yaml"}, "folder and file": {"d", "d/a.yaml"},
		"link": {"d/a.yaml", "d/link.yaml"}, "folder and its link": {"d", "other"}, "standard input": {"-", "/dev/stdin", "-"},
	} {
		code, stdout, stderr := call(warnedJob, append([]string{"validate"}, paths...)...)
		assert.Equal(t, exitOK, code, "%s\n%s%s", name, stdout, stderr)
		assert.Equal(t, 1, strings.Count(stdout, "\n"), "%s\n%s", name, stdout)
	}
}

// What is hidden is left out of a folder, and read when it is named.
func TestHiddenFilesThatAreNamed(t *testing.T) {
	folder(t, map[string]string{"d/.a.yaml": badJob, ".b/a.yaml": badJob, "a.yaml": goodJob})
	code, stdout, _ := call("", "validate", ".")
	assert.Equal(t, exitOK, code, stdout)
	for _, path := range []string{"d/.a.yaml", ".b"} {
		code, stdout, _ := call("", "validate", path)
		assert.Equal(t, exitFindings, code)
		assert.Contains(t, stdout, "spec.notebook.path")
	}
}

// The files of copies that a host hands over are named by annotations, which anybody
// can write.
func TestFunctionReadsOriginalsBelowItsRootOnly(t *testing.T) {
	const list = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: notebook.validation.io/v1alpha1
  kind: NotebookValidationJob
  metadata:
    name: bad
    annotations:
      ANNOTATION
  spec:
    image: quay.io/jupyter/scipy-notebook:2025-03-24
    notebook: {path: a.py}
`
	folder(t, map[string]string{"bad.yaml": badJob, "root/bad.yaml": badJob})
	require.NoError(t, os.Symlink("../bad.yaml", "root/link.yaml"))
	require.NoError(t, syscall.Mkfifo("root/fifo.yaml", 0o600))
	t.Chdir("root")
	for path, want := range map[string]string{
		"bad.yaml": "bad.yaml:6:20: error", "../bad.yaml": "../bad.yaml: error", "link.yaml": "link.yaml: error", "fifo.yaml": "fifo.yaml: error",
		"/proc/self/pagemap": "/proc/self/pagemap: error", "/dev/zero": "/dev/zero: error", ".": ".: error",
	} {
		for _, annotation := range []string{"config.kubernetes.io/path: " + path, "config.kubernetes.io/origin: 'path: " + path + "'"} {
			code, _, stderr := call(strings.Replace(list, "ANNOTATION", annotation, 1))
			assert.Equal(t, exitFindings, code)
			assert.True(t, strings.HasPrefix(stderr, want), "%s\n%s", annotation, stderr)
		}
	}
	_, _, stderr := call(strings.Replace(list, "ANNOTATION", "config.kubernetes.io/path: ../bad.yaml", 1), "--root", "..")
	assert.Contains(t, stderr, "../bad.yaml:6:20: error", "by choice")
}

// nvj validate <(kustomize build .) hands over a pipe by its path.
func TestProcessSubstitution(t *testing.T) {
	folder(t, map[string]string{"bad.yaml": badJob, "strict.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {strict: 'true'}\n", "warned.yaml": warnedJob, "-/good.yaml": goodJob})
	for script, want := range map[string]string{
		`"$0" validate <(cat bad.yaml)`:                          ":6:20: error: spec.notebook.path",
		`cat bad.yaml | "$0" validate /dev/stdin`:                "<stdin>:6:20: error: spec.notebook.path",
		`"$0" validate /proc/self/fd/0 < bad.yaml`:               "<stdin>:6:20: error: spec.notebook.path",
		`"$0" validate warned.yaml --config <(cat strict.yaml)`:  "warned.yaml:7:38: error: ",
		`cat bad.yaml | "$0" validate -`:                         "<stdin>:6:20: error: spec.notebook.path",
		`cat strict.yaml | "$0" validate warned.yaml --config -`: "warned.yaml:7:38: error: ",
	} {
		shell := exec.Command("bash", "-c", script, os.Args[0])
		shell.Env = append(os.Environ(), asCommand+"=1")
		out, err := shell.CombinedOutput()
		var exit *exec.ExitError
		require.ErrorAs(t, err, &exit, script)
		assert.Equal(t, exitFindings, exit.ExitCode(), script)
		assert.Contains(t, string(out), want, script)
	}
}

func TestConfigFailsClosed(t *testing.T) {
	folder(t, map[string]string{
		"warned.yaml": warnedJob, "empty.yaml": "", "comment.yaml": "# nothing\n", "list.yaml": "- a\n", "broken.yaml": "a: [\n",
		"plain.yaml": "spec: {checks: {strict: true}}\n", "job.yaml": goodJob, "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: c}\ndata: {strict: 'true'}\n",
		"two.yaml":        "apiVersion: v1\nkind: ConfigMap\ndata: {strict: 'true'}\n---\napiVersion: v1\nkind: ConfigMap\ndata: {strict: 'true'}\n",
		"upper.yaml":      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\nData: {strict: 'true'}\n",
		"nodata.yaml":     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
		"nulldata.yaml":   "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n",
		"emptydata.yaml":  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {}\n",
		"unknown.yaml":    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {strikt: 'true'}\n",
		"also.yaml":       "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {strict: 'true'}\nbinaryData: {a: aGk=}\n",
		"version.yaml":    "apiVersion: v2\nkind: ConfigMap\nmetadata: {name: c}\ndata: {strict: 'true'}\n",
		"misspelt.yaml":   "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs\nSpec: {checks: {strict: true}}\n",
		"other-kind.yaml": "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJob\nspec: {checks: {strict: true}}\n",
		"good.yaml":       "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\nimmutable: true\ndata: {output: Pod}\n",
	})
	require.NoError(t, os.Symlink("/dev/zero", "zero.yaml"))
	require.NoError(t, syscall.Mkfifo("fifo.yaml", 0o600))
	for config, c := range map[string]struct{ reason, want string }{
		"empty.yaml":      {"Nobody names a file to set nothing.", "holds 0 resources: expected one ExpandNotebookJobs"},
		"comment.yaml":    {"Comments set nothing.", "holds 0 resources"},
		"list.yaml":       {"A list is no config.", "expected a resource (a mapping), found a list"},
		"broken.yaml":     {"What is not YAML is none.", "not valid YAML"},
		"plain.yaml":      {"The kind is forgotten easily.", "a document without kind: expected one ExpandNotebookJobs"},
		"job.yaml":        {"A job says nothing about the settings.", `a resource of kind "NotebookValidationJob": expected one ExpandNotebookJobs`},
		"secret.yaml":     {"Nor does another kind with data.", `a resource of kind "Secret": expected`},
		"two.yaml":        {"Which of two counts nobody can tell.", "holds 2 resources: expected one"},
		"upper.yaml":      {"Data is no field of a ConfigMap.", "the ConfigMap has no settings under data"},
		"nodata.yaml":     {"Without data it sets nothing.", "the ConfigMap has no settings under data"},
		"nulldata.yaml":   {"Nor with null.", "the ConfigMap has no settings under data"},
		"emptydata.yaml":  {"Nor with none.", "the ConfigMap has no settings under data"},
		"unknown.yaml":    {"A misspelt setting is none.", `unknown key "strikt"; did you mean "strict"?`},
		"also.yaml":       {"A field beside data has no effect.", `unknown field "binaryData"`},
		"version.yaml":    {"Another version may mean something else.", `apiVersion: Unsupported value: "v2"`},
		"misspelt.yaml":   {"Fields are strict.", `unknown field "Spec"; did you mean "spec"?`},
		"other-kind.yaml": {"So is the kind.", `a resource of kind "ExpandNotebookJob": expected`},
		"none.yaml":       {"A missing file is no empty one.", "none.yaml: error: --config: cannot be read: no such file or folder"},
		".":               {"A folder is no file.", ".: error: --config: cannot be read: a folder, not a file"},
		"zero.yaml":       {"A device has no end.", "zero.yaml: error: --config: cannot be read: a device, not a regular file"},
		"fifo.yaml":       {"A named pipe waits.", "fifo.yaml: error: --config: cannot be read: a named pipe"},
	} {
		for _, command := range []string{"validate", "render", "explain"} {
			code, stdout, stderr := call("", command, "warned.yaml", "--config", config)
			assert.Equal(t, exitFindings, code, "%s %s", command, c.reason)
			assert.Contains(t, stdout+stderr, c.want, "%s %s", command, c.reason)
		}
		code, stdout, stderr := call("", "validate", "-o", "json", "--config", config, "warned.yaml", "absent.yaml")
		assert.Equal(t, exitFindings, code)
		assert.Empty(t, stderr)
		assert.Contains(t, stdout, `"file": "absent.yaml"`, "the faults of other files are in every format: %s", c.reason)
	}
	code, stdout, stderr := call("", "render", "warned.yaml", "--config", "good.yaml")
	assert.Equal(t, exitOK, code, stderr)
	assert.Contains(t, stdout, "name: good-pod")
}

// A child folder may be another application's, as for Argo CD's own folders of manifests.
func TestPluginLeavesChildFoldersAlone(t *testing.T) {
	folder(t, map[string]string{"a.yaml": goodJob, "child/b.yaml": strings.Replace(goodJob, "good", "deep", 1)})
	for args, want := range map[string]int{"--argocd": 1, "--argocd --recurse": 2, "": 2} {
		code, stdout, stderr := call("", append([]string{"render", "."}, strings.Fields(args)...)...)
		assert.Equal(t, exitOK, code, stderr)
		assert.Equal(t, want, strings.Count(stdout, "\nkind: Job\n"), args)
	}
}

// What cannot be read holds no job for discover, and does not stop it.
func TestDiscoverReadsByTheSameRules(t *testing.T) {
	hostile(t)
	code, stdout, stderr := call("", "discover", "d")
	assert.Equal(t, exitOK, code, stderr)
	assert.Equal(t, "d/a.yaml\n", stdout)
	require.NoError(t, os.Remove("d/a.yaml"))
	require.NoError(t, os.Remove("d/zz.yaml"))
	code, stdout, stderr = call("", "discover", "d")
	assert.Equal(t, exitOK, code)
	assert.Empty(t, stdout)
	for name, want := range unread {
		assert.Regexp(t, `(?m)^nvj: cannot read d/`+name+`: `+want, stderr)
	}
	assert.NotContains(t, stderr, "hunter2")
}

func TestNothingToDoIsAnError(t *testing.T) {
	folder(t, map[string]string{"other.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "good.yaml": goodJob, "none/readme.txt": ""})
	_, rendered, _ := call("", "render", "good.yaml")
	for name, c := range map[string]struct {
		reason, stdin, path, want string
	}{
		"failed pipe":  {"A pipeline without pipefail goes on after the command that failed.", "", "-", "in the input, which has no resources: the command before the pipe may have failed; if that is expected, add --allow-empty"},
		"rendered":     {"kustomize leaves out jobs that are local config, and passes on what they became.", rendered, "-", "was rendered already, and kustomize leaves out the notebook jobs"},
		"local config": {"Or nothing of them is left.", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "-", "kustomize leaves out resources with the annotation config.kubernetes.io/local-config"},
		"other":        {"The path may be the wrong one.", "", "other.yaml", "among 1 resource: check the path"},
		"empty folder": {"Or hold nothing at all.", "", "none", "which has no resources: check the path"},
	} {
		for command, verb := range map[string]string{"validate": "checked", "render": "rendered", "explain": "explained"} {
			if command == "explain" && name == "rendered" {
				continue // a Job can be explained
			}
			code, stdout, stderr := call(c.stdin, command, c.path, "--strict")
			assert.Equal(t, exitFindings, code, "%s %s", command, name)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, "nvj: nothing was "+verb+": no NotebookValidationJob")
			assert.Contains(t, stderr, c.want, "%s: %s", command, c.reason)

			code, _, stderr = call(c.stdin, command, c.path, "--strict", "--allow-empty")
			assert.Equal(t, exitOK, code, "%s %s", command, name)
			assert.Contains(t, stderr, "nvj: no NotebookValidationJob", "it is said nevertheless")
		}
	}
}
