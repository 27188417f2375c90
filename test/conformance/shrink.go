package main

import (
	"maps"
	"slices"

	"github.com/notebook-validation/nvj/test/conformance/generate"
)

// shrink leaves out of a case whatever can go while it still fails, and returns
// what is left.
func shrink(c generate.Case, fails func(generate.Case) bool) generate.Case {
	for again := true; again; {
		again = false
		for _, root := range []map[string]any{c.Config["spec"].(map[string]any), c.Job["spec"].(map[string]any), c.Job["metadata"].(map[string]any)} {
			if shrinkFields(root, func() bool { return fails(c) }) {
				again = true
			}
		}
	}
	return c
}

// shrinkFields tries to do without each field, and what it cannot do without it
// shrinks in turn. It reports whether anything went.
func shrinkFields(node map[string]any, fails func() bool) bool {
	smaller := false
	for _, name := range slices.Sorted(maps.Keys(node)) {
		value := node[name]
		delete(node, name)
		if fails() {
			smaller = true
			continue
		}
		node[name] = value
		smaller = shrinkValue(value, func(v any) { node[name] = v }, fails) || smaller
	}
	return smaller
}

func shrinkValue(value any, set func(any), fails func() bool) bool {
	switch value := value.(type) {
	case map[string]any:
		return shrinkFields(value, fails)
	case []any:
		return shrinkList(value, set, fails)
	}
	return false
}

func shrinkList(list []any, set func(any), fails func() bool) bool {
	smaller := false
	for i := len(list) - 1; i >= 0; i-- {
		without := slices.Delete(slices.Clone(list), i, i+1)
		set(without)
		if fails() {
			list, smaller = without, true
			continue
		}
		set(list)
		smaller = shrinkValue(list[i], func(v any) { list[i] = v }, fails) || smaller
	}
	return smaller
}
