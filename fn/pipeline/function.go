package pipeline

import (
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// Function runs on a ResourceList as a KRM function does: the items of the list
// become those of the output. originals is that of every Input, and may be nil.
func Function(list *resourcelist.List, originals func(path string) []*resourcelist.Item) []finding.Finding {
	inputs := make([]Input, len(list.Items))
	for i, item := range list.Items {
		inputs[i] = Input{Item: item, Originals: originals}
	}
	var config *Input
	if list.FunctionConfig != nil {
		config = &Input{Item: list.FunctionConfig, Originals: originals}
	}
	out := Run(config, inputs, Options{})
	list.Items = out.Items
	return out.Findings
}
