package expand

import (
	"strconv"
	"strings"
)

// Origin is the place a rendered field came from.
type Origin struct {
	// InConfig is true when Path is a field of the function config, false when
	// it is one of the job.
	InConfig bool
	// Path of the field, as in spec.podConfig.initContainers[0].
	Path string
	// Verbatim marks a subtree that was passed through without change.
	Verbatim bool
	// Value marks a field of the source that holds one value, from which
	// something larger was rendered: what lies below that is still this field.
	Value bool
}

// Origins maps rendered paths to where they came from.
type Origins struct {
	byPath map[string]Origin
	// moved are further ones, whose paths count from below prefix: those of a pod
	// in a Job.
	moved  map[string]Origin
	prefix string
}

// at is what is recorded for exactly this path.
func (o Origins) at(path string) (Origin, bool) {
	if origin, ok := o.byPath[path]; ok {
		return origin, true
	}
	inner, ok := strings.CutPrefix(path, o.prefix)
	if !ok {
		return Origin{}, false
	}
	origin, ok := o.moved[inner]
	return origin, ok
}

// Source returns the origin of the rendered path: that of its longest recorded
// prefix, with the rest of the path appended. It reports false where nvj itself
// wrote the field.
func (o Origins) Source(rendered string) (Origin, bool) {
	// A key may hold dots and brackets. Cutting there as well does no harm: nothing is
	// recorded for half a key.
	for prefix := rendered; prefix != ""; prefix = prefix[:max(strings.LastIndexAny(prefix, ".["), 0)] {
		if origin, ok := o.at(prefix); ok {
			if origin.Path == "" { // nvj wrote it
				return Origin{}, false
			}
			if !origin.Value {
				origin.Path += rendered[len(prefix):]
			}
			return origin, true
		}
	}
	return Origin{}, false
}

// Entry returns the origin of a field that nobody wrote, in a container of nvj's own
// over which the user laid an entry: the field of that entry. It reports false where
// there is no such entry.
func (o Origins) Entry(rendered string) (Origin, bool) {
	container := containerOf(rendered)
	if container == "" {
		return Origin{}, false
	}
	find := func(prefix string, recorded map[string]Origin) (Origin, bool) {
		var found Origin
		for path, origin := range recorded {
			at := containerOf(origin.Path)
			if strings.HasPrefix(prefix+path, container+".") && at != "" && (found.Path == "" || !origin.InConfig && found.InConfig) {
				found = Origin{Path: at + rendered[len(container):], InConfig: origin.InConfig}
			}
		}
		return found, found.Path != ""
	}
	if origin, ok := find("", o.byPath); ok {
		return origin, true
	}
	return find(o.prefix, o.moved)
}

// containerOf is the path of the container that a path lies in, "" for none.
func containerOf(path string) string {
	at := strings.LastIndex(path, "ontainers[")
	if at < 0 {
		return ""
	}
	end := strings.IndexByte(path[at:], ']')
	if end < 0 {
		return ""
	}
	return path[:at+end+1]
}

// VerbatimParts calls visit for every rendered path whose subtree equals that of
// its origin.
func (o Origins) VerbatimParts(visit func(rendered string, origin Origin)) {
	for path, origin := range o.byPath {
		if origin.Verbatim {
			visit(path, origin)
		}
	}
	for path, origin := range o.moved {
		if origin.Verbatim {
			visit(o.prefix+path, origin)
		}
	}
}

// add records that the rendered path came from origin.
func (o *Origins) add(rendered string, origin Origin) {
	if o.byPath == nil {
		o.byPath = map[string]Origin{}
	}
	o.byPath[rendered] = origin
}

// ours records that nvj itself wrote what stands at the rendered path, whatever
// is recorded for its parents.
func (o *Origins) ours(rendered string) { o.add(rendered, Origin{}) }

// under returns the origins with every rendered path moved below prefix. They share
// what is recorded so far. It is called once: what was moved before would be lost. What
// is added afterwards lies beside what was moved, and replaces nothing in it.
func (o Origins) under(prefix string) Origins {
	return Origins{moved: o.byPath, prefix: prefix}
}

// inJob and inConfig name a field of the job and of the function config.
func inJob(path string) Origin    { return Origin{Path: path} }
func inConfig(path string) Origin { return Origin{Path: path, InConfig: true} }

// value marks the origin as one value that was made into something larger.
func (o Origin) value() Origin {
	o.Value = true
	return o
}

// verbatim marks the origin as passed through without change.
func (o Origin) verbatim() Origin {
	o.Verbatim = true
	return o
}

// index is path[i], the notation of Kubernetes' field paths.
func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
