// Command kube-all is a whole Kubernetes in one static binary: etcd, the control
// plane, the kubelet and kubectl, so that the end-to-end tests need one build and
// no downloaded releases. The name it is called by, or else its first argument,
// says which part it is:
//
//	kube-all kube-apiserver --etcd-servers …
//	ln -s kube-all kubectl && ./kubectl get pods
package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

var parts = map[string]func(){
	"etcd":                    func() { etcdmain.Main(os.Args) },
	"kube-apiserver":          run(apiserver.NewAPIServerCommand),
	"kube-controller-manager": run(controllermanager.NewControllerManagerCommand),
	"kube-scheduler":          run(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
	"kubelet":                 run(func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) }),
	"kubectl":                 runKubectl,
}

func main() {
	name := filepath.Base(os.Args[0])
	if parts[name] == nil && len(os.Args) > 1 {
		// The part's own flag parser sees its name first, as if called by it.
		os.Args = os.Args[1:]
		name = os.Args[0]
	}
	part, ok := parts[name]
	if !ok {
		fmt.Fprintf(os.Stderr, "usage: kube-all %s [flags]\n", strings.Join(slices.Sorted(maps.Keys(parts)), "|"))
		os.Exit(2)
	}
	part()
}

// run makes one of the daemons' commands a part. The command is made only when it
// is asked for: making one registers flags and metrics that others register too.
func run(newCommand func() *cobra.Command) func() {
	return func() { os.Exit(cli.Run(newCommand())) }
}

// runKubectl reports errors the way kubectl does; cli.Run would print them twice.
func runKubectl() {
	if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
		kubectlutil.CheckErr(err)
	}
}
