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

// Inputs answers what else the input holds.
type Inputs struct {
	// Has reports whether there is an object of a kind (Secret, ConfigMap,
	// PersistentVolumeClaim or ServiceAccount) with a name in a namespace, or else the
	// name most likely meant, "" when none is near.
	Has func(kind, namespace, name string) (exists bool, near string)
	// HasKey reports whether a Secret or ConfigMap has a key, or else the key most
	// likely meant, "" when none is near. Keys are not known of what becomes a Secret in
	// the cluster, such as a SealedSecret: it has them all.
	HasKey func(kind, namespace, name, key string) (exists bool, near string)
}

// provided are the objects that every namespace has.
var provided = map[string][]string{
	"ServiceAccount": {"default"},
	"ConfigMap":      {"kube-root-ca.crt", "openshift-service-ca.crt"},
}

// References reports what the rendered pod names and cannot start without, and
// the inputs do not hold; each object or key once, where it is named first. cfg has
// its defaults set.
func References(job *v1alpha1.NotebookValidationJob, cfg *v1alpha1.ExpandNotebookJobsSpec, rendered expand.Rendered, inputs Inputs) []finding.Fault {
	severity := finding.Warning
	switch cfg.Checks.References {
	case v1alpha1.ReferencesWarn:
	case v1alpha1.ReferencesError:
		severity = finding.Error
	default:
		return nil
	}
	template, at := rendered.Pod()
	w := &walk{seen: map[named]bool{}}
	w.spec(&template.Spec)

	var faults []finding.Fault
	for _, ref := range w.found {
		origin, isUsers := rendered.Origins.Source(at + "spec." + ref.path)
		if !isUsers || slices.Contains(provided[ref.kind], ref.name) {
			continue
		}
		missing, what, near := ref.name, "the input holds no "+ref.kind+" of this name", ""
		var exists bool
		if ref.key == "" {
			exists, near = inputs.Has(ref.kind, job.Namespace, ref.name)
		} else {
			missing, what = ref.key, fmt.Sprintf("the %s %q has no such key", ref.kind, ref.name)
			exists, near = inputs.HasKey(ref.kind, job.Namespace, ref.name, ref.key)
		}
		if exists {
			continue
		}
		f := finding.Finding{
			Rule: referenceNotFound, Severity: severity, Field: origin.Path, Current: missing,
			Message: fmt.Sprintf("Not found: %q: %s; ", missing, what),
		}
		switch field := strings.ToLower(origin.Path); {
		case near != "":
			f.Proposed = near
			f.Message += fmt.Sprintf("did you mean %q?", near)
		case ref.mayBeOptional && (strings.HasSuffix(field, "name") || strings.HasSuffix(field, "key")):
			f.Message += "add it, or mark it optional"
		default:
			f.Message += "add it"
		}
		faults = append(faults, finding.Fault{InConfig: origin.InConfig, Finding: f})
	}
	return faults
}

// named is an object or, where key is not "", an entry of its data.
type named struct{ kind, name, key string }

// usage is one place in a pod that refers to another object.
type usage struct {
	named
	path          string // below spec
	mayBeOptional bool   // there is a field optional beside it
}

// walk finds the objects a pod names.
type walk struct {
	seen  map[named]bool
	found []usage
}

func (w *walk) add(kind, name, path string) {
	w.note(usage{named{kind: kind, name: name}, path, false})
}

// unless notes a reference that has an optional field, where that is not set.
func (w *walk) unless(optional *bool, kind, name, path string) {
	if !isTrue(optional) {
		w.note(usage{named{kind: kind, name: name}, path, true})
	}
}

// key does the same for a key of an object.
func (w *walk) key(optional *bool, kind, name, key, path string) {
	if !isTrue(optional) {
		w.note(usage{named{kind, name, key}, path, true})
	}
}

// keys does the same for the items of a volume.
func (w *walk) keys(optional *bool, kind, name string, items []corev1.KeyToPath, at string) {
	for i, item := range items {
		w.key(optional, kind, name, item.Key, index(at+".items", i)+".key")
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
			w.key(ref.Optional, "ConfigMap", ref.Name, ref.Key, from+".configMapKeyRef.key")
		}
		if ref := variable.ValueFrom.SecretKeyRef; ref != nil {
			w.unless(ref.Optional, "Secret", ref.Name, from+".secretKeyRef.name")
			w.key(ref.Optional, "Secret", ref.Name, ref.Key, from+".secretKeyRef.key")
		}
	}
}

func (w *walk) volume(volume *corev1.Volume, at string) {
	if source := volume.ConfigMap; source != nil {
		w.unless(source.Optional, "ConfigMap", source.Name, at+".configMap.name")
		w.keys(source.Optional, "ConfigMap", source.Name, source.Items, at+".configMap")
	}
	if source := volume.Secret; source != nil {
		w.unless(source.Optional, "Secret", source.SecretName, at+".secret.secretName")
		w.keys(source.Optional, "Secret", source.SecretName, source.Items, at+".secret")
	}
	if source := volume.PersistentVolumeClaim; source != nil {
		w.add("PersistentVolumeClaim", source.ClaimName, at+".persistentVolumeClaim.claimName")
	}
	if volume.Projected == nil {
		return
	}
	for i, source := range volume.Projected.Sources {
		from := index(at+".projected.sources", i)
		if source := source.ConfigMap; source != nil {
			w.unless(source.Optional, "ConfigMap", source.Name, from+".configMap.name")
			w.keys(source.Optional, "ConfigMap", source.Name, source.Items, from+".configMap")
		}
		if source := source.Secret; source != nil {
			w.unless(source.Optional, "Secret", source.Name, from+".secret.name")
			w.keys(source.Optional, "Secret", source.Name, source.Items, from+".secret")
		}
	}
}
