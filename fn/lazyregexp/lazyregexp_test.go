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

// TestAll compiles every expression below fn that would be compiled late, and finds
// none that is compiled when the process starts, or late at every call of a function.
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
			_, isFunction := declaration.(*ast.FuncDecl)
			ast.Inspect(declaration, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				switch name := callee(call); {
				case name == "lazyregexp.New" && isFunction:
					assert.Fail(t, "an expression is compiled at every call: make it a variable of the package", path)
				case name == "lazyregexp.New":
					late++
					_, err := regexp.Compile(text(t, call.Args[0]))
					assert.NoError(t, err, path)
				case !isFunction && (name == "regexp.MustCompile" || name == "regexp.Compile"):
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

// text is a literal or a concatenation. What is not literal in that, such as a
// constant, counts as the word "name": whether its value fits in is not known here.
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
