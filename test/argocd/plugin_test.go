// Package argocd drives nvj as a config management plugin through Argo CD's own
// plugin server and client: what the repo-server does with an application.
package argocd

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/argoproj/argo-cd/v3/cmpserver/apiclient"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/emptypb"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// repoServer is the user that Argo CD runs plugins as.
const repoServer = 999

var client apiclient.ConfigManagementPluginServiceClient

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

// testMain starts the server once: as UID 999 where the tests run as root, with an
// environment that holds nvj on PATH and nothing else.
func testMain(m *testing.M) int {
	// Unix sockets want a short path; the server's user must be able to walk it.
	dir, err := os.MkdirTemp("", "nvj")
	must(err)
	defer func() { must(os.RemoveAll(dir)) }()
	must(os.Chmod(dir, 0o755))
	build := func(out, from, pkg string) {
		cmd := exec.Command("go", "build", "-o", out, pkg)
		cmd.Dir, cmd.Env, cmd.Stderr = from, append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
		must(cmd.Run())
	}
	built, server := filepath.Join(dir, "nvj"), filepath.Join(dir, "argocd-cmp-server")
	build(built, "../..", ".")
	build(server, ".", "./cmp-server")

	config := filepath.Join(dir, "config")
	must(exec.Command(built, "install", config, "--with-plugin").Run())
	must(os.Remove(built)) // what is left is what install wrote
	sockets, work := filepath.Join(dir, "s"), filepath.Join(dir, "tmp")
	for _, made := range []string{sockets, work} {
		must(os.Mkdir(made, 0o755))
	}
	cmd := exec.Command(server, "--config-dir-path", config)
	cmd.Env = []string{
		"PATH=" + config, "HOME=" + work, "TMPDIR=" + work,
		"ARGOCD_PLUGINSOCKFILEPATH=" + sockets, "ARGOCD_CMP_WORKDIR=" + work,
	}
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: repoServer, Gid: repoServer}}
		must(os.Chown(sockets, repoServer, repoServer))
		must(os.Chown(work, repoServer, repoServer))
	}
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	must(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer func() {
		// SIGTERM makes the server close its socket and no more; Kubernetes kills it.
		must(cmd.Process.Kill())
		<-ended // "signal: killed"
	}()
	socket := filepath.Join(sockets, "nvj.sock")
	for {
		if _, err := os.Stat(socket); err == nil {
			break
		}
		select {
		case err := <-ended:
			panic(fmt.Sprintf("the plugin server ended: %v\n%s", err, log.String()))
		case <-time.After(20 * time.Millisecond): // then look again
		}
	}
	closer, found, err := apiclient.NewConfigManagementPluginClientSet(socket).NewConfigManagementPluginClient()
	must(err)
	defer func() { must(closer.Close()) }()
	client = found
	return m.Run()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Minute) // a last guard
	t.Cleanup(cancel)
	return ctx
}

func match(t *testing.T, dir string) bool {
	t.Helper()
	stream, err := client.MatchRepository(within(t))
	require.NoError(t, err)
	require.NoError(t, cmp.SendRepoStream(stream.Context(), dir, dir, stream, nil, nil))
	response, err := stream.CloseAndRecv()
	require.NoError(t, err)
	assert.True(t, response.GetIsDiscoveryEnabled())
	return response.GetIsSupported()
}

func generate(t *testing.T, dir string, env ...string) ([]unstructured.Unstructured, error) {
	t.Helper()
	stream, err := client.GenerateManifest(within(t))
	require.NoError(t, err)
	require.NoError(t, cmp.SendRepoStream(stream.Context(), dir, dir, stream, env, nil))
	response, err := stream.CloseAndRecv()
	if err != nil {
		return nil, err
	}
	var objects []unstructured.Unstructured
	for _, manifest := range response.GetManifests() {
		var object unstructured.Unstructured
		require.NoError(t, yaml.Unmarshal([]byte(manifest), &object), manifest)
		objects = append(objects, object)
	}
	return objects, nil
}

// parametersOf is what Argo CD sets for the parameters of an application.
func parametersOf(t *testing.T, application string) string {
	t.Helper()
	text, err := os.ReadFile(application)
	require.NoError(t, err)
	var app v1alpha1.Application
	require.NoError(t, yaml.UnmarshalStrict(text, &app))
	require.Equal(t, "nvj", app.Spec.Source.Plugin.Name)
	env, err := app.Spec.Source.Plugin.Parameters.Environ()
	require.NoError(t, err)
	for _, variable := range env {
		if strings.HasPrefix(variable, "ARGOCD_APP_PARAMETERS=") {
			return variable
		}
	}
	t.Fatal("no ARGOCD_APP_PARAMETERS")
	return ""
}

func find(t *testing.T, objects []unstructured.Unstructured, kind string) *unstructured.Unstructured {
	t.Helper()
	var found []unstructured.Unstructured
	for _, object := range objects {
		if object.GetKind() == kind {
			found = append(found, object)
		}
	}
	require.Len(t, found, 1, kind)
	return &found[0]
}

const app = "../../examples/argocd/app"

func TestTheServerKnowsTheFolder(t *testing.T) {
	_, err := client.CheckPluginConfiguration(within(t), &emptypb.Empty{})
	require.NoError(t, err)
	assert.True(t, match(t, app))
	assert.False(t, match(t, "../../examples/kustomize"), "Argo CD's own kustomize builds this one")
	assert.False(t, match(t, "../../docs/adr"), "nothing for nvj here")
	assert.False(t, match(t, "../../examples/argocd"), "a child folder may be another application's")
}

func TestParametersAreAnnounced(t *testing.T) {
	stream, err := client.GetParametersAnnouncement(within(t))
	require.NoError(t, err)
	require.NoError(t, cmp.SendRepoStream(stream.Context(), app, app, stream, nil, nil))
	response, err := stream.CloseAndRecv()
	require.NoError(t, err)
	types := map[string]string{}
	for _, parameter := range response.GetParameterAnnouncements() {
		types[parameter.GetName()] = parameter.GetItemType()
		assert.NotEmpty(t, parameter.GetTitle())
		assert.NotEmpty(t, parameter.GetTooltip())
	}
	assert.Equal(t, "boolean", types["strict"])
	assert.Contains(t, types, "output-kind")
	assert.Len(t, types, 8)
}

// A hook is deleted before the next sync's is created, so it keeps its name; its
// scripts come in the same phase, one wave before.
func TestManifestsOfTheExample(t *testing.T) {
	objects, err := generate(t, app, parametersOf(t, "../../examples/argocd/application.yaml"))
	require.NoError(t, err)
	assert.Len(t, objects, 3, "Service, scripts and Job")
	assert.Equal(t, "report-api", find(t, objects, "Service").GetName())

	job := find(t, objects, "Job")
	assert.Equal(t, "nightly-report", job.GetName())
	annotations := job.GetAnnotations()
	assert.Equal(t, "PostSync", annotations["argocd.argoproj.io/hook"])
	assert.Equal(t, "BeforeHookCreation", annotations["argocd.argoproj.io/hook-delete-policy"])
	assert.Equal(t, "5", annotations["argocd.argoproj.io/sync-wave"])
	scripts := find(t, objects, "ConfigMap").GetAnnotations()
	assert.Equal(t, "PostSync", scripts["argocd.argoproj.io/hook"])
	assert.Equal(t, "4", scripts["argocd.argoproj.io/sync-wave"])
}

func TestParametersReachTheManifests(t *testing.T) {
	objects, err := generate(t, app, `ARGOCD_APP_PARAMETERS=[{"name":"output-kind","string":"CronJob"},{"name":"schedule","string":"0 4 * * *"}]`)
	require.NoError(t, err)
	cron := find(t, objects, "CronJob")
	schedule, _, err := unstructured.NestedString(cron.Object, "spec", "schedule")
	require.NoError(t, err)
	assert.Equal(t, "0 4 * * *", schedule)

	objects, err = generate(t, app)
	require.NoError(t, err)
	assert.Equal(t, "nightly-report", find(t, objects, "Job").GetName(), "a hook has no hash, with or without the parameter")
}

// What is wrong must reach the person who looks at the application.
func TestErrorsReachTheApplication(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "job.yaml"), []byte(`
apiVersion: notebook.validation.io/v1alpha1
kind: NotebookValidationJob
metadata: {name: a}
spec: {notebook: {path: a.py}}
`), 0o644))
	assert.True(t, match(t, dir))
	_, err := generate(t, dir)
	require.Error(t, err)
	assert.Contains(t, err.Error(), "job.yaml:5:25: error: spec.notebook.path: Invalid value: \"a.py\": must end with .ipynb")
	_, err = generate(t, app, `ARGOCD_APP_PARAMETERS=[{"name":"imge","string":"x"}]`)
	require.Error(t, err)
	assert.Contains(t, err.Error(), `did you mean "image"?`)
}
