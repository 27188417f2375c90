package hosts_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/test/testenv"
)

// The parts of Argo CD's own manifests that the examples patch.
const argoCD = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: argocd-repo-server}
spec:
  selector: {matchLabels: {app: repo-server}}
  template:
    metadata: {labels: {app: repo-server}}
    spec:
      initContainers: [{name: copyutil, image: argocd}]
      containers:
      - name: argocd-repo-server
        image: argocd
        volumeMounts: [{name: tmp, mountPath: /tmp}]
      volumes: [{name: var-files, emptyDir: {}}, {name: plugins, emptyDir: {}}, {name: tmp, emptyDir: {}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cm}
`

// Both examples are components that apply as they are; test/argocd runs the plugin.
func TestArgoCDComponentsApply(t *testing.T) {
	testenv.Host(t, "kustomize")
	for name, check := range map[string]func(t *testing.T, pod *appsv1.Deployment, configMap map[string]any){
		"plugin": func(t *testing.T, d *appsv1.Deployment, configMap map[string]any) {
			containers := d.Spec.Template.Spec.Containers
			require.Len(t, containers, 2)
			assert.Equal(t, int64(999), *containers[0].SecurityContext.RunAsUser)
			assert.Len(t, d.Spec.Template.Spec.Volumes, 4, "only /tmp is new")
			assert.NotContains(t, configMap, "data")
		},
		"kustomize": func(t *testing.T, d *appsv1.Deployment, configMap map[string]any) {
			pod := d.Spec.Template.Spec
			require.Len(t, pod.InitContainers, 2)
			require.Len(t, pod.Containers, 1)
			assert.Len(t, pod.Containers[0].VolumeMounts, 2)
			assert.Equal(t, map[string]any{"kustomize.buildOptions": "--enable-alpha-plugins --enable-exec"}, configMap["data"])
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := testenv.Folder(t, map[string]string{
				"argocd.yaml": argoCD, "kustomization.yaml": "resources: [argocd.yaml]\ncomponents: [component]\n",
			})
			require.NoError(t, os.CopyFS(filepath.Join(dir, "component"), os.DirFS(filepath.Join("examples/argocd", name))))
			found := objects(t, testenv.Call(t, dir, "kustomize", "build", "."))
			text, err := yaml.Marshal(found["Deployment/argocd-repo-server"])
			require.NoError(t, err)
			var deployment appsv1.Deployment
			require.NoError(t, yaml.UnmarshalStrict(text, &deployment))
			mounted := map[string]bool{}
			for _, volume := range deployment.Spec.Template.Spec.Volumes {
				mounted[volume.Name] = true
			}
			for _, c := range append(deployment.Spec.Template.Spec.Containers, deployment.Spec.Template.Spec.InitContainers...) {
				for _, mount := range c.VolumeMounts {
					assert.True(t, mounted[mount.Name], "%s mounts %s, which is no volume", c.Name, mount.Name)
				}
			}
			check(t, &deployment, found["ConfigMap/argocd-cm"])
		})
	}
}
