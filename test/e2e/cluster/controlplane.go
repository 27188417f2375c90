//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// startupTimeout is how long one part of the cluster may take to answer, also on a
// machine that is busy with something else.
const startupTimeout = 2 * time.Minute

// controlPlane is etcd and kube-apiserver, and how to reach them.
type controlPlane struct {
	kubeAll    string
	folder     string // everything it writes, the logs excepted
	logs       string
	address    string // host:port of kube-apiserver
	token      string // of a user who may do everything
	kubeconfig string
	daemons    []*daemon
}

// startControlPlane returns when kube-apiserver is ready. Whatever it has started
// is in daemons, also when it fails.
func startControlPlane(ctx context.Context, kubeAll, folder, logs, address string, flags ...string) (*controlPlane, error) {
	c := &controlPlane{
		kubeAll: kubeAll, folder: folder, logs: logs, address: address,
		token:      rand.Text(),
		kubeconfig: filepath.Join(folder, "kubeconfig"),
	}
	if err := c.writeFiles(); err != nil {
		return c, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return c, err
	}
	// A socket file needs no free port, and nobody else on the machine can open it.
	etcd := "unix://" + filepath.Join(folder, "etcd.sock")
	if err := c.start("etcd", "--data-dir", filepath.Join(folder, "etcd"), "--unsafe-no-fsync",
		"--listen-client-urls", etcd, "--advertise-client-urls", etcd,
		"--listen-peer-urls", "unix://"+filepath.Join(folder, "peer.sock"),
	); err != nil {
		return c, err
	}
	if err := c.start("kube-apiserver", append([]string{
		"--etcd-servers", etcd,
		"--bind-address", host, "--advertise-address", host, "--secure-port", port,
		"--cert-dir", folder, // makes a self-signed certificate there: apiserver.crt
		"--token-auth-file", filepath.Join(folder, "tokens.csv"),
		"--authorization-mode", "RBAC",
		"--service-cluster-ip-range", "10.96.0.0/24",
		"--service-account-issuer", "https://kubernetes.default.svc",
		"--service-account-key-file", c.serviceAccountKey(),
		"--service-account-signing-key-file", c.serviceAccountKey(),
		"--kubelet-preferred-address-types", "InternalIP",
		"--allow-privileged",
	}, flags...)...); err != nil {
		return c, err
	}
	ctx, cancel := context.WithTimeout(ctx, startupTimeout)
	defer cancel()
	return c, await(ctx, "kube-apiserver", c.ready, c.daemons...)
}

func (c *controlPlane) start(name string, args ...string) error {
	d, err := startDaemon(c.logs, name, append([]string{c.kubeAll, name}, args...)...)
	if err != nil {
		return err
	}
	c.daemons = append(c.daemons, d)
	return nil
}

func (c *controlPlane) serviceAccountKey() string { return filepath.Join(c.folder, "sa.key") }
func (c *controlPlane) certificate() string       { return filepath.Join(c.folder, "apiserver.crt") }

func (c *controlPlane) writeFiles() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	pemKey := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	kubeconfig := fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: nvj-e2e, cluster: {server: "https://%s", certificate-authority: %q}}]
users: [{name: nvj-e2e, user: {token: %s}}]
contexts: [{name: nvj-e2e, context: {cluster: nvj-e2e, user: nvj-e2e}}]
current-context: nvj-e2e
`, c.address, c.certificate(), c.token)
	return errors.Join(
		os.WriteFile(c.serviceAccountKey(), pemKey, 0o600),
		os.WriteFile(filepath.Join(c.folder, "tokens.csv"), []byte(c.token+`,admin,admin,"system:masters"`+"\n"), 0o600),
		os.WriteFile(c.kubeconfig, []byte(kubeconfig), 0o600),
	)
}

// ready asks kube-apiserver whether it is. The certificate appears while it starts.
func (c *controlPlane) ready() error {
	certificate, err := os.ReadFile(c.certificate())
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificate)
	client := http.Client{
		Timeout:   5 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true},
	}
	request, err := http.NewRequest(http.MethodGet, "https://"+c.address+"/readyz", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", response.Status, body)
	}
	return nil
}

// stop ends everything, the last one started first.
func (c *controlPlane) stop() {
	for i := len(c.daemons) - 1; i >= 0; i-- {
		c.daemons[i].kill()
	}
}
