package validate

import (
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

var (
	// gitURL accepts the schemes git clones from, and its user@host:path.
	gitURL = lazyregexp.New(`^((https?|git|ssh|file)://[^/].*|file:///.*|[^/@:\s]+@[^/:\s]+:.+)$`)
	// hostPort is what may stand between a URL's user and its path.
	hostPort = lazyregexp.New(`^(\[[0-9A-Fa-f:.%]*\]|[^:\[\]]*)(:[0-9]*)?$`)
	// token is a text that a Git host gives out as a password.
	token      = lazyregexp.New(`^((gh[pousr]_|github_pat_|gl[a-z]+-|hf_|ATBB|ATCTT|ATATT).+|[A-Za-z0-9]{32,})$`)
	tokenText  = lazyregexp.New(`^[0-9_-]*[A-Za-z][A-Za-z0-9_-]*$`)
	manyDigits = lazyregexp.New(`([0-9][^0-9]*){8}`)
	// account ends the user names of AWS CodeCommit, which are long and no secret.
	account = lazyregexp.New(`-at-[0-9]{12}$`)
)

// holdsPassword reports whether a URL that gitURL accepts may hold a password or
// token: behind the user's name, in the place of it, or among the parameters.
func holdsPassword(url string) bool {
	scheme, rest, found := strings.Cut(url, "://")
	if !found {
		return false // user@host:path
	}
	if decode.HasSecretParameter(rest) {
		return true
	}
	authority := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		authority = rest[:end]
	}
	user, host := "", authority
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		user, host = authority[:at], authority[at+1:]
	}
	switch {
	case strings.Contains(user, ":"), strings.Contains(strings.ToUpper(user), "%3A"):
		return true
	case strings.Contains(rest[len(authority):], "@") && !hostPort().MatchString(host):
		return true // the password has a slash in it
	}
	// The user of ssh may be the ID of a key, which is public.
	return strings.HasPrefix(scheme, "http") && slices.ContainsFunc(strings.Split(user, "@"), isToken)
}

// isToken reports whether a user's name looks like no name: a known prefix, or
// a long one full of digits.
func isToken(user string) bool {
	if token().MatchString(user) {
		return true
	}
	user = account().ReplaceAllString(user, "")
	return len(user) >= 20 && tokenText().MatchString(user) && manyDigits().MatchString(user)
}
