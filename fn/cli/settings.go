package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/pipeline"
)

// settings are the flags that stand for settings of the function config.
type settings struct {
	config   string
	output   string
	image    string
	gitImage string
	timeout  string
	schedule string
	scripts  string
	noHash   bool
	strict   bool
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
	return nil, nil, failed("two function configs, %s and %s: keep one, or choose one with --config", at(0), at(1))
}
