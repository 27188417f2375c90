package secret_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/notebook-validation/nvj/fn/secret"
)

const github = "ghp_0123456789abcdefghijABCDEFGHIJ012345"

func TestRedact(t *testing.T) {
	for text, c := range map[string]struct{ reason, want string }{
		"busybox:1.37":                   {"most values hold nothing", "busybox:1.37"},
		"token:1.2":                      {"a name is not a secret because of the word in it", "token:1.2"},
		"git@github.com:team/n.git":      {"the user of ssh is no secret", "git@github.com:team/n.git"},
		"https://h/x.git":                {"a URL without a user", "https://h/x.git"},
		"https://u:hunter2@h/x":          {"a password in a URL", "https://(redacted)@h/x"},
		"https://hunter2@h/x":            {"a token may be in the place of the user", "https://(redacted)@h/x"},
		"https:/u:hunter2@h/x":           {"a URL that is not well formed", "(redacted)@h/x"},
		"u%3Ahunter2@h":                  {"git decodes the colon", "(redacted)@h"},
		"https://ci:p@ss/hunter2@h/x":    {"a password contains what ends it elsewhere", "https://(redacted)@h/x"},
		"https://u:p@h/x?token=a@hunter": {"an @ in a parameter", "https://(redacted)"},
		"https://u:hun?ter2@h/x":         {"a question mark in a password", "https://(redacted)"},
		"https://h/x?a=hunter2":          {"a parameter of any name", "https://h/x?(redacted)"},
		"https://h/x?hunter2":            {"and of none", "https://h/x?(redacted)"},
		"https://h/x#hunter2":            {"a fragment", "https://h/x#(redacted)"},
		"git@h:x?token=hunter2":          {"the short form of ssh", "git@h:x?(redacted)"},
		"/https://h/x#hunter2":           {"a URL with something in front", "/https://h/x#(redacted)"},
		"h/x?token=hunter2":              {"a URL without its scheme", "h/x?token=(redacted)"},
		"PGPASSWORD=hunter2 pg_isready":  {"a variable before a command", "PGPASSWORD=(redacted) pg_isready"},
		"psql --password hunter2 -h db":  {"an option and its value", "psql --password (redacted) -h db"},
		"x " + github + " y":             {"a token that has a known form", "x (redacted) y"},
		`\d+?=`:                          {"a pattern is no URL", `\d+?=`},
		"(?P<year>\\d{4})=x":             {"nor with a group", "(?P<year>\\d{4})=x"},
		"a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef": {
			"a digest is no user", "a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		},
	} {
		assert.Equal(t, c.want, secret.Redact(text), c.reason)
		assert.Equal(t, c.want, secret.Redact(c.want), "what is redacted stays as it is: %s", text)
	}
}

func TestImage(t *testing.T) {
	for name, c := range map[string]struct{ reason, want string }{
		"reg.example.com:5000/team/token:1.2":         {"a name without credentials", "reg.example.com:5000/team/token:1.2"},
		"hunter2@reg.example.com/x:1":                 {"only a digest follows an @", "(redacted)@reg.example.com/x:1"},
		"https://HUNTER2@reg.example.com/x:1":         {"a scheme is no part of a name either", "https://(redacted)@reg.example.com/x:1"},
		"docker login -p hunter2 reg.example.com":     {"a command is no image", "docker(redacted)"},
		"reg.example.com/x:1#hunter2":                 {"a name has no fragment", "reg.example.com/x:1(redacted)"},
		"a:1@sha256:0123456789abcdef0123456789abcdef": {"a digest", "a:1@sha256:0123456789abcdef0123456789abcdef"},
	} {
		assert.Equal(t, c.want, secret.Image(name), c.reason)
	}
}

func TestName(t *testing.T) {
	for name, c := range map[string]struct{ reason, want string }{
		"initcontainers":   {"a misspelt field is shown", "initcontainers"},
		"größe":            {"in every alphabet", "größe"},
		"PASSWORD=hunter2": {"the value of a variable is not", "PASSWORD…"},
		"value:hunter2":    {"nor what stands behind a missing blank", "value…"},
		github:             {"nor a token", "(redacted)"},
	} {
		assert.Equal(t, c.want, secret.Name(name), c.reason)
	}
}

func TestMessage(t *testing.T) {
	for text, c := range map[string]struct{ reason, want string }{
		"must be https://…, ssh://… or user@host:path":              {"words of our own", "must be https://…, ssh://… or user@host:path"},
		"parse \"https://u:hunter2@h/x\": invalid port":             {"a URL in the words of a library", "parse \"https://(redacted)@h/x\": invalid port"},
		"line 1\n  api_key=hunter2,\tx":                             {"blanks and lines stay", "line 1\n  api_key=(redacted),\tx"},
		"cannot unmarshal " + github + " into a number":             {"a token", "cannot unmarshal (redacted) into a number"},
		"write name: …, and put \"$(NAME)\" into {secretKeyRef: …}": {"advice", "write name: …, and put \"$(NAME)\" into {secretKeyRef: …}"},
	} {
		assert.Equal(t, c.want, secret.Message(text), c.reason)
	}
}
