//go:build unix

package walk

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// folder makes a folder of files and returns its path without links.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o755)) // for the tests that open files as another user
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func openRoot(t *testing.T, dir string) *Root {
	t.Helper()
	root, err := OpenRoot(dir)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, root.Close()) })
	return root
}

func read(open func(string) (*File, error), path string, limit int64) (string, error) {
	file, err := open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	text, err := file.Read(limit)
	return string(text), err
}

func socket(t *testing.T, path string) {
	t.Helper()
	listener, err := net.Listen("unix", path)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, listener.Close()) })
}

func TestFindRoot(t *testing.T) {
	dir := folder(t, map[string]string{
		"repo/.git/HEAD": "", "repo/a/b/c.yaml": "",
		"repo/a/worktree/.git": "gitdir: elsewhere", "repo/a/worktree/d/e.yaml": "",
	})
	for name, c := range map[string]struct{ reason, from, want string }{
		"parent":   {"A repository is what people take for the whole.", "repo/a/b", "repo"},
		"itself":   {"The folder may be the repository.", "repo", "repo"},
		"worktree": {"In a worktree or submodule .git is a file.", "repo/a/worktree/d", "repo/a/worktree"},
		"none":     {"Without a repository the folder is all that was named.", ".", "."},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, filepath.Join(dir, c.want), FindRoot(filepath.Join(dir, c.from)), c.reason)
		})
	}
}

func TestOpenBelowRoot(t *testing.T) {
	dir := folder(t, map[string]string{
		"outside.yaml": "secret", "root/a.yaml": "a", "root/sub/b.yaml": "b", "root-2/c.yaml": "c",
	})
	in := func(name string) string { return filepath.Join(dir, "root", name) }
	for name, target := range map[string]string{
		"near.yaml": "a.yaml", "up.yaml": "sub/../a.yaml", "absolute.yaml": in("a.yaml"), "chain.yaml": "near.yaml",
		"round.yaml": "../root/a.yaml", "folder": "sub",
		"out.yaml": "../outside.yaml", "out-absolute.yaml": filepath.Join(dir, "outside.yaml"), "out-chain.yaml": "out.yaml",
		"out-folder": "..", "prefix.yaml": "../root-2/c.yaml", "proc.yaml": "/proc/self/environ",
		"dangling.yaml": "none.yaml", "circle.yaml": "circle.yaml", "zero.yaml": "/dev/zero", "dir.yaml": "sub",
	} {
		require.NoError(t, os.Symlink(target, in(name)))
	}
	require.NoError(t, syscall.Mkfifo(in("fifo.yaml"), 0o600))
	socket(t, in("socket.yaml"))
	root := openRoot(t, in(""))
	for name, c := range map[string]struct{ reason, want, wrong string }{
		"a.yaml":                  {"A file.", "a", ""},
		"near.yaml":               {"A link below the root is how repositories share a file.", "a", ""},
		"up.yaml":                 {"It may go up, and down again.", "a", ""},
		"absolute.yaml":           {"It may be absolute.", "a", ""},
		"chain.yaml":              {"It may lead to a link.", "a", ""},
		"round.yaml":              {"It may leave the root on its way, as long as it comes back.", "a", ""},
		"folder/b.yaml":           {"A folder on the way may be a link.", "b", ""},
		"out.yaml":                {"Credentials of the user who runs nvj are not part of a repository.", "", "only below that folder"},
		"out-absolute.yaml":       {"In whatever way the link is written.", "", "only below that folder"},
		"out-chain.yaml":          {"Or over another link.", "", "only below that folder"},
		"out-folder/outside.yaml": {"Or over a folder.", "", "only below that folder"},
		"../outside.yaml":         {"A path may do the same.", "", "only below that folder"},
		"prefix.yaml":             {"A folder whose name begins with that of the root is another.", "", "only below that folder"},
		"proc.yaml":               {"The environment holds tokens in CI.", "", "only below that folder"},
		"zero.yaml":               {"A device has no end.", "", "only below that folder"},
		"dangling.yaml":           {"The target is what the reader must look for.", "", "a link to none.yaml, which does not exist"},
		"none.yaml":               {"And this one is just missing.", "", "no such file or folder"},
		"circle.yaml":             {"A link to itself.", "", "its links lead in a circle"},
		"fifo.yaml":               {"An open of a named pipe waits for a writer.", "", "a named pipe"},
		"socket.yaml":             {"A socket cannot be opened.", "", "a socket"},
		"sub":                     {"A folder is no file.", "", "a folder, not a file"},
		"dir.yaml":                {"Nor is a link to one.", "", "a folder, not a file"},
	} {
		t.Run(name, func(t *testing.T) {
			path := in("") + "/" + name
			got, err := read(root.Open, path, 100)
			if c.wrong == "" {
				require.NoError(t, err, c.reason)
				assert.Equal(t, c.want, got, c.reason)
				return
			}
			require.ErrorContains(t, err, c.wrong, c.reason)
			assert.ErrorContains(t, err, "cannot read "+path+": ", "it says which file")
			assert.Empty(t, got)
		})
	}
}

func TestOpenNamed(t *testing.T) {
	dir := folder(t, map[string]string{"a.yaml": "a"})
	require.NoError(t, os.Symlink("/dev/zero", filepath.Join(dir, "zero.yaml")))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "fifo.yaml"), 0o600))
	got, err := read(OpenNamed, filepath.Join(dir, "a.yaml"), 100)
	require.NoError(t, err)
	assert.Equal(t, "a", got)
	for name, wrong := range map[string]string{
		"zero.yaml": "a device, not a regular file", "fifo.yaml": "name it -",
		"none.yaml": "no such file or folder", "a.yaml/b.yaml": "not a directory",
	} {
		_, err := read(OpenNamed, filepath.Join(dir, name), 100)
		assert.ErrorContains(t, err, wrong, name)
	}
}

func TestReadIsBounded(t *testing.T) {
	dir := folder(t, map[string]string{"exact.yaml": strings.Repeat("x", 100), "more.yaml": strings.Repeat("x", 101), "huge.yaml": ""})
	require.NoError(t, os.Truncate(filepath.Join(dir, "huge.yaml"), 1<<40))
	got, err := read(OpenNamed, filepath.Join(dir, "exact.yaml"), 100)
	require.NoError(t, err)
	assert.Len(t, got, 100)
	for _, name := range []string{"more.yaml", "huge.yaml"} {
		_, err := read(OpenNamed, filepath.Join(dir, name), 100)
		assert.ErrorContains(t, err, "larger than 100 bytes", name)
	}
}

// Files of /proc are regular, state a size of 0, and may have no end or no data.
func TestReadOfFilesThatStateNoSize(t *testing.T) {
	if _, err := os.Stat("/proc/self/pagemap"); err != nil {
		t.Skip("this system has no /proc")
	}
	_, err := read(OpenNamed, "/proc/self/pagemap", 1<<20)
	require.ErrorContains(t, err, "larger than 1 MiB")
	got, err := read(OpenNamed, "/proc/self/stat", 1<<20)
	require.NoError(t, err)
	assert.NotEmpty(t, got, "the stated size does not count")
}

// A file that has no data now is an error, and no reason to wait.
func TestReadDoesNotWait(t *testing.T) {
	in, out, err := os.Pipe()
	require.NoError(t, err)
	defer func() { assert.NoError(t, in.Close()); assert.NoError(t, out.Close()) }()
	require.NoError(t, syscall.SetNonblock(int(in.Fd()), true))
	info, err := in.Stat()
	require.NoError(t, err)
	_, err = (&File{path: "a.yaml", file: in, info: info}).Read(100)
	assert.ErrorContains(t, err, "does not wait for data")
}

// A named pipe given in place of a folder would make the call wait for a writer.
func TestOpenRootWantsAFolder(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	_, err := OpenRoot(pipe)
	require.ErrorContains(t, err, "not a folder")
}

func TestSeen(t *testing.T) {
	dir := folder(t, map[string]string{"a.yaml": "a", "b.yaml": "a", "sub/x": ""})
	require.NoError(t, os.Symlink("a.yaml", filepath.Join(dir, "link.yaml")))
	require.NoError(t, os.Link(filepath.Join(dir, "a.yaml"), filepath.Join(dir, "hard.yaml")))
	var seen Seen
	for _, c := range []struct {
		name  string
		again bool
	}{
		{"a.yaml", false},
		{"a.yaml", true},
		{"sub/../a.yaml", true},
		{"link.yaml", true},
		{"hard.yaml", true},
		{"b.yaml", false}, // of the same text is not the same
	} {
		file, err := OpenNamed(dir + "/" + c.name)
		require.NoError(t, err)
		assert.Equal(t, c.again, seen.Again(file), c.name)
		require.NoError(t, file.Close())
	}
}

func TestManifests(t *testing.T) {
	dir := folder(t, map[string]string{
		"d/b.yaml": "", "d/a.yml": "", "d/c.json": "", "d/notes.txt": "", "d/kustomization.yaml": "",
		"d/sub/a.yaml": "", "d/x.yaml/a.yaml": "", "d/.github/a.yaml": "", "d/.pre-commit-config.yaml": "", "d/._job.yaml": "",
		"e/a.yaml": "", "d/other/deep/a.yaml": "", "d/other/x/right.yaml": "", "d/x/wrong.yaml": "",
	})
	for name, target := range map[string]string{
		"link": "sub", "away": "other/deep", "linked.yaml": "sub", "absolute.yaml": filepath.Join(dir, "d/sub"), "z.yaml": "a.yml", ".#b.yaml": "me@host.1",
		"out.yaml": "../e/a.yaml",
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(dir, "d", name)))
	}
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "d/fifo.yaml"), 0o600))
	top := []string{"a.yml", "b.yaml", "c.json", "fifo.yaml", "out.yaml", "z.yaml"}
	all := []string{"a.yml", "b.yaml", "c.json", "fifo.yaml", "other/deep/a.yaml", "other/x/right.yaml", "out.yaml", "sub/a.yaml", "x/wrong.yaml", "x.yaml/a.yaml", "z.yaml"}
	root := openRoot(t, filepath.Join(dir, "d"))
	t.Chdir(dir)
	for name, c := range map[string]struct {
		reason, dir, shown string
		recurse            bool
		want               []string
	}{
		"all":      {"Of a folder whose name ends with .yaml what is in it; of hidden ones nothing.", "d", "d", true, all},
		"flat":     {"Only what is in the folder itself.", "d/", "d", false, top},
		"clean":    {"A path without links has nothing to lose.", "./d/", "d", true, all},
		"dots":     {"The path is shown as it was given.", "./d/sub/..", "./d/sub/..", true, all},
		"up":       {"The parent of a link is that of its target, for the system and for nvj.", "d/away/../x", "d/away/../x", true, []string{"right.yaml"}},
		"up/":      {"One slash is enough.", "d/away/../x//", "d/away/../x", true, []string{"right.yaml"}},
		"link":     {"A folder that is named may be a link.", "d/link", "d/link", true, []string{"a.yaml"}},
		"hidden":   {"Or hidden.", "d/.github", "d/.github", true, []string{"a.yaml"}},
		"absolute": {"Or absolute.", filepath.Join(dir, "d/sub"), filepath.Join(dir, "d/sub"), true, []string{"a.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			files, faults := root.Manifests(c.dir, c.recurse)
			assert.Empty(t, faults)
			var want []string
			for _, name := range c.want {
				want = append(want, c.shown+"/"+name)
			}
			assert.Equal(t, want, files, c.reason)
			for _, file := range files {
				_, err := os.Lstat(file)
				assert.NoError(t, err, "a path that is listed can be opened")
			}
		})
	}
	files, faults := root.Manifests("e", true)
	assert.Empty(t, files)
	require.Len(t, faults, 1)
	assert.ErrorContains(t, faults[0], "cannot read e: it leads out of "+filepath.Join(dir, "d"))
}

func TestStreams(t *testing.T) {
	for path, want := range map[string][2]bool{
		"/dev/stdin": {true, true}, "/dev/fd/0": {true, true}, "/proc/self/fd/0": {true, true}, "/dev//fd/./0": {true, true},
		"/dev/fd/63": {true, false}, "/proc/self/fd/12": {true, false},
		"/dev/fd/": {false, false}, "/dev/fd/x": {false, false}, "/dev/stdout": {false, false}, "/dev/zero": {false, false},
		"fd/3": {false, false}, "/proc/1/fd/3": {false, false}, "/dev/fd/3/a.yaml": {false, false},
	} {
		assert.Equal(t, want, [2]bool{IsStream(path), IsStandardInput(path)}, path)
	}
}

// As a shell passes the output of a command: nvj validate <(kustomize build .)
func TestReadNamedStream(t *testing.T) {
	if os.Getenv("NVJ_TEST_STREAM") != "" {
		text, err := ReadNamedStream(os.Getenv("NVJ_TEST_STREAM"), 5)
		fmt.Printf("%s %v\n", text, err)
		return
	}
	for input, want := range map[string]string{"hello": "hello <nil>", "hello!": " cannot read /dev/fd/3: it has more than 5 bytes, the most that nvj reads of a stream"} {
		in, out, err := os.Pipe()
		require.NoError(t, err)
		command := exec.Command(os.Args[0], "-test.run=^TestReadNamedStream$")
		command.Env = append(os.Environ(), "NVJ_TEST_STREAM=/dev/fd/3")
		command.ExtraFiles = []*os.File{in}
		_, err = out.WriteString(input)
		require.NoError(t, err)
		require.NoError(t, out.Close())
		got, err := command.Output()
		require.NoError(t, err)
		require.NoError(t, in.Close())
		assert.Contains(t, string(got), want)
	}
}
