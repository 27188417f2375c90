package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/test/testenv"
)

// elsewhere are the programs that the pages call and this test does not: the
// hosts' own tests and the end-to-end tests do, or they change the machine.
var elsewhere = regexp.MustCompile(`^(set -o pipefail|kubectl|kpt|kustomize|make|git|npm|code|kind create cluster|` +
	`go (install|test|tool|get|version)|bin/cluster|\./set-version\.sh|cat|curl|export|mkdir|cd|docker|crane|nvj install)\b`)

// runCommands runs the nvj commands of a block. Of a block with prompts it
// compares what follows each of them.
func (r *reader) runCommands(t *testing.T, b block) {
	prompts := strings.HasPrefix(b.text, "$ ")
	text := strings.ReplaceAll(b.text, "\\\n", " ")
	if !prompts {
		for _, line := range strings.Split(text, "\n") {
			r.runLine(t, b, line)
		}
		return
	}
	for _, part := range strings.Split("\n"+strings.TrimSuffix(text, "\n"), "\n$ ")[1:] {
		line, want, _ := strings.Cut(part, "\n")
		if got, ran := r.runLine(t, b, line); ran {
			printed := strings.TrimSuffix(got.Stderr+got.Stdout, "\n")
			assert.True(t, regexp.MustCompile(pattern(want)).MatchString(printed), "%s:%d: $ %s\nprints:\n%s", r.page.path, b.line, line, testenv.WithoutScripts(printed))
		}
	}
}

// pattern is the regular expression for an output in which … stands for any text.
func pattern(want string) string {
	var lines []string
	for _, line := range strings.Split(want, "\n") {
		if strings.TrimSpace(line) == "…" {
			lines = append(lines, `(?s:.*)`)
			continue
		}
		lines = append(lines, strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*"))
	}
	return `\A` + strings.Join(lines, "\n") + `\z`
}

// runLine runs what a line has of nvj, and reports whether there was any. Only
// where no output is shown must it succeed.
func (r *reader) runLine(t *testing.T, b block, line string) (got testenv.Outcome, ran bool) {
	line, _, _ = strings.Cut(line, " #")
	line, _, _ = strings.Cut(line, " || ") // what a script does after a failure
	shown := strings.HasPrefix(b.text, "$ ")
	for _, command := range regexp.MustCompile(`; | && `).Split(strings.TrimSpace(line), -1) {
		var input []byte
		for _, stage := range strings.Split(command, " | ") {
			stage = strings.TrimSpace(stage)
			args, ours := strings.CutPrefix(stage, "go run . ")
			if !ours {
				args, ours = strings.CutPrefix(stage, "nvj ")
			}
			switch {
			case stage == "" || strings.HasPrefix(stage, "#"):
			case strings.HasPrefix(stage, "make "):
				r.requireTarget(t, strings.Fields(stage)[1])
			case elsewhere.MatchString(stage):
				input = r.outputOf(t, stage)
			default:
				require.True(t, ours, "%s:%d: %q: neither nvj nor a program that the tests know", r.page.path, b.line, stage)
				got, ran = testenv.Run(t, words(args), input), true
				input = []byte(got.Stdout)
				if !shown {
					require.Zero(t, got.Code, "%s:%d: %s: %s", r.page.path, b.line, stage, got.Stderr)
				}
			}
		}
	}
	return got, ran
}

// outputOf is what a program might hand to nvj through a pipe.
func (r *reader) outputOf(t *testing.T, stage string) []byte {
	file := "examples/init-containers/wait-for-database.yaml"
	if strings.HasPrefix(stage, "kubectl ") && !strings.Contains(stage, "notebookvalidationjobs") {
		file = "testdata/golden/explain-init-failed/pod.json"
	}
	text, err := os.ReadFile(filepath.Join(r.root, file))
	require.NoError(t, err)
	return text
}

func (r *reader) requireTarget(t *testing.T, target string) {
	makefile, err := os.ReadFile(filepath.Join(r.root, "Makefile"))
	require.NoError(t, err)
	require.Regexp(t, `(?m)^([a-z0-9-]+ )*`+regexp.QuoteMeta(target)+`( [a-z0-9-]+)*:`, string(makefile), "%s: make %s", r.page.path, target)
}

// words splits a command as a shell does, and leaves redirections out.
func words(command string) []string {
	var all []string
	found := regexp.MustCompile(`"[^"]*"|'[^']*'|\S+`).FindAllString(command, -1)
	for i := 0; i < len(found); i++ {
		switch {
		case found[i] == ">":
			i++
		case len(found[i]) > 1 && strings.ContainsAny(found[i][:1], `"'`):
			all = append(all, found[i][1:len(found[i])-1])
		default:
			all = append(all, found[i])
		}
	}
	return all
}

// compareDrawing holds the names in a drawing against the job above it.
func (r *reader) compareDrawing(t *testing.T, b block) {
	job := workload(t, r.rendered)
	first, rest, _ := strings.Cut(b.text, "\n")
	name := job["kind"].(string) + " " + job["metadata"].(map[string]any)["name"].(string)
	require.Regexp(t, pattern(strings.Join(strings.Fields(first)[:2], " ")), name, "%s:%d", r.page.path, b.line)
	var want []string
	pod := at(job, "spec.template.spec").(map[string]any)
	for _, list := range []string{"initContainers", "containers"} {
		containers, _ := pod[list].([]any)
		for _, container := range containers {
			want = append(want, " "+container.(map[string]any)["name"].(string)+" ")
		}
	}
	for _, name := range want {
		_, after, found := strings.Cut(rest, name)
		require.True(t, found, "%s:%d: the drawing lacks %q, or has it out of order", r.page.path, b.line, name)
		rest = after
	}
}

// workload is the first Job, CronJob or Pod among rendered manifests.
func workload(t *testing.T, rendered string) map[string]any {
	for _, document := range documents(t, rendered) {
		switch document["kind"] {
		case "Job", "CronJob", "Pod":
			return document
		}
	}
	require.Fail(t, "nothing that runs was rendered")
	return nil
}

func documents(t *testing.T, text string) []map[string]any {
	var all []map[string]any
	for _, part := range strings.Split(text, "\n---\n") {
		var document map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(part), &document), part)
		all = append(all, document)
	}
	return all
}

func at(value any, path string) any {
	for _, key := range strings.Split(path, ".") {
		fields, _ := value.(map[string]any)
		value = fields[key]
	}
	return value
}

// requirePart holds a block against a whole that has more: at a path of the
// workload in it, or document by document.
func requirePart(t *testing.T, name string, b block, whole, path string) {
	if path != "" {
		want := documents(t, b.text)
		require.Len(t, want, 1)
		got := at(workload(t, whole), path)
		require.True(t, isPart(want[0], got), "%s:%d: is not part of %s:\n%s", name, b.line, path, printed(t, got))
		return
	}
	for _, want := range documents(t, b.text) {
		found := false
		for _, got := range documents(t, whole) {
			found = found || isPart(want, got)
		}
		require.True(t, found, "%s:%d: is not part of:\n%s", name, b.line, testenv.WithoutScripts(whole))
	}
}

func printed(t *testing.T, value any) string {
	text, err := yaml.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// isPart reports whether got has all that want has: maps may have more keys, and
// lists more elements, in the same order.
func isPart(want, got any) bool {
	switch want := want.(type) {
	case map[string]any:
		fields, ok := got.(map[string]any)
		if !ok {
			return false
		}
		for key, value := range want {
			if has, ok := fields[key]; !ok || !isPart(value, has) {
				return false
			}
		}
		return true
	case []any:
		elements, ok := got.([]any)
		for _, value := range want {
			for len(elements) > 0 && !isPart(value, elements[0]) {
				elements = elements[1:]
			}
			if !ok || len(elements) == 0 {
				return false
			}
			elements = elements[1:]
		}
		return ok
	case string:
		text, ok := got.(string)
		return ok && regexp.MustCompile(pattern(want)).MatchString(text)
	}
	return want == got
}
