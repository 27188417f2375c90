package cli

import (
	_ "embed" // the plugin's manifest is a string of the binary
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/notebook-validation/nvj/fn/suggest"
)

// pluginManifest is the plugin.yaml of an Argo CD config management plugin.
//
//go:embed argocd/plugin.yaml
var pluginManifest string

// parametersVariable holds the parameters of an Argo CD application, as JSON.
const parametersVariable = "ARGOCD_APP_PARAMETERS"

// parameters are the flags that an application may set; plugin.yaml announces them.
func (set *settings) parameters() []string {
	var names []string
	for _, f := range set.fields {
		names = append(names, f.flag)
	}
	return append(names, "no-name-hash", "strict")
}

// applyParameters sets the flags that the application's parameters name. A flag on
// the command line wins: it is the platform's word against the application's.
func (set *settings) applyParameters(cmd *cobra.Command, text string) error {
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
	known := set.parameters()
	for _, p := range parameters {
		at := fmt.Sprintf("spec.source.plugin.parameters[name=%s]", p.Name)
		switch {
		case !slices.Contains(known, p.Name):
			hint := "supported values: " + strings.Join(known, ", ")
			if near := suggest.Nearest(p.Name, known); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return failed("%s.name: Unsupported value: %q: %s", at, p.Name, hint)
		case p.String == nil || p.Array != nil || p.Map != nil:
			return failed("%s.string: Required value", at)
		case cmd.Flags().Changed(p.Name), *p.String == "":
		default:
			if err := cmd.Flags().Set(p.Name, *p.String); err != nil {
				return failed("%s.string: Invalid value: %q: %w", at, *p.String, err)
			}
			for i := range set.fields {
				if f := &set.fields[i]; f.flag == p.Name {
					f.setBy = at + ".string"
				}
			}
		}
	}
	return nil
}

// argocdFlag lets render take its settings from an Argo CD application.
func (set *settings) argocdFlag(cmd *cobra.Command) {
	argocd := cmd.Flags().Bool("argocd", false, "take settings from the parameters of an Argo CD application ("+parametersVariable+")")
	recurse := cmd.Flags().Bool("recurse", false, "with --argocd, read child folders as well")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if !*argocd {
			if *recurse {
				return usage("--recurse needs --argocd: without it, render reads child folders anyway")
			}
			return nil
		}
		// Like Argo CD of folders of manifests: a child folder may be another application's.
		set.flat = !*recurse
		return set.applyParameters(cmd, os.Getenv(parametersVariable))
	}
}
