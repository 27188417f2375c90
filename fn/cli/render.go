package cli

import (
	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

func renderCommand(s streams) *cobra.Command {
	set := newSettings()
	var onlyGenerated bool
	cmd := &cobra.Command{
		Use:   "render [PATH...|-]",
		Short: "Print the manifests that would be applied",
		Long: `Render reads files, directories or standard input and prints what would be
applied: the Jobs that NotebookValidationJobs become, and all other resources
untouched. With an error, or without a notebook job in the input, it prints
nothing on standard output.

` + filesHelp + `

Exit codes:
  0  rendered
  1  an error, or no notebook job in the input, unless --allow-empty is given
  2  an unknown command, flag or argument`,
		Example: `  nvj render job.yaml
  nvj render jobs/ --output-kind CronJob --schedule "0 3 * * *"
  kustomize build overlays/prod | nvj render -`,
		RunE: func(_ *cobra.Command, args []string) error {
			read, err := set.read(s, args)
			if err != nil {
				return err
			}
			return render(s, set, read, onlyGenerated)
		},
	}
	set.register(cmd)
	set.argocdFlag(cmd)
	cmd.Flags().BoolVar(&onlyGenerated, "only-generated", false, "print only what nvj generates")
	return cmd
}

// run expands the jobs among the inputs, as the config and the flags say. With an unusable
// config it returns only findings.
func (set *settings) run(s streams, inputs []pipeline.Input) pipeline.Output {
	config, inputs, faults := set.findConfig(s, inputs)
	if len(faults) > 0 {
		return pipeline.Output{Findings: faults}
	}
	return pipeline.Run(config, inputs, set.options(func(spec *v1alpha1.ExpandNotebookJobsSpec) {
		spec.Source = v1alpha1.SourceDrop
		spec.ValidateOnly = false
	}))
}

func render(s streams, set *settings, read reading, onlyGenerated bool) error {
	result := set.run(s, read.inputs)
	findings := read.with(result.Findings)
	if finding.HasErrors(findings) {
		return conclude(s, findings)
	}
	if err := set.requireJobs(s, read, "rendered"); err != nil {
		return err
	}
	var items []*resourcelist.Item
	for _, item := range result.Items {
		if result.Generated[item] || (!onlyGenerated && !pipeline.IsLocalConfig(item)) {
			items = append(items, item)
		}
	}
	if err := resourcelist.WriteDocuments(s.out, items); err != nil {
		return failed("cannot write standard output: %w", err)
	}
	return conclude(s, findings)
}
