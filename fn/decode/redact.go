package decode

import (
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// redacted stands for what may be a secret inside a larger value.
const redacted = "(redacted)"

var (
	urlScheme = lazyregexp.New(`^[A-Za-z][A-Za-z0-9+.-]*://`)
	parameter = lazyregexp.New(`(?i)([?&;](?:[a-z0-9_-]*(?:token|passw(?:or)?d|secret|api[_-]?key|signature)|auth|sig)=)[^&\s]+`)
	// digest is what the name of an image may end with: its "@" ends no user's part.
	digest = lazyregexp.New(`@[A-Za-z0-9_+.-]+:[0-9A-Fa-f]{32,}$`)
)

// Redact hides what may be a secret in a text: tokens among the parameters of a
// URL, and all that stands before the last "@" when a colon is in it. Of URLs that
// are not well formed nobody can tell where the password begins, and passwords
// hold slashes and "@" as well.
func Redact(text string) string {
	if !strings.ContainsAny(text, "@=") {
		return text
	}
	end := digest().FindString(text)
	text = strings.TrimSuffix(text, end)
	shown := parameter().ReplaceAllString(text, "${1}"+redacted)
	at := strings.LastIndexByte(text, '@')
	switch {
	case at < 0 || !strings.ContainsAny(text[:at], ":%"): // a password or its scheme has a colon before it, "%3A" at times
		return shown + end
	case shown != text: // either may be a part of the other
		return urlScheme().FindString(text) + redacted + end
	}
	return urlScheme().FindString(text) + redacted + text[at:] + end
}

// RedactValue is Redact for a value that may be no text.
func RedactValue(value any) any {
	if text, ok := value.(string); ok {
		return Redact(text)
	}
	return value
}

// HasSecretParameter reports whether a token or password is among the parameters
// of a URL.
func HasSecretParameter(url string) bool { return parameter().MatchString(url) }
