//go:build linux

package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"runtime"
)

// runAPIServer runs command against etcd and a kube-apiserver that nothing stands
// behind: it validates, admits and stores, and no pod ever runs. It needs no root
// and listens on a free port of 127.0.0.1.
func runAPIServer(ctx context.Context, s settings, command []string) (err error) {
	runtime.LockOSThread() // see startDaemon
	binary, err := kubeAll(ctx, s.buildTimeout)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "nvj-apiserver-")
	if err != nil {
		return err
	}
	defer func() { err = cleaned(err, os.RemoveAll(folder)) }()
	if err := makeFolders(binary, folder); err != nil {
		return err
	}
	logs, err := logFolder(s, folder)
	if err != nil {
		return err
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	control, err := startControlPlane(ctx, binary, folder, logs, address,
		// Without a controller manager no namespace has the service account that
		// this plugin insists on.
		"--disable-admission-plugins", "ServiceAccount",
		// No pod will look for an API server, and one on 127.0.0.1 may not be announced.
		"--endpoint-reconciler-type", "none")
	defer control.stop()
	if err != nil {
		return err
	}
	return runCommand(ctx, folder, command)
}

// freeAddress is an address nobody listens on at this moment.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// logFolder is where the daemons' logs go: where the user said, else in folder.
func logFolder(s settings, folder string) (string, error) {
	logs := s.logs
	if logs == "" {
		logs = filepath.Join(folder, "logs")
	}
	logs, err := filepath.Abs(logs)
	if err != nil {
		return "", err
	}
	return logs, os.MkdirAll(logs, 0o755)
}
