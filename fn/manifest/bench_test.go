package manifest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/scripts"
)

// BenchmarkPrint prints the two kinds of objects that a job becomes.
func BenchmarkPrint(b *testing.B) {
	quantities := corev1.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("128Mi")}
	container := corev1.Container{
		Name: "fetch", Image: "docker.io/curlimages/curl:8.11.0",
		Args:         []string{"--fail", "--output", "/workspace/data.csv", "http://data/export.csv"},
		Env:          []corev1.EnvVar{{Name: "RETRIES", Value: "3"}, {Name: "VERBOSE", Value: "true"}},
		Resources:    corev1.ResourceRequirements{Requests: quantities, Limits: quantities},
		VolumeMounts: []corev1.VolumeMount{{Name: "workspace", MountPath: "/workspace"}},
	}
	for name, object := range map[string]any{
		"pod": &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: "train", Namespace: "shop", Labels: map[string]string{"app": "train"}},
			Spec:       corev1.PodSpec{InitContainers: []corev1.Container{container, container}, Containers: []corev1.Container{container}},
		},
		"scripts": &corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Name: "train-scripts", Namespace: "shop"},
			Data:       map[string]string{"clone.sh": scripts.CloneScript, "run_notebook.py": scripts.RunNotebookScript},
		},
	} {
		b.Run(name, func(b *testing.B) {
			var printer manifest.Printer
			b.ReportAllocs()
			for b.Loop() {
				node, err := manifest.Node(object)
				require.NoError(b, err)
				_, err = printer.Encode(node)
				require.NoError(b, err)
			}
		})
	}
}
