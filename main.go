// Command nvj turns NotebookValidationJobs into plain Kubernetes Jobs: as a KRM
// function on standard input and output, or from the command line.
package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"github.com/notebook-validation/nvj/fn/cli"
)

func main() {
	collectLate()
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// collectLate keeps the garbage collector from running before the heap reaches 32
// MB, which a handful of jobs never does: a collection costs as much as expanding
// them. From the first one on it runs as usual, so that large inputs take no more
// memory. GOGC, where it is set, wins.
func collectLate() {
	if os.Getenv("GOGC") != "" {
		return
	}
	const usual, late = 100, 800 // per cent of 4 MB, the smallest heap
	debug.SetGCPercent(late)
	runtime.AddCleanup(new([16]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}
