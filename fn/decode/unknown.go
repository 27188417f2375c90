package decode

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/secret"
	"github.com/notebook-validation/nvj/fn/suggest"
)

// unknownField reports a field that the struct does not have, which is the last
// of the current path, with the best guess at what was meant. n is the mapping it
// stands in. Where the guess is good, the value is decoded as what it was meant
// to be, so that its own faults are found as well.
func (d *decoder) unknownField(n *yaml.Node, e entry, out reflect.Value, info *typeInfo) {
	written := e.name
	e.name = shownKey(e)
	d.path[len(d.path)-1].name = e.name
	if hint, ok := d.hint(); ok {
		d.hinted(n, e, out, info, hint)
		return
	}
	f, how := info.nearest(written)
	if how != suggest.NotClose && how <= suggest.OneTypo {
		d.didYouMean(n, e, out, f, how)
		return
	}
	places := d.elsewhere(e)
	if how > suggest.OneTypo && !fits(e.value, f.typ) {
		how = suggest.NotClose
	}
	near := len(places) > 0 && places[0].exact && places[0].moves == 1
	switch {
	case near, len(places) > 0 && len(places) <= maxRivals && how == suggest.NotClose:
		d.misplaced(e, places)
	case how != suggest.NotClose:
		d.didYouMean(n, e, out, f, how)
	default:
		d.notKnown(n, e, written, out, info)
	}
}

// hint finds the first hint, in the order of patterns, for the current path.
func (d *decoder) hint() (string, bool) {
	path := renderReal(d.path, true)
	if d.opts.Hints != nil {
		hints := d.opts.Hints()
		for _, pattern := range slices.Sorted(maps.Keys(hints)) {
			if matches(pattern, path) {
				return hints[pattern], true
			}
		}
	}
	hint, ok := knownMistakes[lastTwo(d.path)]
	return hint, ok
}

// knownMistakes are wrong names and places of Kubernetes' own fields that the
// search cannot find, by the field and the one around it. They read like
// Options.Hints.
var knownMistakes = map[string]string{
	"resources.cpu":          "put it under requests or limits",
	"resources.memory":       "put it under requests or limits",
	"livenessProbe.command":  "write exec: {command: […]}",
	"readinessProbe.command": "write exec: {command: […]}",
	"startupProbe.command":   "write exec: {command: […]}",
	"postStart.command":      "write exec: {command: […]}",
	"preStop.command":        "write exec: {command: […]}",
	"volumes.mountPath":      "a volume is mounted by an item of volumeMounts with its name and the mountPath",
	"volumes.readOnly":       "put it into the item of volumeMounts that mounts the volume",
	"volumes.subPath":        "put it into the item of volumeMounts that mounts the volume",
	"volumes.accessModes":    "put it into the PersistentVolumeClaim, or into ephemeral.volumeClaimTemplate.spec",
	"env.valueFromSecret":    "write valueFrom: {secretKeyRef: {name: …, key: …}}",
	"initContainers.tag":     "put it into the image: repository:tag",
	"containers.tag":         "put it into the image: repository:tag",

	"initContainers.containerImage": "image",
	"containers.containerImage":     "image",
	"persistentVolumeClaim.name":    "claimName",
	"secret.name":                   "secretName",
	"configMap.configMapName":       "name",
	"secretKeyRef.secretName":       "name",
	"configMapKeyRef.configMapName": "name",
	"secretRef.secretName":          "name",
	"configMapRef.configMapName":    "name",
	"envFrom.secretKeyRef":          "secretRef",
	"envFrom.configMapKeyRef":       "configMapRef",
	"envFrom.secret":                "secretRef",
	"envFrom.configMap":             "configMapRef",
}

// shownKey returns an unknown key as messages show it. A key without a value, as in
// {A}, may itself be a value in the wrong place.
func shownKey(e entry) string {
	if v := dereference(e.value); v.Kind == yaml.ScalarNode && v.Value == "" && v.Style&quoted == 0 && !secret.IsWord(e.name) {
		if name := secret.Name(e.name); name != e.name {
			return name
		}
		return "…"
	}
	return secret.Name(e.name)
}

func lastTwo(path []segment) string {
	name := path[len(path)-1].name
	for i := len(path) - 2; i >= 0; i-- {
		if path[i].kind == fieldSegment {
			return path[i].real + "." + name
		}
	}
	return name
}

func (d *decoder) hinted(n *yaml.Node, e entry, out reflect.Value, info *typeInfo, hint string) {
	switch {
	case strings.Contains(hint, " "):
		d.report(RuleUnknownField, e.key, fmt.Sprintf("unknown field %q; %s", e.name, hint), e.name, nil)
	case strings.Contains(hint, "."):
		d.report(RuleMisplacedField, e.key, fmt.Sprintf("unknown field %q; did you mean %s?", e.name, hint), render(d.path), hint)
	default:
		if i, known := info.byName[hint]; known {
			d.didYouMean(n, e, out, info.fields[i], suggest.SameWord)
			return
		}
		d.report(RuleUnknownField, e.key, fmt.Sprintf("unknown field %q; did you mean %q?", e.name, hint), e.name, hint)
	}
}

// didYouMean reports a misspelled name and reads the value as the field's.
func (d *decoder) didYouMean(n *yaml.Node, e entry, out reflect.Value, f field, how suggest.Closeness) {
	if how == suggest.SameButCase {
		d.report(RuleWrongCase, e.key, fmt.Sprintf("unknown field %q; did you mean %q? field names are case-sensitive", e.name, f.name), e.name, f.name)
	} else {
		d.report(RuleUnknownField, e.key, fmt.Sprintf("unknown field %q; did you mean %q?", e.name, f.name), e.name, f.name)
	}
	if !fits(e.value, f.typ) && how > suggest.SameWord {
		return // the guess may be wrong: say no more
	}
	target := fieldOf(out, f.index)
	if _, taken := lookup(n, f.name, maxMergeDepth); taken != nil {
		target = reflect.New(f.typ).Elem()
	}
	d.path[len(d.path)-1].real = f.name
	d.value(e.value, target)
}

// misplaced reports a field that belongs to another level. Its value is read, for
// the faults in it, and thrown away: moving it is for the user.
func (d *decoder) misplaced(e entry, places []candidate) {
	best := places[0]
	if best.set {
		what := "remove this one"
		if dereference(e.value).Kind != yaml.ScalarNode {
			what = "move what is missing there"
		}
		d.report(RuleMisplacedField, e.key,
			fmt.Sprintf("unknown field %q; it belongs to %s, which is set already: %s", e.name, best.path, what), render(d.path), best.path)
		d.value(e.value, reflect.New(best.typ).Elem())
		return
	}
	if len(places) == 1 {
		d.report(RuleMisplacedField, e.key, fmt.Sprintf("unknown field %q; move it to %s", e.name, best.path), render(d.path), best.path)
	} else {
		d.report(RuleMisplacedField, e.key, fmt.Sprintf("unknown field %q; move it to %s", e.name, rivals(places)), render(d.path), nil)
	}
	d.value(e.value, reflect.New(best.typ).Elem())
}

// rivals names equally likely places, the first few of them.
func rivals(places []candidate) string {
	var names []string
	for _, p := range places[:min(len(places), maxRivals)] {
		names = append(names, cmp.Or(p.below, p.path))
	}
	if len(places) > maxRivals {
		names = append(names, "another like them")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// notKnown reports a field nobody has an idea about: with the fields there are if
// they are few, and for an item that only has its name as a key, how to write it.
func (d *decoder) notKnown(n *yaml.Node, e entry, written string, out reflect.Value, info *typeInfo) {
	message := fmt.Sprintf("unknown field %q", e.name)
	name, named := info.byName["name"]
	isKey := named && len(n.Content) == 2 && len(d.path) > 1 && d.path[len(d.path)-2].kind == indexSegment
	isFields := isKey && dereference(e.value).Kind == yaml.MappingNode
	switch {
	case isKey && isVariable(info):
		message += fmt.Sprintf(`; write "name: %s" and its value as "value:"`, e.name)
	case isFields:
		message += fmt.Sprintf(`; write "name: %s" and its fields beside it`, e.name)
	case len(info.fields) > 0 && len(info.fields) <= maxFieldsTold:
		message += "; known fields: " + strings.Join(info.names(), ", ")
	}
	d.report(RuleUnknownField, e.key, message, e.name, nil)
	if isKey && (isFields || isVariable(info)) {
		// Read it as what was meant: that the name is missing has been said.
		if isFields {
			d.value(e.value, out)
		}
		fieldOf(out, info.fields[name].index).SetString(written)
	}
}
