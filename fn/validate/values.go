package validate

import (
	"fmt"
	"strings"
	"time"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/suggest"
)

// oneOf reports a value that is not empty and none of the allowed ones.
func oneOf[T ~string](c *check, field string, value T, allowed ...T) {
	if value == "" {
		return
	}
	names, quoted := make([]string, len(allowed)), make([]string, len(allowed))
	for i, candidate := range allowed {
		if value == candidate {
			return
		}
		names[i], quoted[i] = string(candidate), fmt.Sprintf("%q", string(candidate))
	}
	proposed := orNil(suggest.Nearest(string(value), names))
	c.add("job-unsupported-value", field,
		fmt.Sprintf("Unsupported value: %q: supported values: %s", string(value), strings.Join(quoted, ", ")),
		string(value), proposed)
}

// duration reports a value that is not empty and no positive Go duration.
func (c *check) duration(field, value string) {
	if value == "" {
		return
	}
	switch parsed, err := time.ParseDuration(value); {
	case err != nil:
		c.faults = append(c.faults, finding.Fault{InConfig: c.inConfig, Finding: finding.Finding{
			Rule: "job-bad-duration", Severity: finding.Error, Field: field,
			Message: fmt.Sprintf("Invalid value: %q: must be a duration such as 90s, 30m or 1h30m", value),
			Current: value, Proposed: nearDuration(value),
		}})
	case parsed <= 0:
		c.invalid("job-bad-duration", field, value, "must be greater than zero")
	}
}

// nearDuration guesses the duration somebody meant: 30min, 2 hours, a bare number
// of seconds. It returns nil where nothing is obvious.
func nearDuration(value string) any {
	text := strings.ToLower(strings.ReplaceAll(value, " ", ""))
	digits := strings.TrimLeft(text, "0123456789.")
	number := text[:len(text)-len(digits)]
	unit, known := map[string]string{
		"": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
		"m": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
		"h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
		"s": "s", "d": "d", "day": "d", "days": "d",
	}[digits]
	if number == "" || !known {
		return nil
	}
	if unit == "d" {
		days, err := time.ParseDuration(number + "h")
		if err != nil {
			return nil
		}
		return fmt.Sprintf("%gh", (24 * days).Hours())
	}
	if _, err := time.ParseDuration(number + unit); err != nil {
		return nil
	}
	return number + unit
}
