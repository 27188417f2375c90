package pipeline

import (
	"strings"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
)

// Annotations in which kustomize remembers what a resource was called before its
// prefix, suffix and namespace transformers: comma-separated, oldest first.
const (
	previousNamesAnnotation      = "internal.config.kubernetes.io/previousNames"
	previousNamespacesAnnotation = "internal.config.kubernetes.io/previousNamespaces"
)

// identity is what a resource is, or was, called.
type identity struct{ namespace, name string }

// formerIdentities lists what kustomize called the source before.
func (s source) formerIdentities() []identity {
	names := annotation(s.node, previousNamesAnnotation)
	if names == "" {
		return nil
	}
	namespaces := strings.Split(annotation(s.node, previousNamespacesAnnotation), ",")
	var former []identity
	for i, name := range strings.Split(names, ",") {
		id := identity{name: name}
		// Kustomize writes "default" for a resource without a namespace.
		if i < len(namespaces) && namespaces[i] != "default" {
			id.namespace = namespaces[i]
		}
		former = append(former, id)
	}
	return former
}

// sourceNames are the values that the source annotation of objects generated
// from a job may have: under its present name and under former ones.
func (j *job) sourceNames() map[string]bool {
	group, _, _ := strings.Cut(j.resource.APIVersion, "/")
	names := map[string]bool{
		expand.SourceOf(group, j.resource.Namespace, j.resource.Name): true,
	}
	for _, id := range j.formerIdentities() {
		names[expand.SourceOf(group, id.namespace, id.name)] = true
		// The namespace may have been set before the name was changed, or after.
		names[expand.SourceOf(group, j.resource.Namespace, id.name)] = true
	}
	return names
}

// isGenerated reports whether an input is an object an earlier run generated, and
// from which source.
func isGenerated(input Input) (from string, ok bool) {
	if input.Kind() == v1alpha1.JobKind || !input.Mentions(v1alpha1.SourceAnnotation) {
		return "", false
	}
	node, err := input.Node()
	if err != nil {
		return "", false // not ours to mend: it stays as it is
	}
	from = annotation(node, v1alpha1.SourceAnnotation)
	return from, from != ""
}
