package hosts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/test/testenv"
)

// Without any function, kustomize rewrites names and images in the custom
// resource once it has the configurations that nvj schema kustomize prints.
func TestKustomizeConfigurationsMakeTheJobFirstClass(t *testing.T) {
	testenv.Host(t, "kustomize")
	dir := testenv.Folder(t, map[string]string{
		"kustomization.yaml": `
namePrefix: prod-
resources: [job.yaml, others.yaml]
configMapGenerator:
- {name: flags, literals: [model=v2]}
secretGenerator:
- {name: db, literals: [password=x]}
- {name: git, literals: [token=x]}
images:
- {name: quay.io/jupyter/scipy-notebook, newTag: "2026-01-05"}
- {name: postgres, newTag: "16"}
configurations: [notebookvalidationjob.yaml]
`,
		"others.yaml": `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner}
`,
		"job.yaml": `
apiVersion: mlops.mlops.dev/v1alpha1
kind: NotebookValidationJob
metadata: {name: report}
spec:
  notebook: {path: a.ipynb, git: {url: "https://git.example.com/n.git", credentialsSecret: git}}
  goldenNotebook: {path: b.ipynb, git: {url: "https://git.example.com/n.git", credentialsSecret: git}}
  podConfig:
    containerImage: quay.io/jupyter/scipy-notebook:2025-03-24
    serviceAccountName: runner
    credentials: [db, elsewhere]
    env:
    - {name: A, valueFrom: {configMapKeyRef: {name: flags, key: model}}}
    - {name: B, valueFrom: {secretKeyRef: {name: db, key: password}}}
    envFrom: [{secretRef: {name: db}}, {configMapRef: {name: flags}}]
    volumes:
    - {name: one, persistentVolumeClaim: {claimName: data}}
    - {name: two, projected: {sources: [{secret: {name: db}}, {configMap: {name: flags}}]}}
    - {name: three, secret: {secretName: db}}
    initContainers:
    - name: wait
      image: postgres:15
      env: [{name: A, valueFrom: {configMapKeyRef: {name: flags, key: model}}}]
      envFrom: [{secretRef: {name: db}}]
`,
	})
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notebookvalidationjob.yaml"), []byte(testenv.Run(t, []string{"schema", "kustomize"}, nil).Stdout), 0o644))
	got := testenv.Call(t, dir, "kustomize", "build", ".")

	var job v1alpha1.NotebookValidationJob
	var flags, db, git string
	for _, document := range strings.Split(got, "\n---\n") {
		var head struct {
			Kind     string
			Metadata struct{ Name string }
		}
		require.NoError(t, yaml.Unmarshal([]byte(document), &head))
		switch name := head.Metadata.Name; {
		case head.Kind == v1alpha1.JobKind:
			require.NoError(t, yaml.UnmarshalStrict([]byte(document), &job))
		case strings.HasPrefix(name, "prod-flags-"):
			flags = name
		case strings.HasPrefix(name, "prod-db-"):
			db = name
		case strings.HasPrefix(name, "prod-git-"):
			git = name
		}
	}
	require.NotEmpty(t, flags)
	require.NotEmpty(t, db)
	require.NotEmpty(t, git)
	pc := job.Spec.PodConfig
	assert.Equal(t, git, job.Spec.Notebook.Git.CredentialsSecret)
	assert.Equal(t, git, job.Spec.GoldenNotebook.Git.CredentialsSecret)
	assert.Equal(t, "quay.io/jupyter/scipy-notebook:2026-01-05", pc.ContainerImage)
	assert.Equal(t, "prod-runner", pc.ServiceAccountName)
	assert.Equal(t, []string{db, "elsewhere"}, pc.Credentials)
	assert.Equal(t, flags, pc.Env[0].ValueFrom.ConfigMapKeyRef.Name)
	assert.Equal(t, db, pc.Env[1].ValueFrom.SecretKeyRef.Name)
	assert.Equal(t, db, pc.EnvFrom[0].SecretRef.Name)
	assert.Equal(t, flags, pc.EnvFrom[1].ConfigMapRef.Name)
	assert.Equal(t, "prod-data", pc.Volumes[0].PersistentVolumeClaim.ClaimName)
	assert.Equal(t, db, pc.Volumes[1].Projected.Sources[0].Secret.Name)
	assert.Equal(t, flags, pc.Volumes[1].Projected.Sources[1].ConfigMap.Name)
	assert.Equal(t, db, pc.Volumes[2].Secret.SecretName)
	init := pc.InitContainers[0]
	assert.Equal(t, "postgres:16", init.Image)
	assert.Equal(t, flags, init.Env[0].ValueFrom.ConfigMapKeyRef.Name)
	assert.Equal(t, db, init.EnvFrom[0].SecretRef.Name)

	// What comes out renders: this is the way without a function.
	rendered := testenv.Run(t, []string{"render", "-"}, []byte(got))
	require.Zero(t, rendered.Code, rendered.Stderr)
	assert.Contains(t, rendered.Stdout, "secretName: "+git)
}
