package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/explain"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/fn/term"
)

// planFormats are the values of explain's -o, the default first.
var planFormats = []string{"text", "mermaid", "json"}

func explainCommand(s streams) *cobra.Command {
	set := newSettings()
	var format string
	cmd := &cobra.Command{
		Use:   "explain [PATH...|-]",
		Short: "Say what will run, or what ran and why it failed",
		Long: `Explain prints what will run, in order: what each step waits for and mounts,
the deadline, and what a failure leads to. It reads NotebookValidationJobs, and
Jobs, CronJobs and Pods.

Given a Pod or Job from a cluster it says how long each step took, what failed
and why. Of commands it shows only what cannot be a secret.

` + filesHelp + `

Exit codes:
  0  explained
  1  an error, or nothing to explain in the input, unless --allow-empty is given
  2  an unknown command, flag or argument`,
		Example: `  nvj explain job.yaml
  nvj explain job.yaml -o mermaid                   # a flowchart for the pull request
  kubectl get pod POD -o json | nvj explain -
  kubectl get job,pod -l notebookvalidationjob=NAME -o json | nvj explain -`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkFormat(format, planFormats); err != nil {
				return err
			}
			read, err := set.read(s, args)
			if err != nil {
				return err
			}
			plans, err := plansOf(s, set, read)
			if err != nil {
				return err
			}
			if err := printPlans(s, format, plans); err != nil {
				return failed("cannot write standard output: %w", err)
			}
			return conclude(s, read.faults)
		},
	}
	set.register(cmd)
	cmd.Flags().StringVarP(&format, "output", "o", planFormats[0], "`format`: "+strings.Join(planFormats, ", "))
	// Fails only for a flag that does not exist.
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(planFormats, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

func printPlans(s streams, format string, plans []explain.Plan) error {
	switch format {
	case "mermaid":
		return explain.WriteMermaid(s.out, plans)
	case "json":
		return explain.WriteJSON(s.out, plans)
	}
	return explain.WriteText(s.out, plans, term.Of(s.out))
}

// plansOf explains the workloads among the inputs, and those that jobs among them
// become. What a cluster has reported on is taken as it is; so is everything when
// there are no jobs to render.
func plansOf(s streams, set *settings, read reading) ([]explain.Plan, error) {
	var reported, sources []pipeline.Input
	for _, input := range read.inputs {
		if isWorkload(input.Item) && hasStatus(input.Item) {
			reported = append(reported, input)
		} else {
			sources = append(sources, input)
		}
	}
	workloads := sources
	if slices.ContainsFunc(sources, func(in pipeline.Input) bool { return in.Kind() == v1alpha1.JobKind }) {
		result := set.run(s, sources)
		// Warnings are for those who validate or render.
		if finding.HasErrors(result.Findings) {
			return nil, conclude(s, read.with(result.Findings))
		}
		workloads = inputsOf(result.Items, sources)
	}
	d := &workloadDecoder{}
	plans := d.explain(append(workloads, reported...))
	if len(d.findings) > 0 {
		return nil, conclude(s, read.with(d.findings))
	}
	if len(plans) == 0 {
		if len(read.faults) > 0 {
			return nil, conclude(s, read.faults)
		}
		return nil, set.refuseEmpty(s, read, "explained", "no "+v1alpha1.JobKind+", Job, CronJob or Pod")
	}
	return plans, nil
}

// inputsOf are the items of a result as inputs: what came in stands where it stood.
func inputsOf(items []*resourcelist.Item, sources []pipeline.Input) []pipeline.Input {
	known := map[*resourcelist.Item]pipeline.Input{}
	for _, source := range sources {
		known[source.Item] = source
	}
	inputs := make([]pipeline.Input, len(items))
	for i, item := range items {
		inputs[i] = known[item]
		inputs[i].Item = item
	}
	return inputs
}

func isWorkload(item *resourcelist.Item) bool {
	switch item.Kind() {
	case "Job", "CronJob":
		return item.APIVersion() == "batch/v1"
	case "Pod":
		return item.APIVersion() == "v1"
	}
	return false
}

func hasStatus(item *resourcelist.Item) bool {
	node, err := item.Node()
	if err != nil {
		return false
	}
	status := manifest.Get(node, "status")
	return status != nil && len(status.Content) > 0
}

// workloadDecoder decodes workloads and collects what cannot be read in them.
type workloadDecoder struct {
	findings []finding.Finding
}

// explain decodes the workloads and explains them in their order. Pods of a
// Job that is there are its attempts, and have no plan of their own.
func (d *workloadDecoder) explain(inputs []pipeline.Input) []explain.Plan {
	var pods []*corev1.Pod
	jobs := map[*resourcelist.Item]*batchv1.Job{}
	for _, input := range inputs {
		switch {
		case !isWorkload(input.Item):
		case input.Kind() == "Pod":
			pod := &corev1.Pod{}
			d.decode(input, pod)
			pods = append(pods, pod)
		case input.Kind() == "Job":
			jobs[input.Item] = &batchv1.Job{}
			d.decode(input, jobs[input.Item])
		}
	}
	owned := map[*corev1.Pod]bool{}
	var plans []explain.Plan
	for _, input := range inputs {
		job := jobs[input.Item]
		switch {
		case job != nil:
			var own []*corev1.Pod
			for _, pod := range pods {
				if isPodOf(pod, job) {
					own, owned[pod] = append(own, pod), true
				}
			}
			plans = append(plans, explain.FromJob(job, own))
		case isWorkload(input.Item) && input.Kind() == "CronJob":
			cron := &batchv1.CronJob{}
			d.decode(input, cron)
			plans = append(plans, explain.FromCronJob(cron))
		}
	}
	for _, pod := range pods {
		if !owned[pod] {
			plans = append(plans, explain.FromPod(pod))
		}
	}
	return plans
}

func isPodOf(pod *corev1.Pod, job *batchv1.Job) bool {
	return pod.Namespace == job.Namespace && job.Name != "" && pod.Labels[batchv1.JobNameLabel] == job.Name
}

// decode reads a workload. A cluster may have a later version of Kubernetes, whose
// new fields are left out.
func (d *workloadDecoder) decode(input pipeline.Input, into any) {
	d.findings = append(d.findings, input.Decode(into, decode.Options{AllowUnknown: true})...)
}
