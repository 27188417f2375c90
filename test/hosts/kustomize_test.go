package hosts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/test/testenv"
)

// objects are the resources of a stream of YAML documents, by kind and name.
func objects(t *testing.T, stream string) map[string]map[string]any {
	t.Helper()
	found := map[string]map[string]any{}
	for _, document := range regexp.MustCompile(`(?m)^---\n`).Split(stream, -1) {
		var object map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(document), &object), document)
		if object == nil {
			continue
		}
		metadata := object["metadata"].(map[string]any)
		key := object["kind"].(string) + "/" + metadata["name"].(string)
		require.NotContains(t, found, key, "twice in the output")
		found[key] = object
	}
	return found
}

// jobNames lists the Jobs, without their hashes.
func jobNames(found map[string]map[string]any) []string {
	hash := regexp.MustCompile(`-[bcdfghjklmnpqrstvwxz2456789]{10}$`)
	var all []string
	for key := range found {
		if name, ok := strings.CutPrefix(key, "Job/"); ok {
			all = append(all, hash.ReplaceAllString(name, ""))
		}
	}
	return all
}

// The path of an exec function is absolute, or relative to the kustomization that
// names it, or a name on PATH.
func TestKustomizeFindsTheFunction(t *testing.T) {
	testenv.Host(t, "kustomize")
	nvj, err := exec.LookPath("nvj")
	require.NoError(t, err)
	for name, path := range map[string]string{"absolute": nvj, "relative": "./bin/nvj", "bare name": "nvj"} {
		t.Run(name, func(t *testing.T) {
			dir := testenv.Folder(t, map[string]string{
				"base/kustomization.yaml": "resources: [job.yaml]\ntransformers: [nvj.yaml]\n", "base/job.yaml": simpleJob,
				"base/nvj.yaml":      strings.Replace(execConfig, "path: nvj", "path: "+path, 1),
				"kustomization.yaml": "resources: [base]\n",
			})
			binary, err := os.ReadFile(nvj)
			require.NoError(t, err)
			require.NoError(t, os.Mkdir(filepath.Join(dir, "base", "bin"), 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "base", "bin", "nvj"), binary, 0o755))
			assert.Equal(t, []string{"report"}, jobNames(objects(t, build(t, dir))))
		})
	}
}

// kustomize skips exec functions without a word when --enable-exec is missing. Jobs
// that are local config then stay out of the build, and nothing half-made is applied.
func TestKustomizeSkippedFunctionEmitsNothingHalfMade(t *testing.T) {
	testenv.Host(t, "kustomize")
	local := strings.Replace(simpleJob, "metadata: {name: report}",
		`metadata: {name: report, annotations: {config.kubernetes.io/local-config: "true"}}`, 1)
	dir := testenv.Folder(t, map[string]string{
		"kustomization.yaml": "resources: [job.yaml, service.yaml]\ntransformers: [nvj.yaml]\n",
		"service.yaml":       "apiVersion: v1\nkind: Service\nmetadata: {name: api}\n",
		"job.yaml":           local, "nvj.yaml": execConfig,
	})
	skipped := objects(t, testenv.Call(t, dir, "kustomize", "build", "--enable-alpha-plugins", "."))
	assert.Len(t, skipped, 1)
	assert.Contains(t, skipped, "Service/api")
	assert.Equal(t, []string{"report"}, jobNames(objects(t, build(t, dir))), "with --enable-exec the Job is there")
}

// An overlay that does not run the function patches and labels what base's run
// generated, as any other Job.
func TestKustomizeOverlayPatchesTheGeneratedJob(t *testing.T) {
	testenv.Host(t, "kustomize")
	dir := testenv.Folder(t, map[string]string{
		"base/kustomization.yaml": baseKustomization, "base/job.yaml": simpleJob, "base/nvj.yaml": execConfig,
		"kustomization.yaml": `
resources: [base]
nameSuffix: -eu
labels: [{pairs: {region: eu}, includeTemplates: true}]
patches:
- target: {kind: Job, labelSelector: notebookvalidationjob=report}
  patch: |
    - {op: add, path: /spec/template/spec/priorityClassName, value: low}
`,
	})
	got := build(t, dir)
	found := objects(t, got)
	assert.Equal(t, 1, strings.Count(got, "priorityClassName: low"))
	assert.Len(t, jobNames(found), 1)
	assert.Regexp(t, `kind: Job\nmetadata:(?s:.*)name: report-[a-z0-9]{10}-eu\n`, got)
	assert.Regexp(t, `name: report-scripts-[a-z0-9]{10}-eu\n`, got)
	assert.Regexp(t, `configMap:\n          name: report-scripts-[a-z0-9]{10}-eu\n`, got, "the suffix must reach the pod's volume")
	assert.Regexp(t, `configMapRef:\n            name: flags-eu-[a-z0-9]{10}\n`, got)
	assert.Equal(t, 4, strings.Count(got, "region: eu"), "three objects and the pod: %s", got)
}

// Where base and overlay both run the function, the overlay's run generates the Job again
// from the notebook job: a patch on the Job is lost, and a warning names what is lost. A patch
// on the NotebookValidationJob is not.
func TestKustomizeOverlayThatRunsTheFunctionReportsLostPatches(t *testing.T) {
	testenv.Host(t, "kustomize")
	patch := func(kind, operations string) string {
		return "patches:\n- target: {kind: " + kind + "}\n  patch: |\n    " + operations + "\n"
	}
	const pod = "/spec/template/spec"
	for name, c := range map[string]struct {
		reason, overlay string
		config          string
		lost            []string
	}{
		"added":     {"the new Job does not have it", patch("Job", "- {op: add, path: "+pod+"/priorityClassName, value: low}"), "", []string{"spec.template.spec.priorityClassName"}},
		"changed":   {"the new Job has the old value", patch("Job", "- {op: replace, path: /spec/backoffLimit, value: 2}"), "", []string{"spec.backoffLimit"}},
		"removed":   {"the new Job has it again", patch("Job", "- {op: remove, path: "+pod+"/initContainers/0/envFrom}"), "", []string{"spec.template.spec.initContainers[wait].envFrom"}},
		"a step":    {"an item of a list is named by its key", patch("Job", "- {op: add, path: "+pod+"/initContainers/0, value: {name: first, image: busybox}}"), "", []string{"spec.template.spec.initContainers[first]"}},
		"metadata":  {"an annotation of the Job alone", patch("Job", "- {op: add, path: /metadata/annotations/example.com~1a, value: b}"), "", []string{"metadata.annotations[example.com/a]"}},
		"ConfigMap": {"the scripts' labels are generated again as well", patch("ConfigMap, labelSelector: notebookvalidationjob=report", "- {op: add, path: /metadata/labels/team, value: data}"), "", []string{"metadata.labels[team]"}},
		"image":     {"without the configurations, kustomize changes the image of the Job alone", "images: [{name: quay.io/jupyter/scipy-notebook, newTag: new}]\n", "", []string{"spec.template.spec.containers[notebook-executor].image"}},

		"job":    {"the change is in the new Job", patch("NotebookValidationJob", "- {op: add, path: /spec/timeout, value: 7m}"), "", nil},
		"both":   {"the change is in the new Job, too", patch("Job", "- {op: replace, path: /spec/activeDeadlineSeconds, value: 420}") + "- target: {kind: NotebookValidationJob}\n  patch: |\n    - {op: add, path: /spec/timeout, value: 7m}\n", "", nil},
		"config": {"another config renders another Job: nobody changed the first one", "", "spec: {job: {backoffLimit: 1}, podTemplate: {spec: {priorityClassName: low}}}\n", nil},
		"transformers": {
			"kustomize's own transformers change the notebook job in the same way",
			"namePrefix: prod-\nnameSuffix: -eu\nnamespace: prod\nlabels: [{pairs: {env: prod}, includeTemplates: true}]\ncommonAnnotations: {note: x}\nimages: [{name: postgres, newTag: \"16\"}]\n", "", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := testenv.Folder(t, map[string]string{
				"base/kustomization.yaml": baseKustomization, "base/job.yaml": simpleJob, "base/nvj.yaml": execConfig,
				"kustomization.yaml": "resources: [base]\ntransformers: [nvj.yaml]\n" + c.overlay, "nvj.yaml": execConfig + c.config,
			})
			stdout, stderr, err := testenv.TryCall(dir, "kustomize", "build", "--enable-alpha-plugins", "--enable-exec", ".")
			require.NoError(t, err, stderr)
			assert.Len(t, jobNames(objects(t, stdout)), 1)
			assert.NotContains(t, stdout, "fn.notebook.validation.io/rendered", "the record reaches no cluster")
			if c.lost == nil {
				assert.NotContains(t, stderr, "job-patch-lost", c.reason)
			} else {
				assert.Contains(t, stderr, "without the changes to "+strings.Join(c.lost, ", ")+"; change the NotebookValidationJob instead", c.reason)
			}
			if name == "job" {
				assert.Contains(t, stdout, "activeDeadlineSeconds: 420")
			}
		})
	}
}

// What a run does not see the job of is not its to take away: the base may have left
// it out, or been given what was rendered before.
func TestKustomizeKeepsWhatOtherLayersGenerated(t *testing.T) {
	testenv.Host(t, "kustomize")
	const second = "resources: [base]\ntransformers: [nvj.yaml]\n"
	for name, c := range map[string]struct {
		reason string
		files  map[string]string
	}{
		"dropped":  {"the base leaves the job out", map[string]string{"base/kustomization.yaml": baseKustomization, "base/job.yaml": simpleJob, "base/nvj.yaml": execConfig + "spec: {source: Drop}\n"}},
		"rendered": {"the base holds what was rendered", map[string]string{"base/kustomization.yaml": "resources: [rendered.yaml, other.yaml]\ntransformers: [nvj.yaml]\n", "base/nvj.yaml": execConfig, "base/other.yaml": strings.ReplaceAll(simpleJob, "name: report", "name: other")}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := testenv.Folder(t, map[string]string{"base/job.yaml": simpleJob})
			rendered := testenv.Call(t, dir, "nvj", "render", "base/job.yaml")
			c.files["base/rendered.yaml"], c.files["kustomization.yaml"], c.files["nvj.yaml"] = rendered, second, execConfig
			found := objects(t, build(t, testenv.Folder(t, c.files)))
			assert.Contains(t, jobNames(found), "report", c.reason)
		})
	}
}

// kustomize takes no namespace and default for one: so does the hash of the data.
func TestKustomizeHashFollowsDataInTheDefaultNamespace(t *testing.T) {
	testenv.Host(t, "kustomize")
	names := map[string]bool{}
	for _, literal := range []string{"a=1", "a=2"} {
		dir := testenv.Folder(t, map[string]string{
			"kustomization.yaml": strings.Replace(baseKustomization, "literals: [", "literals: ["+literal+", ", 1), "nvj.yaml": execConfig,
			"job.yaml": strings.Replace(simpleJob, "{name: report}", "{name: report, namespace: default}", 1),
		})
		for key := range objects(t, build(t, dir)) {
			if strings.HasPrefix(key, "Job/") {
				names[key] = true
			}
		}
	}
	assert.Len(t, names, 2, "other data, another Job")
}

func TestKustomizeSecretGenerator(t *testing.T) {
	testenv.Host(t, "kustomize")
	job := strings.Replace(simpleJob, "notebook: {path: /a.ipynb}",
		"notebook: {path: a.ipynb, git: {url: \"https://git.example.com/n.git\", credentialsSecret: git}}", 1)
	job = strings.Replace(job, "configMapRef: {name: flags}", "secretRef: {name: git}", 1)
	files := func(token string) map[string]string {
		return map[string]string{
			"kustomization.yaml": "resources: [job.yaml]\nsecretGenerator:\n- {name: git, literals: [token=" + token + "]}\ntransformers: [nvj.yaml]\n",
			"job.yaml":           job, "nvj.yaml": execConfig,
		}
	}
	first := build(t, testenv.Folder(t, files("one")))
	assert.Regexp(t, `secretName: git-[a-z0-9]{10}\n`, first, "the mounted credentials")
	assert.Regexp(t, `secretRef:\n            name: git-[a-z0-9]{10}\n`, first)
	jobName := regexp.MustCompile(`name: (report-[a-z0-9]{10})\n`)
	second := build(t, testenv.Folder(t, files("two")))
	assert.NotEqual(t, jobName.FindString(first), jobName.FindString(second), "other credentials are another Job")
}

// kustomize's validators refuse every function, so validate-only is a transformer.
func TestKustomizeValidateOnlyIsATransformer(t *testing.T) {
	testenv.Host(t, "kustomize")
	files := map[string]string{
		"kustomization.yaml": "resources: [job.yaml]\ntransformers: [nvj.yaml]\n",
		"job.yaml":           simpleJob, "nvj.yaml": execConfig + "spec: {validateOnly: true}\n",
	}
	found := objects(t, build(t, testenv.Folder(t, files)))
	assert.Len(t, found, 1)
	assert.Contains(t, found, "NotebookValidationJob/report", "the job passes as it is")

	files["job.yaml"] = strings.Replace(simpleJob, "path: /a.ipynb", "path: /a.py", 1)
	_, stderr, err := testenv.TryCall(testenv.Folder(t, files), "kustomize", "build", "--enable-alpha-plugins", "--enable-exec", ".")
	require.Error(t, err)
	assert.Contains(t, stderr, "must end with .ipynb")
}

// The pipe is the fast way for big repositories. It gives the same objects as the
// function, but for the place of the name hash: the pipe sees final names.
func TestKustomizePipeGivesTheSameObjects(t *testing.T) {
	testenv.Host(t, "kustomize")
	files := map[string]string{
		"kustomization.yaml": `
namespace: ml
resources: [job.yaml, service.yaml]
configMapGenerator:
- {name: flags, literals: [model=v2]}
configurations: [configuration.yaml]
`,
		"service.yaml":       "apiVersion: v1\nkind: Service\nmetadata: {name: api}\n",
		"job.yaml":           simpleJob,
		"configuration.yaml": testenv.Run(t, []string{"schema", "kustomize"}, nil).Stdout,
		"nvj.yaml":           execConfig + "spec: {nameSuffixHash: false}\n",
	}
	piped := testenv.Run(t, []string{"render", "--no-name-hash", "-"}, []byte(testenv.Call(t, testenv.Folder(t, files), "kustomize", "build", ".")))
	require.Zero(t, piped.Code, piped.Stderr)
	files["kustomization.yaml"] += "transformers: [nvj.yaml]\n"
	byFunction := objects(t, build(t, testenv.Folder(t, files)))
	assert.Len(t, byFunction, 4, "Service, generated ConfigMap, scripts, Job")
	assert.Equal(t, byFunction, objects(t, piped.Stdout))
}
