package apiserver_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/validate/apiserver"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// The files of testdata hold one case a document. Its first comments say why
// the case matters, its last ones, from "# error:" or "# warning:" on, what is
// expected. What a document holds depends on the file.
var caseFiles = map[string]func(t *testing.T, doc string) (obj runtime.Object, prefix string){
	"containers.yaml": jobWithInitContainer,
	"pods.yaml":       jobWithPodSpec,
	"volumes.yaml":    jobWithVolume,
	"jobs.yaml":       wholeJob,
	"cronjobs.yaml":   wholeCronJob,
	"barepods.yaml":   wholePod,
	"configmaps.yaml": wholeConfigMap,
}

func TestCases(t *testing.T) {
	for file, build := range caseFiles {
		t.Run(strings.TrimSuffix(file, ".yaml"), func(t *testing.T) {
			name := filepath.Join("testdata", file)
			content, err := os.ReadFile(name)
			require.NoError(t, err)
			docs := strings.Split(string(content), "\n---\n")
			for i, doc := range docs {
				head, body, want := splitCase(t, doc)
				t.Run(head, func(t *testing.T) {
					obj, prefix := build(t, body)
					got := describe(checkTwice(t, obj), kindOf(obj), prefix)
					if *update {
						docs[i] = "# " + strings.ReplaceAll(head, "\n", "\n# ") + "\n" + body + strings.Join(got, "\n")
						return
					}
					assert.Equal(t, want, got, head)
				})
			}
			if *update {
				require.NoError(t, os.WriteFile(name, []byte(strings.TrimRight(strings.Join(docs, "\n---\n"), "\n")+"\n"), 0o644))
			}
		})
	}
}

// splitCase takes a document apart into its reason, its body and its
// expectations.
func splitCase(t *testing.T, doc string) (reason, body string, want []string) {
	t.Helper()
	for line := range strings.Lines(strings.TrimSpace(doc) + "\n") {
		text := strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(text, "# error: "), strings.HasPrefix(text, "# warning: "), text == "# clean":
			want = append(want, text)
		case strings.HasPrefix(text, "# ") && body == "":
			reason = strings.TrimPrefix(reason+"\n"+strings.TrimPrefix(text, "# "), "\n")
		default:
			body += line
		}
	}
	require.NotEmpty(t, reason, "a case needs a reason: %s", doc)
	return reason, body, want
}

// describe renders a verdict as the comments of a case.
func describe(verdict apiserver.Verdict, kind, prefix string) []string {
	var lines []string
	line := func(severity string, f apiserver.Fault) {
		text := fmt.Sprintf("# %s: %s [%s] %s", severity, within(f.Path, prefix), f.Rule, f.Message)
		if f.Because != "" {
			text += fmt.Sprintf(" (because of %s)", within(f.Because, prefix))
		}
		if f.Kind != kind {
			text += " (in " + f.Kind + ")"
		}
		lines = append(lines, text)
	}
	for _, f := range verdict.Errors {
		line("error", f)
	}
	for _, f := range verdict.Warnings {
		line("warning", f)
	}
	if len(lines) == 0 {
		lines = []string{"# clean"}
	}
	return lines
}

// within shortens a path below prefix.
func within(path, prefix string) string {
	if short, ok := strings.CutPrefix(path, prefix+"."); ok {
		return short
	}
	return path
}

func kindOf(obj runtime.Object) string {
	return strings.TrimPrefix(fmt.Sprintf("%T", obj), "*v1.")
}

// checkTwice checks and asserts what must hold of every verdict.
func checkTwice(t *testing.T, obj runtime.Object) apiserver.Verdict {
	t.Helper()
	before := obj.DeepCopyObject()
	verdict := apiserver.Check(obj)
	require.Equal(t, before, obj, "Check must not modify the object")
	require.Equal(t, verdict, apiserver.Check(obj), "the verdict must not depend on the order of maps")
	tree, err := runtime.DefaultUnstructuredConverter.ToUnstructured(obj)
	require.NoError(t, err)
	for _, f := range append(verdict.Errors, verdict.Warnings...) {
		assert.Truef(t, apiserver.Resolves(tree, f.Path), "%s is no path of the object (the server says %s)", f.Path, f.ServerPath)
		assert.NotContains(t, f.Message, "(*", "a message must not show pointers")
		assert.NotContains(t, f.Message, "core.", "a message must not show Go types")
	}
	return verdict
}

func decode(t *testing.T, doc string, into any) {
	t.Helper()
	require.NoError(t, yaml.UnmarshalStrict([]byte(doc), into))
}

// plausible is a Job that the server accepts, for cases to be set into.
func plausible(t *testing.T) *batchv1.Job {
	t.Helper()
	job := &batchv1.Job{}
	decode(t, `
metadata: {name: train, namespace: ml}
spec:
  backoffLimit: 6
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: notebook-executor, image: "quay.io/jupyter/minimal-notebook:2025-01-01"}
      initContainers:
      - {name: first, image: "busybox:1.36"}
      volumes:
      - {name: data, emptyDir: {}}
      - {name: settings, configMap: {name: settings}}
      - {name: block, persistentVolumeClaim: {claimName: block}}
`, job)
	return job
}

// jobWithInitContainer makes the document the second init container. Name and
// image are filled in where the document does not mention them.
func jobWithInitContainer(t *testing.T, doc string) (runtime.Object, string) {
	job := plausible(t)
	container := corev1.Container{Name: "second", Image: "busybox:1.36"}
	decode(t, doc, &container)
	job.Spec.Template.Spec.InitContainers = append(job.Spec.Template.Spec.InitContainers, container)
	return job, "spec.template.spec.initContainers[1]"
}

// jobWithPodSpec makes the document the pod spec, and fills in the containers and
// the restart policy where it does not mention them.
func jobWithPodSpec(t *testing.T, doc string) (runtime.Object, string) {
	job := plausible(t)
	spec := corev1.PodSpec{}
	decode(t, doc, &spec)
	base := &job.Spec.Template.Spec
	if spec.Containers == nil {
		spec.Containers = base.Containers
	}
	if spec.RestartPolicy == "" {
		spec.RestartPolicy = base.RestartPolicy
	}
	*base = spec
	return job, "spec.template.spec"
}

// jobWithVolume makes the document the fourth volume.
func jobWithVolume(t *testing.T, doc string) (runtime.Object, string) {
	job := plausible(t)
	volume := corev1.Volume{Name: "fourth"}
	decode(t, doc, &volume)
	job.Spec.Template.Spec.Volumes = append(job.Spec.Template.Spec.Volumes, volume)
	return job, "spec.template.spec.volumes[3]"
}

// wholeJob lays the document over the plausible Job.
func wholeJob(t *testing.T, doc string) (runtime.Object, string) {
	job := plausible(t)
	decode(t, doc, job)
	return job, ""
}

func wholeCronJob(t *testing.T, doc string) (runtime.Object, string) {
	cronJob := &batchv1.CronJob{}
	cronJob.Name = "nightly"
	cronJob.Spec.Schedule = "0 3 * * *"
	cronJob.Spec.JobTemplate.Spec = plausible(t).Spec
	decode(t, doc, cronJob)
	return cronJob, ""
}

func wholePod(t *testing.T, doc string) (runtime.Object, string) {
	pod := &corev1.Pod{Spec: plausible(t).Spec.Template.Spec}
	pod.Name = "train-pod"
	decode(t, doc, pod)
	return pod, ""
}

func wholeConfigMap(t *testing.T, doc string) (runtime.Object, string) {
	configMap := &corev1.ConfigMap{}
	configMap.Name = "train-scripts"
	decode(t, doc, configMap)
	return configMap, ""
}
