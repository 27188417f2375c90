package cli

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sarifLog has what GitHub's code scanning needs of a log: it refuses one in which a
// result has no location, or a location no relative URI or line.
type sarifLog struct {
	Runs []struct {
		Results []struct {
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine, StartColumn int }
				}
			}
		}
	}
}

// places are the file and line of each result.
func places(t *testing.T, text string) []string {
	t.Helper()
	var log sarifLog
	require.NoError(t, json.Unmarshal([]byte(text), &log))
	require.Len(t, log.Runs, 1)
	var found []string
	for _, result := range log.Runs[0].Results {
		assert.NotEmpty(t, result.Message.Text)
		require.NotEmpty(t, result.Locations, result.Message.Text)
		for _, location := range result.Locations {
			at := location.PhysicalLocation
			uri, err := url.Parse(at.ArtifactLocation.URI)
			require.NoError(t, err)
			assert.NotEmpty(t, uri.Path)
			assert.False(t, uri.IsAbs() || filepath.IsAbs(uri.Path), uri)
			assert.GreaterOrEqual(t, at.Region.StartLine, 1)
			assert.GreaterOrEqual(t, at.Region.StartColumn, 1)
			found = append(found, uri.Path)
		}
	}
	return found
}

func TestEveryResultHasALocation(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		".git/HEAD": "", "jobs/bad.yaml": "# comment\n" + badJob, "jobs/good.yaml": goodJob, "jobs/syntax.yaml": "a: [\n", "other.yaml": "kind: Service\napiVersion: v1\nmetadata: {name: a}\n",
		"two.yaml":     goodJob + "---\n" + goodJob,
		"config2.yaml": "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs\nmetadata: {name: d}\n",
		"config.yaml":  "apiVersion: fn.notebook.validation.io/v1alpha1\nkind: ExpandNotebookJobs\nmetadata: {name: c}\nspec: {output: Cron}\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	flag := []string{"--schedule", "* *", "--output-kind", "CronJob"}
	for name, c := range map[string]struct {
		reason, from, stdin string
		args                []string
		want                []string
	}{
		"flag":           {"A wrong flag is in no file.", ".", "", append([]string{"jobs/good.yaml"}, flag...), []string{"jobs/good.yaml"}},
		"flag, no job":   {"There may be no job either.", ".", "", []string{"other.yaml", "--output-kind", "Cron"}, []string{"other.yaml"}},
		"flag, no file":  {"Nor a file.", ".", "", []string{"-", "--output-kind", "Cron"}, []string{"<stdin>"}},
		"standard input": {"What comes from a pipe has no file.", ".", badJob, []string{"-"}, []string{"<stdin>", "<stdin>"}},
		"fields":         {"The usual case.", ".", "", []string{"jobs/bad.yaml"}, []string{"jobs/bad.yaml", "jobs/bad.yaml"}},
		"below":          {"The code host knows paths from the root of the repository.", "jobs", "", []string{"bad.yaml"}, []string{"jobs/bad.yaml", "jobs/bad.yaml"}},
		"absolute":       {"However the file is named.", ".", "", []string{filepath.Join(dir, "jobs/bad.yaml")}, []string{"jobs/bad.yaml", "jobs/bad.yaml"}},
		"root":           {"What nvj may read does not change where the repository is.", ".", "", []string{"--root", "jobs", "jobs/bad.yaml"}, []string{"jobs/bad.yaml", "jobs/bad.yaml"}},
		"configs":        {"A finding about several configs.", ".", "", []string{"jobs/good.yaml", "config.yaml", "config2.yaml"}, []string{"config2.yaml"}},
		"syntax":         {"A file that is not YAML.", ".", "", []string{"jobs/syntax.yaml"}, []string{"jobs/syntax.yaml"}},
		"missing":        {"A file that is not there.", ".", "", []string{"jobs/none.yaml"}, []string{"jobs/none.yaml"}},
		"names":          {"A finding about a whole resource.", ".", "", []string{"two.yaml"}, []string{"two.yaml"}},
		"config":         {"A finding about the config.", ".", "", []string{"jobs/good.yaml", "config.yaml"}, []string{"config.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(filepath.Join(dir, c.from))
			code, stdout, _ := call(c.stdin, append([]string{"validate", "-o", "sarif"}, c.args...)...)
			assert.Equal(t, exitFindings, code)
			assert.Equal(t, c.want, places(t, stdout), c.reason)

			_, stdout, _ = call(c.stdin, append([]string{"validate", "-o", "github"}, c.args...)...)
			text, commands, found := strings.Cut(stdout, "::error ")
			require.True(t, found, stdout)
			assert.Equal(t, len(c.want), strings.Count(text, "\n"), "a line for each finding")
			for i, command := range strings.Split("::error "+strings.TrimSuffix(commands, "\n"), "\n") {
				assert.True(t, strings.HasPrefix(command, "::error file="+c.want[i]+",line="), command)
			}

			_, stdout, _ = call(c.stdin, append([]string{"validate", "-o", "junit"}, c.args...)...)
			var report struct {
				Suites []struct {
					Name  string `xml:"name,attr"`
					Cases []struct {
						Name string `xml:"name,attr"`
					} `xml:"testcase"`
				} `xml:"testsuite"`
			}
			require.NoError(t, xml.Unmarshal([]byte(stdout), &report))
			require.NotEmpty(t, report.Suites)
			for _, suite := range report.Suites {
				assert.NotEmpty(t, suite.Name, "a suite without a name is in no list")
				assert.NotEmpty(t, suite.Cases)
			}
		})
	}
}

// A file may be called what GitHub takes for a command.
func TestFileNamesAreNoCommands(t *testing.T) {
	folder(t, map[string]string{"::stop-commands::x.yaml": badJob, "##[add-path]y.yaml": badJob})
	for _, args := range [][]string{{"validate", "."}, {"validate", ".", "-o", "github"}, {"validate", ".", "-o", "junit"}, {"render", "."}, {"discover"}, {"validate", "-c", "::a.yaml"}} {
		_, stdout, stderr := call("", args...)
		for line := range strings.Lines(stdout + stderr) {
			if !strings.HasPrefix(line, "::error file=") {
				assert.NotRegexp(t, `^\s*::|##\[`, line, args)
			}
		}
	}
}
