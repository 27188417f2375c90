package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// settings are the flags that stand for settings of the function config.
type settings struct {
	config        string
	output        string
	image         string
	gitImage      string
	timeout       string
	schedule      string
	scripts       string
	noHash        bool
	strict        bool
	onlyGenerated bool
}

func (set *settings) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&set.config, "config", "c", "", "`file` with the ExpandNotebookJobs to use (default: the one among the inputs)")
	flags.StringVar(&set.output, "output-kind", "", "what jobs become: Job, Pod or CronJob")
	flags.StringVar(&set.image, "image", "", "`image` for jobs that name none")
	flags.StringVar(&set.gitImage, "git-image", "", "`image` of the clone steps")
	flags.StringVar(&set.timeout, "timeout", "", "`duration` for jobs that set none, such as 30m")
	flags.StringVar(&set.schedule, "schedule", "", "`cron` schedule of CronJobs")
	flags.StringVar(&set.scripts, "scripts", "", "where pods find their scripts: ConfigMap or Inline")
	flags.BoolVar(&set.noHash, "no-name-hash", false, "name Jobs as their source, without a hash")
	flags.BoolVar(&set.strict, "strict", false, "take warnings for errors")
}

// adjust lays the flags over the function config.
func (set *settings) adjust(spec *v1alpha1.ExpandNotebookJobsSpec) {
	override(&spec.Output, v1alpha1.Output(set.output))
	override(&spec.Scripts, v1alpha1.ScriptsMode(set.scripts))
	override(&spec.Defaults.Image, set.image)
	override(&spec.Defaults.GitImage, set.gitImage)
	override(&spec.Defaults.Timeout, set.timeout)
	override(&spec.CronJob.Schedule, set.schedule)
	if set.noHash {
		spec.NameSuffixHash = new(bool)
	}
	spec.Checks.Strict = spec.Checks.Strict || set.strict
}

func override[T ~string](field *T, value T) {
	if value != "" {
		*field = value
	}
}

func renderCommand(s streams) *cobra.Command {
	var set settings
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
			return render(s, &set, inputs)
		},
	}
	set.register(cmd)
	cmd.Flags().BoolVar(&set.onlyGenerated, "only-generated", false, "print only what nvj generates")
	return cmd
}

func render(s streams, set *settings, inputs []pipeline.Input) error {
	config, inputs, err := set.findConfig(s, inputs)
	if err != nil {
		return err
	}
	result := pipeline.Run(config, inputs, pipeline.Options{
		Adjust: func(spec *v1alpha1.ExpandNotebookJobsSpec) {
			set.adjust(spec)
			spec.Source = v1alpha1.SourceDrop
			spec.ValidateOnly = false
		},
	})
	if finding.HasErrors(result.Findings) {
		return conclude(s, result.Findings)
	}
	var items []*resourcelist.Item
	for _, item := range result.Items {
		if result.Generated[item] || (!set.onlyGenerated && !pipeline.IsLocalConfig(item)) {
			items = append(items, item)
		}
	}
	if len(items) == 0 {
		return failed("nothing to render: the input holds no %s and nothing else to apply", v1alpha1.JobKind)
	}
	if err := resourcelist.WriteDocuments(s.out, items); err != nil {
		return failed("cannot write standard output: %w", err)
	}
	return conclude(s, result.Findings)
}

// findConfig takes the function config from --config, or from among the inputs,
// which it leaves.
func (set *settings) findConfig(s streams, inputs []pipeline.Input) (*pipeline.Input, []pipeline.Input, error) {
	var found, rest []pipeline.Input
	for _, input := range inputs {
		if input.Kind() == v1alpha1.ConfigKind {
			found = append(found, input)
		} else {
			rest = append(rest, input)
		}
	}
	if set.config != "" {
		var err error
		if found, err = readPaths(s, []string{set.config}); err != nil {
			return nil, nil, err
		}
		if len(found) == 0 {
			return nil, nil, failed("%s holds no %s", set.config, v1alpha1.ConfigKind)
		}
	}
	switch len(found) {
	case 0:
		return nil, rest, nil
	case 1:
		return &found[0], rest, nil
	}
	at := func(i int) string { return fmt.Sprintf("%s:%d", found[i].File, found[i].Line()) }
	return nil, nil, failed("%w", errors.New("two function configs, "+at(0)+" and "+at(1)+
		": keep one, or choose one with --config"))
}
