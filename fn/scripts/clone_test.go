package scripts

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const oddName = `odd $(touch pwned) 'q' "d".ipynb`

// origin is a bare repository that others clone from.
type origin struct {
	path                  string
	first, second, onDev  string // commits: main's two, and that of the branch dev
	branchSame, notReadme string // commit of the branch that shares its name with a tag; the tag's commit
}

// git runs git on behalf of the test, untouched by the developer's configuration.
func git(t *testing.T, directory string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = directory
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
	return strings.TrimSpace(string(out))
}

func newOrigin(t *testing.T) origin {
	t.Helper()
	requireTools(t, "git")
	directory := publicTempDir(t)
	work, o := filepath.Join(directory, "work"), origin{path: filepath.Join(directory, "origin.git")}
	git(t, directory, "init", "-q", "-b", "main", work)
	commit := func(message string, files map[string]string) string {
		for name, text := range files {
			require.NoError(t, os.WriteFile(filepath.Join(work, name), []byte(text), 0o666))
		}
		git(t, work, "add", "-A")
		git(t, work, "commit", "-q", "-m", message)
		return git(t, work, "rev-parse", "HEAD")
	}
	o.first = commit("first", map[string]string{"n.ipynb": "first"})
	git(t, work, "tag", "-a", "-m", "annotated", "v1")
	git(t, work, "tag", "same")
	o.notReadme = o.first
	o.second = commit("second", map[string]string{
		"n.ipynb": "second", oddName: "odd", "-dash.ipynb": "dash", ".gitmodules": "",
		"lfs.ipynb": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
	})
	linkNotebooks(t, work)
	git(t, work, "add", "-A")
	git(t, work, "commit", "-q", "--amend", "--no-edit")
	o.second = git(t, work, "rev-parse", "HEAD")
	git(t, work, "checkout", "-q", "-b", "dev")
	o.onDev = commit("dev", map[string]string{"n.ipynb": "dev", "dev.ipynb": "dev"})
	git(t, work, "checkout", "-q", "-b", "same")
	o.branchSame = commit("same", map[string]string{"n.ipynb": "same"})
	git(t, work, "update-ref", "refs/pull/1/head", o.onDev)
	git(t, work, "checkout", "-q", "main")
	git(t, directory, "clone", "-q", "--mirror", work, o.path)
	return o
}

// linkNotebooks adds symbolic links, some of which lead out of the repository.
func linkNotebooks(t *testing.T, work string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Join(work, "folder", "below"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(work, "folder", "below", "n.ipynb"), []byte("below"), 0o666))
	for name, target := range map[string]string{
		"inside.ipynb": "folder/below/n.ipynb", "inside": "folder", "folder/up.ipynb": "../inside.ipynb",
		"endless.ipynb": "/proc/self/pagemap", "device.ipynb": "/dev/zero", "passwd.ipynb": "/etc/passwd",
		"process": "/proc/self", "twice.ipynb": "endless.ipynb", "above.ipynb": "../../../../../../../../../../proc/self/pagemap",
		"loop.ipynb": "loop.ipynb", "dangling.ipynb": "not-there.ipynb", "git.ipynb": ".git/config", "to-folder.ipynb": "folder",
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(work, name)))
	}
}

func (o origin) url() string { return "file://" + o.path }

// publicTempDir is a temporary directory that other UIDs may enter.
func publicTempDir(t *testing.T) string {
	t.Helper()
	directory := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(directory), 0o755))
	return directory
}

// clone is one run of clone.sh.
type clone struct {
	workspace   string // its directory repo is the destination
	cmd         *exec.Cmd
	code        int
	log         bytes.Buffer
	termination string
}

// newClone prepares a run in a shell ("dash", "busybox sh") with nothing in the
// environment but PATH and env; one of a name in env wins over what is set here.
func newClone(t *testing.T, shell []string, env ...string) *clone {
	t.Helper()
	requireTools(t, shell[0], "git")
	ctx, cancel := context.WithTimeout(context.Background(), lastGuard)
	t.Cleanup(cancel)
	c := &clone{workspace: publicTempDir(t)}
	require.NoError(t, os.Chmod(c.workspace, 0o777)) // as an emptyDir
	log := filepath.Join(c.workspace, "termination-log")
	require.NoError(t, os.WriteFile(log, nil, 0o666))
	require.NoError(t, os.Chmod(log, 0o666))
	c.cmd = exec.CommandContext(ctx, shell[0], append(shell[1:], "-c", CloneScript, "clone.sh")...)
	c.cmd.Dir = "/"
	c.cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "NVJ_GIT_DEST=" + c.dest(), "NVJ_TERMINATION_LOG=" + log,
		"NVJ_NOTEBOOK=n.ipynb", "NVJ_GIT_RETRY_SECONDS=0",
	}, env...)
	c.cmd.Stdout, c.cmd.Stderr = &c.log, &c.log
	return c
}

func (c *clone) dest() string { return filepath.Join(c.workspace, "repo") }

func (c *clone) run(t *testing.T) *clone {
	t.Helper()
	require.NoError(t, c.cmd.Start())
	return c.wait(t)
}

func (c *clone) wait(t *testing.T) *clone {
	t.Helper()
	err := c.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		c.code = exit.ExitCode()
	} else {
		require.NoError(t, err)
	}
	termination, err := os.ReadFile(filepath.Join(c.workspace, "termination-log"))
	require.NoError(t, err)
	c.termination = string(termination)
	lines := strings.Split(strings.TrimSpace(c.log.String()), "\n")
	assert.Equal(t, lines[len(lines)-1], "nvj: "+strings.TrimSpace(c.termination), "the last line is the termination message")
	assert.NoDirExists(t, filepath.Join(c.workspace, ".nvj"), "the working area is removed")
	return c
}

var shells = map[string][]string{"dash": {"dash"}, "busybox": {"busybox", "sh"}, "bash": {"bash", "--posix"}}

func TestClone(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	cases := map[string]struct {
		reason string
		env    []string
		code   int
		commit string // what is checked out
		says   string // is in the termination message
	}{
		"Default":     {reason: "without a ref, what HEAD points to", commit: o.second},
		"Branch":      {reason: "a branch", env: []string{"NVJ_GIT_REF=dev"}, commit: o.onDev},
		"Tag":         {reason: "an annotated tag, peeled to its commit", env: []string{"NVJ_GIT_REF=v1"}, commit: o.first},
		"BranchFirst": {reason: "a branch wins over a tag of its name", env: []string{"NVJ_GIT_REF=same"}, commit: o.branchSame},
		"FullTag":     {reason: "a full name decides", env: []string{"NVJ_GIT_REF=refs/tags/same"}, commit: o.notReadme},
		"PullRequest": {reason: "any full name", env: []string{"NVJ_GIT_REF=refs/pull/1/head"}, commit: o.onDev},
		"Commit":      {reason: "a commit that is no branch's tip", env: []string{"NVJ_GIT_REF=" + o.first}, commit: o.first},
		"Abbreviated": {reason: "an abbreviated commit is looked up in the history", env: []string{"NVJ_GIT_REF=" + o.first[:10]}, commit: o.first},
		"TwoPaths":    {reason: "the golden notebook may be in the same repository", env: []string{"NVJ_GIT_REF=dev", "NVJ_GOLDEN=dev.ipynb"}, commit: o.onDev},
		"OddPath":     {reason: "no character of a path means anything to the shell", env: []string{"NVJ_NOTEBOOK=" + oddName}, commit: o.second},
		"DashPath":    {reason: "a leading dash is no option", env: []string{"NVJ_NOTEBOOK=-dash.ipynb"}, commit: o.second},

		"NoRef":         {reason: "a branch that does not exist", env: []string{"NVJ_GIT_REF=nope"}, code: 12, says: `ref not found: no branch, tag or commit "nope"`},
		"NoCommit":      {reason: "a commit that does not exist", env: []string{"NVJ_GIT_REF=" + strings.Repeat("0", 39) + "1"}, code: 12, says: "ref not found"},
		"NoAbbreviated": {reason: "an abbreviated commit that does not exist", env: []string{"NVJ_GIT_REF=deadbeef"}, code: 12, says: "ref not found"},
		"NoPath":        {reason: "the notebook is checked here, where the user looks first", env: []string{"NVJ_NOTEBOOK=nope.ipynb"}, code: 13, says: "notebook not in the repository: no file nope.ipynb at HEAD (" + o.second + ")"},
		"NoGolden":      {reason: "and so is the golden one", env: []string{"NVJ_GOLDEN=dev.ipynb"}, code: 13, says: "no file dev.ipynb"},
		"LFS":           {reason: "a pointer is no notebook", env: []string{"NVJ_NOTEBOOK=lfs.ipynb"}, code: 13, says: "LFS objects are not fetched, and there is only a Git LFS pointer in lfs.ipynb"},
		"LinkInside":    {reason: "a link to a file of the repository is that file", env: []string{"NVJ_NOTEBOOK=inside.ipynb", "NVJ_GOLDEN=folder/up.ipynb"}, commit: o.second},
		"FolderInside":  {reason: "and a folder may be a link, too", env: []string{"NVJ_NOTEBOOK=inside/below/n.ipynb"}, commit: o.second},
		"LinkOut":       {reason: "a file without an end must not be read", env: []string{"NVJ_NOTEBOOK=endless.ipynb"}, code: 13, says: "a symbolic link leads out of the checkout; commit the file itself as endless.ipynb"},
		"LinkOutAbove":  {reason: "nor with a relative target", env: []string{"NVJ_NOTEBOOK=above.ipynb"}, code: 13, says: "leads out of the checkout"},
		"LinkOutTwice":  {reason: "nor through a link inside", env: []string{"NVJ_NOTEBOOK=twice.ipynb"}, code: 13, says: "leads out of the checkout"},
		"LinkOutFolder": {reason: "nor through the folder of the file", env: []string{"NVJ_NOTEBOOK=process/pagemap"}, code: 13, says: "leads out of the checkout"},
		"LinkOutGolden": {reason: "the golden notebook is read as well", env: []string{"NVJ_GOLDEN=endless.ipynb"}, code: 13, says: "leads out of the checkout"},
		"LinkToFile":    {reason: "a file of the image is no notebook of the repository", env: []string{"NVJ_NOTEBOOK=passwd.ipynb"}, code: 13, says: "leads out of the checkout"},
		"LinkToDevice":  {reason: "a device has no end either", env: []string{"NVJ_NOTEBOOK=device.ipynb"}, code: 13, says: "leads out of the checkout"},
		"LinkToGit":     {reason: "what Git keeps for itself is not checked out", env: []string{"NVJ_NOTEBOOK=git.ipynb"}, code: 13, says: "no file git.ipynb"},
		"LinkToFolder":  {reason: "a folder is no file", env: []string{"NVJ_NOTEBOOK=to-folder.ipynb"}, code: 13, says: "no file to-folder.ipynb"},
		"LinkDangling":  {reason: "the target is not there", env: []string{"NVJ_NOTEBOOK=dangling.ipynb"}, code: 13, says: "no file dangling.ipynb"},
		"LinkLoop":      {reason: "a link to itself has no target", env: []string{"NVJ_NOTEBOOK=loop.ipynb"}, code: 13, says: "no file loop.ipynb"},
		"NoRepository":  {reason: "nothing there", env: []string{"NVJ_GIT_URL=file://" + o.path + "-not"}, code: 10, says: "repository not reachable"},
		"NoHost":        {reason: "a network fault, after all tries", env: []string{"NVJ_GIT_URL=http://127.0.0.1:1/x.git"}, code: 10, says: "gave up after 5 tries"},
		"NoSSHHost":     {reason: "the scp form is ssh", env: []string{"NVJ_GIT_URL=git@[127.0.0.1]:x.git"}, code: 10, says: "gave up after 5 tries"},

		"ShellInRef":     {reason: "$(…), quotes and newlines in a ref are only a bad name", env: []string{"NVJ_GIT_REF=$(touch pwned)`touch pwned`'\"\n;touch pwned"}, code: 12, says: "is not a valid name"},
		"DashInRef":      {reason: "a leading dash in a ref is no option", env: []string{"NVJ_GIT_REF=--upload-pack=touch pwned"}, code: 12, says: "is not a valid name"},
		"DashOnlyRef":    {reason: "a leading dash in a ref is no option", env: []string{"NVJ_GIT_REF=-q"}, code: 12, says: "ref not found"},
		"GlobInRef":      {reason: "a pattern is not a name", env: []string{"NVJ_GIT_REF=d*"}, code: 12, says: "is not a valid name"},
		"DashInURL":      {reason: "a leading dash in a URL is no option", env: []string{"NVJ_GIT_URL=--upload-pack=touch pwned@x:y"}, code: 14, says: "NVJ_GIT_URL: Invalid value"},
		"HelperURL":      {reason: "git's ext:: transport runs commands", env: []string{"NVJ_GIT_URL=ext::sh -c touch% pwned"}, code: 14, says: "NVJ_GIT_URL: Invalid value"},
		"ShellInURL":     {reason: "no character of a URL means anything to the shell", env: []string{"NVJ_GIT_URL=file:///no where/$(touch pwned)'\"\n;touch pwned"}, code: 10, says: "repository not reachable"},
		"DashHost":       {reason: "nor is an ssh host an option", env: []string{"NVJ_GIT_URL=ssh://-oProxyCommand=touch pwned/x"}, code: 10, says: "repository not reachable"},
		"PasswordInURL":  {reason: "it would show in the process list, and is not printed", env: []string{"NVJ_GIT_URL=https://user:hunter2@example.com/x.git"}, code: 14, says: "holds a password"},
		"PasswordSlash":  {reason: "a password may hold a slash that is not encoded", env: []string{"NVJ_GIT_URL=https://user:hunter2/3@example.com/x.git"}, code: 14, says: "holds a password"},
		"PasswordMail":   {reason: "and the user's name an @", env: []string{"NVJ_GIT_URL=https://a@example.com:hunter2/3@example.com/x.git"}, code: 14, says: "holds a password"},
		"PasswordSCP":    {reason: "in the scp form too", env: []string{"NVJ_GIT_URL=user:hunter2@example.com:x.git"}, code: 14, says: "holds a password"},
		"PasswordScheme": {reason: "and where the scheme is wrong", env: []string{"NVJ_GIT_URL=htps:/user:hunter2@example.com/x.git"}, code: 14, says: "holds a password"},
		"FileColon":      {reason: "the path of a file has no password", env: []string{"NVJ_GIT_URL=file:///nope/a:b@c"}, code: 10, says: "repository not reachable: file:///nope/a:b@c"},
		"PathOutside":    {reason: "the notebook is in the repository", env: []string{"NVJ_NOTEBOOK=../../etc/x.ipynb"}, code: 14, says: "must be a path within the repository"},
		"AbsolutePath":   {reason: "the notebook is in the repository", env: []string{"NVJ_NOTEBOOK=/etc/x.ipynb"}, code: 14, says: "must be a path within the repository"},
		"NoSettings":     {reason: "nothing said", env: []string{"NVJ_NOTEBOOK="}, code: 14, says: "NVJ_NOTEBOOK: Invalid value"},
		"NoVolume":       {reason: "nothing mounted", env: []string{"NVJ_GIT_DEST=/proc/nope/repo"}, code: 14, says: "cannot write to /proc/nope"},
		"RelativeDest":   {reason: "not a place", env: []string{"NVJ_GIT_DEST=repo"}, code: 14, says: "NVJ_GIT_DEST: Invalid value"},
		"NoPasswordKey":  {reason: "a Secret of the wrong kind", env: []string{"NVJ_GIT_URL=https://127.0.0.1:1/x", "NVJ_GIT_CREDENTIALS=/nope"}, code: 14, says: "no readable key password or token"},
		"NoSSHKey":       {reason: "a Secret of the wrong kind", env: []string{"NVJ_GIT_URL=ssh://127.0.0.1:1/x", "NVJ_GIT_CREDENTIALS=/nope"}, code: 14, says: "no readable key ssh-privatekey"},
		"UserConfigured": {reason: "the image's git configuration is not read", env: []string{"HOME=" + hostileHome(t)}, commit: o.second},
	}
	for name, c := range cases {
		for shell, argv := range shells {
			t.Run(name+"/"+shell, func(t *testing.T) {
				t.Parallel()
				run := newClone(t, argv, append([]string{"NVJ_GIT_URL=" + o.url()}, c.env...)...).run(t)
				assert.Equal(t, c.code, run.code, "%s\n%s", c.reason, run.log.String())
				assert.Contains(t, run.termination, c.says, c.reason)
				assert.NotContains(t, run.log.String(), "hunter2", c.reason)
				assert.NoFileExists(t, "/pwned", c.reason)
				if c.commit != "" {
					assert.Equal(t, c.commit, git(t, run.dest(), "rev-parse", "HEAD"), c.reason)
					assert.Empty(t, git(t, run.dest(), "status", "--porcelain"), c.reason)
				}
			})
		}
	}
}

// hostileHome has a git configuration that breaks every clone if it is read.
func hostileHome(t *testing.T) string {
	home := publicTempDir(t)
	require.NoError(t, os.WriteFile(filepath.Join(home, ".gitconfig"), []byte("[url \"file:///nowhere\"]\ninsteadOf = file://\n"), 0o666))
	return home
}

func TestCloneDepth(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	run := newClone(t, shells["dash"], "NVJ_GIT_URL="+o.url()).run(t)
	require.Zero(t, run.code, run.log.String())
	assert.Equal(t, "1", git(t, run.dest(), "rev-list", "--count", "HEAD"), "one commit is fetched, not its history")
	assert.Contains(t, run.log.String(), "submodules are not fetched")
	info, err := os.Stat(filepath.Join(run.dest(), "n.ipynb"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o666), info.Mode().Perm(), "the notebook's container may run as another UID")
}

func TestCloneReplaces(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	run := newClone(t, shells["busybox"], "NVJ_GIT_URL="+o.url())
	elsewhere := filepath.Join(run.workspace, "elsewhere")
	require.NoError(t, os.MkdirAll(filepath.Join(run.dest(), ".git"), 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(run.dest(), "stale"), nil, 0o666))
	require.NoError(t, os.Mkdir(elsewhere, 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(elsewhere, "kept"), nil, 0o666))
	// What a notebook of an earlier run could leave on a kept volume.
	require.NoError(t, os.Symlink(elsewhere, filepath.Join(run.workspace, ".nvj")))
	run.run(t)
	require.Zero(t, run.code, run.log.String())
	assert.NoFileExists(t, filepath.Join(run.dest(), "stale"), "nothing of the earlier checkout is left")
	assert.FileExists(t, filepath.Join(elsewhere, "kept"), "a link in place of the working area is not followed")
}

// TestCloneConfined runs as a UID that nobody knows, without HOME, on a read-only root.
func TestCloneConfined(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("needs root, to become another UID and to mount")
	}
	requireTools(t, "setpriv", "unshare", "dash")
	if out, err := exec.Command("unshare", "-m", "sh", "-c", "mount -o remount,bind,ro /").CombinedOutput(); err != nil {
		t.Skipf("may not mount here: %s", out)
	}
	o := newOrigin(t)
	confine := func(workspace string) []string {
		return []string{
			"unshare", "-m", "sh", "-c",
			`mount --bind "$1" "$1" && mount -o remount,bind,ro / && shift && exec setpriv --reuid 12345 --regid 12345 --clear-groups -- "$@"`, "confine", workspace,
		}
	}
	cases := map[string]struct {
		url  string
		code int
		says string
	}{
		"File": {url: o.url(), says: "checked out " + o.second},
		"SSH":  {url: "ssh://git@127.0.0.1:1/x.git", code: 14, says: "ssh needs an entry in /etc/passwd for UID 12345"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			run := newClone(t, shells["dash"], "NVJ_GIT_URL="+c.url)
			argv := append(confine(run.workspace), run.cmd.Args...)
			var err error
			run.cmd.Path, err = exec.LookPath(argv[0])
			require.NoError(t, err)
			run.cmd.Args = argv
			run.run(t)
			assert.Equal(t, c.code, run.code, run.log.String())
			assert.Contains(t, run.termination, c.says)
		})
	}
}

// TestCloneFullVolume fetches more than the volume takes; what git says of it finds no room either.
func TestCloneFullVolume(t *testing.T) {
	t.Parallel()
	requireTools(t, "unshare", "dash")
	if out, err := exec.Command("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt").CombinedOutput(); err != nil {
		t.Skipf("may not mount here: %s", out)
	}
	o := newOrigin(t)
	work := filepath.Join(filepath.Dir(o.path), "work")
	noise := make([]byte, 1<<20)
	_, err := rand.Read(noise)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(work, "noise"), noise, 0o666))
	git(t, work, "add", "-A")
	git(t, work, "commit", "-q", "-m", "noise")
	git(t, work, "push", "-q", o.path, "main")
	for shell, argv := range shells {
		for _, size := range []string{"4k", "16k", "100k", "400k", "1500k"} { // it is full at another step each time
			t.Run(size+"/"+shell, func(t *testing.T) {
				t.Parallel()
				run := newClone(t, argv, "NVJ_GIT_URL="+o.url())
				volume := filepath.Join(run.workspace, "volume")
				require.NoError(t, os.Mkdir(volume, 0o777))
				run.cmd.Env = append(run.cmd.Env, "NVJ_GIT_DEST="+filepath.Join(volume, "repo"))
				run.cmd.Args = append([]string{"unshare", "-m", "sh", "-c", `mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"`, "mount", size, volume}, run.cmd.Args...)
				var err error
				run.cmd.Path, err = exec.LookPath("unshare")
				require.NoError(t, err)
				run.run(t)
				assert.Equal(t, 14, run.code, run.log.String())
				assert.Contains(t, run.termination, "no space left on the volume")
				assert.NotContains(t, run.log.String(), "try 1 failed")
			})
		}
	}
}

// terminate sends SIGTERM to the script once ready says so, as the kubelet does.
func (c *clone) terminate(t *testing.T, ready <-chan struct{}) *clone {
	t.Helper()
	require.NoError(t, c.cmd.Start())
	<-ready
	require.NoError(t, c.cmd.Process.Signal(syscall.SIGTERM))
	return c.wait(t) // git would never end by itself
}
