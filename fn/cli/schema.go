package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/docs"
	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
)

func schemaCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the CRDs, and schemas for editors and kustomize",
		Args:  cobra.NoArgs,
		Example: `  nvj schema job > .schemas/notebookvalidationjob.json
  nvj schema kustomize > notebookvalidationjob.yaml
  nvj schema crd --group notebook.validation.io | kubectl apply --server-side -f -`,
		RunE: func(*cobra.Command, []string) error {
			return usage("schema: Required value: crd, job, config or kustomize")
		},
	}
	cmd.AddCommand(
		crdCommand(s),
		printCommand(s, "job", "Print the JSON Schema of NotebookValidationJob", docs.JobSchema,
			`For the YAML language server, at the head of a file:

  # yaml-language-server: $schema=.schemas/notebookvalidationjob.json`),
		printCommand(s, "config", "Print the JSON Schema of ExpandNotebookJobs, the function config", docs.ConfigSchema, ""),
		printCommand(s, "kustomize", "Print the kustomize configurations for the custom resource", docs.KustomizeConfiguration,
			`With it kustomize rewrites names of ConfigMaps, Secrets, PersistentVolumeClaims
and ServiceAccounts, and images, in NotebookValidationJobs as in Jobs; no
function is needed for that. List the file under configurations: in a
kustomization.`),
	)
	return cmd
}

func crdCommand(s streams) *cobra.Command {
	var group string
	cmd := &cobra.Command{
		Use:   "crd",
		Short: "Print the CustomResourceDefinitions",
		Long: `Print the CustomResourceDefinitions of NotebookValidationJob, for clusters that
want to know the kind. nvj itself needs none. They are too large for the
annotation of a client-side kubectl apply: use --server-side.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, ok := map[string]string{
				"":                     docs.JobCRD + docs.OperatorJobCRD,
				v1alpha1.Group:         docs.JobCRD,
				v1alpha1.OperatorGroup: docs.OperatorJobCRD,
			}[group]
			if !ok {
				return usage("--group: Unsupported value: %q: supported values: %s, %s", group, v1alpha1.Group, v1alpha1.OperatorGroup)
			}
			return printRaw(s, text)
		},
	}
	cmd.Flags().StringVar(&group, "group", "", "only the one of this API `group` (default: both)")
	return cmd
}

// printCommand prints a text that is part of the binary.
func printCommand(s streams, name, short, text, long string) *cobra.Command {
	return &cobra.Command{
		Use:   name,
		Short: short,
		Long:  short + ".\n\n" + long,
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return printRaw(s, text) },
	}
}

func printRaw(s streams, text string) error {
	if _, err := io.WriteString(s.out, text); err != nil {
		return failed("cannot write standard output: %w", err)
	}
	return nil
}
