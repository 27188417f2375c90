//go:build linux

package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
)

// serveImages answers pulls from an OCI layout on address, for as long as this
// process lives. It stands in for every registry: containerd says which one it
// means in the query ?ns=. A repository has one image, whatever the tag, so that
// rendered manifests run as they are, with imagePullPolicy Always as well.
func serveImages(path, address string) error {
	l, err := readLayout(path)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	go func() { // ends with the process
		fmt.Fprintln(os.Stderr, "cluster: no images any more:", http.Serve(listener, registry(l)))
	}()
	return nil
}

// registry is the part of the OCI distribution specification that pulling needs.
func registry(l *layout) http.Handler {
	byName, byDigest := map[string]descriptor{}, map[string]descriptor{}
	for _, d := range l.index.Manifests {
		byName[d.Annotations[annotationName]] = d
		byDigest[d.Digest] = d
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/v2/")
		if repository, reference, ok := strings.Cut(path, "/manifests/"); ok {
			d, ok := byDigest[reference]
			if !ok {
				d, ok = byName[r.URL.Query().Get("ns")+"/"+repository]
			}
			if !ok {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", d.MediaType)
			w.Header().Set("Docker-Content-Digest", d.Digest)
			serveBlob(w, r, l, d.Digest)
			return
		}
		if _, digest, ok := strings.Cut(path, "/blobs/"); ok {
			w.Header().Set("Content-Type", "application/octet-stream")
			serveBlob(w, r, l, digest)
			return
		}
		if path != "" { // "" asks whether this is a registry
			http.NotFound(w, r)
		}
	})
}

var isDigest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString

func serveBlob(w http.ResponseWriter, r *http.Request, l *layout, digest string) {
	if !isDigest(digest) { // or it would be a path
		http.NotFound(w, r)
		return
	}
	file, err := os.Open(l.blob(digest))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	http.ServeContent(w, r, "", info.ModTime(), file)
}
