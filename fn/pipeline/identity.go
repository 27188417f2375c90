package pipeline

import (
	"strings"

	yaml "go.yaml.in/yaml/v3"

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

// formerIdentities lists what kustomize called the input before. Only what
// mentions the annotation is parsed.
func (i Input) formerIdentities() []identity {
	if !i.Mentions(previousNamesAnnotation) {
		return nil
	}
	node, err := i.Node()
	if err != nil {
		return nil // not ours to mend: it stays as it is
	}
	return formerIdentities(node)
}

// formerIdentities lists what kustomize called the source before.
func (s source) formerIdentities() []identity {
	return formerIdentities(s.node)
}

func formerIdentities(node *yaml.Node) []identity {
	names := annotation(node, previousNamesAnnotation)
	if names == "" {
		return nil
	}
	namespaces := strings.Split(annotation(node, previousNamespacesAnnotation), ",")
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
// from a job may have: under its present name, and under former ones.
func (j *job) sourceNames() []string {
	group, _, _ := strings.Cut(j.resource.APIVersion, "/")
	names := []string{expand.SourceOf(group, j.resource.Namespace, j.resource.Name)}
	for _, id := range j.formerIdentities() {
		names = append(names,
			expand.SourceOf(group, id.namespace, id.name),
			// The namespace may have been set before the name was changed, or after.
			expand.SourceOf(group, j.resource.Namespace, id.name))
	}
	return names
}
