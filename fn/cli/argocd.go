package cli

import (
	_ "embed" // the plugin's manifest is a string of the binary
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/decode"
)

// pluginManifest is the plugin.yaml of an Argo CD config management plugin.
//
//go:embed argocd/plugin.yaml
var pluginManifest string

// parametersVariable holds the parameters of an Argo CD application, as JSON.
const parametersVariable = "ARGOCD_APP_PARAMETERS"

// pluginParameters are the flags that an application may set; plugin.yaml
// announces them.
var pluginParameters = []string{
	"output-kind", "image", "git-image", "timeout", "schedule", "scripts", "no-name-hash", "strict",
}

// applyParameters sets the flags that the application's parameters name. A flag on
// the command line wins: it is the platform's word against the application's.
func applyParameters(cmd *cobra.Command, text string) error {
	if text == "" {
		return nil
	}
	var parameters []struct {
		Name   string            `json:"name"`
		String *string           `json:"string"`
		Array  []string          `json:"array"`
		Map    map[string]string `json:"map"`
	}
	if err := json.Unmarshal([]byte(text), &parameters); err != nil {
		return failed("%s: cannot read the application's parameters: %w", parametersVariable, err)
	}
	for _, p := range parameters {
		at := fmt.Sprintf("spec.source.plugin.parameters[name=%s]", p.Name)
		switch {
		case !slices.Contains(pluginParameters, p.Name):
			hint := "supported values: " + strings.Join(pluginParameters, ", ")
			if near := decode.Nearest(p.Name, pluginParameters); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return failed("%s.name: Unsupported value: %q: %s", at, p.Name, hint)
		case p.String == nil || p.Array != nil || p.Map != nil:
			return failed("%s.string: Required value", at)
		case cmd.Flags().Changed(p.Name):
		default:
			if err := cmd.Flags().Set(p.Name, *p.String); err != nil {
				return failed("%s.string: Invalid value: %q: %w", at, *p.String, err)
			}
		}
	}
	return nil
}

// argocdFlag lets render take its settings from an Argo CD application.
func argocdFlag(cmd *cobra.Command) {
	argocd := cmd.Flags().Bool("argocd", false, "take settings from the parameters of an Argo CD application ("+parametersVariable+")")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if !*argocd {
			return nil
		}
		return applyParameters(cmd, os.Getenv(parametersVariable))
	}
}
