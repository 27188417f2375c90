package decode

import (
	"strconv"
	"strings"
)

// segmentKind is what a path segment steps into.
type segmentKind uint8

const (
	fieldSegment segmentKind = iota // a field of a struct
	indexSegment                    // an item of a list
	keySegment                      // an entry of a map
)

// segment is one step of a path. real is the field's name in the type where the
// user wrote another one (initcontainers) and decoding went on regardless.
type segment struct {
	kind  segmentKind
	index int
	name  string
	real  string
}

// render writes a path as API machinery's field.Path does:
// spec.podConfig.initContainers[0].env, metadata.annotations[a.b/c].
func render(path []segment) string {
	var b strings.Builder
	for _, s := range path {
		s.write(&b, s.name)
	}
	return b.String()
}

// renderReal is render with the fields' names in the type, and [*] for every
// index and key when general is true: the form in which Options name paths.
func renderReal(path []segment, general bool) string {
	var b strings.Builder
	for _, s := range path {
		if general && s.kind != fieldSegment {
			b.WriteString("[*]")
			continue
		}
		s.write(&b, s.real)
	}
	return b.String()
}

func (s segment) write(b *strings.Builder, name string) {
	switch {
	case s.kind == indexSegment:
		b.WriteByte('[')
		b.WriteString(strconv.Itoa(s.index))
		b.WriteByte(']')
	case s.kind == keySegment, name == "", strings.ContainsAny(name, ".[]"):
		b.WriteByte('[')
		b.WriteString(name)
		b.WriteByte(']')
	default:
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(name)
	}
}

// parsePath splits a path as render writes it. A bracket holds an index or a
// key; which one is for the node to say, so both are filled in: index is -1
// where the bracket holds no number.
func parsePath(path string) []segment {
	var segments []segment
	for path != "" {
		switch path[0] {
		case '.':
			path = path[1:]
		case '[':
			// Keys of annotations may hold anything but end with the last
			// bracket before the next step.
			end := bracketEnd(path)
			inside := path[1:end]
			index, err := strconv.Atoi(inside)
			if err != nil || index < 0 {
				index = -1
			}
			segments = append(segments, segment{kind: indexSegment, index: index, name: inside})
			path = path[min(end+1, len(path)):]
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			segments = append(segments, segment{kind: fieldSegment, index: -1, name: path[:end]})
			path = path[end:]
		}
	}
	return segments
}

// bracketEnd is the position of the bracket that closes path[0]: the first one
// that is followed by a dot, another bracket or nothing.
func bracketEnd(path string) int {
	for i := 1; i < len(path); i++ {
		if path[i] == ']' && (i+1 == len(path) || path[i+1] == '.' || path[i+1] == '[') {
			return i
		}
	}
	return len(path)
}

// matches reports whether a path pattern of Options names the path, which is in
// its general form. "**." at the start stands for any parents.
func matches(pattern, general string) bool {
	suffix, anywhere := strings.CutPrefix(pattern, "**.")
	if !anywhere {
		return pattern == general
	}
	rest, found := strings.CutSuffix(general, suffix)
	return found && (rest == "" || strings.HasSuffix(rest, "."))
}
