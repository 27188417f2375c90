package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/secret"
)

// The strides say which share of all placements a run tries: one in so many. They are
// primes, so that all fields and all shapes have their turns.
const (
	jobStride    = 97
	configStride = 397 // each is a run of its own
)

// eachShare runs a test for a share of the placements: those that begin at offset 0.
// NVJ_LEAKS=all runs it for all shares, which takes many minutes, and a number
// for the one that begins there.
func eachShare(t *testing.T, stride int, test func(t *testing.T, offset int)) {
	t.Helper()
	first, last := 0, 0
	switch asked := os.Getenv("NVJ_LEAKS"); asked {
	case "":
	case "all":
		last = stride - 1
	default:
		offset, err := strconv.Atoi(asked)
		require.NoError(t, err, "NVJ_LEAKS is all or a number")
		first, last = offset%stride, offset%stride
	}
	for offset := first; offset <= last; offset++ {
		t.Run(fmt.Sprint(offset), func(t *testing.T) { test(t, offset) })
	}
}

// marker is the secret of a placement. Its number says which one leaked.
func marker(i int) string { return fmt.Sprintf("Hunter2x%dq", i) }

var markers = regexp.MustCompile(`(?i)hunter2x([0-9]+)q`)

// fieldPath is a field of a resource: names of fields, "[]" for an item of a list and "{}"
// for an entry of a map.
type fieldPath []string

func (p fieldPath) names() []string {
	return slices.DeleteFunc(slices.Clone(p), func(step string) bool { return step == "[]" || step == "{}" })
}

// placesIn lists the fields of a type, as its JSON has them.
func placesIn(typ reflect.Type, at fieldPath, above []reflect.Type) []fieldPath {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch typ.Kind() {
	case reflect.Slice:
		return placesIn(typ.Elem(), append(slices.Clip(at), "[]"), above)
	case reflect.Map:
		return placesIn(typ.Elem(), append(slices.Clip(at), "{}"), above)
	case reflect.Struct:
	default:
		return nil
	}
	if slices.Contains(above, typ) || len(above) > 8 {
		return nil
	}
	var all []fieldPath
	for i := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		to := at
		switch name {
		case "-", "status", "managedFields":
			continue
		case "":
		default:
			to = append(slices.Clip(at), name)
			all = append(all, to)
		}
		all = append(all, placesIn(typ.Field(i).Type, to, append(slices.Clip(above), typ))...)
	}
	return all
}

// placement is one secret at one field in one shape.
type placement struct {
	fieldPath
	shape
	text   string
	public bool // the secret may be shown
}

// required are fields that a struct of this field needs to be read further.
var required = map[string][]string{
	"initContainers": {"name: b", "image: a:1"}, "containers": {"name: b", "image: a:1"},
	"ephemeralContainers": {"name: b", "image: a:1"}, "volumes": {"name: v"}, "env": {"name: A"},
	"volumeMounts": {"name: v", "mountPath: /v"}, "metadata": {"name: a"}, "notebook": {"path: a.ipynb"},
}

// document writes the resource that has the given lines at a path.
func document(head []string, at fieldPath, lines []string) []string {
	if len(at) == 0 {
		return slices.Concat(head, lines)
	}
	step := at[len(at)-1]
	above := at[:len(at)-1]
	switch step {
	case "[]":
		for i := range lines {
			lines[i] = "  " + lines[i]
		}
		lines[0] = "- " + lines[0][2:]
		return document(head, above, lines)
	case "{}":
		step = "example.com/key"
	}
	var siblings []string
	if len(above) > 0 && (above[len(above)-1] == "[]" || len(above) > 1) {
		names := above.names()
		for _, sibling := range required[names[len(names)-1]] {
			if name, _, _ := strings.Cut(sibling, ":"); name != step {
				siblings = append(siblings, sibling)
			}
		}
	}
	nested := []string{step + ":"}
	for _, line := range lines {
		nested = append(nested, "  "+line)
	}
	return document(head, above, append(siblings, nested...))
}

// placementsIn are the placements in a type, each with the resource that holds it.
func placementsIn(t *testing.T, typ reflect.Type, offset, stride int, head []string, fields map[string]string) []placement {
	t.Helper()
	all := placesIn(typ, nil, nil)
	var some []placement
	for i := offset; i < len(all)*len(shapes); i += stride {
		at, how := all[i/len(shapes)], shapes[i%len(shapes)]
		field := at[len(at)-1]
		if field == "apiVersion" || field == "kind" {
			continue
		}
		lines := strings.Split(strings.TrimRight(how.write(field, marker(i)), "\n"), "\n")
		above := at[:len(at)-1]
		top := slices.Clone(head)
		for name, line := range fields {
			if at[0] != name && line != "" {
				top = append(top, line)
			}
		}
		for _, sibling := range siblingsOf(above) {
			if name, _, _ := strings.Cut(sibling, ":"); name != field {
				lines = append([]string{sibling}, lines...)
			}
		}
		some = append(some, placement{
			fieldPath: at, shape: how, text: strings.Join(document(top, above, lines), "\n") + "\n",
			public: !how.always && (secret.Public(at.names()...) || publicTexts[field] || how.named),
		})
	}
	return some
}

func siblingsOf(above fieldPath) []string {
	names := above.names()
	if len(names) == 0 {
		return nil
	}
	return required[names[len(names)-1]]
}

// publicTexts are mappings in whose place a text is read as one of their fields, which
// is public: notebook: a.ipynb means {path: a.ipynb}.
var publicTexts = map[string]bool{
	"notebook": true, "goldenNotebook": true, "git": true, "hostPath": true, "persistentVolumeClaim": true,
	"configMap": true, "configMapRef": true, "configMapKeyRef": true, "fieldRef": true, "os": true,
}

// reportLeaks fails for each placement whose secret a text shows.
func reportLeaks(t *testing.T, placements map[int]placement, where, text string) {
	t.Helper()
	for _, match := range markers.FindAllStringSubmatchIndex(text, -1) {
		i, err := strconv.Atoi(text[match[2]:match[3]])
		require.NoError(t, err)
		if p := placements[i]; !p.public {
			assert.Failf(t, "a secret is shown", "%s shows %s at %v:\n%s\nin the output: …%s…", where, p.reason, p.fieldPath,
				p.text, text[max(match[0]-150, 0):min(match[1]+40, len(text))])
		}
	}
}

// Each field of a notebook job has a secret in every wrong shape, and no command shows it
// in any format, in a pipe or on a terminal.
func TestNoPlacementLeaks(t *testing.T) { eachShare(t, jobStride, jobPlacements) }

func jobPlacements(t *testing.T, offset int) {
	placements := map[int]placement{}
	files := map[string]string{}
	head := []string{"apiVersion: notebook.validation.io/v1alpha1", "kind: NotebookValidationJob"}
	fields := map[string]string{"metadata": "metadata: {name: a}", "spec": "spec: {notebook: {path: a.ipynb}}"}
	for _, p := range placementsIn(t, reflect.TypeFor[v1alpha1.NotebookValidationJob](), offset, jobStride, head, fields) {
		i, err := strconv.Atoi(markers.FindStringSubmatch(p.text)[1])
		require.NoError(t, err)
		placements[i] = p
		files[fmt.Sprintf("f%d.yaml", i)] = p.text
	}
	require.Greater(t, len(files), 100)
	folder(t, files)

	for _, format := range formats {
		_, stdout, stderr := call("", "validate", "-o", format, ".")
		reportLeaks(t, placements, "validate -o "+format, stdout+stderr)
	}
	_, text, _ := call("", "validate", ".")
	require.Greater(t, strings.Count(text, "\n"), len(files)/2, "most placements must be findings")

	// What has errors ends render and explain, so they get the others one folder at a time.
	failed := map[string]bool{}
	for line := range strings.Lines(text) {
		if file, rest, _ := strings.Cut(line, ":"); strings.Contains(rest, " error: ") {
			failed[file] = true
		}
	}
	require.NoError(t, os.Mkdir("sound", 0o755))
	require.NoError(t, os.Mkdir("faulty", 0o755))
	var list strings.Builder
	list.WriteString("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n")
	for name, text := range files {
		into := "sound"
		if failed[name] {
			into = "faulty"
		}
		var document yaml.Node
		if yaml.Unmarshal([]byte(text), &document) != nil || strings.Contains(text, "\n--- ") {
			continue
		}
		require.NoError(t, os.WriteFile(filepath.Join(into, name), []byte(strings.Replace(text, "{name: a}", "{name: "+strings.TrimSuffix(name, ".yaml")+"}", 1)), 0o644))
		list.WriteString("- " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ") + "\n")
	}
	for _, dir := range []string{"sound", "faulty"} {
		_, _, stderr := call("", "render", dir)
		reportLeaks(t, placements, "render", stderr)
		for _, format := range planFormats {
			_, stdout, stderr := call("", "explain", "-o", format, dir)
			reportLeaks(t, placements, "explain -o "+format, stdout+stderr)
		}
	}
	_, stdout, stderr := call(list.String())
	reportLeaks(t, placements, "the function", stderr+resultsOf(t, stdout))
	_, shown := onTerminal(t, "validate", ".")
	reportLeaks(t, placements, "validate on a terminal", strings.ReplaceAll(strings.ReplaceAll(shown, "\n    ", ""), "\n", " "))
}

// resultsOf is a ResourceList without its items, which are the input's own.
func resultsOf(t *testing.T, list string) string {
	t.Helper()
	var output struct {
		Results any `yaml:"results"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(list), &output))
	text, err := yaml.Marshal(output.Results)
	require.NoError(t, err)
	return string(text)
}

// The same for the function config, of which a run has one.
func TestNoPlacementInTheConfigLeaks(t *testing.T) { eachShare(t, configStride, configPlacements) }

func configPlacements(t *testing.T, offset int) {
	head := []string{"apiVersion: fn.notebook.validation.io/v1alpha1", "kind: ExpandNotebookJobs"}
	fields := map[string]string{"metadata": "metadata: {name: a}", "spec": ""}
	folder(t, map[string]string{"job.yaml": goodJob})
	for _, p := range placementsIn(t, reflect.TypeFor[v1alpha1.ExpandNotebookJobs](), offset, configStride, head, fields) {
		i, err := strconv.Atoi(markers.FindStringSubmatch(p.text)[1])
		require.NoError(t, err)
		placements := map[int]placement{i: p}
		require.NoError(t, os.WriteFile("config.yaml", []byte(p.text), 0o644))
		for _, args := range [][]string{
			{"validate", "-c", "config.yaml", "-o", "json", "job.yaml"},
			{"validate", "-o", "sarif", "."},
			{"explain", "-c", "config.yaml", "job.yaml"},
		} {
			_, stdout, stderr := call("", args...)
			reportLeaks(t, placements, strings.Join(args, " "), stdout+stderr)
		}
		_, _, stderr := call("", "render", "-c", "config.yaml", "job.yaml")
		reportLeaks(t, placements, "render", stderr)
		_, shown := onTerminal(t, "validate", "-c", "config.yaml", "job.yaml")
		reportLeaks(t, placements, "validate on a terminal", shown)
	}
}
