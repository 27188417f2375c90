//go:build linux

package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

const (
	nodeName        = "nvj-e2e"
	nodeAddress     = "10.99.0.1"
	registryAddress = "127.0.0.1:5000"
	sandboxImage    = "registry.k8s.io/pause:3.10"
)

//go:embed node/containerd.toml
var containerdConfig string

//go:embed node/kubelet.yaml
var kubeletConfig string

//go:embed node/cni.conflist
var cniConfig string

//go:embed node/volumes.yaml
var persistentVolumes string

//go:embed node/hosts.toml
var registryHosts string

// startNode returns when the node is ready to run pods.
func startNode(spec nodeSpec) error {
	ctx := context.Background()
	logs, err := logFolder(settings{logs: spec.Logs}, nodeFolder)
	if err != nil {
		return err
	}
	if err := writeNodeFiles(spec); err != nil {
		return err
	}
	if err := makeFolders(spec.KubeAll, nodeFolder); err != nil {
		return err
	}
	if err := serveImages(spec.Images, registryAddress); err != nil {
		return err
	}
	containerd, err := startDaemon(logs, "containerd", "containerd", "--config", inNode("containerd.toml"))
	if err != nil {
		return err
	}
	control, err := startControlPlane(ctx, spec.KubeAll, nodeFolder, logs, nodeAddress+":6443")
	if err != nil {
		return err
	}
	if err := control.startRest(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startupTimeout)
	defer cancel()
	daemons := slices.Concat(control.daemons, []*daemon{containerd})
	for _, wanted := range [][]string{
		{"apply", "-f", inNode("volumes.yaml")},
		{"wait", "--for=condition=Ready", "--timeout=5s", "node/" + nodeName},
		{"wait", "--for=create", "--timeout=5s", "serviceaccount/default"},
	} {
		if err := await(ctx, strings.Join(wanted, " "), control.kubectl(wanted...), daemons...); err != nil {
			return err
		}
	}
	return nil
}

// startRest starts what a cluster has beside etcd and kube-apiserver. The kubelet
// waits for containerd by itself.
func (c *controlPlane) startRest() error {
	return errors.Join(
		c.start("kube-controller-manager", "--kubeconfig", c.kubeconfig, "--leader-elect=false",
			"--service-account-private-key-file", c.serviceAccountKey(), "--root-ca-file", c.certificate()),
		c.start("kube-scheduler", "--kubeconfig", c.kubeconfig, "--leader-elect=false"),
		c.start("kubelet", "--kubeconfig", c.kubeconfig, "--config", inNode("kubelet.yaml"), "--root-dir", inNode("kubelet"),
			"--node-ip", nodeAddress, "--hostname-override", nodeName),
	)
}

func (c *controlPlane) kubectl(args ...string) func() error {
	return func() error {
		args := append([]string{"kubectl", "--kubeconfig", c.kubeconfig}, args...)
		out, err := exec.Command(c.kubeAll, args...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
		}
		return nil
	}
}

func inNode(path string) string { return filepath.Join(nodeFolder, path) }

// writeNodeFiles writes the configuration of containerd, its network and the kubelet.
func writeNodeFiles(spec nodeSpec) error {
	values := map[string]any{
		"Folder": nodeFolder, "Cgroup": "/" + spec.Cgroup, "Volumes": 10,
		"SandboxImage": sandboxImage, "Registry": "http://" + registryAddress,
	}
	for path, text := range map[string]string{
		"containerd.toml":             containerdConfig,
		"kubelet.yaml":                kubeletConfig,
		"volumes.yaml":                persistentVolumes,
		"cni/10-nvj-e2e.conflist":     cniConfig,
		"certs.d/_default/hosts.toml": registryHosts,
	} {
		var content strings.Builder
		if err := template.Must(template.New(path).Parse(text)).Execute(&content, values); err != nil {
			return err
		}
		path = inNode(path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(content.String()), 0o644); err != nil {
			return err
		}
	}
	return nil
}
