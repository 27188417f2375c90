package expand_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
)

// parse reads a job; its spec may leave the notebook out.
func parse(t testing.TB, text string) *v1alpha1.NotebookValidationJob {
	t.Helper()
	var job v1alpha1.NotebookValidationJob
	require.NoError(t, yaml.UnmarshalStrict([]byte(text), &job))
	job.APIVersion = v1alpha1.JobAPIVersion
	if job.Name == "" {
		job.Name = "demo"
	}
	return &job
}

// config reads the spec of a function config and sets its defaults.
func config(t *testing.T, text string) *v1alpha1.ExpandNotebookJobsSpec {
	t.Helper()
	var spec v1alpha1.ExpandNotebookJobsSpec
	require.NoError(t, yaml.UnmarshalStrict([]byte(text), &spec))
	spec.SetDefaults()
	return &spec
}

// expandJob expands into a Job.
func expandJob(t *testing.T, jobText, configText string) (*batchv1.Job, expand.Rendered) {
	t.Helper()
	rendered := expand.Expand(parse(t, jobText), config(t, configText), nil)
	require.IsType(t, &batchv1.Job{}, rendered.Workload)
	return rendered.Workload.(*batchv1.Job), rendered
}

func initNames(spec corev1.PodSpec) []string {
	var names []string
	for _, c := range spec.InitContainers {
		names = append(names, c.Name)
	}
	return names
}

// The request's own unit test: an init container reaches the pod.
func TestPodCreationWithInitContainers(t *testing.T) {
	job := &v1alpha1.NotebookValidationJob{
		Spec: v1alpha1.NotebookValidationJobSpec{
			PodConfig: v1alpha1.PodConfigSpec{
				InitContainers: []corev1.Container{
					{Name: "wait-for-db", Image: "postgres:15-alpine", Command: []string{"pg_isready", "-h", "postgres"}},
				},
			},
		},
	}
	rendered := expand.Expand(job, config(t, "output: Pod"), nil)
	pod := rendered.Workload.(*corev1.Pod)
	require.Len(t, pod.Spec.InitContainers, 1)
	assert.Equal(t, job.Spec.PodConfig.InitContainers[0], pod.Spec.InitContainers[0])
}

func TestInitContainerOrder(t *testing.T) {
	const notebook = "notebook: {path: a.ipynb, git: {url: https://e.com/r.git}}"
	const golden = "goldenNotebook: {path: g.ipynb, git: {url: https://e.com/g.git}}"
	cases := map[string]struct {
		reason string
		spec   string
		config string
		want   []string
	}{
		"UserThenClones": {
			reason: "the user's containers come first, in their order, then the clone steps",
			spec:   notebook + "\n  " + golden + "\n  podConfig: {initContainers: [{name: b, image: x}, {name: a, image: x}]}",
			want:   []string{"b", "a", "git-clone", "golden-clone"},
		},
		"Placeholder": {
			reason: "an entry of a step's name says where the step stands",
			spec:   notebook + "\n  " + golden + "\n  podConfig: {initContainers: [{name: golden-clone}, {name: a, image: x}, {name: git-clone}, {name: b, image: x}]}",
			want:   []string{"golden-clone", "a", "git-clone", "b"},
		},
		"NoGit": {
			reason: "without a repository there is no step to place",
			spec:   "notebook: {path: /a.ipynb}\n  podConfig: {initContainers: [{name: git-clone, image: x}, {name: a, image: x}]}",
			want:   []string{"a"},
		},
		"OwnClone": {
			reason: "a step with a command is the user's: it is refused, and never merged",
			spec:   notebook + "\n  podConfig: {initContainers: [{name: git-clone, image: x, args: [clone]}, {name: a, image: x}]}",
			want:   []string{"git-clone", "a"},
		},
		"SettingsOfNoStep": {
			reason: "podTemplate's settings for the clone steps do not concern a job that clones nothing",
			spec:   "notebook: {path: /a.ipynb}",
			config: "podTemplate: {spec: {initContainers: [{name: git-clone, env: [{name: HTTPS_PROXY, value: x}]}, {name: golden-clone, image: x, command: [x]}]}}",
			want:   nil,
		},
		"Template": {
			reason: "podTemplate's containers come first; the job's entry of the same name replaces its one",
			spec:   notebook + "\n  podConfig: {initContainers: [{name: own, image: job}]}",
			config: "podTemplate: {spec: {initContainers: [{name: policy, image: x}, {name: own, image: template}, {name: git-clone, image: mirror}]}}",
			want:   []string{"policy", "own", "git-clone"},
		},
		"DoublePlaceholder": {
			reason: "of two entries of one name the second is a double that validation must see",
			spec:   notebook + "\n  podConfig: {initContainers: [{name: git-clone}, {name: git-clone}]}",
			want:   []string{"git-clone", "git-clone"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			job, _ := expandJob(t, "spec:\n  "+tc.spec, tc.config)
			assert.Equal(t, tc.want, initNames(job.Spec.Template.Spec), tc.reason)
		})
	}
}

func TestPlaceholderIsMergedOverTheStep(t *testing.T) {
	job, rendered := expandJob(t, `
spec:
  notebook: {path: a.ipynb, git: {url: https://e.com/r.git, ref: main}}
  podConfig:
    initContainers:
    - name: git-clone
      image: mirror/git:1
      env: [{name: HTTPS_PROXY, value: http://proxy}, {name: NVJ_GIT_REF, value: pinned}]
      securityContext: {runAsUser: 1234}
`, `podTemplate: {spec: {initContainers: [{name: git-clone, env: [{name: HTTPS_PROXY, value: template}, {name: NO_PROXY, value: local}]}]}}`)
	clone := job.Spec.Template.Spec.InitContainers[0]
	assert.Equal(t, "mirror/git:1", clone.Image)
	assert.Equal(t, int64(1234), *clone.SecurityContext.RunAsUser)
	assert.True(t, *clone.SecurityContext.RunAsNonRoot, "what the user does not say stays")

	values := map[string]string{}
	for i, variable := range clone.Env {
		require.NotContains(t, values, variable.Name, "no variable stands twice")
		values[variable.Name] = variable.Value
		origin, known := rendered.Origins.Source("spec.template.spec.initContainers[0].env[" + string(rune('0'+i)) + "].value")
		switch variable.Name {
		case "HTTPS_PROXY":
			assert.True(t, known)
			assert.Equal(t, "spec.podConfig.initContainers[0].env[0].value", origin.Path)
		case "NO_PROXY":
			assert.True(t, known)
			assert.Equal(t, "spec.podTemplate.spec.initContainers[0].env[1].value", origin.Path)
			assert.True(t, origin.InConfig)
		}
	}
	assert.Equal(t, "http://proxy", values["HTTPS_PROXY"])
	assert.Equal(t, "pinned", values["NVJ_GIT_REF"])
	assert.Equal(t, "https://e.com/r.git", values["NVJ_GIT_URL"])
}

// Faults are reported where the user can mend them.
func TestOrigins(t *testing.T) {
	_, rendered := expandJob(t, `
metadata: {labels: {team: vision}}
spec:
  notebook: {path: a.ipynb, git: {url: https://e.com/r.git, ref: main, credentialsSecret: git}}
  timeout: 10m
  podConfig:
    containerImage: x:1
    credentials: [db]
    env: [{name: HOME, value: /h}]
    volumes: [{name: data, emptyDir: {}}]
    volumeMounts: [{name: data, mountPath: /data}]
    initContainers: [{name: wait, image: y}]
`, `{labels: {owner: platform}, podTemplate: {spec: {priorityClassName: high, volumes: [{name: ca, configMap: {name: ca}}]}}}`)
	const pod = "spec.template.spec."
	cases := map[string]struct {
		want     string
		inConfig bool
	}{
		pod + "initContainers[0].command[0]":         {want: "spec.podConfig.initContainers[0].command[0]"},
		pod + "initContainers[1].env[0].value":       {want: "spec.notebook.git.url"},
		pod + "initContainers[1].image":              {want: "spec.defaults.gitImage", inConfig: true},
		pod + "containers[0].image":                  {want: "spec.podConfig.containerImage"},
		pod + "containers[0].volumeMounts[2].name":   {want: "spec.podConfig.volumeMounts[0].name"},
		pod + "containers[0].envFrom[0].prefix":      {want: "spec.podConfig.credentials[0]"},
		pod + "volumes[2].secret.secretName":         {want: "spec.notebook.git.credentialsSecret"},
		pod + "volumes[3].configMap.name":            {want: "spec.podTemplate.spec.volumes[0].configMap.name", inConfig: true},
		pod + "volumes[4].emptyDir":                  {want: "spec.podConfig.volumes[0].emptyDir"},
		pod + "priorityClassName":                    {want: "spec.podTemplate.spec.priorityClassName", inConfig: true},
		"spec.activeDeadlineSeconds":                 {want: "spec.timeout"},
		"spec.backoffLimit":                          {want: "spec.job.backoffLimit", inConfig: true},
		"metadata.name":                              {want: "metadata.name"},
		"metadata.labels[owner]":                     {want: "spec.labels[owner]", inConfig: true},
		"spec.template.metadata.labels[team]":        {want: "metadata.labels[team]"},
		"spec.template.metadata.labels[owner]":       {want: "spec.labels[owner]", inConfig: true},
		pod + "containers[0].command[0]":             {},
		pod + "containers[0].volumeMounts[0].name":   {},
		pod + "volumes[0].emptyDir":                  {},
		pod + "restartPolicy":                        {},
		pod + "containers[0].securityContext":        {},
		"spec.podFailurePolicy.rules[0]":             {},
		pod + "initContainers[1].volumeMounts[0]":    {},
		pod + "containers[0].terminationMessagePath": {},
	}
	for path, tc := range cases {
		origin, known := rendered.Origins.Source(path)
		assert.Equal(t, tc.want != "", known, path)
		assert.Equal(t, tc.want, origin.Path, path)
		assert.Equal(t, tc.inConfig, origin.InConfig, path)
	}
}

func TestFailurePolicyTellsANotebookFromADependency(t *testing.T) {
	job, _ := expandJob(t, "spec: {notebook: {path: /a.ipynb}}", "")
	rules := job.Spec.PodFailurePolicy.Rules
	require.Len(t, rules, 2)
	assert.Equal(t, batchv1.PodFailurePolicyActionIgnore, rules[0].Action,
		"an evicted notebook exits with a code as well: the disruption must be seen first")
	assert.Equal(t, batchv1.PodFailurePolicyActionFailJob, rules[1].Action)
	assert.Equal(t, expand.ExecutorContainer, *rules[1].OnExitCodes.ContainerName)
	assert.Equal(t, corev1.RestartPolicyNever, job.Spec.Template.Spec.RestartPolicy)
	assert.Equal(t, int32(6), *job.Spec.BackoffLimit)
	assert.Equal(t, int64(1800), *job.Spec.ActiveDeadlineSeconds)
}

func TestGoldenNotebookWithoutGitIsInTheNotebooksRepository(t *testing.T) {
	job, _ := expandJob(t, `
spec:
  notebook: {path: a.ipynb, git: {url: https://e.com/r.git}}
  goldenNotebook: {path: golden/a.ipynb}
`, "")
	env := map[string]string{}
	for _, variable := range job.Spec.Template.Spec.Containers[0].Env {
		env[variable.Name] = variable.Value
	}
	assert.Equal(t, "/workspace/repo/golden/a.ipynb", env["NVJ_GOLDEN"])
	assert.Equal(t, []string{"git-clone"}, initNames(job.Spec.Template.Spec))
}

func TestACommandOfTheConfigMayNameAGoldenNotebookThatAJobDoesNotHave(t *testing.T) {
	golden := corev1.EnvVar{Name: "NVJ_GOLDEN"}
	job, _ := expandJob(t, "spec: {notebook: {path: /a.ipynb}}", "executor: {command: [check, $(NVJ_GOLDEN)]}")
	assert.Contains(t, job.Spec.Template.Spec.Containers[0].Env, golden)
	job, _ = expandJob(t, "spec: {notebook: {path: /a.ipynb}}", "")
	assert.NotContains(t, job.Spec.Template.Spec.Containers[0].Env, golden, "nvj's own runner needs none, and names stay")
}

func TestTheOldNameOfTheServiceAccount(t *testing.T) {
	for _, c := range []struct{ reason, job, config, want string }{
		{"counts where the new one is not set", "", "podTemplate: {spec: {serviceAccount: old}}", "old"},
		{"gives way to the new one", "", "podTemplate: {spec: {serviceAccount: old, serviceAccountName: new}}", "new"},
		{"gives way to the config's default", "", "{defaults: {serviceAccountName: default-of-all}, podTemplate: {spec: {serviceAccount: old}}}", "default-of-all"},
		{"gives way to the job's", ", podConfig: {serviceAccountName: own}", "podTemplate: {spec: {serviceAccount: old}}", "own"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			job, _ := expandJob(t, "spec: {notebook: {path: a.ipynb}"+c.job+"}", c.config)
			assert.Equal(t, c.want, job.Spec.Template.Spec.ServiceAccountName)
			assert.Empty(t, job.Spec.Template.Spec.DeprecatedServiceAccount, "two names would contradict each other")
		})
	}
}

func TestScriptsAreLeftOutWhereNothingRunsThem(t *testing.T) {
	_, rendered := expandJob(t, "spec: {notebook: {path: /a.ipynb}}", "executor: {command: [papermill, $(NVJ_NOTEBOOK), out.ipynb]}")
	assert.Nil(t, rendered.Scripts)
	_, rendered = expandJob(t, "spec: {notebook: {path: a.ipynb, git: {url: https://e.com/r.git}}}", "executor: {command: [papermill]}")
	assert.Contains(t, rendered.Scripts.Data, "clone.sh")
	assert.NotContains(t, rendered.Scripts.Data, "run_notebook.py")
	_, rendered = expandJob(t, "spec: {notebook: {path: /a.ipynb}}", "scripts: Inline")
	assert.Nil(t, rendered.Scripts)
}

// Jobs are expanded in parallel with one config: with -race this test also sees a
// write that leaves everything as it was.
func TestInputsAreNotChanged(t *testing.T) {
	job := parse(t, `
metadata: {namespace: ml, labels: {team: vision, kueue.x-k8s.io/queue-name: gpu}, annotations: {owner: me, argocd.argoproj.io/hook: Sync}}
spec:
  notebook: {path: a.ipynb, git: {url: https://e.com/r.git, ref: main, credentialsSecret: git}}
  goldenNotebook: {path: g.ipynb, git: {url: https://e.com/g.git}}
  comparisonConfig: {floatingPointTolerance: "0.1", customTimestampPatterns: [a]}
  validationConfig: {level: staging}
  modelValidation: {targetModels: [a, b], predictionValidation: {testData: "[1]"}}
  podConfig:
    containerImage: x:1
    resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 2Gi}}
    env: [{name: A, value: b}, {name: C, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: D, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}]
    envFrom: [{configMapRef: {name: settings}}, {prefix: P_, secretRef: {name: cred}}]
    credentials: [cred, more]
    volumes: [{name: data, emptyDir: {sizeLimit: 1Gi}}, {name: workspace, persistentVolumeClaim: {claimName: w}}]
    volumeMounts: [{name: data, mountPath: /data}, {name: data, mountPath: /template}]
    tolerations: [{key: gpu, operator: Exists}]
    nodeSelector: {disk: ssd}
    affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}}}
    initContainers:
    - {name: wait, image: y:1, command: [sh], resources: {limits: {cpu: 1}}, securityContext: {privileged: true}}
    - name: git-clone
      env: [{name: B, value: c}]
      resources: {limits: {cpu: 1}}
      securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}
      volumeMounts: [{name: data, mountPath: /data}]
    - {name: golden-clone}
`)
	cfg := config(t, `
labels: {owner: platform}
annotations: {contact: us}
defaults: {serviceAccountName: runner}
job: {ttlSecondsAfterFinished: 60}
cronJob: {schedule: "0 3 * * *", timeZone: Etc/UTC}
podTemplate:
  metadata: {labels: {tier: batch}, annotations: {scraped: "no"}}
  spec:
    priorityClassName: high
    resourceClaims: [{name: gpu, resourceClaimName: gpu}]
    nodeSelector: {zone: a}
    tolerations: [{key: spot, operator: Exists}]
    affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: c, operator: Exists}]}]}}, podAntiAffinity: {}}
    securityContext: {runAsUser: 1000, supplementalGroups: [5]}
    volumes: [{name: ca, configMap: {name: ca, items: [{key: a, path: b}]}}, {name: data, emptyDir: {}}]
    initContainers:
    - {name: policy, image: x, env: [{name: A, value: b}]}
    - {name: wait, image: z}
    - name: git-clone
      env: [{name: B, value: template}, {name: E, value: f}]
      envFrom: [{configMapRef: {name: proxy}}]
      resources: {requests: {cpu: 200m}, limits: {memory: 1Gi}}
      securityContext: {runAsUser: 1, allowPrivilegeEscalation: false}
      volumeMounts: [{name: ca, mountPath: /ca}]
    - {name: golden-clone, securityContext: {privileged: true}}
    containers:
    - {name: proxy, image: x, ports: [{containerPort: 80}], livenessProbe: {tcpSocket: {port: 80}}}
    - name: notebook-executor
      image: template
      args: [a]
      env: [{name: A, value: template}, {name: HOME, value: /h}]
      envFrom: [{secretRef: {name: cred}}]
      resources: {requests: {cpu: 100m}, limits: {cpu: 2}, claims: [{name: gpu}]}
      ports: [{containerPort: 8888}]
      livenessProbe: {exec: {command: [a]}}
      readinessProbe: {httpGet: {port: 80, httpHeaders: [{name: a, value: b}]}}
      startupProbe: {tcpSocket: {port: 80}}
      lifecycle: {preStop: {exec: {command: [a]}}}
      securityContext: {privileged: true, capabilities: {add: [SYS_PTRACE]}}
      volumeMounts: [{name: ca, mountPath: /template}]
`)
	wantJob, wantConfig := job.DeepCopy(), cfg.DeepCopy()
	var running sync.WaitGroup
	for _, output := range []v1alpha1.Output{v1alpha1.OutputJob, v1alpha1.OutputCronJob, v1alpha1.OutputPod} {
		own := *cfg
		own.Output = output
		for range 3 {
			running.Go(func() { expand.Expand(job, &own, nil) })
		}
	}
	running.Wait()
	assert.Equal(t, wantJob, job)
	assert.Equal(t, wantConfig, cfg)
}

func TestOverlayChangesNoLayer(t *testing.T) {
	yes, no := true, false
	base := corev1.Container{
		Name:            "a",
		Env:             []corev1.EnvVar{{Name: "A", Value: "b"}},
		VolumeMounts:    []corev1.VolumeMount{{Name: "a", MountPath: "/a"}},
		SecurityContext: &corev1.SecurityContext{AllowPrivilegeEscalation: &no},
		LivenessProbe:   &corev1.Probe{PeriodSeconds: 1},
		Resources:       corev1.ResourceRequirements{Limits: corev1.ResourceList{"cpu": resource.MustParse("1")}},
	}
	patch := corev1.Container{
		Name:            "a",
		Env:             []corev1.EnvVar{{Name: "A", Value: "c"}},
		VolumeMounts:    []corev1.VolumeMount{{Name: "b", MountPath: "/a"}},
		SecurityContext: &corev1.SecurityContext{Privileged: &yes},
		LivenessProbe:   &corev1.Probe{PeriodSeconds: 2},
		Resources:       corev1.ResourceRequirements{Limits: corev1.ResourceList{"cpu": resource.MustParse("2")}},
	}
	wantBase, wantPatch := base.DeepCopy(), patch.DeepCopy()
	merged := expand.OverlayContainer(base, patch)
	assert.Equal(t, *wantBase, base)
	assert.Equal(t, *wantPatch, patch)
	assert.Nil(t, merged.SecurityContext.AllowPrivilegeEscalation, "the server refuses it beside privileged")
}
