// Command cmp-server is Argo CD's own argocd-cmp-server, the program that runs a
// config-management plugin in a sidecar of the repo-server.
package main

import (
	"os"

	"github.com/argoproj/argo-cd/v3/cmd/argocd-cmp-server/commands"
)

func main() {
	if commands.NewCommand().Execute() != nil {
		os.Exit(1)
	}
}
