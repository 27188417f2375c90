package secret

import (
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// hostPort is what may stand between a URL's user and its path.
var hostPort = lazyregexp.New(`^(\[[0-9A-Fa-f:.%]*\]|[^:\[\]]*)(:[0-9]*)?$`)

// secretParameter is a parameter that holds a token or password.
var secretParameter = lazyregexp.New(`(?i)[?&;#](?:[a-z0-9_-]*(?:token|passw(?:or)?d|secret|api[_-]?key|signature|credential)|auth|sig|pwd)=[^&\s]+`)

// InURL reports whether the URL of a Git repository holds a password or token: behind
// the user's name, in the place of it, or among the parameters.
func InURL(url string) bool {
	if secretParameter().MatchString(url) || slices.ContainsFunc(strings.FieldsFunc(url, isURLDelimiter), isToken) {
		return true
	}
	begin, rest, found := strings.Cut(url, "://")
	if !found {
		return false // user@host:path
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
	return strings.HasPrefix(begin, "http") && slices.ContainsFunc(strings.Split(user, "@"), isPassword)
}

func isURLDelimiter(r rune) bool { return strings.ContainsRune("/?#&=@:;", r) }

// isToken reports whether a part of a URL is a token by its form.
func isToken(part string) bool { return Kind(part) != "" }
