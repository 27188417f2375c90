// Package scripts holds the two scripts that generated pods run. They are plain
// text, so that a reviewer can read what will run in the cluster.
package scripts

import _ "embed"

// CloneScript clones a repository; POSIX sh, run by the clone steps.
//
//go:embed clone.sh
var CloneScript string

// RunNotebookScript executes and checks a notebook; Python 3, run by the main
// container.
//
//go:embed run_notebook.py
var RunNotebookScript string
