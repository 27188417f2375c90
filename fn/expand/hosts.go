package expand

import (
	"maps"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

// A host is a tool that handles manifests or objects: kustomize, kpt, kubectl, Argo CD,
// Flux, Helm and the like. Hosts write annotations and labels by which they track one
// object: its file, its history, its owner. On a second object the same mark names the
// wrong one. kpt, for example, takes two items with one ID for the same item.

// buildMarks are annotations that hosts write on manifests which pass through them. A
// name that ends in a slash is a prefix.
var buildMarks = []string{
	"internal.config.kubernetes.io/",
	"internal.config.k8s.io/",
	"alpha.config.kubernetes.io/",
	"config.kubernetes.io/",
	"config.k8s.io/",
	"kustomize.config.k8s.io/",
	"internal.kpt.dev/",
	v1alpha1.SourceAnnotation,
	v1alpha1.ScheduleAnnotation,
	v1alpha1.RenderedAnnotation,
}

// authorMarks begin like build marks, but authors write them: kpt waits for what they
// name before it applies the object.
var authorMarks = []string{"config.kubernetes.io/depends-on", "config.kubernetes.io/apply-time-mutation"}

// liveMarks are annotations and labels that hosts write on objects in a cluster. What
// authors write for the same hosts, such as argocd.argoproj.io/sync-wave or
// kustomize.toolkit.fluxcd.io/prune, is not here.
var liveMarks = []string{
	"kubectl.kubernetes.io/last-applied-configuration",
	"kubectl.kubernetes.io/restartedAt",
	"applyset.kubernetes.io/",
	"cli-utils.sigs.k8s.io/inventory-id",
	// Argo CD
	"argocd.argoproj.io/tracking-id",
	"argocd.argoproj.io/installation-id",
	"argocd.argoproj.io/instance",
	"argocd.argoproj.io/refresh",
	"argocd.argoproj.io/hydrate",
	"argocd.argoproj.io/application-set-name",
	"argocd.argoproj.io/application-set-refresh",
	// Flux
	"kustomize.toolkit.fluxcd.io/name",
	"kustomize.toolkit.fluxcd.io/namespace",
	"kustomize.toolkit.fluxcd.io/checksum",
	"helm.toolkit.fluxcd.io/name",
	"helm.toolkit.fluxcd.io/namespace",
	"helm.toolkit.fluxcd.io/chart",
	"reconcile.fluxcd.io/",
	"resourceset.fluxcd.controlplane.io/name",
	"resourceset.fluxcd.controlplane.io/namespace",
	"fluxcd.io/sync-checksum",
	"fluxcd.io/sync-gc-mark",
	// Helm
	"meta.helm.sh/",
	// Config Sync
	"configmanagement.gke.io/source-path",
	"configmanagement.gke.io/token",
	"configsync.gke.io/declared-fields",
	"configsync.gke.io/declared-version",
	"configsync.gke.io/git-context",
	"configsync.gke.io/manager",
	"configsync.gke.io/resource-id",
	// Others
	"kapp.k14s.io/app",
	"kapp.k14s.io/association",
	"kapp.k14s.io/identity",
	"kapp.k14s.io/original",
	"kapp.k14s.io/original-diff-md5",
	"objectset.rio.cattle.io/",
	"skaffold.dev/",
}

// ownerLabels are labels that authors write, and with which hosts also mark what they
// own: Argo CD writes the first, Helm the second.
var ownerLabels = []string{"app.kubernetes.io/instance", "app.kubernetes.io/managed-by"}

// IsHostAnnotation reports whether a host tracks one object by an annotation: then it is
// neither copied to another object nor taken away.
func IsHostAnnotation(key string) bool {
	return !slices.Contains(authorMarks, key) && (isOneOf(buildMarks, key) || isOneOf(liveMarks, key))
}

// IsHostLabel reports the same of a label.
func IsHostLabel(key string) bool { return isOneOf(liveMarks, key) }

func isOneOf(marks []string, key string) bool {
	return slices.ContainsFunc(marks, func(mark string) bool {
		return key == mark || strings.HasPrefix(key, mark) && strings.ContainsAny(mark[len(mark)-1:], "/-.")
	})
}

// ownLabels returns the labels of the job that its author wrote. In a job that was read
// from a cluster an owner label may be the host's: there none is taken. The host of the
// generated objects writes its own.
func ownLabels(job *v1alpha1.NotebookValidationJob) map[string]string {
	own := maps.Clone(job.Labels)
	live := isLive(job)
	maps.DeleteFunc(own, func(key, _ string) bool {
		return IsHostLabel(key) || live && slices.Contains(ownerLabels, key)
	})
	return own
}

// isLive reports whether the job was read from a cluster: it has the API server's UID,
// or the mark of a host.
func isLive(job *v1alpha1.NotebookValidationJob) bool {
	if job.UID != "" {
		return true
	}
	for _, entries := range []map[string]string{job.Annotations, job.Labels} {
		for key := range entries {
			if isOneOf(liveMarks, key) {
				return true
			}
		}
	}
	return false
}
