// Package scripts holds the two programs that nvj's pods run. They are text here:
// rendered into a ConfigMap or into the containers' commands, and never executed by
// nvj itself. What they promise stands in docs/what-runs-in-the-pod.md.
package scripts

import _ "embed" // for the scripts below

// CloneScript is clone.sh, POSIX shell: it checks one commit of a Git repository
// out. It reads nothing but its environment, so it runs from a file as well as
// from `sh -c`. Exit codes: 0, 10 to 14, 143.
//
//go:embed clone.sh
var CloneScript string

// RunNotebookScript is run_notebook.py, Python 3.8 or newer: it executes a
// notebook and applies the job's checks. It reads nothing but its environment, so
// it runs from a file as well as from `python3 -c`. Exit codes: 0 to 4, 143.
//
//go:embed run_notebook.py
var RunNotebookScript string
