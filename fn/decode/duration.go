package decode

import (
	"strconv"
	"strings"
	"time"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

const durationMust = `must be a duration such as 90s, 30m or 1h30m`

// checkDuration checks a string that holds a Go duration.
func (d *decoder) checkDuration(n *yaml.Node) {
	if n.Value == "" {
		return
	}
	if _, err := time.ParseDuration(n.Value); err != nil {
		d.badDuration(n)
	}
}

func (d *decoder) badDuration(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		if fixed, ok := fixDuration(n.Value); ok {
			d.invalid(RuleBadDuration, n, durationMust+"; did you mean "+fixed+"?", inMessage(fixed))
			return
		}
	}
	d.invalid(RuleBadDuration, n, durationMust, nil)
}

var looseDuration = lazyregexp.New(`([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)`)

// fixDuration is the duration somebody most likely meant: "30 minutes" is 30m and
// 1d is 24h. A number without a unit is left to its writer.
func fixDuration(text string) (string, bool) {
	rest := looseDuration().ReplaceAllString(text, "")
	if strings.Trim(rest, " ,") != "" {
		return "", false
	}
	var b strings.Builder
	for _, part := range looseDuration().FindAllStringSubmatch(text, -1) {
		number, unit := part[1], strings.ToLower(part[2])
		switch unit {
		case "d", "day", "days":
			days, err := strconv.Atoi(number)
			if err != nil || days > 10_000 {
				return "", false
			}
			number, unit = strconv.Itoa(24*days), "h"
		case "h", "hr", "hrs", "hour", "hours":
			unit = "h"
		case "m", "min", "mins", "minute", "minutes":
			unit = "m"
		case "s", "sec", "secs", "second", "seconds":
			unit = "s"
		case "ms", "msec", "millis", "millisecond", "milliseconds":
			unit = "ms"
		default:
			return "", false
		}
		b.WriteString(number + unit)
	}
	fixed := b.String()
	if _, err := time.ParseDuration(fixed); err != nil {
		return "", false
	}
	return fixed, true
}
