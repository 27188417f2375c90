package generate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// hostile are strings that some rule refuses in most fields.
var hostile = []string{
	"", " ", "A_B", "a b", "-a", "a-", "a.b", "a/b/c", "/abs", "../up", "a/../b", "a:b", "a=b", "ä", "0", "70000",
	"none", "Never", "Always", "windows", "$(A)", strings.Repeat("a", 64), strings.Repeat("a.", 130) + "a",
	"kubernetes.io/x", "requests.cpu", "limits.memory", "metadata.name", "status.phase", "10.0.0.1", "Exists",
}

var hostileNumbers = []float64{-1, 0, 1, 2, 101, 512, 65536, 1<<31 - 1}

var hostileQuantities = []any{"-1", "0", "1m", "3Mi", "100", "1.5", "2Gi"}

// breakSomething changes one place of the job or the config, and tells which.
func (g *generator) breakSomething(c Case) (string, bool) {
	var spots []spot
	collect := func(root map[string]any, within ...string) {
		for _, name := range within[:len(within)-1] {
			root, _ = root[name].(map[string]any)
		}
		last := within[len(within)-1]
		if root[last] == nil {
			return
		}
		spots = append(spots, spotsBelow(strings.Join(within, "."), root[last], func(v any) { root[last] = v })...)
	}
	collect(c.Job, "metadata", "name")
	collect(c.Job, "metadata", "labels")
	collect(c.Job, "metadata", "annotations")
	collect(c.Job, "spec", "podConfig")
	for _, name := range []string{"podTemplate", "job", "cronJob", "labels", "annotations"} {
		collect(c.Config, "spec", name)
	}
	// Fields that are rarely there are broken as often as those that abound.
	byName := map[string][]spot{}
	for _, s := range spots {
		byName[lastName(s.path)] = append(byName[lastName(s.path)], s)
	}
	names := slices.Sorted(maps.Keys(byName))
	if len(names) == 0 {
		return "", false
	}
	alike := byName[names[g.IntN(len(names))]]
	s := alike[g.IntN(len(alike))]
	changed, ok := g.changed(s, spots)
	if !ok {
		return "", false
	}
	s.set(changed)
	return s.path, true
}

// spot is a place in a tree.
type spot struct {
	path  string
	value any
	set   func(any)
}

func spotsBelow(path string, value any, set func(any)) []spot {
	spots := []spot{{path, value, set}}
	switch node := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(node)) {
			spots = append(spots, spotsBelow(path+"."+name, node[name], func(v any) { node[name] = v })...)
		}
	case []any:
		for i := range node {
			spots = append(spots, spotsBelow(fmt.Sprintf("%s[%d]", path, i), node[i], func(v any) { node[i] = v })...)
		}
	}
	return spots
}

// changed is another value for a spot, of the same type.
func (g *generator) changed(s spot, spots []spot) (any, bool) {
	if isQuantity(s.path) {
		return g.one(hostileQuantities), true
	}
	switch value := s.value.(type) {
	case string:
		if g.chance(0.25) { // the value of some other place
			if other, ok := spots[g.IntN(len(spots))].value.(string); ok {
				return other, true
			}
		}
		switch g.IntN(4) {
		case 0:
			return value + hostile[g.IntN(len(hostile))], true
		case 1:
			return strings.ToUpper(value), true
		}
		return hostile[g.IntN(len(hostile))], true
	case float64:
		return hostileNumbers[g.IntN(len(hostileNumbers))], true
	case bool:
		return !value, true
	case []any:
		return g.changedList(value), true
	case map[string]any:
		return g.changedFields(s, value, spots)
	}
	return nil, false
}

// changedList is shorter by an item, or has one twice, or none.
func (g *generator) changedList(list []any) []any {
	if len(list) == 0 {
		return list
	}
	i := g.IntN(len(list))
	switch g.IntN(4) {
	case 0:
		return []any{}
	case 1:
		return slices.Delete(slices.Clone(list), i, i+1)
	}
	return append(slices.Clone(list), clone(list[i]))
}

// changedFields leaves a field out, renames the key of a map, or takes over a
// field of its like: the second source of a volume, the second handler of a probe.
func (g *generator) changedFields(s spot, node map[string]any, spots []spot) (any, bool) {
	names := slices.Sorted(maps.Keys(node))
	changed := maps.Clone(node)
	if len(names) > 0 && g.chance(0.6) {
		name := names[g.IntN(len(names))]
		delete(changed, name)
		if isMap(s.path) {
			changed[hostile[g.IntN(len(hostile))]] = node[name]
		}
		return changed, true
	}
	var alike []map[string]any
	for _, other := range spots {
		if fields, ok := other.value.(map[string]any); ok && lastName(other.path) == lastName(s.path) && other.path != s.path {
			alike = append(alike, fields)
		}
	}
	if len(alike) == 0 {
		return nil, false
	}
	for name, value := range alike[g.IntN(len(alike))] {
		if _, has := changed[name]; !has {
			changed[name] = clone(value)
		}
	}
	return changed, true
}

// isMap reports whether the keys at a path are the user's, and no field names.
func isMap(path string) bool {
	switch lastName(path) {
	case "labels", "annotations", "matchLabels", "nodeSelector", "requests", "limits", "options", "volumeAttributes":
		return true
	}
	return false
}

func isQuantity(path string) bool {
	return strings.Contains(path, "requests.") || strings.Contains(path, "limits.") ||
		endsWith(path, "sizeLimit") || endsWith(path, "divisor")
}

// lastName is the last field's name in a path, without indices.
func lastName(path string) string {
	name, _, _ := strings.Cut(path[strings.LastIndexByte(path, '.')+1:], "[")
	return name
}

func endsWith(path, name string) bool { return lastName(path) == name }

func walk(node any, path string, visit func(path string, value any)) {
	for _, s := range spotsBelow(path, node, nil) {
		visit(s.path, s.value)
	}
}

func clone(value any) any {
	switch value := value.(type) {
	case map[string]any:
		copied := make(map[string]any, len(value))
		for name, child := range value {
			copied[name] = clone(child)
		}
		return copied
	case []any:
		copied := make([]any, len(value))
		for i, child := range value {
			copied[i] = clone(child)
		}
		return copied
	}
	return value
}
