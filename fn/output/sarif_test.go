package output

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	sarif "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xeipuuv/gojsonschema"
)

// The library's next major version has the JSON schema of SARIF 2.1.0 inside. It
// links a schema validator and an HTTP client as well, so only tests use it; and
// its own validation sees no more than its types hold, so the log is held
// against the schema as it is written.
func TestWriteSARIFIsValid(t *testing.T) {
	loader := gojsonschema.NewSchemaLoader()
	schema, err := loader.Compile(gojsonschema.NewStringLoader(sarifSchema(t)))
	require.NoError(t, err)
	for name, report := range map[string]Report{"findings": fixture(), "none": {Version: "v1"}} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			require.NoError(t, WriteSARIF(&out, report))
			result, err := schema.Validate(gojsonschema.NewStringLoader(out.String()))
			require.NoError(t, err)
			assert.Empty(t, result.Errors())

			broken := strings.Replace(out.String(), `"name": "nvj"`, `"nam": "nvj"`, 1)
			result, err = schema.Validate(gojsonschema.NewStringLoader(broken))
			require.NoError(t, err)
			assert.NotEmpty(t, result.Errors(), "the validation must be able to fail")
		})
	}
}

// sarifSchema is the constant of that name in the library's source.
func sarifSchema(t *testing.T) string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	require.NoError(t, err)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "schema.go"), nil, 0)
	require.NoError(t, err)
	var text string
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && len(literal.Value) > len(text) {
			text = literal.Value
		}
		return true
	})
	text, err = strconv.Unquote(text)
	require.NoError(t, err)
	require.Contains(t, text, "Static Analysis Results Format (SARIF) Version 2.1.0")
	return text
}

func TestWriteSARIF(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteSARIF(&out, fixture()))
	log, err := sarif.FromString(out.String())
	require.NoError(t, err)
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	assert.Equal(t, "nvj", *run.Tool.Driver.Name)
	assert.Equal(t, "v1.2.3", *run.Tool.Driver.Version)
	assert.Equal(t, "unicodeCodePoints", *run.ColumnKind)

	require.Len(t, run.Results, 5)
	for i, result := range run.Results {
		assert.Equal(t, *result.RuleID, *run.Tool.Driver.Rules[result.RuleIndex].ID, "result %d", i)
	}
	first := run.Results[0]
	assert.Equal(t, "error", first.Level)
	assert.Equal(t, "spec.podConfig.initContainers[0].image: Required value", *first.Message.Text)
	place := first.Locations[0].PhysicalLocation
	assert.Equal(t, "jobs/my%20train.yaml", *place.ArtifactLocation.URI, "a file is named by a URI")
	assert.Equal(t, "%SRCROOT%", *place.ArtifactLocation.URIBaseID)
	assert.Equal(t, 14, *place.Region.StartLine)
	assert.Equal(t, 9, *place.Region.StartColumn)
	assert.Equal(t, "NotebookValidationJob/train/spec.podConfig.initContainers[0].image",
		*first.Locations[0].LogicalLocations[0].FullyQualifiedName)
	assert.Equal(t, "note", run.Results[3].Level)
	for i, want := range []int{14, 20, 30, 1, 3} {
		require.Len(t, run.Results[i].Locations, 1, "GitHub refuses a log with a result without a location")
		place := run.Results[i].Locations[0].PhysicalLocation
		assert.Equal(t, want, *place.Region.StartLine, "or a location without a line")
		assert.GreaterOrEqual(t, *place.Region.StartColumn, 1)
		assert.NotEmpty(t, *place.ArtifactLocation.URI)
	}

	required := run.Tool.Driver.Rules[0]
	assert.Equal(t, "The API server wants it.", *required.ShortDescription.Text)
	assert.Contains(t, *required.Help.Text, "Bad:\n\n    a: b\n    c: d\n")
}

func TestArtifact(t *testing.T) {
	for file, want := range map[string]string{
		"jobs/a.yaml":    "jobs/a.yaml",
		"/abs/a b.yaml":  "file:///abs/a%20b.yaml",
		`jobs\a.yaml`:    "jobs/a.yaml",
		"odd:name.yaml":  "./odd:name.yaml",
		"<stdin>":        "%3Cstdin%3E",
		"../base/a.yaml": "../base/a.yaml",
	} {
		assert.Equal(t, want, *artifact(file).URI)
	}
}
