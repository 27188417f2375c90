package pipeline

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// threeWay compares what a run generated (was), what later layers made of that (is) and
// what the present run generates (now). All are decoded JSON.
type threeWay struct {
	// isSame reports whether the present value at a path is none that a user set there.
	isSame func(path string, is any) bool
	lost   []string
}

// compare collects the paths at which later layers changed what was generated, and the
// present run does not have the change.
func (c *threeWay) compare(at string, was, is, now any) {
	if reflect.DeepEqual(is, was) || reflect.DeepEqual(is, now) || c.isSame(at, is) {
		return
	}
	metadata := strings.HasSuffix(at, "annotations") || strings.HasSuffix(at, "labels")
	if !metadata && (is == nil || was == nil && now == nil) {
		c.lost = append(c.lost, at) // removed or added as a whole
		return
	}
	if entries, ok := mappings(was, is, now); ok {
		for _, key := range slices.Sorted(maps.Keys(mergedKeys(entries[0], entries[1]))) {
			c.compare(childPath(at, key), entries[0][key], entries[1][key], entries[2][key])
		}
		return
	}
	before, keyedBefore := keyed(was)
	after, keyedAfter := keyed(is)
	present, keyedNow := keyed(now)
	if !keyedBefore || !keyedAfter || !keyedNow {
		c.lost = append(c.lost, at)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(mergedKeys(before, after))) {
		c.compare(at+"["+key+"]", before[key], after[key], present[key])
	}
	// The order of other lists has no effect on a pod.
	if strings.HasSuffix(at, ".initContainers") && isReordered(was, is) && isReordered(now, is) {
		c.lost = append(c.lost, at)
	}
}

// mappings returns the values as mappings, nil ones as empty; ok is false when one is
// something else, or all are nil.
func mappings(values ...any) (all []map[string]any, ok bool) {
	for _, value := range values {
		mapping, isMapping := value.(map[string]any)
		if !isMapping && value != nil {
			return nil, false
		}
		ok = ok || isMapping
		all = append(all, mapping)
	}
	return all, ok
}

// keyed returns the items of a list by the field that Kubernetes merges them by. A nil list
// is empty.
func keyed(list any) (byKey map[string]any, ok bool) {
	byKey = map[string]any{}
	items, isList := list.([]any)
	if !isList {
		return byKey, list == nil
	}
	for _, item := range items {
		key, hasKey := itemKey(item)
		if _, taken := byKey[key]; !hasKey || taken {
			return nil, false
		}
		byKey[key] = item
	}
	return byKey, true
}

func itemKey(item any) (key string, ok bool) {
	mapping, _ := item.(map[string]any)
	for _, field := range []string{"mountPath", "name"} { // a mount has both
		if key, ok = mapping[field].(string); ok {
			return key, true
		}
	}
	return "", false
}

// isReordered reports whether the items that two lists share come in another order.
func isReordered(a, b any) bool {
	keys := func(list, other any) []string {
		shared, _ := keyed(other)
		items, _ := list.([]any)
		var all []string
		for _, item := range items {
			if key, ok := itemKey(item); ok && shared[key] != nil {
				all = append(all, key)
			}
		}
		return all
	}
	return !slices.Equal(keys(a, b), keys(b, a))
}

func mergedKeys(a, b map[string]any) map[string]bool {
	keys := map[string]bool{}
	for key := range a {
		keys[key] = true
	}
	for key := range b {
		keys[key] = true
	}
	return keys
}

// childPath is the path of an entry, in the notation of Kubernetes' field paths.
func childPath(at, key string) string {
	switch {
	case strings.ContainsAny(key, "./"), strings.HasSuffix(at, "annotations"), strings.HasSuffix(at, "labels"):
		return fmt.Sprintf("%s[%s]", at, key)
	case at == "":
		return key
	}
	return at + "." + key
}
