package scripts

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCloneKeepsSecrets watches every process of the machine while a clone runs: the
// secret is in no argument, no environment, no log and no file that is left.
func TestCloneKeepsSecrets(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self/environ"); err != nil {
		t.Skip("needs /proc")
	}
	o := newOrigin(t)
	const token = "tok3n-that-nobody-may-see"
	ssh := newSSHServer(t, o)
	keyLine := strings.Split(ssh.privateKey, "\n")[2]
	cases := map[string]struct {
		env     []string
		secret  string
		process string // seen while the secret is in use
	}{
		"HTTP": {
			env:    []string{newGitServer(t, o, "x-access-token", true).env(), secretFiles(t, map[string]string{"token": httpPassword})},
			secret: httpPassword, process: "git-remote-http",
		},
		"HTTPRefused": {
			env:    []string{newGitServer(t, o, "ann", true).env(), secretFiles(t, map[string]string{"token": token})},
			secret: token, process: "git-remote-http",
		},
		"SSH": {
			env:    []string{"NVJ_GIT_URL=" + ssh.url, secretFiles(t, map[string]string{"ssh-privatekey": ssh.privateKey, "known_hosts": ssh.knownHosts})},
			secret: keyLine, process: "ssh",
		},
	}
	for name, c := range cases {
		for shell, argv := range shells {
			t.Run(name+"/"+shell, func(t *testing.T) {
				t.Parallel()
				run := newClone(t, argv, c.env...)
				require.NoError(t, run.cmd.Start())
				stop, watched := make(chan struct{}), make(chan string)
				go func() { watched <- watchProcesses(stop, c.secret) }()
				run.wait(t)
				close(stop)
				seen := <-watched
				assert.NotContains(t, seen, "LEAK")
				assert.Contains(t, seen, c.process, "the watch saw the process at work")
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

// watchProcesses reads all command lines and environments over and over until stop,
// and returns the command lines seen, with LEAK in front of one that has the secret.
func watchProcesses(stop <-chan struct{}, secret string) string {
	seen := map[string]bool{}
	for {
		processes, _ := filepath.Glob("/proc/[0-9]*")
		for _, process := range processes {
			// Processes end while they are read; that is no fault.
			commandLine, _ := os.ReadFile(filepath.Join(process, "cmdline"))
			environment, _ := os.ReadFile(filepath.Join(process, "environ"))
			line := strings.ReplaceAll(string(commandLine), "\x00", " ")
			if strings.Contains(line, secret) || strings.Contains(string(environment), secret) {
				line = "LEAK " + line
			}
			seen[line] = true
		}
		select {
		case <-stop:
			lines := make([]string, 0, len(seen))
			for line := range seen {
				lines = append(lines, line)
			}
			return strings.Join(lines, "\n")
		default:
		}
	}
}
