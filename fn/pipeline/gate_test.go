package pipeline

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// madeBehindTheGate are the functions outside the packages of rules that make findings,
// with the call by which these pass the gate.
var madeBehindTheGate = map[string]string{
	"fn/cli fail":        "secret.Message",
	"fn/cli configFault": "secret.Message",
}

// rulePackages make findings that this package places, and so gates.
var rulePackages = []string{"fn/decode", "fn/lint", "fn/validate"}

// placing are the functions through which a finding enters run.findings; each ends
// with source.shown.
var placing = []string{"place", "placeAt", "placeAs", "broken"}

// Nothing reaches the reader of a finding around the gate: only rules, whose findings
// are placed here, and the functions listed above make findings with a message, and
// here findings are collected only as they are placed.
func TestNoFindingIsMadeAroundTheGate(t *testing.T) {
	found := map[string]bool{}
	eachFunction(t, "../..", func(dir string, fn *ast.FuncDecl) {
		if slices.Contains(rulePackages, dir) || dir == "fn/finding" {
			return
		}
		ast.Inspect(fn, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok || !isFinding(literal) || !hasMessage(literal) {
				return true
			}
			name := dir + " " + fn.Name.Name
			call, known := madeBehindTheGate[name]
			found[name] = true
			switch {
			case dir == "fn/pipeline":
				call = "shown, place or fail"
				known = slices.ContainsFunc([]string{"shown", "place", "pending"}, func(c string) bool { return mentions(fn, c) })
			case known:
				known = mentions(fn, "Message")
			}
			assert.True(t, known, "%s makes a finding that does not pass the gate; hand its message to %s", name, call)
			return true
		})
		if dir == "fn/pipeline" {
			checkCollected(t, fn)
		}
	})
	for name := range madeBehindTheGate {
		assert.True(t, found[name], "%s makes no finding any more; remove it from the list", name)
	}
}

// checkCollected fails where a function appends to run.findings what was not placed.
func checkCollected(t *testing.T, fn *ast.FuncDecl) {
	t.Helper()
	ast.Inspect(fn, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 || nameOf(call.Fun) != "append" || nameOf(call.Args[0]) != "findings" {
			return true
		}
		for _, arg := range call.Args[1:] {
			made, isCall := arg.(*ast.CallExpr)
			assert.True(t, isCall && slices.Contains(placing, nameOf(made.Fun)),
				"%s collects a finding that was not placed, and so did not pass the gate", fn.Name.Name)
		}
		return true
	})
}

// Each printer of explanations begins with the gate.
func TestEveryPrinterOfPlansIsGated(t *testing.T) {
	printers := 0
	eachFunction(t, "../..", func(dir string, fn *ast.FuncDecl) {
		if dir == "fn/explain" && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Write") {
			printers++
			assert.True(t, mentions(fn, "shown"), "%s prints plans that did not pass shown", fn.Name.Name)
		}
	})
	assert.GreaterOrEqual(t, printers, 3)
}

// eachFunction visits all functions of the product below a root.
func eachFunction(t *testing.T, root string, visit func(dir string, fn *ast.FuncDecl)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(filepath.Join(root, "fn"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				visit(filepath.ToSlash(dir), fn)
			}
		}
		return err
	}))
}

func isFinding(literal *ast.CompositeLit) bool {
	typ, ok := literal.Type.(*ast.SelectorExpr)
	return ok && nameOf(typ.X) == "finding" && typ.Sel.Name == "Finding"
}

func hasMessage(literal *ast.CompositeLit) bool {
	return slices.ContainsFunc(literal.Elts, func(e ast.Expr) bool {
		pair, ok := e.(*ast.KeyValueExpr)
		return ok && nameOf(pair.Key) == "Message"
	})
}

// mentions reports whether a function uses a name.
func mentions(fn *ast.FuncDecl, name string) bool {
	uses := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && nameOf(e) == name {
			uses = true
		}
		return !uses
	})
	return uses
}

// nameOf is the last name of an expression such as a.b.c.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
