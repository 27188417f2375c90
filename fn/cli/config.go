package cli

import (
	"fmt"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/pipeline"
)

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
		config, err := set.readConfig(s)
		return config, rest, err
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

// expectedConfig says what --config takes.
const expectedConfig = "expected one " + v1alpha1.ConfigKind + " (" + v1alpha1.ConfigAPIVersion + "), or a v1 ConfigMap with settings under data"

// readConfig reads the file of --config. Whoever names one relies on it, so a file
// without settings is an error and never no settings.
func (set *settings) readConfig(s streams) (*pipeline.Input, error) {
	r := s.newReader(set.root)
	r.named(set.config)
	if len(r.faults) > 0 {
		fault := r.faults[0]
		return nil, failed("--config: %s: %s", fault.Location(), fault.Message)
	}
	if n := len(r.inputs); n != 1 {
		return nil, failed("--config: %s holds %d resources: %s", set.config, n, expectedConfig)
	}
	config := &r.inputs[0]
	node, err := config.Node()
	if err != nil {
		return nil, failed("--config: %s: %w", set.config, err)
	}
	switch kind := config.Kind(); kind {
	case v1alpha1.ConfigKind:
	case "ConfigMap":
		if data := manifest.At(node, "data"); data == nil || len(data.Content) == 0 && data.Value == "" {
			return nil, failed("--config: %s: the ConfigMap has no settings under data: %s", set.config, expectedConfig)
		}
	case "":
		return nil, failed("--config: %s: a document without kind: %s", set.config, expectedConfig)
	default:
		return nil, failed("--config: %s: a resource of kind %q: %s", set.config, kind, expectedConfig)
	}
	return config, nil
}
