package decode

import (
	"strings"

	yaml "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

func (d *decoder) badQuantity(n *yaml.Node) {
	const must = "must be a quantity such as 500m, 1.5, 512Mi or 2G"
	if n.Kind == yaml.MappingNode {
		d.invalid(RuleBadQuantity, n, must+", and not a mapping; is it indented too far?", nil)
		return
	}
	if n.Kind == yaml.ScalarNode {
		if fixed, ok := fixQuantity(n.Value); ok {
			d.invalid(RuleBadQuantity, n, must+"; did you mean "+fixed+"?", inMessage(fixed))
			return
		}
	}
	d.invalid(RuleBadQuantity, n, must+"; suffixes are m, k, M, G, T, P, Ki, Mi, Gi, Ti and Pi", nil)
}

var looseQuantity = lazyregexp.New(`^([-+]?[0-9]*[.,]?[0-9]*)([A-Za-z]*)$`)

// quantitySuffixes are the suffixes people mean, by what they write in lower case.
var quantitySuffixes = map[string]string{
	"": "", "b": "", "byte": "", "bytes": "", "cpu": "", "cpus": "", "core": "", "cores": "",
	"m": "m", "mc": "m", "mcpu": "m", "millicpu": "m", "millicore": "m", "millicores": "m", "millicpus": "m",
	"k": "k", "kb": "k", "ki": "Ki", "kib": "Ki",
	"mb": "M", "mi": "Mi", "mib": "Mi", "meg": "M", "megabyte": "M", "megabytes": "M",
	"g": "G", "gb": "G", "gi": "Gi", "gib": "Gi", "gigabyte": "G", "gigabytes": "G",
	"t": "T", "tb": "T", "ti": "Ti", "tib": "Ti",
	"p": "P", "pb": "P", "pi": "Pi", "pib": "Pi",
}

// fixQuantity is the quantity somebody most likely meant: 2GB is 2G, "1 Gi" is
// 1Gi, 0,5 is 0.5.
func fixQuantity(text string) (string, bool) {
	compact := strings.NewReplacer(" ", "", "_", "", "\t", "").Replace(text)
	parts := looseQuantity().FindStringSubmatch(compact)
	if parts == nil {
		return "", false
	}
	suffix, known := quantitySuffixes[strings.ToLower(parts[2])]
	if !known {
		return "", false
	}
	fixed := strings.Replace(parts[1], ",", ".", 1) + suffix
	if _, err := resource.ParseQuantity(fixed); err != nil {
		return "", false
	}
	return fixed, true
}
