package scripts

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A password that a shell, a URL or printf would spoil.
const httpPassword = `s3cr3t %40 $(id) 'x' "y" \n ü`

// secretFiles is a mounted Secret.
func secretFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	directory := publicTempDir(t)
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(directory, name), []byte(text), 0o444))
	}
	return "NVJ_GIT_CREDENTIALS=" + directory
}

// gitServer serves an origin over http; with a password when user is given.
type gitServer struct {
	*httptest.Server
	failures atomic.Int32 // so many requests are answered with 503
	requests atomic.Int32
}

func newGitServer(t *testing.T, o origin, user string, protocolV2 bool) *gitServer {
	t.Helper()
	backend := filepath.Join(git(t, "/", "--exec-path"), "git-http-backend")
	s := &gitServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		if s.failures.Add(-1) >= 0 {
			http.Error(w, "try later", http.StatusServiceUnavailable)
			return
		}
		name, password, _ := r.BasicAuth()
		if user != "" && (name != user || subtle.ConstantTimeCompare([]byte(password), []byte(httpPassword)) == 0) {
			w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		handler := &cgi.Handler{Path: backend, Stderr: io.Discard, Env: []string{
			"GIT_PROJECT_ROOT=" + filepath.Dir(o.path), "GIT_HTTP_EXPORT_ALL=1", "GIT_CONFIG_NOSYSTEM=1", "HOME=" + filepath.Dir(o.path),
		}}
		if protocolV2 {
			handler.Env = append(handler.Env, "GIT_PROTOCOL="+r.Header.Get("Git-Protocol"))
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *gitServer) env() string { return "NVJ_GIT_URL=" + s.URL + "/origin.git" }

func TestCloneHTTP(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	cases := map[string]struct {
		reason string
		user   string // the server wants this user and httpPassword
		oldGit bool   // the server speaks protocol version 0
		files  map[string]string
		ref    string
		code   int
		commit string
		says   string
	}{
		"Anonymous":     {reason: "a public repository", commit: o.second},
		"Password":      {reason: "username and password; newlines at their ends are harmless", user: "ann", files: map[string]string{"username": "ann\n", "password": httpPassword + "\r\n"}, commit: o.second},
		"Token":         {reason: "a token alone", user: "x-access-token", files: map[string]string{"token": httpPassword}, commit: o.second},
		"TokenUser":     {reason: "a token with the username its host wants", user: "bot", files: map[string]string{"token": httpPassword, "username": "bot"}, commit: o.second},
		"Refused":       {reason: "a wrong password is told at once", user: "ann", files: map[string]string{"username": "ann", "password": "wrong"}, code: 11, says: "authentication refused"},
		"NoCredentials": {reason: "nothing waits for a prompt", user: "ann", code: 11, says: "authentication refused"},
		"Commit":        {reason: "a commit, fetched alone", ref: o.first, commit: o.first},
		"CommitV0":      {reason: "a server that gives no single commits: the history is searched", oldGit: true, ref: o.first, commit: o.first},
		"NoCommit":      {reason: "a commit that does not exist", oldGit: true, ref: strings.Repeat("0", 39) + "1", code: 12, says: "ref not found"},
	}
	for name, c := range cases {
		for shell, argv := range shells {
			t.Run(name+"/"+shell, func(t *testing.T) {
				t.Parallel()
				server := newGitServer(t, o, c.user, !c.oldGit)
				env := []string{server.env(), "NVJ_GIT_REF=" + c.ref}
				if c.files != nil {
					env = append(env, secretFiles(t, c.files))
				}
				run := newClone(t, argv, env...).run(t)
				assert.Equal(t, c.code, run.code, "%s\n%s", c.reason, run.log.String())
				assert.Contains(t, run.termination, c.says, c.reason)
				if c.commit != "" {
					assert.Equal(t, c.commit, git(t, run.dest(), "rev-parse", "HEAD"), c.reason)
				}
			})
		}
	}
}

func TestCloneRetries(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	server := newGitServer(t, o, "", true)
	server.failures.Store(3)
	run := newClone(t, shells["dash"], server.env()).run(t)
	assert.Zero(t, run.code, run.log.String())
	assert.Contains(t, run.log.String(), "try 3 failed; the next one is in 0 s")

	server.failures.Store(1000)
	server.requests.Store(0)
	run = newClone(t, shells["dash"], server.env()).run(t)
	assert.Equal(t, 10, run.code, run.log.String())
	assert.EqualValues(t, 5, server.requests.Load(), "the tries are bounded")
}

func TestCloneMissingRepositoryIsNotRetried(t *testing.T) {
	t.Parallel()
	server := newGitServer(t, newOrigin(t), "", true)
	run := newClone(t, shells["dash"], "NVJ_GIT_URL="+server.URL+"/not-there.git").run(t)
	assert.Equal(t, 10, run.code, run.log.String())
	assert.EqualValues(t, 1, server.requests.Load(), "it will not be there in two seconds either")
}

// TestCloneStalls: a server that takes the connection and says nothing, where git has no limit of its own.
func TestCloneStalls(t *testing.T) {
	t.Parallel()
	requireTools(t, "timeout")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, listener.Close()) })
	for shell, argv := range shells {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			run := newClone(t, argv, "NVJ_GIT_URL=git://"+listener.Addr().String()+"/x.git", "NVJ_GIT_STALL_SECONDS=1").run(t)
			assert.Equal(t, 10, run.code, run.log.String())
			assert.Contains(t, run.log.String(), "no answer in time")
			assert.Contains(t, run.termination, "gave up after 5 tries")
		})
	}
}

func TestCloneTellsFaults(t *testing.T) {
	t.Parallel()
	server := newGitServer(t, newOrigin(t), "", true)
	server.failures.Store(1000)
	secure := httptest.NewTLSServer(server.Config.Handler)
	t.Cleanup(secure.Close)
	cases := map[string]struct {
		reason, url, log, says string
	}{
		"SSH":         {reason: "ssh's reason stands before git's advice", url: "ssh://git@127.0.0.1:1/x.git", log: "Connection refused", says: "gave up after 5 tries"},
		"Name":        {reason: "a name of a repository is no reason", url: server.URL + "/certificates.git", log: "503", says: "gave up after 5 tries"},
		"Certificate": {reason: "nobody signed it", url: secure.URL + "/x.git", log: "certificate", says: "or its certificate is not trusted"},
	}
	for name, c := range cases {
		for shell, argv := range shells {
			t.Run(name+"/"+shell, func(t *testing.T) {
				t.Parallel()
				run := newClone(t, argv, "NVJ_GIT_URL="+c.url).run(t)
				assert.Equal(t, 10, run.code, run.log.String())
				assert.Contains(t, run.log.String(), c.log, c.reason)
				assert.Contains(t, run.termination, c.says, c.reason)
			})
		}
	}
}

// TestCloneRedirect: a host that redirects must not be able to hand the password on.
func TestCloneRedirect(t *testing.T) {
	t.Parallel()
	var asked, leaked atomic.Bool
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(true)
		if r.Header.Get("Authorization") != "" {
			leaked.Store(true)
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="other"`)
		http.Error(w, "who are you?", http.StatusUnauthorized)
	}))
	t.Cleanup(other.Close)
	redirecting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.RequestURI(), http.StatusFound)
	}))
	t.Cleanup(redirecting.Close)
	run := newClone(t, shells["dash"], "NVJ_GIT_URL="+redirecting.URL+"/origin.git",
		secretFiles(t, map[string]string{"username": "ann", "password": httpPassword})).run(t)
	assert.Equal(t, 11, run.code, run.log.String())
	assert.True(t, asked.Load(), "git followed the redirect")
	assert.False(t, leaked.Load(), "and had no password for the other host")
}

func TestCloneTermination(t *testing.T) {
	t.Parallel()
	for shell, argv := range shells {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			ready, done := make(chan struct{}), make(chan struct{})
			server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
				close(ready)
				<-done
			}))
			t.Cleanup(server.Close)
			t.Cleanup(func() { close(done) })
			run := newClone(t, argv, "NVJ_GIT_URL="+server.URL+"/x.git").terminate(t, ready)
			assert.Equal(t, 143, run.code, run.log.String())
			assert.Contains(t, run.termination, "terminated while getting HEAD")
		})
	}
}

// sshServer is a real sshd on loopback that lets the current user in with one key.
type sshServer struct {
	url, privateKey, knownHosts string
}

func newSSHServer(t *testing.T, o origin) sshServer {
	t.Helper()
	requireTools(t, "sshd", "ssh", "ssh-keygen")
	directory := publicTempDir(t)
	path := func(name string) string { return filepath.Join(directory, name) }
	for _, key := range []string{"host", "client"} {
		out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", path(key)).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	config := fmt.Sprintf("HostKey %s\nAuthorizedKeysFile %s\nPidFile none\nStrictModes no\nUsePAM no\n"+
		"PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n", path("host"), path("client.pub"))
	require.NoError(t, os.WriteFile(path("config"), []byte(config), 0o600))
	if os.Getuid() == 0 {
		require.NoError(t, os.MkdirAll("/run/sshd", 0o755)) // where it drops its privileges to
	}
	program, err := exec.LookPath("sshd")
	require.NoError(t, err)
	serveSSH(t, listener, program, "-i", "-q", "-f", path("config"))
	me, err := user.Current()
	require.NoError(t, err)
	read := func(name string) string {
		text, err := os.ReadFile(path(name))
		require.NoError(t, err)
		return string(text)
	}
	return sshServer{
		url: "ssh://" + me.Username + "@" + address + o.path, privateKey: read("client"),
		knownHosts: fmt.Sprintf("[127.0.0.1]:%d %s", listener.Addr().(*net.TCPAddr).Port, read("host.pub")),
	}
}

// serveSSH starts sshd for each connection, as inetd does: there is no port to choose and no start to wait for.
func serveSSH(t *testing.T, listener net.Listener, command ...string) {
	var running sync.WaitGroup
	t.Cleanup(func() {
		assert.NoError(t, listener.Close())
		running.Wait()
	})
	running.Go(func() {
		for {
			connection, err := listener.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if !assert.NoError(t, err) {
				return
			}
			socket, err := connection.(*net.TCPConn).File()
			assert.NoError(t, errors.Join(err, connection.Close()))
			cmd := exec.Command(command[0], command[1:]...)
			cmd.Stdin, cmd.Stdout = socket, socket
			assert.NoError(t, cmd.Start())
			assert.NoError(t, socket.Close())
			running.Go(func() { _ = cmd.Wait() }) // it fails where the client is refused
		}
	})
}

func TestCloneSSH(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	server := newSSHServer(t, o)
	stranger := newSSHServer(t, o)
	cases := map[string]struct {
		reason string
		files  map[string]string
		code   int
		says   string
		log    string
	}{
		"Strict": {reason: "a key and the host's identity", files: map[string]string{"ssh-privatekey": server.privateKey, "known_hosts": server.knownHosts}, says: "checked out " + o.second},
		"NewlineGone": {
			reason: "a key whose last newline was lost, with Windows line ends",
			files:  map[string]string{"ssh-privatekey": strings.ReplaceAll(strings.TrimSpace(server.privateKey), "\n", "\r\n"), "known_hosts": server.knownHosts},
			says:   "checked out " + o.second,
		},
		"NoKnownHosts": {
			reason: "without known_hosts the host is not checked, and the log says so",
			files:  map[string]string{"ssh-privatekey": server.privateKey}, says: "checked out " + o.second, log: "the identity of the host is not checked",
		},
		"WrongHost": {
			reason: "another host than known_hosts says", files: map[string]string{"ssh-privatekey": server.privateKey, "known_hosts": strings.Replace(server.knownHosts, "AAAA", "AAAB", 1)},
			code: 11, says: "the key of the host is not the one in known_hosts",
		},
		"Refused":  {reason: "a key the server does not know", files: map[string]string{"ssh-privatekey": stranger.privateKey, "known_hosts": server.knownHosts}, code: 11, says: "authentication refused"},
		"NotAKey":  {reason: "a key that is none", files: map[string]string{"ssh-privatekey": "nonsense", "known_hosts": server.knownHosts}, code: 11, says: "authentication refused"},
		"NoSecret": {reason: "no key at all", code: 11, says: "authentication refused"},
	}
	for name, c := range cases {
		for shell, argv := range shells {
			t.Run(name+"/"+shell, func(t *testing.T) {
				t.Parallel()
				env := []string{"NVJ_GIT_URL=" + server.url}
				if c.files != nil {
					env = append(env, secretFiles(t, c.files))
				}
				run := newClone(t, argv, env...).run(t)
				assert.Equal(t, c.code, run.code, "%s\n%s", c.reason, run.log.String())
				assert.Contains(t, run.termination, c.says, c.reason)
				assert.Contains(t, run.log.String(), c.log, c.reason)
			})
		}
	}
}
