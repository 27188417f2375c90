// Package generate makes random jobs, and function configs to go with them, from a
// seed. A job is put together from values that the API server accepts; then, in
// five of six, something is broken: a value replaced by a hostile one, a
// field left out, an item doubled. Nearly half of the jobs are valid.
//
// What is generated has the types that the fields want: it is about the API
// server's rules, not about decoding.
package generate

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

// Case is one job and its function config, as trees of JSON values.
type Case struct {
	Seed, Index uint64
	Job         map[string]any
	Config      map[string]any
	// Broken lists the paths of what was broken; none in a case that is valid by
	// construction.
	Broken []string
}

// New makes the case of a seed and an index, always the same one.
func New(seed, index uint64) Case {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, index))}
	c := Case{Seed: seed, Index: index, Job: g.job(), Config: g.config()}
	g.allowClaims(c)
	for range []int{0, 1, 1, 2, 2, 3}[g.IntN(6)] {
		if at, ok := g.breakSomething(c); ok {
			c.Broken = append(c.Broken, at)
		}
	}
	return c
}

type generator struct{ *rand.Rand }

// chance is true with a probability of p.
func (g *generator) chance(p float64) bool { return g.Float64() < p }

// one copies one of the alternatives.
func (g *generator) one(alternatives []any) any {
	return clone(alternatives[g.IntN(len(alternatives))])
}

// some copies up to n of the alternatives, each at most once.
func (g *generator) some(alternatives []any, n int) []any {
	var list []any
	for _, i := range g.Perm(len(alternatives))[:g.IntN(min(n, len(alternatives))+1)] {
		list = append(list, clone(alternatives[i]))
	}
	return list
}

// fill sets each of the fields with a probability of p.
func (g *generator) fill(into map[string]any, from fields, p float64) {
	for _, name := range slices.Sorted(maps.Keys(from)) {
		if g.chance(p) {
			into[name] = g.one(from[name])
		}
	}
}

func (g *generator) job() map[string]any {
	podConfig := map[string]any{}
	g.fill(podConfig, all().PodConfig, 0.3)
	volumes := g.volumes()
	podConfig["volumes"] = volumes
	podConfig["initContainers"] = g.initContainers(volumes)
	if env := g.some(all().Variables, 3); env != nil {
		podConfig["env"] = env
	}
	if sources := g.some(all().VariableSources, 2); sources != nil {
		podConfig["envFrom"] = sources
	}
	if mounts := g.mounts(volumes); mounts != nil {
		podConfig["volumeMounts"] = mounts
	}
	if g.chance(0.4) {
		podConfig["resources"] = g.one(all().Container["resources"])
	}
	notebook := map[string]any{"path": "notebooks/train.ipynb"}
	if g.chance(0.3) {
		notebook["git"] = map[string]any{"url": "https://git.example.com/n.git", "credentialsSecret": "git"}
	}
	metadata := map[string]any{"name": "train"}
	if g.chance(0.3) {
		metadata["labels"] = g.one(all().Labels)
	}
	if g.chance(0.3) {
		metadata["annotations"] = g.one(all().Annotations)
	}
	return map[string]any{
		"apiVersion": v1alpha1.JobAPIVersion, "kind": v1alpha1.JobKind, "metadata": metadata,
		"spec": map[string]any{"notebook": notebook, "podConfig": podConfig, "timeout": "30m"},
	}
}

// Names of the volumes that every job has: an emptyDir, and a claim that is used
// as a device.
const (
	scratchVolume = "scratch"
	diskVolume    = "disk"
)

func (g *generator) volumes() []any {
	volumes := []any{
		map[string]any{"name": scratchVolume, "emptyDir": map[string]any{}},
		map[string]any{"name": diskVolume, "persistentVolumeClaim": map[string]any{"claimName": "disk"}},
	}
	kinds := slices.Sorted(maps.Keys(all().Volume))
	for i := range g.IntN(4) {
		kind := kinds[g.IntN(len(kinds))]
		volumes = append(volumes, map[string]any{"name": fmt.Sprintf("volume-%d", i), kind: g.one(all().Volume[kind])})
	}
	return volumes
}

// mounts adds mounts of some volumes, but never the device.
func (g *generator) mounts(volumes []any) []any {
	mounts := g.some(all().Mounts, 3)
	for _, mount := range mounts {
		name := diskVolume
		for name == diskVolume {
			name = volumes[g.IntN(len(volumes))].(map[string]any)["name"].(string)
		}
		mount.(map[string]any)["name"] = name
	}
	return mounts
}

func (g *generator) initContainers(volumes []any) []any {
	containers := []any{}
	for i := range g.IntN(4) {
		c := g.container(fmt.Sprintf("init-%d", i), volumes)
		switch {
		case g.chance(0.25):
			c["restartPolicy"] = "Always"
			g.fill(c, all().LongRunning, 0.4)
		case g.chance(0.2):
			maps.Copy(c, g.one(all().Restarts).(map[string]any))
		}
		containers = append(containers, c)
	}
	return containers
}

// container is one that may have every field that is no matter of restarts.
func (g *generator) container(name string, volumes []any) map[string]any {
	c := map[string]any{"name": name, "image": "busybox:1.37"}
	g.fill(c, all().Container, 0.2)
	if env := g.some(all().Variables, 4); env != nil {
		c["env"] = env
	}
	if sources := g.some(all().VariableSources, 2); sources != nil {
		c["envFrom"] = sources
	}
	if mounts := g.mounts(volumes); mounts != nil {
		c["volumeMounts"] = mounts
	}
	if g.chance(0.2) {
		c["volumeDevices"] = []any{map[string]any{"name": diskVolume, "devicePath": "/dev/xvda"}}
	}
	return c
}

// config is the function config: most often a Job, half of the time with a
// podTemplate.
func (g *generator) config() map[string]any {
	spec := map[string]any{"output": []string{"Job", "Job", "Job", "Pod", "CronJob"}[g.IntN(5)]}
	if g.chance(0.3) {
		spec["job"] = map[string]any{"backoffLimit": 3.0, "ttlSecondsAfterFinished": 3600.0}
	}
	if spec["output"] == "CronJob" {
		spec["cronJob"] = map[string]any{"schedule": "0 3 * * *", "timeZone": "Europe/Berlin", "concurrencyPolicy": "Forbid"}
	}
	if g.chance(0.2) {
		spec["labels"] = g.one(all().Labels)
	}
	if g.chance(0.5) {
		spec["podTemplate"] = g.podTemplate()
	}
	return map[string]any{
		"apiVersion": v1alpha1.ConfigAPIVersion, "kind": v1alpha1.ConfigKind,
		"metadata": map[string]any{"name": "config"}, "spec": spec,
	}
}

func (g *generator) podTemplate() map[string]any {
	spec := map[string]any{}
	g.fill(spec, all().PodTemplate, 0.12)
	volumes := g.volumes()[:2]
	if g.chance(0.2) {
		spec["initContainers"] = []any{g.container("proxy", volumes)}
	}
	if g.chance(0.3) {
		c := g.container("notebook-executor", volumes)
		g.fill(c, all().LongRunning, 0.3)
		delete(c, "volumeDevices")
		spec["containers"] = []any{c, map[string]any{"name": "agent", "image": "agent:1"}}
	}
	template := map[string]any{"spec": spec}
	if g.chance(0.3) {
		template["metadata"] = map[string]any{"labels": g.one(all().Labels), "annotations": g.one(all().Annotations)}
	}
	return template
}

// allowClaims gives the pod the resource claim that containers name.
func (g *generator) allowClaims(c Case) {
	claimed := false
	walk(c.Job, "", func(at string, _ any) { claimed = claimed || endsWith(at, "claims") })
	walk(c.Config, "", func(at string, _ any) { claimed = claimed || endsWith(at, "claims") })
	if !claimed {
		return
	}
	spec := c.Config["spec"].(map[string]any)
	if spec["podTemplate"] == nil {
		spec["podTemplate"] = map[string]any{"spec": map[string]any{}}
	}
	spec["podTemplate"].(map[string]any)["spec"].(map[string]any)["resourceClaims"] = []any{
		map[string]any{"name": "gpu", "resourceClaimName": "gpu"},
	}
}
