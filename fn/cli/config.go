package cli

import (
	"fmt"
	"strings"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/secret"
)

// findConfig takes the function config from --config, or from among the inputs,
// which it leaves. Without exactly one usable config the faults say why.
func (set *settings) findConfig(s streams, inputs []pipeline.Input) (config *pipeline.Input, rest []pipeline.Input, faults []finding.Finding) {
	var found []pipeline.Input
	for _, input := range inputs {
		if input.Kind() == v1alpha1.ConfigKind {
			found = append(found, input)
		} else {
			rest = append(rest, input)
		}
	}
	if set.config != "" {
		config, faults = set.readConfig(s)
		return config, rest, faults
	}
	switch len(found) {
	case 0:
		return nil, rest, nil
	case 1:
		return &found[0], rest, nil
	}
	var places []string
	for _, one := range found {
		places = append(places, fmt.Sprintf("%s:%d", one.File, one.Line()))
	}
	last := len(found) - 1
	return nil, rest, []finding.Finding{configFault(at(found[last]), pipeline.RuleConfigCount, fmt.Sprintf(
		"%d function configs, at %s and %s: keep one, or choose one with --config", len(found), strings.Join(places[:last], ", "), places[last]))}
}

// configFault is an error about a function config.
func configFault(at finding.Position, rule, message string) finding.Finding {
	return finding.Finding{Rule: rule, Severity: finding.Error, Message: secret.Message(message), Position: at}
}

func at(input pipeline.Input) finding.Position {
	return finding.Position{File: input.File, Index: input.Index, Line: input.Line()}
}

// expectedConfig says what --config takes.
const expectedConfig = "expected one " + v1alpha1.ConfigKind + " (" + v1alpha1.ConfigAPIVersion + "), or a v1 ConfigMap with settings under data"

// readConfig reads the file of --config. Whoever names one relies on it, so a file
// without settings is an error and never no settings.
func (set *settings) readConfig(s streams) (*pipeline.Input, []finding.Finding) {
	r := s.newReader(set.root)
	r.named(set.config)
	for i := range r.faults {
		r.faults[i].Message = "--config: " + r.faults[i].Message
	}
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	if n := len(r.inputs); n != 1 {
		return nil, []finding.Finding{configFault(finding.Position{File: streamName(set.config)}, pipeline.RuleConfigCount,
			fmt.Sprintf("--config: holds %d resources: %s", n, expectedConfig))}
	}
	config := r.inputs[0]
	if rule, fault := configProblem(config); fault != "" {
		return nil, []finding.Finding{configFault(at(config), rule, "--config: "+fault)}
	}
	return &config, nil
}

// configProblem returns why a resource cannot be a function config, empty if it can.
func configProblem(config pipeline.Input) (rule, problem string) {
	node, err := config.Node()
	if err != nil {
		return pipeline.RuleSyntax, err.Error()
	}
	switch kind := config.Kind(); kind {
	case v1alpha1.ConfigKind:
	case "ConfigMap":
		if data := manifest.At(node, "data"); data == nil || len(data.Content) == 0 && data.Value == "" {
			return pipeline.RuleConfigKind, "the ConfigMap has no settings under data: " + expectedConfig
		}
	case "":
		return pipeline.RuleConfigKind, "a document without kind: " + expectedConfig
	default:
		return pipeline.RuleConfigKind, fmt.Sprintf("a resource of kind %q: %s", kind, expectedConfig)
	}
	return "", ""
}
