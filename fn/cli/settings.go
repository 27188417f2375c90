package cli

import (
	"cmp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/walk"
)

// settings are the flags that stand for settings of the function config.
type settings struct {
	config string
	root   string
	// allowEmpty accepts input without anything to do.
	allowEmpty bool
	// flat leaves out the child folders of the folders that are read.
	flat bool

	fields []setting
	noHash bool
	strict bool
}

// setting is a flag whose value goes into a field of the function config.
type setting struct {
	field, flag, usage string
	apply              func(spec *v1alpha1.ExpandNotebookJobsSpec, value string)
	value              string // "" leaves the field as it is
	setBy              string // what the user set it with, where that is not the flag
}

func newSettings() *settings {
	type spec = v1alpha1.ExpandNotebookJobsSpec
	return &settings{fields: []setting{
		{
			field: "spec.output", flag: "output-kind", usage: "what jobs become: Job, Pod or CronJob",
			apply: func(s *spec, v string) { s.Output = v1alpha1.Output(v) },
		},
		{
			field: "spec.defaults.image", flag: "image", usage: "`image` for jobs that name none",
			apply: func(s *spec, v string) { s.Defaults.Image = v },
		},
		{
			field: "spec.defaults.gitImage", flag: "git-image", usage: "`image` of the clone steps",
			apply: func(s *spec, v string) { s.Defaults.GitImage = v },
		},
		{
			field: "spec.defaults.timeout", flag: "timeout", usage: "`duration` for jobs that set none, such as 30m",
			apply: func(s *spec, v string) { s.Defaults.Timeout = v },
		},
		{
			field: "spec.cronJob.schedule", flag: "schedule", usage: "`cron` schedule of CronJobs",
			apply: func(s *spec, v string) { s.CronJob.Schedule = v },
		},
		{
			field: "spec.scripts", flag: "scripts", usage: "where pods find their scripts: ConfigMap or Inline",
			apply: func(s *spec, v string) { s.Scripts = v1alpha1.ScriptsMode(v) },
		},
	}}
}

func (set *settings) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&set.config, "config", "c", "", "`file` with the ExpandNotebookJobs to use (default: the one among the inputs)")
	for i := range set.fields {
		f := &set.fields[i]
		flags.StringVar(&f.value, f.flag, "", f.usage)
	}
	flags.BoolVar(&set.noHash, "no-name-hash", false, "name Jobs as their source, without a hash")
	flags.BoolVar(&set.strict, "strict", false, "treat warnings as errors")
	flags.BoolVar(&set.allowEmpty, "allow-empty", false, "succeed without a notebook job in the input")
	rootFlag(cmd, &set.root)
}

// read reads what the arguments of a command name.
func (set *settings) read(s streams, args []string) (reading, error) {
	if err := checkRoot(set.root); err != nil {
		return reading{}, err
	}
	if isStandardInput(set.config) && (len(args) == 0 || slices.ContainsFunc(args, isStandardInput)) {
		return reading{}, usage("standard input cannot be both the manifests and the function config: name a file for one of them")
	}
	r := s.newReader(set.root)
	r.flat = set.flat
	return r.readPaths(args)
}

// checkRoot refuses a --root that is no folder, also where no file below it is read.
func checkRoot(dir string) error {
	if dir == "" {
		return nil
	}
	root, err := walk.OpenRoot(dir)
	if err != nil {
		return usage("--root: %w", err)
	}
	return root.Close()
}

// options lay the flags over the function config.
func (set *settings) options(adjust func(*v1alpha1.ExpandNotebookJobsSpec)) pipeline.Options {
	opts := pipeline.Options{Named: map[string]string{}}
	for _, f := range set.fields {
		if f.value != "" {
			opts.Named[f.field] = cmp.Or(f.setBy, "--"+f.flag)
		}
	}
	opts.Adjust = func(spec *v1alpha1.ExpandNotebookJobsSpec) {
		for _, f := range set.fields {
			if f.value != "" {
				f.apply(spec, f.value)
			}
		}
		if set.noHash {
			spec.NameSuffixHash = new(bool)
		}
		spec.Checks.Strict = spec.Checks.Strict || set.strict
		adjust(spec)
	}
	return opts
}
