package docs_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/test/testenv"
)

// TestEditor does what the README says about editors, with the language server
// that they use.
func TestEditor(t *testing.T) {
	dir := t.TempDir()
	testenv.Write(t, dir, "notebookvalidationjob.json", testenv.Run(t, []string{"schema", "job"}, nil).Stdout)
	const head = "# yaml-language-server: $schema=notebookvalidationjob.json\n" + someJob + "spec:\n  notebook:\n    path: a.ipynb\n  podConfig:\n"
	lines := strings.Count(head, "\n")

	t.Run("a misspelt field of an init container is flagged", func(t *testing.T) {
		server := startEditor(t)
		server.open(dir, "misspelt.yaml", head+"    initContainers:\n    - name: wait\n      image: postgres:17\n      comand: [pg_isready]\n")
		found := server.diagnostics()
		require.Len(t, found, 1, "%v", found)
		assert.Contains(t, found[0].Message, "comand")
		assert.Equal(t, lines+3, found[0].Range.Start.Line)
	})
	t.Run("a correct job is not", func(t *testing.T) {
		server := startEditor(t)
		server.open(dir, "correct.yaml", head+"    initContainers:\n    - name: git-clone\n    - name: wait\n      image: postgres:17\n      command: [pg_isready]\n")
		assert.Empty(t, server.diagnostics())
	})
	t.Run("initContainers is completed, with its documentation", func(t *testing.T) {
		server := startEditor(t)
		uri := server.open(dir, "complete.yaml", head+"    ini\n")
		var answer struct {
			Items []struct {
				Label         string
				Documentation json.RawMessage
			}
		}
		server.ask("textDocument/completion", map[string]any{
			"textDocument": map[string]any{"uri": uri},
			"position":     map[string]any{"line": lines, "character": len("    ini")},
		}, &answer)
		documented := map[string]string{}
		for _, item := range answer.Items {
			documented[item.Label] = string(item.Documentation)
		}
		require.Contains(t, documented, "initContainers")
		assert.Contains(t, documented["initContainers"], "before the")
	})
}

// editor speaks the Language Server Protocol with the real YAML language server.
type editor struct {
	t    *testing.T
	in   io.Writer
	out  *bufio.Reader
	last int // the id of the last question
}

type message struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  json.RawMessage `json:"error,omitempty"`
}

func startEditor(t *testing.T) *editor {
	path, err := filepath.Abs("bin/editor/node_modules/.bin/yaml-language-server")
	require.NoError(t, err)
	if _, err := os.Stat(path); err != nil {
		t.Skip("yaml-language-server is not in bin/editor; run make editor, which needs npm")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 9*time.Minute) // a last guard
	cmd := exec.CommandContext(ctx, path, "--stdio")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		cancel()
		require.Error(t, cmd.Wait(), "the server runs until it is killed")
	})
	server := &editor{t: t, in: in, out: bufio.NewReader(out)}
	server.ask("initialize", map[string]any{"processId": os.Getpid(), "rootUri": nil, "capabilities": map[string]any{}}, nil)
	server.send(map[string]any{"method": "initialized", "params": map[string]any{}})
	server.send(map[string]any{"method": "workspace/didChangeConfiguration", "params": map[string]any{"settings": map[string]any{
		"yaml": map[string]any{"validate": true, "completion": true, "schemaStore": map[string]any{"enable": false}},
	}}})
	return server
}

func (e *editor) open(dir, name, text string) (uri string) {
	uri = "file://" + filepath.ToSlash(filepath.Join(dir, name))
	e.send(map[string]any{"method": "textDocument/didOpen", "params": map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": "yaml", "version": 1, "text": text,
	}}})
	return uri
}

type diagnostic struct {
	Message string
	Range   struct{ Start struct{ Line int } }
}

// diagnostics waits for those of the file that is open.
func (e *editor) diagnostics() []diagnostic {
	for {
		if m := e.receive(); m.Method == "textDocument/publishDiagnostics" {
			var params struct{ Diagnostics []diagnostic }
			require.NoError(e.t, json.Unmarshal(m.Params, &params))
			return params.Diagnostics
		}
	}
}

// ask sends a question and waits for its answer.
func (e *editor) ask(method string, params, answer any) {
	e.last++
	e.send(map[string]any{"id": e.last, "method": method, "params": params})
	for {
		m := e.receive()
		if m.Method != "" || string(m.ID) != strconv.Itoa(e.last) {
			continue
		}
		require.Empty(e.t, string(m.Error))
		if answer != nil {
			require.NoError(e.t, json.Unmarshal(m.Result, answer))
		}
		return
	}
}

func (e *editor) send(fields map[string]any) {
	fields["jsonrpc"] = "2.0"
	text, err := json.Marshal(fields)
	require.NoError(e.t, err)
	_, err = fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(text), text)
	require.NoError(e.t, err)
}

// receive reads the next message; questions of the server's own get an empty answer.
func (e *editor) receive() message {
	header, err := textproto.NewReader(e.out).ReadMIMEHeader()
	require.NoError(e.t, err, "the language server has ended, or does not answer")
	length, err := strconv.Atoi(header.Get("Content-Length"))
	require.NoError(e.t, err)
	text := make([]byte, length)
	_, err = io.ReadFull(e.out, text)
	require.NoError(e.t, err)
	var m message
	require.NoError(e.t, json.Unmarshal(text, &m))
	if m.Method != "" && len(m.ID) > 0 {
		e.send(map[string]any{"id": m.ID, "result": nil})
	}
	return m
}
