package expand_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	batchv1 "k8s.io/api/batch/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
)

func TestMetadataIsCarried(t *testing.T) {
	_, rendered := expandJob(t, `
metadata:
  namespace: ml
  labels: {team: vision, kueue.x-k8s.io/queue-name: gpu}
  annotations:
    argocd.argoproj.io/hook: PostSync
    argocd.argoproj.io/sync-wave: "5"
    owner: me
    internal.config.kubernetes.io/previousNames: x
    config.kubernetes.io/path: x
    config.kubernetes.io/depends-on: apps/namespaces/db/Deployment/pg
    config.k8s.io/id: x
    kustomize.config.k8s.io/id: x
    internal.kpt.dev/upstream-identifier: x
    kubectl.kubernetes.io/last-applied-configuration: x
    fn.notebook.validation.io/schedule: x
spec: {notebook: {path: /a.ipynb}}
`, "annotations: {contact: us}")
	job := rendered.Workload.(*batchv1.Job)
	assert.Equal(t, map[string]string{
		"argocd.argoproj.io/hook":          "PostSync",
		"argocd.argoproj.io/sync-wave":     "5",
		"config.kubernetes.io/depends-on":  "apps/namespaces/db/Deployment/pg",
		"owner":                            "me",
		"contact":                          "us",
		"fn.notebook.validation.io/source": "notebook.validation.io/NotebookValidationJob/ml/demo",
	}, job.Annotations)
	assert.True(t, *job.Spec.Suspend, "Kueue starts what is suspended")
	assert.NotContains(t, job.Spec.Template.Labels, "kueue.x-k8s.io/queue-name", "the queue takes the Job, not its pods")
	assert.Equal(t, "vision", job.Spec.Template.Labels["team"])
	assert.Equal(t, map[string]string{
		"argocd.argoproj.io/hook":                "PostSync",
		"argocd.argoproj.io/sync-wave":           "4",
		"contact":                                "us",
		"fn.notebook.validation.io/source":       "notebook.validation.io/NotebookValidationJob/ml/demo",
		"kustomize.toolkit.fluxcd.io/substitute": "disabled",
	}, rendered.Scripts.Annotations, "the scripts go one wave before the Job")
	assert.Equal(t, "ml", rendered.Scripts.Namespace)
	assert.True(t, *rendered.Scripts.Immutable)
}

// What a host wrote to track the notebook job would make it take the Job for that.
func TestMarksOfHostsAreNotCopied(t *testing.T) {
	for name, tc := range map[string]struct {
		reason string
		keys   []string
		marks  bool
	}{
		"Kustomize": {"it would rename references by them", []string{"internal.config.kubernetes.io/previousNames", "internal.config.kubernetes.io/annotations-migration-resource-id", "kustomize.config.k8s.io/id", "kustomize.config.k8s.io/behavior", "alpha.config.kubernetes.io/refBy"}, true},
		"Files":     {"the user's file would be overwritten", []string{"config.kubernetes.io/path", "config.kubernetes.io/index", "config.k8s.io/id", "config.kubernetes.io/local-config"}, true},
		"Kpt":       {"kpt would take two items for one", []string{"internal.config.k8s.io/kpt-resource-id", "internal.kpt.dev/upstream-identifier", "config.k8s.io/owning-inventory", "cli-utils.sigs.k8s.io/inventory-id"}, true},
		"Kubectl":   {"apply would compare with the wrong object", []string{"kubectl.kubernetes.io/last-applied-configuration", "applyset.kubernetes.io/part-of"}, true},
		"ArgoCD":    {"Argo CD would prune what it believes to own", []string{"argocd.argoproj.io/tracking-id", "argocd.argoproj.io/instance", "argocd.argoproj.io/installation-id"}, true},
		"Flux":      {"Flux would prune what it believes to own", []string{"kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace", "kustomize.toolkit.fluxcd.io/checksum", "helm.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/namespace", "reconcile.fluxcd.io/requestedAt"}, true},
		"Helm":      {"Helm would adopt the Job into the release", []string{"meta.helm.sh/release-name", "meta.helm.sh/release-namespace"}, true},
		"Others":    {"the same with less known hosts", []string{"configsync.gke.io/resource-id", "kapp.k14s.io/identity", "objectset.rio.cattle.io/id", "skaffold.dev/run-id"}, true},
		"AuthorsForArgoCD": {"the author tells Argo CD how to apply the Job", []string{
			"argocd.argoproj.io/hook", "argocd.argoproj.io/hook-delete-policy", "argocd.argoproj.io/sync-wave", "argocd.argoproj.io/sync-options",
			"argocd.argoproj.io/compare-options", "argocd.argoproj.io/ignore-healthcheck", "link.argocd.argoproj.io/external-link",
		}, false},
		"AuthorsForFlux": {"the author tells Flux how to apply the Job", []string{
			"kustomize.toolkit.fluxcd.io/prune", "kustomize.toolkit.fluxcd.io/reconcile", "kustomize.toolkit.fluxcd.io/force",
			"kustomize.toolkit.fluxcd.io/ssa", "kustomize.toolkit.fluxcd.io/substitute", "helm.toolkit.fluxcd.io/driftDetection",
		}, false},
		"AuthorsForOthers": {"the author tells these how to apply the Job", []string{
			"helm.sh/hook", "helm.sh/hook-weight", "helm.sh/hook-delete-policy", "helm.sh/resource-policy", "helm.sh/chart", "config.kubernetes.io/depends-on",
			"config.kubernetes.io/apply-time-mutation", "cli-utils.sigs.k8s.io/on-remove", "client.lifecycle.config.k8s.io/mutation", "kapp.k14s.io/change-group", "kubectl.kubernetes.io/default-container",
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, key := range tc.keys {
				assert.Equal(t, tc.marks, expand.IsHostAnnotation(key), key)
				job := parse(t, "spec: {notebook: {path: /a.ipynb}}")
				job.Labels, job.Annotations = map[string]string{key: "x"}, map[string]string{key: "x"}
				rendered := expand.Expand(job, config(t, ""), nil)
				_, annotated := rendered.Workload.GetAnnotations()[key]
				assert.Equal(t, !tc.marks, annotated, "%s: %s", key, tc.reason)
				if expand.IsHostLabel(key) {
					assert.NotContains(t, rendered.Workload.GetLabels(), key, tc.reason)
					assert.NotContains(t, rendered.Workload.(*batchv1.Job).Spec.Template.Labels, key, tc.reason)
					assert.NotContains(t, rendered.Scripts.Labels, key, tc.reason)
				}
			}
		})
	}
}

// Authors and hosts write the same two labels.
func TestOwnerLabels(t *testing.T) {
	const labels = "labels: {app.kubernetes.io/instance: shop, app.kubernetes.io/managed-by: Helm, team: data}"
	for name, tc := range map[string]struct {
		reason, metadata    string
		instance, managedBy string
	}{
		"Manifest":  {"in a manifest the author wrote them", "", "shop", "Helm"},
		"Cluster":   {"an object of a cluster has a UID; a host may have written them", ", uid: 8f1e", "", "nvj"},
		"Tracked":   {"Argo CD wrote them, whoever took the UID away", ", annotations: {argocd.argoproj.io/tracking-id: 'shop:notebook.validation.io/NotebookValidationJob:ml/demo'}", "", "nvj"},
		"OfRelease": {"Helm wrote them", ", annotations: {meta.helm.sh/release-name: shop}", "", "nvj"},
	} {
		t.Run(name, func(t *testing.T) {
			job, rendered := expandJob(t, "metadata: {"+labels+tc.metadata+"}\nspec: {notebook: {path: /a.ipynb}}", "")
			for _, got := range []map[string]string{job.Labels, job.Spec.Template.Labels, rendered.Scripts.Labels} {
				assert.Equal(t, tc.instance, got["app.kubernetes.io/instance"], tc.reason)
				assert.Equal(t, tc.managedBy, got["app.kubernetes.io/managed-by"], tc.reason)
				assert.Equal(t, "data", got["team"])
			}
		})
	}
}

// Webhooks, autoscalers and runtimes look at pods only.
func TestAnnotationsForPodsReachThem(t *testing.T) {
	for name, tc := range map[string]struct {
		reason string
		keys   []string
		pods   bool
	}{
		"Webhooks":   {"they change the pod when it is created", []string{"vault.hashicorp.com/agent-inject", "sidecar.istio.io/inject", "traffic.sidecar.istio.io/excludeOutboundPorts", "proxy.istio.io/config", "linkerd.io/inject", "config.linkerd.io/skip-outbound-ports", "gke-gcsfuse/volumes"}, true},
		"Scheduling": {"they decide about pods", []string{"cluster-autoscaler.kubernetes.io/safe-to-evict", "karpenter.sh/do-not-disrupt", "kueue.x-k8s.io/podset-required-topology"}, true},
		"Collectors": {"they read the list of pods", []string{"prometheus.io/scrape", "ad.datadoghq.com/notebook-executor.logs"}, true},
		"Node":       {"the kubelet and the runtime know no Jobs", []string{"k8s.v1.cni.cncf.io/networks", "container.apparmor.security.beta.kubernetes.io/notebook-executor", "kubernetes.io/egress-bandwidth", "io.kubernetes.cri-o.userns-mode"}, true},
		"OfTheJob":   {"others are the Job's", []string{"owner", "argocd.argoproj.io/sync-wave", "kueue.x-k8s.io/queue-name", "example.com/prometheus.io", "my-prometheus.io/scrape"}, false},
		"OfAFile":    {"a host tracks one object by them", []string{"internal.config.k8s.io/kpt-resource-id", "argocd.argoproj.io/tracking-id"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, key := range tc.keys {
				for _, output := range []string{"Job", "CronJob", "Pod"} {
					job := parse(t, "spec: {notebook: {path: /a.ipynb}}")
					job.Annotations = map[string]string{key: "own"}
					cfg := config(t, "{annotations: {prometheus.io/port: '80'}, podTemplate: {metadata: {annotations: {"+key+": template, other: kept}}}}")
					cfg.Output = v1alpha1.Output(output)
					rendered := expand.Expand(job, cfg, nil)
					pod, at := rendered.Pod()
					assert.Equal(t, tc.pods || output == "Pod" && name == "OfTheJob", pod.Annotations[key] == "own", "%s of a %s: %s", key, output, tc.reason)
					assert.Equal(t, "kept", pod.Annotations["other"])
					assert.Equal(t, "80", pod.Annotations["prometheus.io/port"], "the config's annotations as well")
					_, copied := rendered.Workload.GetAnnotations()[key]
					assert.Equal(t, name != "OfAFile" || output == "Pod", copied, "the workload has it, too")
					if tc.pods {
						origin, known := rendered.Origins.Source(at + "metadata.annotations[" + key + "]")
						assert.True(t, known)
						assert.Equal(t, expand.Origin{Path: "metadata.annotations[" + key + "]"}, origin)
					}
				}
			}
		})
	}
}
