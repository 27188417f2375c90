// Package cli is nvj's command line: it reads files and streams, hands them to
// the pipeline, and prints what comes out. Exit codes and flags are API.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/notebook-validation/nvj/fn/secret"
	"github.com/notebook-validation/nvj/fn/term"
)

// Exit codes.
const (
	exitOK       = 0
	exitFindings = 1 // an error finding, or input that cannot be read
	exitUsage    = 2 // an unknown command, flag or argument
)

// streams are the standard streams of one call, and the files it has read.
type streams struct {
	in       io.Reader
	out, err io.Writer
	files    files
}

// exitError ends a command with a code. A silent one has said all there is to say.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// Main runs nvj with the given arguments and streams and returns its exit code.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	s := streams{in: in, out: out, err: errOut, files: files{}}
	command, err := s.run(args)
	if err == nil {
		return exitOK
	}
	// Whoever reads our output has closed it, as head does: nobody is left to tell.
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return exitFindings
	}
	code := exitUsage
	var exit *exitError
	if errors.As(err, &exit) {
		code = exit.code
	}
	if text := secret.Message(err.Error()); text != "" { // libraries word some of it
		fmt.Fprintf(errOut, "nvj: %s\n", term.PrintableLines(text))
		if code == exitUsage {
			fmt.Fprintf(errOut, "Run '%s --help' for usage.\n", command)
		}
	}
	return code
}

// run runs the command that the arguments name, and returns its name. Hosts start the function again and
// again, without any: not to make the commands saves 0.05 of some 6 ms.
func (s streams) run(args []string) (command string, err error) {
	if len(args) == 0 && !term.Is(s.in) {
		return "nvj", function(s, "")
	}
	root := rootCommand(s)
	root.SetArgs(append([]string{}, args...)) // nil would mean the arguments of the process
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	called, err := root.ExecuteC()
	return called.CommandPath(), err
}

// failed ends a command whose input or output cannot be used.
func failed(format string, args ...any) error {
	return &exitError{code: exitFindings, err: fmt.Errorf(format, args...)}
}

// usage ends a command that was called wrongly.
func usage(format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// refuseEmptyFlags refuses a flag that is set to nothing, as an unset variable of a
// pipeline does. What the flag asks for must not be left out silently.
func refuseEmptyFlags(cmd *cobra.Command) error {
	var err error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if err == nil && flag.Value.Type() == "string" && flag.Value.String() == "" {
			err = usage("--%s: the value is empty; give one, or leave the flag out", flag.Name)
		}
	})
	return err
}

func rootCommand(s streams) *cobra.Command {
	var dir string
	root := &cobra.Command{
		Use:   "nvj",
		Short: "Turn NotebookValidationJobs into plain Kubernetes Jobs",
		Long: `nvj turns NotebookValidationJob manifests into plain Kubernetes Jobs, CronJobs
or Pods at build time, with their init containers validated and wired in.

Without a command nvj is a KRM function: it reads a ResourceList on standard
input and writes it to standard output, as kustomize and kpt call it.`,
		Example: `  nvj validate jobs/                                # say what is wrong with the jobs
  nvj render jobs/                                  # print what would be applied
  kustomize build . | nvj render - | kubectl apply -f -
  kpt fn eval PACKAGE --exec nvj                    # as a KRM function`,
		Args: knownCommand,

		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return refuseEmptyFlags(cmd) },

		SuggestionsMinimumDistance: 2,
		SilenceErrors:              true,
		SilenceUsage:               true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if term.Is(s.in) {
				return cmd.Help()
			}
			return function(s, dir)
		},
	}
	rootFlag(root, &dir)
	root.AddCommand(
		renderCommand(s), validateCommand(s), explainCommand(s),
		schemaCommand(s), installCommand(s), discoverCommand(s), versionCommand(s),
	)
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	cobra.CheckErr(err)
	help.Args = func(_ *cobra.Command, args []string) error { return knownTopic(root, args) }
	return root
}

// knownTopic refuses arguments of help that name no command. Without it, cobra prints the
// help of the root command and succeeds.
func knownTopic(root *cobra.Command, args []string) error {
	topic, rest, err := root.Find(args)
	if err != nil || len(rest) == 0 {
		return err
	}
	return knownCommand(topic, rest)
}

// knownCommand refuses an argument of a command that has only subcommands: it is
// misspelt, or a file whose command is missing.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	unknown := fmt.Sprintf("unknown command %q", args[0])
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return usage("%s; did you mean %q?", unknown, near[0])
	}
	if _, err := os.Stat(args[0]); err == nil {
		return usage("%s; did you mean %q or %q?", unknown, "nvj render "+args[0], "nvj validate "+args[0])
	}
	return usage("%s", unknown)
}
