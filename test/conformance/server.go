package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/version"
	"sigs.k8s.io/yaml"
)

// namespace is that of everything that is sent; every cluster has it.
const namespace = "default"

// answer is what the API server said of one object.
type answer struct {
	accepted bool
	// causes are the fields it refuses, in its own notation.
	causes []metav1.StatusCause
	// warnings about what it accepts.
	warnings []string
	// byPlugin is set where an admission plugin refuses the object before any
	// rule has seen it.
	byPlugin bool
}

// server is a real kube-apiserver. Nothing that is sent to it stays there.
type server struct {
	base, token string
	client      *http.Client
}

// kubeconfig is as much of a kubeconfig as test/e2e/cluster writes: one cluster
// with a certificate, one user with a token.
type kubeconfig struct {
	Clusters []struct {
		Cluster struct {
			Server               string `json:"server"`
			CertificateAuthority string `json:"certificate-authority"`
		} `json:"cluster"`
	} `json:"clusters"`
	Users []struct {
		User struct {
			Token string `json:"token"`
		} `json:"user"`
	} `json:"users"`
}

// connect finds the server through $KUBECONFIG.
func connect() (*server, error) {
	path := os.Getenv("KUBECONFIG")
	if path == "" {
		return nil, errors.New("KUBECONFIG is not set: run it with go run ./test/e2e/cluster apiserver")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var config kubeconfig
	if err := yaml.Unmarshal(text, &config); err != nil {
		return nil, err
	}
	if len(config.Clusters) != 1 || len(config.Users) != 1 || config.Users[0].User.Token == "" {
		return nil, fmt.Errorf("%s is not the kubeconfig of test/e2e/cluster", path)
	}
	cluster := config.Clusters[0].Cluster
	authority, err := os.ReadFile(cluster.CertificateAuthority)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("%s holds no certificate", cluster.CertificateAuthority)
	}
	return &server{
		base: cluster.Server, token: config.Users[0].User.Token,
		client: &http.Client{
			Timeout:   time.Minute,
			Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true},
		},
	}, nil
}

// version is the server's own.
func (s *server) version(ctx context.Context) (string, error) {
	body, status, _, err := s.do(ctx, http.MethodGet, "/version", "", nil)
	if err != nil {
		return "", err
	}
	if status != http.StatusOK {
		return "", fmt.Errorf("HTTP status %d: %s", status, body)
	}
	var about version.Info
	err = json.Unmarshal(body, &about)
	return about.GitVersion, err
}

// create asks the server to create an object, in JSON or YAML, without doing so.
func (s *server) create(ctx context.Context, manifest []byte) (answer, error) {
	var about metav1.TypeMeta
	if err := yaml.Unmarshal(manifest, &about); err != nil {
		return answer{}, err
	}
	root := "/apis/" + about.APIVersion
	if about.APIVersion == "v1" {
		root = "/api/v1"
	}
	path := root + "/namespaces/" + namespace + "/" + strings.ToLower(about.Kind) + "s"
	body, status, header, err := s.do(ctx, http.MethodPost, path, "dryRun=All&fieldValidation=Strict", manifest)
	if err != nil {
		return answer{}, err
	}
	if status == http.StatusCreated {
		warnings, errs := utilnet.ParseWarningHeaders(header["Warning"])
		a := answer{accepted: true}
		for _, warning := range warnings {
			a.warnings = append(a.warnings, warning.Text)
		}
		return a, errors.Join(errs...)
	}
	var refusal metav1.Status
	if err := json.Unmarshal(body, &refusal); err != nil {
		return answer{}, fmt.Errorf("HTTP status %d: %s", status, body)
	}
	switch {
	case refusal.Reason == metav1.StatusReasonForbidden:
		return answer{byPlugin: true}, nil
	case refusal.Reason != metav1.StatusReasonInvalid || refusal.Details == nil:
		return answer{}, fmt.Errorf("HTTP status %d, %s: %s", status, refusal.Reason, refusal.Message)
	}
	return answer{causes: refusal.Details.Causes}, nil
}

func (s *server) do(ctx context.Context, method, path, query string, body []byte) ([]byte, int, http.Header, error) {
	request, err := http.NewRequestWithContext(ctx, method, s.base+path+"?"+query, bytes.NewReader(body))
	if err != nil {
		return nil, 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/yaml")
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, 0, nil, err
	}
	text, err := io.ReadAll(response.Body)
	if closeErr := response.Body.Close(); err == nil {
		err = closeErr
	}
	return text, response.StatusCode, response.Header, err
}

// createPod is create for a pod, which admission plugins of every cluster see
// first.
func (s *server) createPod(ctx context.Context, pod *corev1.Pod) (answer, error) {
	manifest, err := json.Marshal(pod)
	if err != nil {
		return answer{}, err
	}
	return s.create(ctx, manifest)
}
