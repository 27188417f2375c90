package decode

import (
	"fmt"
	"reflect"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/secret"
)

// maxFieldsTold is how many fields a message lists at most.
const maxFieldsTold = 12

// programName is a single word that can only be the name of a program: without
// digits, blanks and signs it is worth showing even where commands are kept out
// of messages.
var programName = lazyregexp.New(`^[A-Za-z_./-]{1,64}$`)

// plainText needs no quotes in a flow sequence.
var plainText = lazyregexp.New(`^[A-Za-z0-9_./@:-]+$`)

func plainWord(text string) bool {
	return plainText().MatchString(text) && resolvePlain(text).kind == stringScalar && !strings.HasSuffix(text, ":")
}

// scalarForList reports a single value where a list is wanted.
func (d *decoder) scalarForList(n *yaml.Node, s scalar, info *typeInfo) {
	elem := infoOf(indirect(info.elem))
	switch last := d.path[len(d.path)-1].real; {
	case elem.shape == structShape && isCommand(n.Value):
		d.unsaid(n, "must be a list of mappings"+fieldsOf(elem))
	case elem.shape == structShape:
		d.wrongType(n, "must be a list of mappings"+fieldsOf(elem), nil)
	case elem.shape != stringShape:
		d.wrongType(n, "must be a list; write each item on a line of its own, after \"- \"", nil)
	case last == "command" && programName().MatchString(n.Value):
		d.report(RuleWrongType, n, fmt.Sprintf("Invalid value: %q: must be a list: [%s]", n.Value, n.Value), n.Value, []any{n.Value})
	case last == "command" || last == "args":
		d.wrongType(n, `must be a list with one word an item, such as [sh, -c, "…"]`, nil)
	case s.kind == stringScalar && strings.ContainsAny(n.Value, ", \n"):
		d.wrongType(n, "must be a list; write each item on a line of its own, after \"- \"", nil)
	default:
		d.wrongType(n, "must be a list", []any{n.Value})
	}
}

// scalarForMapping reports a single value where a mapping is wanted, and proposes
// the one field it is most likely meant for.
func (d *decoder) scalarForMapping(n *yaml.Node, s scalar, info *typeInfo) {
	if info.shape == mapShape {
		d.wrongType(n, `must be a mapping, one "key: value" a line`, nil)
		return
	}
	if s.kind == boolScalar && s.b || n.Value == "" {
		d.wrongType(n, "must be a mapping", map[string]any{})
		return
	}
	if s.kind == stringScalar {
		name, _, joined := strings.Cut(n.Value, ":")
		if _, known := info.byName[name]; joined && known {
			// Not the value: with its name in front nobody can tell a secret in it.
			d.unsaid(n, fmt.Sprintf("must be a mapping; put a space after %q", name+":"))
			return
		}
		if d.composeNotation(n, info) {
			return
		}
		if isCommand(n.Value) {
			d.unsaid(n, "must be a mapping"+fieldsOf(info))
			return
		}
		for _, name := range []string{"url", "path", "claimName", "name"} {
			if i, has := info.byName[name]; has && infoOf(indirect(info.fields[i].typ)).shape == stringShape {
				d.textForField(n, name)
				return
			}
		}
	}
	d.wrongType(n, "must be a mapping"+fieldsOf(info), nil)
}

// textForField reports a text in the place of a mapping whose field it is most likely
// meant for. Text with a colon or an equals sign is not repeated, unless it is a URL:
// with a name in front, nobody can tell a secret in it.
func (d *decoder) textForField(n *yaml.Node, name string) {
	d.push(segment{name: name, real: name})
	hides := secret.Show(n.Value, d.names()...) != n.Value
	d.pop()
	if hides || strings.ContainsAny(n.Value, ":=") && !repositoryURL().MatchString(n.Value) {
		d.unsaid(n, fmt.Sprintf("must be a mapping; write the text as the value of %q", name))
		return
	}
	d.report(RuleWrongType, n, fmt.Sprintf("Invalid value: %q: must be a mapping: {%s: %s}", cut(n.Value), name, cut(n.Value)),
		cut(n.Value), map[string]any{name: cut(n.Value)})
}

// repositoryURL is a URL of a scheme that Git reads.
var repositoryURL = lazyregexp.New(`^(https?|ssh|git|file)://[^:=]*(:[0-9]+)?[^:=]*$`)

// isCommand reports whether a text may be a variable or a command, and so hold a
// password. The name of a path or of anything else has no such signs.
func isCommand(text string) bool { return strings.ContainsAny(text, "= \t\n") }

// unsaid is wrongType for a value that must not be repeated.
func (d *decoder) unsaid(n *yaml.Node, must string) {
	d.report(RuleWrongType, n, "Invalid value: "+must, nil, nil)
}

// composeNotation reports an item in the notation of Docker Compose: NAME=value
// for a variable, volume:/path for a mount. The value of a variable is not shown.
func (d *decoder) composeNotation(n *yaml.Node, info *typeInfo) bool {
	if name, _, found := strings.Cut(n.Value, "="); found && isVariable(info) && secret.Name(name) == name {
		d.unsaid(n, fmt.Sprintf(`must be a mapping; write "name: %s" and its value as "value:"`, name))
		return true
	}
	volume, path, found := strings.Cut(n.Value, ":/")
	if _, isMount := info.byName["mountPath"]; !found || !isMount || isCommand(n.Value) || secret.Redact(n.Value) != n.Value || !secret.Public(volume, "name") {
		return false
	}
	d.report(RuleWrongType, n, fmt.Sprintf("Invalid value: %q: must be a mapping: {name: %s, mountPath: /%s}", n.Value, volume, path),
		n.Value, map[string]any{"name": volume, "mountPath": "/" + path})
	return true
}

// mappingForText reports a mapping where a string is wanted: most often text
// that YAML takes for a mapping.
func (d *decoder) mappingForText(n *yaml.Node) {
	switch {
	case isTemplate(n):
		d.wrongType(n, `must be a string; "{{ … }}" is a template that nothing has rendered`, nil)
	case n.Kind == yaml.MappingNode && d.path[len(d.path)-1].real == "image":
		d.wrongType(n, "must be a string: repository:tag", nil)
	case n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) == 2:
		d.wrongType(n, `must be a string; put it in quotes if it is text with ": " in it`, nil)
	default:
		d.wrongType(n, "must be a string", nil)
	}
}

// isTemplate reports whether a mapping is what YAML makes of {{ .Values.image }}:
// a mapping whose only key is a mapping.
func isTemplate(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle != 0 && len(n.Content) == 2 &&
		n.Content[0].Kind == yaml.MappingNode
}

// listForMapping reports a list where a mapping is wanted. A single item is
// decoded as that mapping, so that its own faults are seen as well.
func (d *decoder) listForMapping(n *yaml.Node, out reflect.Value) {
	if info := infoOf(out.Type()); info.shape == structShape && len(info.fields) == 1 && infoOf(info.fields[0].typ).shape == listShape {
		f := info.fields[0]
		d.unsaid(n, fmt.Sprintf("must be a mapping; put the list under %q", f.name))
		d.push(segment{name: f.name, real: f.name})
		d.value(n, fieldOf(out, f.index))
		d.pop()
		return
	}
	switch {
	case len(n.Content) == 0:
		d.wrongType(n, "must be a mapping", map[string]any{})
	case dereference(n.Content[0]).Kind != yaml.MappingNode:
		d.wrongType(n, `must be a mapping, one "key: value" a line, and not a list`, nil)
	default:
		d.wrongType(n, `must be a mapping and not a list; remove the "- "`, nil)
	}
	if len(n.Content) == 1 && dereference(n.Content[0]).Kind == yaml.MappingNode {
		d.push(segment{kind: indexSegment})
		d.value(n.Content[0], out)
		d.pop()
	}
}

// mappingForList reports a mapping where a list is wanted: one item without its
// "- ", or entries keyed by name as Compose and Helm values have them.
func (d *decoder) mappingForList(n *yaml.Node, out reflect.Value, info *typeInfo) {
	elem := infoOf(indirect(info.elem))
	if len(n.Content) == 0 {
		d.wrongType(n, "must be a list", []any{})
		return
	}
	if elem.shape != structShape {
		d.wrongType(n, "must be a list; write each item on a line of its own, after \"- \"", nil)
		return
	}
	first := itemName(n, 0)
	_, named := elem.byName["name"]
	switch {
	case !named || hasKnownField(n, elem):
		d.unsaid(n, `must be a list; put "- " before the first field of each item`)
		item := reflect.MakeSlice(out.Type(), 1, 1)
		d.value(n, item.Index(0))
		out.Set(item)
	case isVariable(elem):
		d.report(RuleWrongType, n, fmt.Sprintf(
			`Invalid value: must be a list; write "- name: %s" and "value:" below it, and so on for each`, first,
		), nil, namedItems(n))
	default:
		d.report(RuleWrongType, n, fmt.Sprintf(
			`Invalid value: must be a list; write "- name: %s" and its fields below it, and so on for each`, first,
		), nil, nil)
	}
}

// itemName returns the key of an entry that should be an item of a list, as the name
// of that item.
func itemName(n *yaml.Node, i int) string {
	return shownKey(entry{key: n.Content[i], name: dereference(n.Content[i]).Value, value: n.Content[i+1]})
}

// isVariable reports whether items of the type are pairs of name and value.
func isVariable(elem *typeInfo) bool {
	_, name := elem.byName["name"]
	_, value := elem.byName["value"]
	return name && value
}

func hasKnownField(n *yaml.Node, elem *typeInfo) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if _, known := elem.byName[dereference(n.Content[i]).Value]; known {
			return true
		}
	}
	return false
}

// namedItems is a mapping of names to values as the list it should be. The
// values stay where they are: they may be secrets.
func namedItems(n *yaml.Node) []any {
	var items []any
	for i := 0; i+1 < len(n.Content) && len(items) < maxFieldsTold; i += 2 {
		if k := dereference(n.Content[i]); !isMerge(k) {
			name := itemName(n, i)
			items = append(items, map[string]any{"name": name, "value": "(the value of " + name + ")"})
		}
	}
	return items
}

// fieldsOf lists the fields of a struct where they are few.
func fieldsOf(info *typeInfo) string {
	if len(info.fields) == 0 || len(info.fields) > maxFieldsTold {
		return ""
	}
	return " with the fields " + strings.Join(info.names(), ", ")
}
