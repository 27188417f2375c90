// Package quantity reads Kubernetes quantities (500m, 1.5, 512Mi, 1e3) from text
// that nobody has checked.
//
// Kubernetes' own parser computes with as many digits as an exponent asks for:
// ten characters such as 1e99999999 keep it busy for minutes. This package refuses
// such text by its form, before any arithmetic. What it accepts, it reads as
// Kubernetes does. Nothing else in nvj calls resource.ParseQuantity.
package quantity

import (
	"errors"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// Bounds on the text of a quantity: far above what people write, and small enough
// that the parser is fast.
const (
	maxLength         = 128
	maxExponentDigits = 3
)

// ErrBounds is the error of Check.
var ErrBounds = errors.New("a quantity has at most 128 characters and an exponent of at most 3 digits")

// Check returns ErrBounds for text that the parser of Kubernetes must not see.
func Check(text string) error {
	number := strings.TrimRight(text, "0123456789")
	exponent := len(text) - len(number)
	number = strings.TrimRight(number, "+-")
	isExponent := strings.HasSuffix(number, "e") || strings.HasSuffix(number, "E")
	if len(text) > maxLength || isExponent && exponent > maxExponentDigits {
		return ErrBounds
	}
	return nil
}

// Parse reads a quantity.
func Parse(text string) (resource.Quantity, error) {
	if err := Check(text); err != nil {
		return resource.Quantity{}, err
	}
	return resource.ParseQuantity(text)
}

// CheckResourceName returns ErrBounds for the name of a resource that holds a
// quantity which the parser of Kubernetes must not see: huge pages are requested by
// their size, as in hugepages-2Mi.
func CheckResourceName(name string) error {
	size, isHugePages := strings.CutPrefix(name, "hugepages-")
	if !isHugePages {
		return nil
	}
	return Check(size)
}
