package lint

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
)

// Lookup reports whether there is an object of a kind (Secret, ConfigMap,
// PersistentVolumeClaim or ServiceAccount) with a name in a namespace, or else the
// name most likely meant, "" when none is near.
type Lookup func(kind, namespace, name string) (exists bool, near string)

// provided are the objects that every namespace has.
var provided = map[string][]string{
	"ServiceAccount": {"default"},
	"ConfigMap":      {"kube-root-ca.crt", "openshift-service-ca.crt"},
}

// References reports what the rendered pod names and cannot start without, and
// lookup does not know; each object once, where it is named first. cfg has its
// defaults set.
func References(job *v1alpha1.NotebookValidationJob, cfg *v1alpha1.ExpandNotebookJobsSpec, rendered expand.Rendered, lookup Lookup) []finding.Fault {
	severity := finding.Warning
	switch cfg.Checks.References {
	case v1alpha1.ReferencesWarn:
	case v1alpha1.ReferencesError:
		severity = finding.Error
	default:
		return nil
	}
	template, at := podTemplate(rendered)
	w := &walk{seen: map[named]bool{}}
	w.spec(&template.Spec)

	var faults []finding.Fault
	for _, ref := range w.found {
		origin, isUsers := rendered.Origins.Source(at + "spec." + ref.path)
		if !isUsers || slices.Contains(provided[ref.kind], ref.name) {
			continue
		}
		exists, near := lookup(ref.kind, job.Namespace, ref.name)
		if exists {
			continue
		}
		f := finding.Finding{
			Rule: referenceNotFound, Severity: severity, Field: origin.Path, Current: ref.name,
			Message: fmt.Sprintf("Not found: %q: the input holds no %s of this name; ", ref.name, ref.kind),
		}
		switch {
		case near != "":
			f.Proposed = near
			f.Message += fmt.Sprintf("did you mean %q?", near)
		case ref.mayBeOptional && strings.HasSuffix(strings.ToLower(origin.Path), "name"):
			f.Message += "add it, or mark it optional"
		default:
			f.Message += "add it"
		}
		faults = append(faults, finding.Fault{InConfig: origin.InConfig, Finding: f})
	}
	return faults
}

type named struct{ kind, name string }

// usage is one place in a pod that names another object.
type usage struct {
	named
	path          string // below spec
	mayBeOptional bool   // the field has an optional beside it
}

// walk finds the objects a pod names.
type walk struct {
	seen  map[named]bool
	found []usage
}

func (w *walk) add(kind, name, path string) { w.note(usage{named{kind, name}, path, false}) }

// unless notes a reference that has an optional field, where that is not set.
func (w *walk) unless(optional *bool, kind, name, path string) {
	if !isTrue(optional) {
		w.note(usage{named{kind, name}, path, true})
	}
}

func (w *walk) note(u usage) {
	if u.name == "" || w.seen[u.named] {
		return
	}
	w.seen[u.named] = true
	w.found = append(w.found, u)
}

func (w *walk) spec(pod *corev1.PodSpec) {
	for i := range pod.InitContainers {
		w.container(&pod.InitContainers[i], index("initContainers", i))
	}
	for i := range pod.Containers {
		w.container(&pod.Containers[i], index("containers", i))
	}
	for i := range pod.Volumes {
		w.volume(&pod.Volumes[i], index("volumes", i))
	}
	w.add("ServiceAccount", pod.ServiceAccountName, "serviceAccountName")
	for i, secret := range pod.ImagePullSecrets {
		w.add("Secret", secret.Name, index("imagePullSecrets", i)+".name")
	}
}

func (w *walk) container(c *corev1.Container, at string) {
	for i, source := range c.EnvFrom {
		from := index(at+".envFrom", i)
		if ref := source.ConfigMapRef; ref != nil {
			w.unless(ref.Optional, "ConfigMap", ref.Name, from+".configMapRef.name")
		}
		if ref := source.SecretRef; ref != nil {
			w.unless(ref.Optional, "Secret", ref.Name, from+".secretRef.name")
		}
	}
	for i, variable := range c.Env {
		if variable.ValueFrom == nil {
			continue
		}
		from := index(at+".env", i) + ".valueFrom"
		if ref := variable.ValueFrom.ConfigMapKeyRef; ref != nil {
			w.unless(ref.Optional, "ConfigMap", ref.Name, from+".configMapKeyRef.name")
		}
		if ref := variable.ValueFrom.SecretKeyRef; ref != nil {
			w.unless(ref.Optional, "Secret", ref.Name, from+".secretKeyRef.name")
		}
	}
}

func (w *walk) volume(volume *corev1.Volume, at string) {
	if source := volume.ConfigMap; source != nil {
		w.unless(source.Optional, "ConfigMap", source.Name, at+".configMap.name")
	}
	if source := volume.Secret; source != nil {
		w.unless(source.Optional, "Secret", source.SecretName, at+".secret.secretName")
	}
	if source := volume.PersistentVolumeClaim; source != nil {
		w.add("PersistentVolumeClaim", source.ClaimName, at+".persistentVolumeClaim.claimName")
	}
	if volume.Projected == nil {
		return
	}
	for i, source := range volume.Projected.Sources {
		from := index(at+".projected.sources", i)
		if source.ConfigMap != nil {
			w.unless(source.ConfigMap.Optional, "ConfigMap", source.ConfigMap.Name, from+".configMap.name")
		}
		if source.Secret != nil {
			w.unless(source.Secret.Optional, "Secret", source.Secret.Name, from+".secret.name")
		}
	}
}
