package secret

import (
	"regexp"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// form is the form of a token or of a text with a password in it.
type form struct {
	what  string
	holds string // a part in lower case, which is found quickly
	shape func() *regexp.Regexp
}

// forms are the tokens that can be recognised wherever they are.
var forms = []form{
	{"an AWS access key", "akia", lazyregexp.New(`\bAKIA[0-9A-Z]{16}\b`)},
	{"an AWS access key", "asia", lazyregexp.New(`\bASIA[0-9A-Z]{16}\b`)},
	{"a GitHub token", "gh", lazyregexp.New(`\bgh[pousr]_[A-Za-z0-9]{30,}`)},
	{"a GitHub token", "github_pat_", lazyregexp.New(`\bgithub_pat_[A-Za-z0-9_]{22,}`)},
	{"a GitLab token", "gl", lazyregexp.New(`\bgl[a-z]{2,6}-[A-Za-z0-9_-]{20,}`)},
	{"an Atlassian token", "at", lazyregexp.New(`\b(ATATT|ATCTT)[A-Za-z0-9_=-]{20,}`)},
	{"a Bitbucket app password", "atbb", lazyregexp.New(`\bATBB[A-Za-z0-9_=-]{20,}`)},
	{"a Slack token", "xox", lazyregexp.New(`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`)},
	{"a Google API key", "aiza", lazyregexp.New(`\bAIza[0-9A-Za-z_-]{35}`)},
	{"a Hugging Face token", "hf_", lazyregexp.New(`\bhf_[A-Za-z0-9]{30,}`)},
	{"an npm token", "npm_", lazyregexp.New(`\bnpm_[A-Za-z0-9]{36}`)},
	{"a PyPI token", "pypi-", lazyregexp.New(`\bpypi-[A-Za-z0-9_-]{50,}`)},
	{"a Docker token", "dckr_pat_", lazyregexp.New(`\bdckr_pat_[A-Za-z0-9_-]{20,}`)},
	{"a Vault token", "hv", lazyregexp.New(`\bhv[sbr]\.[A-Za-z0-9_-]{20,}`)},
	{"an API key", "sk-", lazyregexp.New(`\bsk-[A-Za-z0-9_-]{20,}`)},
	{"a JSON web token", "eyj", lazyregexp.New(`\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*`)},
	{"a private key", "private key", lazyregexp.New(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY.*`)},
	{"a URL with a password", "://", lazyregexp.New(`\b[a-z][a-z0-9+.-]*://[^\s/@:$"']*:[^\s/@$"'<]+@[^\s/]`)},
	{"a connection with a password", "@tcp(", lazyregexp.New(`(^|[\s"'=])[^\s/@:$"']+:[^\s/@$"'<]+@tcp\(`)},
	{"an authorization header", "authorization:", lazyregexp.New(`(?i)\bauthorization:\s*(bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{8,}`)},
	{"an API key header", "x-api-key:", lazyregexp.New(`(?i)\bx-api-key:\s*[A-Za-z0-9._~+/=-]{8,}`)},
	{"an API key header", "private-token:", lazyregexp.New(`(?i)\bprivate-token:\s*[A-Za-z0-9._~+/=-]{8,}`)},
	{"an API key header", "x-auth-token:", lazyregexp.New(`(?i)\bx-auth-token:\s*[A-Za-z0-9._~+/=-]{8,}`)},
}

// Kind says which kind of secret a text holds, such as "a GitHub token", and "" where
// none can be recognised by its form.
func Kind(text string) string {
	kind := ""
	eachForm(text, func(f form) bool {
		if f.shape().MatchString(text) {
			kind = f.what
		}
		return kind == ""
	})
	return kind
}

// eachForm calls use with the forms that a text may have, until use returns false.
func eachForm(text string, use func(form) bool) {
	if len(text) < 8 {
		return
	}
	lower := strings.ToLower(text)
	for _, f := range forms {
		if strings.Contains(lower, f.holds) && !use(f) {
			return
		}
	}
}

// withoutTokens replaces the tokens in a text.
func withoutTokens(text string) string {
	eachForm(text, func(f form) bool {
		if f.holds != "://" { // redactURL keeps more of it
			text = f.shape().ReplaceAllString(text, Mark)
		}
		return true
	})
	return text
}

var (
	// passwordOfHost is what Git hosts give out as a password, of any length.
	passwordOfHost = lazyregexp.New(`^((gh[pousr]_|github_pat_|gl[a-z]+-|hf_|ATBB|ATCTT|ATATT).+|[A-Za-z0-9]{32,})$`)
	wordCharacters = lazyregexp.New(`^[0-9_-]*[A-Za-z][A-Za-z0-9_-]*$`)
	manyDigits     = lazyregexp.New(`([0-9][^0-9]*){8}`)
	// account ends the user names of AWS CodeCommit, which are long and not secret.
	account = lazyregexp.New(`-at-[0-9]{12}$`)
)

// isPassword reports whether the name of a URL's user is a password instead: it has
// a known prefix, or it is long and full of digits.
func isPassword(user string) bool {
	if Kind(user) != "" || passwordOfHost().MatchString(user) {
		return true
	}
	user = account().ReplaceAllString(user, "")
	return len(user) >= 20 && wordCharacters().MatchString(user) && manyDigits().MatchString(user)
}
