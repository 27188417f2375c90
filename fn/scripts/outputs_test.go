package scripts

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// numbers returns the lines "0\n", "1\n" … as format makes them.
func numbers(count int, format string) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, format+"\n", i)
	}
	return text.String()
}

// repeat returns first, and then count cells or texts that format makes of their numbers.
func repeat(count int, first, format string) []string {
	list := []string{first}
	for i := range count {
		list = append(list, fmt.Sprintf(format, i))
	}
	return list
}

// outputWidget is what ipywidgets 7 and 8 send for widgets.Output(), which not every machine has.
const outputWidget = `from ipykernel.comm import Comm
import sys
class Output:
    def __init__(self):
        model = {"_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel", "outputs": [], "msg_id": ""}
        self.comm = Comm(target_name="jupyter.widget", data={"state": model, "buffer_paths": []}, metadata={"version": "2.0.0"})
    def update(self, msg_id):
        sys.stdout.flush()
        self.comm.send({"method": "update", "state": {"msg_id": msg_id}, "buffer_paths": []})
    def __enter__(self):
        self.update(get_ipython().get_parent()["header"]["msg_id"])
    def __exit__(self, *_):
        self.update("")
out = Output()`

// anything is an output that is not compared.
const anything = "anything"

// outputCase is a notebook whose outputs are easily lost.
type outputCase struct {
	reason  string
	needs   string // a Python module
	cells   []string
	outputs []string // of each cell: standard output and values, then standard error
	widget  string   // what the notebook's output widget shows
}

// outputCases are notebooks of a size. Size 1 takes a second, size 10 is as large as people reported.
func outputCases(size int) map[string]outputCase {
	lines, flushed, cells := 400*size, 1500*size, 4*size
	flood := numbers(lines, "%d "+strings.Repeat("x", 10_000))
	return map[string]outputCase{
		"Flood": {
			reason:  "more than 1,000 large messages may wait for the client",
			cells:   []string{fmt.Sprintf("for i in range(%d): print(i, 'x' * 10_000)", lines)},
			outputs: []string{flood},
		},
		"Flushed": {
			reason:  "each line is a message",
			cells:   []string{fmt.Sprintf("for i in range(%d): print(i, flush=True)", flushed)},
			outputs: []string{numbers(flushed, "%d")},
		},
		"ClientIsSlow": {
			reason: "while the client does nothing, the kernel keeps everything",
			cells: []string{fmt.Sprintf(`import os, signal
client = os.getppid()
os.kill(client, signal.SIGSTOP)
for i in range(%d):
    print(i, 'x' * 10_000, flush=True)
os.kill(client, signal.SIGCONT)`, 3*lines)},
			outputs: []string{numbers(3*lines, "%d "+strings.Repeat("x", 10_000))},
		},
		"OutputWidget": {
			reason: "the client answers the kernel during a cell, and must still see that the cell has ended",
			cells:  repeat(cells, outputWidget, "with out: print(%d)"), outputs: make([]string, cells+1), widget: numbers(cells, "%d"),
		},
		"Widgets": {
			reason: "the machine's ipywidgets, whichever version it has", needs: "ipywidgets",
			cells:  append(repeat(cells, "import ipywidgets\nout = ipywidgets.Output()", "with out: print(%d)"), "print('end')"),
			widget: numbers(cells, "%d") + "end",
		},
		"Threads": {
			reason: "what threads print until the cell ends belongs to it",
			cells: []string{fmt.Sprintf(`import sys, threading
def work():
    for _ in range(%d):
        sys.stdout.write("line\n")  # print() would write the end of the line on its own
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()`, 50*size)},
			outputs: []string{strings.Repeat("line\n", 8*50*size)},
		},
		"Subprocesses": {
			reason:  "what a subprocess writes comes with the cell that waits for it",
			cells:   repeat(10*size, "import os", "os.system('echo %d; echo error >&2');"),
			outputs: repeat(10*size, "", "%d\nerror\n"),
		},
		"Order": {
			reason: "a subprocess and the notebook write in turns",
			cells: []string{fmt.Sprintf(`import os
for i in range(%d):
    print("before", i)
    os.system("echo within")
    print("after", i)`, 20*size)},
			outputs: []string{func() (text string) {
				for i := range 20 * size {
					text += fmt.Sprintf("before %d\nwithin\nafter %d\n", i, i)
				}
				return text
			}()},
		},
		"Descriptor": {
			reason:  "a C library writes without Python; a character may come in two pieces",
			cells:   repeat(10*size, "import os", "_ = os.write(1, b'x' * 5000 + b'\\nend %d \\xc3'); _ = os.write(1, b'\\xa9\\n')"),
			outputs: repeat(10*size, "", strings.Repeat("x", 5000)+"\nend %d é\n"),
		},
		"Forks": {
			reason: "a forked process prints, and never waits for a lock that only its parent can release",
			cells: []string{fmt.Sprintf(`import multiprocessing
def work(n):
    print("line")
    return n
with multiprocessing.get_context("fork").Pool(4) as pool:
    done = pool.map(work, range(%d))
print(sum(done))`, 10*size), "print('end')"},
			outputs: []string{anything, "end\n"}, // ipykernel itself sends what a forked process prints, at some later time
		},
		"Display": {
			reason: "an update replaces what an earlier cell shows",
			cells: repeat(3, "from IPython.display import display, update_display\n_ = display('first', display_id='d')",
				fmt.Sprintf("for i in range(%d): update_display(f'{i} %%d', display_id='d')", 30*size)),
			outputs: []string{"'" + strconv.Itoa(30*size-1) + " 2'", "", "", ""},
		},
	}
}

// TestOutputsAreComplete runs all cases in one notebook, because the start of a kernel costs most.
// With NVJ_SOAK=20, as make soak does, it runs each by itself, 20 times, while all cores are busy: in the size that
// people reported, or in that of NVJ_SOAK_SIZE.
func TestOutputsAreComplete(t *testing.T) {
	t.Parallel()
	soak := os.Getenv("NVJ_SOAK")
	if soak == "" {
		all := outputCase{reason: "all cases"}
		for _, c := range outputCases(1) {
			if c.needs == "" {
				all.cells, all.outputs, all.widget = append(all.cells, c.cells...), append(all.outputs, c.outputs...), all.widget+c.widget
			}
		}
		all.run(t)
		return
	}
	runs, err := strconv.Atoi(soak)
	require.NoError(t, err)
	size := 10
	if text := os.Getenv("NVJ_SOAK_SIZE"); text != "" {
		size, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	keepBusy(t)
	for name, c := range outputCases(size) {
		t.Run(name, func(t *testing.T) {
			for range runs {
				c.run(t)
			}
		})
	}
}

// TestWidgets runs the machine's ipywidgets. Versions 7 and 8 show the output in the widget, version 6 in the cell.
func TestWidgets(t *testing.T) {
	t.Parallel()
	outputCases(1)["Widgets"].run(t)
}

func (c outputCase) run(t *testing.T) {
	t.Helper()
	if c.needs != "" {
		requireModule(t, c.needs)
	}
	run := runNotebook(t, writeNotebook(t, codeCells(c.cells...)...))
	require.Zero(t, run.code, "%s\n%s", c.reason, end(run.log))
	outputs, widget := executed(t, run.directory)
	if c.needs != "" {
		assert.ElementsMatch(t, strings.Fields(c.widget), strings.Fields(strings.Join(outputs, "\n")+widget), c.reason)
		return
	}
	for i, want := range c.outputs {
		// assert.Equal would print megabytes.
		assert.True(t, want == anything || want == outputs[i], "cell %d: %s: %d bytes, want %d:\n%s", i, c.reason, len(outputs[i]), len(want), end(outputs[i]))
	}
	assert.Equal(t, c.widget, widget, c.reason)
}

// TestNothingIsDropped asks both sockets for the number of messages after which they drop some; 0 is no limit.
func TestNothingIsDropped(t *testing.T) {
	t.Parallel()
	run := runNotebook(t, writeNotebook(t, codeCells("import zmq\nget_ipython().kernel.iopub_thread.socket.getsockopt(zmq.SNDHWM)")...))
	require.Zero(t, run.code, run.log)
	outputs, _ := executed(t, run.directory)
	assert.Equal(t, []string{"0"}, outputs, "in the kernel")

	cmd := exec.Command(jupyterPython(t), "-c", `
import nbclient, nbformat, zmq
source = open("run_notebook.py").read().replace("sys.exit(main())", "")
exec(compile(source, "run_notebook.py", "exec"), globals())
client = nbclient.NotebookClient(nbformat.v4.new_notebook(), kernel_name="python3")
delivery = Delivery(client)
with client.setup_kernel():
    print(client.kc.iopub_channel.socket.getsockopt(zmq.RCVHWM))
`)
	out, err := cmd.Output()
	require.NoError(t, err)
	assert.Equal(t, "0\n", string(out), "in the client")
}

// TestKernelNeverSaysIdle: a kernel that lost that message has perhaps lost outputs, too. No clock decides.
func TestKernelNeverSaysIdle(t *testing.T) {
	t.Parallel()
	run := runNotebook(t, writeNotebook(t, codeCells(`kernel = get_ipython().kernel
publish = kernel._publish_status
def lose(status, *args, **options):
    if status == "idle":
        kernel._publish_status = publish
    else:
        publish(status, *args, **options)
kernel._publish_status = lose`, "print('not reached')")...))
	assert.Equal(t, 1, run.code, run.log)
	assert.Contains(t, run.termination, "cell 0 (kernel = get_ipython().kernel): LostOutput: the kernel dropped outputs of this cell")
}

// TestKernelStartsAgain: a kernel's ports are free when they are chosen, and may be taken when it binds them.
func TestKernelStartsAgain(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		reason, command string
		code            int
		verdict         string
	}{
		"Second": {reason: "another start has other ports", command: "test -e started && exec \"$0\" -m ipykernel_launcher -f \"$1\"; touch started; exit 1", verdict: "passed"},
		"Never":  {reason: "a kernel that cannot start is reported after three starts", command: "exit 1", code: 4, verdict: "cannot run: the kernel did not start: Kernel died"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			notebook, share := writeNotebook(t, codeCells("1")...), t.TempDir()
			text, err := os.ReadFile(notebook)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(notebook, []byte(strings.Replace(string(text), "python3", "unlucky", 1)), 0o666))
			spec, err := json.Marshal(map[string]any{"display_name": "Unlucky", "language": "python", "argv": []string{"sh", "-c", c.command, jupyterPython(t), "{connection_file}"}})
			require.NoError(t, err)
			folder := filepath.Join(share, "kernels", "unlucky")
			require.NoError(t, os.MkdirAll(folder, 0o777))
			require.NoError(t, os.WriteFile(filepath.Join(folder, "kernel.json"), spec, 0o666))
			run := runNotebook(t, notebook, "JUPYTER_PATH="+share)
			assert.Equal(t, c.code, run.code, "%s\n%s", c.reason, run.log)
			assert.Contains(t, run.termination, c.verdict, c.reason)
			assert.Contains(t, run.log, "it is started again", c.reason)
		})
	}
}

// end returns the last 2,000 bytes of a long text.
func end(text string) string { return text[max(0, len(text)-2000):] }

// keepBusy occupies all cores until the test ends.
func keepBusy(t *testing.T) {
	var stop atomic.Bool
	t.Cleanup(func() { stop.Store(true) })
	for range runtime.NumCPU() {
		go func() {
			for !stop.Load() { // nothing else
			}
		}()
	}
}

// executed returns the outputs of each cell of output.ipynb and what its output widgets show.
func executed(t *testing.T, directory string) (cells []string, widgets string) {
	t.Helper()
	type output struct {
		Name string
		Text json.RawMessage
		Data map[string]json.RawMessage
	}
	var notebook struct {
		Cells    []struct{ Outputs []output }
		Metadata struct {
			Widgets map[string]struct {
				State map[string]struct{ State struct{ Outputs []output } }
			}
		}
	}
	text, err := os.ReadFile(filepath.Join(directory, "output.ipynb"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &notebook))
	show := func(outputs []output) string {
		var shown, stderr string // which of two streams comes first is chance
		for _, o := range outputs {
			if o.Name == "stderr" {
				stderr += joined(t, o.Text)
			} else {
				shown += joined(t, o.Text) + joined(t, o.Data["text/plain"])
			}
		}
		return shown + stderr
	}
	for _, c := range notebook.Cells {
		cells = append(cells, show(c.Outputs))
	}
	for _, kind := range notebook.Metadata.Widgets {
		for _, model := range kind.State {
			widgets += show(model.State.Outputs)
		}
	}
	return cells, widgets
}

// joined returns a text that JSON has as a string or as a list of lines.
func joined(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	if len(raw) == 0 {
		return ""
	}
	var lines []string
	if raw[0] == '[' {
		require.NoError(t, json.Unmarshal(raw, &lines))
		return strings.Join(lines, "")
	}
	var text string
	require.NoError(t, json.Unmarshal(raw, &text))
	return text
}
