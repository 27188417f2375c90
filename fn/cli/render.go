package cli

import (
	"fmt"
	"slices"

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
untouched. With an error nothing is printed, and the exit code is 1.`,
		Example: `  nvj render job.yaml
  nvj render jobs/ --output-kind CronJob --schedule "0 3 * * *"
  kustomize build overlays/prod | nvj render -`,
		RunE: func(_ *cobra.Command, args []string) error {
			inputs, err := readPaths(s, args)
			if err != nil {
				return err
			}
			return render(s, set, inputs, onlyGenerated)
		},
	}
	set.register(cmd)
	set.argocdFlag(cmd)
	cmd.Flags().BoolVar(&onlyGenerated, "only-generated", false, "print only what nvj generates")
	return cmd
}

// run expands the jobs among the inputs, as the config and the flags say.
func (set *settings) run(s streams, inputs []pipeline.Input) (pipeline.Output, error) {
	config, inputs, err := set.findConfig(s, inputs)
	if err != nil {
		return pipeline.Output{}, err
	}
	return pipeline.Run(config, inputs, set.options(func(spec *v1alpha1.ExpandNotebookJobsSpec) {
		spec.Source = v1alpha1.SourceDrop
		spec.ValidateOnly = false
	})), nil
}

func render(s streams, set *settings, inputs []pipeline.Input, onlyGenerated bool) error {
	result, err := set.run(s, inputs)
	if err != nil {
		return err
	}
	if finding.HasErrors(result.Findings) {
		return conclude(s, result.Findings)
	}
	var items []*resourcelist.Item
	for _, item := range result.Items {
		if result.Generated[item] || (!onlyGenerated && !pipeline.IsLocalConfig(item)) {
			items = append(items, item)
		}
	}
	if len(items) == 0 {
		return failed("nothing to render: the input holds no %s and nothing else to apply", v1alpha1.JobKind)
	}
	if err := resourcelist.WriteDocuments(s.out, items); err != nil {
		return failed("cannot write standard output: %w", err)
	}
	isJob := func(input pipeline.Input) bool { return input.Kind() == v1alpha1.JobKind }
	if errOut := s.err; !slices.ContainsFunc(inputs, isJob) {
		fmt.Fprintf(errOut, "nvj: no %s among %s; nothing was expanded\n", v1alpha1.JobKind, finding.Plural(len(inputs), "resource"))
	}
	return conclude(s, result.Findings)
}
