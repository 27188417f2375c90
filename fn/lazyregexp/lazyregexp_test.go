package lazyregexp_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAll compiles every expression of the module that would be compiled late, and
// finds none that is compiled when the process starts.
func TestAll(t *testing.T) {
	late := 0
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			variables, ok := declaration.(*ast.GenDecl)
			if !ok {
				continue
			}
			ast.Inspect(variables, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				switch callee(call) {
				case "lazyregexp.New":
					late++
					_, err := regexp.Compile(text(t, call.Args[0]))
					assert.NoError(t, err, path)
				case "regexp.MustCompile", "regexp.Compile":
					assert.Fail(t, "an expression is compiled at the start of every process: use lazyregexp.New", path)
				}
				return true
			})
		}
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, late, 30)
}

func callee(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	name, ok := selector.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return name.Name + "." + selector.Sel.Name
}

// text is a constant expression of literals, whose other parts are taken for words.
func text(t *testing.T, expression ast.Expr) string {
	t.Helper()
	switch e := expression.(type) {
	case *ast.BasicLit:
		value, err := strconv.Unquote(e.Value)
		require.NoError(t, err)
		return value
	case *ast.BinaryExpr:
		return text(t, e.X) + text(t, e.Y)
	}
	return "name"
}
