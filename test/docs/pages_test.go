package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/test/testenv"
)

func TestMain(m *testing.M) { os.Exit(testenv.Main(m)) }

// TestDocumentation runs the documentation: every YAML block is rendered, every
// nvj command is executed, and what a command is said to print is compared; … in
// it stands for any text, and a line of it for any lines. An HTML comment on the
// line before a block says what else it is:
//
//	file: NAME            the block is also that file, for the page's commands
//	faulty file: NAME     the same, and it must be refused
//	fragment: PATH        what a job has at PATH (spec.podConfig); the rest is added
//	rendered: PATH        part of what the last job above is rendered to, at PATH
//	rendered              part of the objects it is rendered to
//	part of FILE          part of a file of the repository
//	is FILE               a file of the repository, to the byte
//	config                a function config without its head
//	for PROGRAM           what another program reads; nvj commands in it are executed
//	in FOLDER             commands run there instead of in a folder of the page's own
//	drawing               the Job's name and its containers, in order, of the job above
//	not run: REASON       cannot be run
func TestDocumentation(t *testing.T) {
	for _, p := range pages(t) {
		t.Run(p.path, func(t *testing.T) {
			r := reader{page: p, root: testenv.Root, folder: playground(t, testenv.Root)}
			for _, b := range p.blocks {
				t.Chdir(r.folder)
				r.read(t, b)
			}
		})
	}
}

// TestDocumentationLinks follows every link that stays in the repository.
func TestDocumentationLinks(t *testing.T) {
	all := map[string]page{}
	for _, p := range pages(t) {
		all[p.path] = p
	}
	for _, p := range all {
		for _, target := range p.links() {
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			file, anchor, _ := strings.Cut(target, "#")
			path := p.path
			if file != "" {
				path = filepath.ToSlash(filepath.Join(filepath.Dir(p.path), file))
			}
			_, err := os.Stat(path)
			assert.NoError(t, err, "%s links to %s", p.path, target)
			if to, known := all[path]; anchor != "" && assert.True(t, known, "%s links to %s, which has no headings", p.path, target) {
				assert.Contains(t, to.anchors(), anchor, "%s links to %s", p.path, target)
			}
		}
	}
}

// TestDocumentationIsReached finds every page of docs from its index.
func TestDocumentationIsReached(t *testing.T) {
	index := slices.IndexFunc(pages(t), func(p page) bool { return p.path == "docs/README.md" })
	require.GreaterOrEqual(t, index, 0)
	links := pages(t)[index].links()
	for _, p := range pages(t) {
		if name, inside := strings.CutPrefix(p.path, "docs/"); inside && name != "README.md" && !strings.HasPrefix(name, "adr/0") {
			assert.Contains(t, links, name, "docs/README.md leaves out a page")
		}
	}
}

// playground is a folder with what the commands of the pages read.
func playground(t *testing.T, root string) string {
	dir := t.TempDir()
	for _, name := range []string{"examples", "testdata", "docs"} {
		require.NoError(t, os.Symlink(filepath.Join(root, name), filepath.Join(dir, name)))
	}
	job, err := os.ReadFile(filepath.Join(root, "examples/init-containers/wait-for-database.yaml"))
	require.NoError(t, err)
	for _, name := range []string{"job.yaml", "jobs/train.yaml"} {
		testenv.Write(t, dir, name, string(job))
	}
	return dir
}

// reader reads one page from top to bottom, as a person would.
type reader struct {
	page         page
	root, folder string
	rendered     string // what the last job was rendered to
}

func (r *reader) read(t *testing.T, b block) {
	at := func(what string) string { return r.page.path + ": " + what + "\n" + b.text }
	kind, value, _ := strings.Cut(b.mark, ":")
	value = strings.TrimSpace(value)
	switch {
	case kind == "not run":
		require.NotEmpty(t, value, at("a block that is not run needs a reason"))
	case r.page.path == "docs/rules.md" && regexp.MustCompile(`^# (bad|good)\n`).MatchString(b.text):
		// The tests of the rules themselves run these.
	case strings.HasPrefix(b.mark, "is "):
		whole, err := os.ReadFile(filepath.Join(r.root, strings.TrimPrefix(b.mark, "is ")))
		require.NoError(t, err)
		require.Equal(t, string(whole), b.text, at("is not the file"))
	case b.mark == "drawing":
		r.compareDrawing(t, b)
	case b.language == "yaml":
		r.readYAML(t, b, kind, value)
	case b.language == "sh" || strings.HasPrefix(b.text, "$ "):
		if folder, moved := strings.CutPrefix(b.mark, "in "); moved {
			t.Chdir(filepath.Join(r.root, folder))
		}
		r.runCommands(t, b)
	default:
		known := []string{"", "mermaid", "text", "json"}
		require.Contains(t, known, b.language, at("a language that the tests do not know"))
	}
}

func (r *reader) readYAML(t *testing.T, b block, kind, value string) {
	text := b.text
	switch {
	case kind == "file" || kind == "faulty file":
		testenv.Write(t, r.folder, value, text)
	case kind == "fragment":
		text = wrap(value, text)
	case kind == "rendered":
		require.NotEmpty(t, r.rendered, "%s:%d: nothing was rendered before", r.page.path, b.line)
		requirePart(t, r.page.path, b, r.rendered, value)
		return
	case strings.HasPrefix(b.mark, "for "):
		documents(t, text)
		for _, command := range nvjCommand.FindAllString(text, -1) {
			r.runLine(t, b, command)
		}
		return
	case b.mark == "config":
		text = "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs\nmetadata:\n  name: nvj\n" + text
	case strings.HasPrefix(b.mark, "part of "):
		whole, err := os.ReadFile(filepath.Join(r.root, strings.TrimPrefix(b.mark, "part of ")))
		require.NoError(t, err)
		requirePart(t, r.page.path, b, string(whole), "")
		return
	default:
		require.Empty(t, b.mark, "%s:%d: a mark that the tests do not know", r.page.path, b.line)
	}
	got := testenv.Run(t, []string{"render", "-"}, []byte(withJob(t, text)))
	if kind == "faulty file" {
		require.NotZero(t, got.Code, "%s:%d: is accepted", r.page.path, b.line)
		return
	}
	require.Zero(t, got.Code, "%s:%d: %s", r.page.path, b.line, got.Stderr)
	r.rendered = got.Stdout
}

// nvjCommand is a command in a pipeline's description.
var nvjCommand = regexp.MustCompile(`\bnvj (validate|render|explain|schema) [^\n;|&]*`)

const someJob = "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata:\n  name: some-job\n"

// wrap makes a job of what it has at a path.
func wrap(path, text string) string {
	job := someJob + "spec:\n  notebook:\n    path: a.ipynb\n"
	indent := ""
	for i, key := range strings.Split(path, ".") {
		if i > 0 {
			job += indent + key + ":\n"
		}
		indent += "  "
	}
	return job + indent + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+indent) + "\n"
}

// withJob adds a job to manifests that have none, such as a function config.
func withJob(t *testing.T, text string) string {
	require.Regexp(t, `(?m)^kind: (NotebookValidationJob|ExpandNotebookJobs)$`, text,
		"a YAML block with nothing to render: say in a comment before it what it is")
	if strings.Contains(text, "kind: NotebookValidationJob\n") {
		return text
	}
	return text + "\n---\n" + wrap("spec", "timeout: 10m\n")
}
