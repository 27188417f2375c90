package secret_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/notebook-validation/nvj/fn/secret"
)

func TestInURL(t *testing.T) {
	for url, c := range map[string]struct {
		reason string
		want   bool
	}{
		"https://git.example.com/n.git":                                   {"most have no user", false},
		"https://platform-team@git.example.com/n.git":                     {"a user is no secret", false},
		"https://my-organisation@dev.azure.com/my-organisation/p/_git/n":  {"not a long one", false},
		"https://me@corp.com@git.example.com/n.git":                       {"nor an address", false},
		"https://data-science-at-123456789012@git.example.com/n.git":      {"nor one with the number of an account", false},
		"https://platform-team-2024-nightly-builds@git.example.com/n.git": {"nor one with a year in it", false},
		"https://git.example.com:8443/team@corp/n.git":                    {"a port is no password", false},
		"https://[::1]:8443/team@corp/n.git":                              {"nor is an address of IPv6", false},
		"https://git.example.com/n.git?ref=main&author=me":                {"nor any parameter", false},
		"ssh://git@git.example.com:22/n.git":                              {"ssh has a user", false},
		"ssh://APKA1234567890123456@git.example.com/n":                    {"and the ID of a key is public", false},
		"git@github.com:team/n.git":                                       {"the short form as well", false},
		"file:///srv/a:b@c/n.git":                                         {"a file has none", false},
		"https://ci:secret@h/x.git":                                       {"a password", true},
		"ssh://ci:secret@h/x.git":                                         {"whatever the scheme", true},
		"https://ci:pa/ssw0rd@h/x.git":                                    {"with a slash", true},
		"https://ci:p@ss/w0rd@h/x.git":                                    {"with an @ and a slash", true},
		"https://me@corp.com:pa/ss@h/x.git":                               {"of an address", true},
		"https://u%3Apw@h/x.git":                                          {"git decodes the colon", true},
		"https://ghp_abcdefghij@h/x.git":                                  {"GitHub's token", true},
		"https://ATATT3xFfGF0-abc_def=12AB@bitbucket.org/x":               {"Atlassian's", true},
		"https://abcdefghijklmnopqrstuvwxyzabcdefgh@h/x.git":              {"a long word", true},
		"https://x9-12ab34cd_56ef78gh9@h/x.git":                           {"a word full of digits", true},
		"https://h/x.git?private_token=a":                                 {"a parameter", true},
		"https://h/x.git?ref=main&API_KEY=a":                              {"in any case", true},
		"https://h/x.git?access-token=a":                                  {"with a dash", true},
		"https://h/x.git?apikey=a":                                        {"in one word", true},
		"https://h/x.git?auth=a":                                          {"under another name", true},
		"https://h/x.git?sv=1&sig=a":                                      {"or as a signature", true},
		"git@h:x?token=hunter2":                                           {"the short form has parameters too", true},
		"https://h/x#access_token=hunter2":                                {"and so has a fragment", true},
		"https://h/x/glpat-abcdefghijklmnopqrst":                          {"a token is one in the path as well", true},
	} {
		assert.Equal(t, c.want, secret.InURL(url), "%s: %s", url, c.reason)
	}
}
