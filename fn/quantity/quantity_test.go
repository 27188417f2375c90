package quantity

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"k8s.io/apimachinery/pkg/api/resource"
)

// No case below may reach resource.ParseQuantity with a large exponent: the test
// would not end.
func TestParse(t *testing.T) {
	for _, c := range []struct {
		reason, text string
		bounded      bool
	}{
		{"a plain number", "1", true},
		{"a suffix", "512Mi", true},
		{"E is also a suffix", "1E", true},
		{"and so is Ei", "1Ei", true},
		{"an exponent", "1e3", true},
		{"as large as a float64 has it", "1e+308", true},
		{"as small as a float64 has it", "1E-308", true},
		{"digits without an exponent", strings.Repeat("1", maxLength), true},
		{"no quantity, which the parser may say", "lots", true},
		{"nothing at all", "", true},
		{"a large exponent", "1e999999999", false},
		{"of the other sign", "1e-999999999", false},
		{"with the other letter", "1E+999999999", false},
		{"with leading zeros, which nobody writes", "1e0001", false},
		{"one digit too many", "1e1000", false},
		{"signs that the parser would refuse later", "1e+-99999999", false},
		{"one character too many", strings.Repeat("1", maxLength+1), false},
		{"a long fraction", "0." + strings.Repeat("0", 1<<20) + "1", false},
	} {
		t.Run(c.reason, func(t *testing.T) {
			got, err := Parse(c.text)
			if !c.bounded {
				assert.ErrorIs(t, err, ErrBounds)
				return
			}
			want, wantErr := resource.ParseQuantity(c.text)
			assert.Equal(t, wantErr, err)
			assert.Equal(t, want, got)
		})
	}
}

func TestCheckResourceName(t *testing.T) {
	for _, c := range []struct {
		reason, name string
		bounded      bool
	}{
		{"another resource", "example.com/gpu-1e999999999", true},
		{"huge pages", "hugepages-2Mi", true},
		{"huge pages of a size that cannot be computed", "hugepages-1e999999999", false},
	} {
		t.Run(c.reason, func(t *testing.T) {
			err := CheckResourceName(c.name)
			assert.Equal(t, c.bounded, err == nil)
		})
	}
}
