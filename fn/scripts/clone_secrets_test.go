package scripts

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCloneKeepsSecrets records every program that a clone starts: the secret is in no
// argument, no environment, no log and no file that is left.
func TestCloneKeepsSecrets(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	const token = "tok3n-that-nobody-may-see"
	ssh := newSSHServer(t, o)
	keyLine := strings.Split(ssh.privateKey, "\n")[2]
	cases := map[string]struct {
		env     []string
		secret  string
		program string // uses the secret
	}{
		"HTTP": {
			env:    []string{newGitServer(t, o, "x-access-token", true).env(), secretFiles(t, map[string]string{"token": httpPassword})},
			secret: httpPassword, program: "git-remote-http",
		},
		"HTTPRefused": {
			env:    []string{newGitServer(t, o, "ann", true).env(), secretFiles(t, map[string]string{"token": token})},
			secret: token, program: "git-remote-http",
		},
		"SSH": {
			env:    []string{"NVJ_GIT_URL=" + ssh.url, secretFiles(t, map[string]string{"ssh-privatekey": ssh.privateKey, "known_hosts": ssh.knownHosts})},
			secret: keyLine, program: "ssh",
		},
	}
	for name, c := range cases {
		for shell, argv := range shells {
			t.Run(name+"/"+shell, func(t *testing.T) {
				t.Parallel()
				recorded := newRecorder(t)
				run := newClone(t, argv, append(recorded.env(), c.env...)...).run(t)
				assert.Subset(t, recorded.having(t, ""), []string{"git", c.program}, "the program that uses the secret was recorded")
				assert.Empty(t, recorded.having(t, c.secret), "these programs have the secret in an argument or in the environment")
				assert.NotContains(t, run.log.String(), c.secret)
				assert.NotContains(t, run.termination, c.secret)
				require.NoError(t, filepath.WalkDir(run.workspace, func(path string, entry fs.DirEntry, err error) error {
					if err != nil || !entry.Type().IsRegular() {
						return err
					}
					text, err := os.ReadFile(path)
					assert.NotContains(t, string(text), c.secret, path)
					return err
				}))
			})
		}
	}
}

// TestRecorderFindsSecrets guards the test above: a recorder that sees nothing finds no secret either.
func TestRecorderFindsSecrets(t *testing.T) {
	t.Parallel()
	requireTools(t, "git")
	for name, c := range map[string]struct{ argument, variable string }{
		"Argument": {argument: "hunter2"}, "Environment": {variable: "hunter2"},
	} {
		t.Run(name, func(t *testing.T) {
			recorded := newRecorder(t)
			cmd := exec.Command(filepath.Join(recorded.bin, "git"), "version", c.argument)
			cmd.Env = append(recorded.env(), "X="+c.variable)
			_ = cmd.Run() // git refuses the argument
			assert.Equal(t, []string{"git"}, recorded.having(t, "hunter2"))
		})
	}
}

// recorder is a folder of stand-ins for programs. Each writes its own arguments and
// environment to a file of its own and then becomes the real program. Other processes
// of the machine are not looked at.
type recorder struct{ bin, libexec, records string }

func newRecorder(t *testing.T) recorder {
	t.Helper()
	directory := publicTempDir(t)
	r := recorder{bin: filepath.Join(directory, "bin"), libexec: filepath.Join(directory, "libexec"), records: filepath.Join(directory, "records")}
	for _, path := range []string{r.bin, r.libexec, r.records} {
		require.NoError(t, os.Mkdir(path, 0o777))
	}
	for _, program := range []string{
		"git", "ssh", "cat", "grep", "head", "id", "mkdir", "mv", "readlink", "rm", "sed", "sleep", "tail", "timeout", "tr",
	} {
		real, err := exec.LookPath(program)
		require.NoError(t, err)
		r.standIn(t, filepath.Join(r.bin, program), real)
	}
	// git starts its helpers from a folder of its own: there, too, git and the HTTP helper are recorded.
	libexec := git(t, "/", "--exec-path")
	helpers, err := os.ReadDir(libexec)
	require.NoError(t, err)
	for _, helper := range helpers {
		link, real := filepath.Join(r.libexec, helper.Name()), filepath.Join(libexec, helper.Name())
		if slices.Contains([]string{"git", "git-remote-http", "git-remote-https"}, helper.Name()) {
			r.standIn(t, link, real)
		} else {
			require.NoError(t, os.Symlink(real, link))
		}
	}
	return r
}

func (r recorder) standIn(t *testing.T, path, real string) {
	t.Helper()
	text := fmt.Sprintf("#!/bin/sh\n{ printf '%%s\\n' \"$@\"; /usr/bin/env; } >'%s/%s.'$$\nexec '%s' \"$@\"\n", r.records, filepath.Base(path), real)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o755))
}

func (r recorder) env() []string {
	return []string{"PATH=" + r.bin + string(os.PathListSeparator) + os.Getenv("PATH"), "GIT_EXEC_PATH=" + r.libexec}
}

// having returns the programs with text in an argument or in the environment.
func (r recorder) having(t *testing.T, text string) []string {
	t.Helper()
	records, err := os.ReadDir(r.records)
	require.NoError(t, err)
	var names []string
	for _, record := range records {
		content, err := os.ReadFile(filepath.Join(r.records, record.Name()))
		require.NoError(t, err)
		if name, _, _ := strings.Cut(record.Name(), "."); strings.Contains(string(content), text) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
