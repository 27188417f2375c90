package decode

import (
	"fmt"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/quantity"
)

// checkQuantity reports a quantity that is too large to be read at all.
func (d *decoder) checkQuantity(n *yaml.Node, v any) bool {
	text, isText := v.(string)
	if !isText || quantity.Check(text) == nil {
		return true
	}
	d.invalid(RuleBadQuantity, n, "must be a quantity such as 500m, 1.5, 512Mi or 2G, of at most 128 characters and with an exponent of at most 3 digits", nil)
	return false
}

// checkResourceName is checkQuantity for the size of huge pages in the name of a
// resource, which is the last of the current path.
func (d *decoder) checkResourceName(k *yaml.Node, name string) bool {
	if quantity.CheckResourceName(name) == nil {
		return true
	}
	d.report(RuleBadQuantity, k, fmt.Sprintf("Invalid value: %q: must name a size of huge pages, such as hugepages-2Mi", cut(name)), nil, nil)
	return false
}

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
	if _, err := quantity.Parse(fixed); err != nil {
		return "", false
	}
	return fixed, true
}
