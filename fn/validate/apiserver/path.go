package apiserver

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// path is a field path in steps: a field's name, or a subscript with its
// brackets, "[2]" for an element of a list and "[cpu]" for a key of a map.
type path []string

// annotationsStep is where the server joins a key, dots and all, to its path as
// if it were a field: metadata.annotations.container.seccomp.security…/main.
const annotationsStep = ".annotations."

// parsePath reads a path as the server prints it.
func parsePath(s string) path {
	if at := strings.Index(s, annotationsStep); at >= 0 {
		key, _, _ := strings.Cut(s[at+len(annotationsStep):], "[")
		s = s[:at] + strings.TrimSuffix(annotationsStep, ".") + "[" + key + "]"
	}
	var steps path
	for s != "" {
		if s[0] == '[' {
			end := bracketEnd(s)
			if end < 0 {
				return append(steps, s)
			}
			steps, s = append(steps, s[:end+1]), s[end+1:]
			continue
		}
		s = strings.TrimPrefix(s, ".")
		end := strings.IndexAny(s, ".[")
		if end < 0 {
			end = len(s)
		}
		if end > 0 {
			steps = append(steps, s[:end])
		}
		s = s[end:]
	}
	return steps
}

// bracketEnd is the position of the bracket that closes s[0], -1 without one. A key may
// hold brackets: the one that closes is followed by the next step, or by nothing.
func bracketEnd(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] == ']' && (i+1 == len(s) || s[i+1] == '.' || s[i+1] == '[') {
			return i
		}
	}
	return -1
}

// String prints the path as the server would.
func (p path) String() string {
	var b strings.Builder
	for i, step := range p {
		if i > 0 && step[0] != '[' {
			b.WriteByte('.')
		}
		b.WriteString(step)
	}
	return b.String()
}

// to returns a longer path and leaves p alone.
func (p path) to(steps ...string) path {
	return append(slices.Clip(slices.Clone(p)), steps...)
}

// up returns the path n steps shorter.
func (p path) up(n int) path { return p[:len(p)-n] }

// last is the last step, or "" of the root.
func (p path) last() string {
	if len(p) == 0 {
		return ""
	}
	return p[len(p)-1]
}

// index is the subscript of the i-th element of a list.
func index(i int) string { return "[" + strconv.Itoa(i) + "]" }

// key is the subscript of a map's key.
func key(k string) string { return "[" + k + "]" }

// subscript is what stands between a step's brackets.
func subscript(step string) (string, bool) {
	if len(step) < 2 || step[0] != '[' {
		return "", false
	}
	return step[1 : len(step)-1], true
}

// endsWith reports whether the last steps are those of the pattern, in which
// "[*]" stands for any subscript and "*" for any one step.
func (p path) endsWith(pattern ...string) bool {
	if len(p) < len(pattern) {
		return false
	}
	for i, want := range pattern {
		step := p[len(p)-len(pattern)+i]
		switch want {
		case "*":
		case "[*]":
			if step[0] != '[' {
				return false
			}
		default:
			if step != want {
				return false
			}
		}
	}
	return true
}

// within reports whether p is prefix or lies below it.
func (p path) within(prefix path) bool {
	return len(p) >= len(prefix) && slices.Equal(p[:len(prefix)], prefix)
}

// lookup finds the value at p in a tree of maps and lists.
func lookup(tree any, p path) (any, bool) {
	for _, step := range p {
		name, bracketed := subscript(step)
		if !bracketed {
			name = step
		}
		switch node := tree.(type) {
		case map[string]any:
			child, ok := node[name]
			if !ok {
				return nil, false
			}
			tree = child
		case []any:
			i, err := strconv.Atoi(name)
			if !bracketed || err != nil || i < 0 || i >= len(node) {
				return nil, false
			}
			tree = node[i]
		default:
			return nil, false
		}
	}
	return tree, true
}

// comparePaths orders step by step, indices by number.
func comparePaths(a, b path) int {
	return slices.CompareFunc(a, b, func(x, y string) int {
		i, errI := strconv.Atoi(strings.Trim(x, "[]"))
		j, errJ := strconv.Atoi(strings.Trim(y, "[]"))
		if errI == nil && errJ == nil {
			return cmp.Compare(i, j)
		}
		return cmp.Compare(x, y)
	})
}
