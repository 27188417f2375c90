package cli

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/term"
	"github.com/notebook-validation/nvj/fn/walk"
)

// formats are the values of -o, the default first.
var formats = []string{"text", "json", "sarif", "github", "junit"}

func validateCommand(s streams) *cobra.Command {
	set := newSettings()
	var format string
	cmd := &cobra.Command{
		Use:   "validate [PATH...|-]",
		Short: "Say what is wrong with NotebookValidationJobs",
		Long: `Validate reads files, directories or standard input and reports everything that
is wrong with the NotebookValidationJobs in them, and everything the API server
would refuse in what they become: all of it at once, each with file, line and
what to do. It changes nothing and needs no cluster.

Findings go to standard output:
  text    one line each; on a terminal with the source line and in colour
  json    an object with "findings" and a "summary"
  sarif   SARIF 2.1.0, for code scanning
  github  the text, and annotations of a GitHub Actions run
  junit   a JUnit report with one test case for each job, for GitLab and Jenkins

` + filesHelp + `

Exit codes:
  0  no errors; there may be warnings, unless --strict is given
  1  errors, or no notebook job in the input, unless --allow-empty is given
  2  an unknown command, flag or format`,
		Example: `  nvj validate job.yaml
  nvj validate jobs/ --strict
  nvj validate jobs/ -o sarif > nvj.sarif
  kustomize build overlays/prod | nvj validate -`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkFormat(format, formats); err != nil {
				return err
			}
			return validate(s, set, args, format)
		},
	}
	set.register(cmd)
	cmd.Flags().StringVarP(&format, "output", "o", formats[0], "`format`: "+strings.Join(formats, ", "))
	// Fails only for a flag that does not exist.
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

func validate(s streams, set *settings, paths []string, format string) error {
	read, err := set.read(s, paths)
	if err != nil {
		return err
	}
	config, inputs, faults := set.findConfig(s, read.inputs)
	if len(faults) == 0 {
		faults = pipeline.Run(config, inputs, set.options(func(spec *v1alpha1.ExpandNotebookJobsSpec) {
			spec.ValidateOnly = true
		})).Findings
	}
	report := output.Report{
		Findings: read.with(faults),
		Checked:  jobsAmong(inputs),
		Rules:    pipeline.Rules(),
		Version:  Version(),
		Default:  defaultPosition(read, inputs),
		Path:     repositoryPath(),
	}
	if err := s.printReport(report, format); err != nil {
		return failed("cannot write standard output: %w", err)
	}
	if finding.HasErrors(report.Findings) {
		return &exitError{code: exitFindings}
	}
	if err := set.requireJobs(s, read, "checked"); err != nil {
		return err
	}
	s.sayClean(report, format)
	return nil
}

// checkFormat refuses an unknown value of -o.
func checkFormat(format string, known []string) error {
	if slices.Contains(known, format) {
		return nil
	}
	return usage("--output: Unsupported value: %q: supported values: %s", format, strings.Join(known, ", "))
}

func (s streams) printReport(report output.Report, format string) error {
	if format == "text" {
		return printText(s, s.out, report.Findings)
	}
	write := map[string]func(io.Writer, output.Report) error{
		"json": output.WriteJSON, "sarif": output.WriteSARIF,
		"github": output.WriteGitHub, "junit": output.WriteJUnit,
	}[format]
	out := bufio.NewWriter(s.out)
	if err := write(out, report); err != nil {
		return err
	}
	return out.Flush()
}

// sayClean tells people at a terminal that there was something to check.
func (s streams) sayClean(report output.Report, format string) {
	errOut := s.err
	if format != "text" || len(report.Findings) > 0 || len(report.Checked) == 0 || !term.Is(errOut) {
		return
	}
	files := map[string]bool{}
	for _, job := range report.Checked {
		files[job.File] = true
	}
	fmt.Fprintf(errOut, "ok: %s in %s\n", output.Plural(len(report.Checked), "job"), output.Plural(len(files), "file"))
}

func jobsAmong(inputs []pipeline.Input) []output.Subject {
	var jobs []output.Subject
	for _, input := range inputs {
		if input.Kind() == v1alpha1.JobKind {
			jobs = append(jobs, output.Subject{
				Resource: input.Resource(),
				Position: at(input),
			})
		}
	}
	return jobs
}

// defaultPosition is where findings that are in no file are shown: at the first
// notebook job, else at the first of what was read.
func defaultPosition(read reading, inputs []pipeline.Input) finding.Position {
	for _, job := range jobsAmong(inputs) {
		return job.Position
	}
	for _, input := range read.inputs {
		return at(input)
	}
	for _, fault := range read.faults {
		return fault.Position
	}
	return finding.Position{File: stdinName}
}

// repositoryPath returns a function from a file to its path in the repository of the
// working directory, by which code hosts know it. --root does not change it.
func repositoryPath() func(string) string {
	base := walk.FindRoot(".")
	return func(file string) string {
		path, err := filepath.Abs(file)
		if err != nil || file == stdinName {
			return file
		}
		if below, err := filepath.Rel(base, path); err == nil {
			return filepath.ToSlash(below)
		}
		return file
	}
}
