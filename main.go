// Command nvj turns NotebookValidationJobs into plain Kubernetes Jobs: as a KRM
// function on standard input and output, or from the command line.
package main

import (
	"os"

	"github.com/notebook-validation/nvj/fn/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
