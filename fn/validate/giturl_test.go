package validate

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestGitURL(t *testing.T) {
	for url, c := range map[string]struct {
		reason string
		want   bool
	}{
		"https://git.example.com/n.git":         {"most are like this", true},
		"https://me@corp.com@git.example.com/n": {"an address may be the name of a user", true},
		"https://[::1]:8443/team@corp/n.git":    {"an address of IPv6", true},
		"ssh://git@git.example.com:22/n.git":    {"ssh has a user and a port", true},
		"git@github.com:team/n.git":             {"the short form", true},
		"file:///srv/a:b@c/n.git":               {"a file has no host", true},
		"https:/git.example.com/n.git":          {"a slash is missing", false},
		"github.com/team/n":                     {"a scheme is missing", false},
		"ext::sh -c x":                          {"git would run a program", false},
	} {
		assert.Equal(t, c.want, gitURL().MatchString(url), "%s: %s", url, c.reason)
	}
}
