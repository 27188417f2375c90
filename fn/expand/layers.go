package expand

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/shape"
)

// layer is one of the containers a container of ours is made of; a zero origin
// means that nvj wrote it.
type layer struct {
	container corev1.Container
	origin    Origin
}

// mergeLayers lays the layers over each other, the first one lowest, and records
// for the container rendered at path which layer each part came from.
func (b *builder) mergeLayers(path string, layers []layer) corev1.Container {
	merged := layers[0].container
	for _, l := range layers[1:] {
		base, patch := fieldsOf(merged), fieldsOf(l.container)
		for field, value := range patch {
			b.traceOver(path+"."+field, base[field], value, l.origin.in(field))
		}
		l.container.Name = merged.Name
		merged = overlayContainer(merged, l.container)
	}
	b.traceList(path, "env", envNames(merged), layers, envNames)
	b.traceList(path, "volumeMounts", mountPaths(merged), layers, mountPaths)
	b.traceList(path, "envFrom", envFromKeys(merged), layers, envFromKeys)
	return merged
}

// in is the origin of a field of what o names; a zero origin stays zero.
func (o Origin) in(field string) Origin {
	if o.Path == "" {
		return Origin{}
	}
	return Origin{Path: o.Path + "." + field, InConfig: o.InConfig}
}

// traceList records where the items of a list that was merged item by item came
// from: the topmost layer that has an item of the same key.
func (b *builder) traceList(path, field string, merged []string, layers []layer, keysOf func(corev1.Container) []string) {
	written := map[string]Origin{}
	for _, l := range layers[1:] {
		for i, key := range keysOf(l.container) {
			written[key] = Origin{Path: index(l.origin.Path+"."+field, i), InConfig: l.origin.InConfig}
		}
	}
	for i, key := range merged {
		at := index(path+"."+field, i)
		b.origins.ours(at)
		if origin, ok := written[key]; ok {
			b.origins.add(at, origin)
		}
	}
}

// traceBuiltins records which field of the job a built-in variable holds, where
// no other layer replaced it.
func (b *builder) traceBuiltins(path string, env []corev1.EnvVar, sources map[string]string) {
	for i, variable := range env {
		at := index(path, i)
		if source, ok := sources[variable.Name]; ok && b.origins.byPath[at].Path == "" {
			b.origins.add(at, inJob(source).value())
		}
	}
}

// traceOver records the origin of a value that was merged over base. What base
// alone says keeps the origin it has, if that is a field of the user's: a fault in
// what nvj wrote is one of what was laid over it.
func (b *builder) traceOver(at string, base, patch any, origin Origin) {
	kept := map[string]Origin{}
	b.unpatched(at, base, patch, kept)
	b.origins.add(at, origin)
	for path, own := range kept {
		b.origins.add(path, own)
	}
}

// unpatched collects the origins of what is in base and not in patch.
func (b *builder) unpatched(at string, base, patch any, kept map[string]Origin) {
	below, isStruct := base.(map[string]any)
	over, merged := patch.(map[string]any)
	if !isStruct || !merged {
		return
	}
	for name, value := range below {
		field := at + "." + name
		if strings.HasSuffix(at, ".requests") || strings.HasSuffix(at, ".limits") {
			field = at + "[" + name + "]"
		}
		if patched, ok := over[name]; ok {
			b.unpatched(field, value, patched, kept)
		} else if origin, ok := b.origins.Source(field); ok {
			kept[field] = origin
		}
	}
}

// fieldsOf are the fields that c sets, its name aside, by their JSON names.
func fieldsOf(c corev1.Container) map[string]any {
	fields := shape.Fields(&c)
	delete(fields, "name")
	if resources, ok := fields["resources"].(map[string]any); ok && len(resources) == 0 {
		delete(fields, "resources") // encoded also where it is not set
	}
	return fields
}

func envNames(c corev1.Container) []string {
	return keys(c.Env, func(v corev1.EnvVar) string { return v.Name })
}

func mountPaths(c corev1.Container) []string {
	return keys(c.VolumeMounts, func(m corev1.VolumeMount) string { return m.MountPath })
}

func envFromKeys(c corev1.Container) []string {
	return keys(c.EnvFrom, func(source corev1.EnvFromSource) string { return string(mustJSON(source)) })
}

func keys[T any](items []T, key func(T) string) []string {
	all := make([]string, len(items))
	for i, item := range items {
		all[i] = key(item)
	}
	return all
}
