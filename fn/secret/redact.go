package secret

import (
	"strings"
	"unicode"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

var (
	scheme = lazyregexp.New(`^\s*[A-Za-z][A-Za-z0-9+.-]*://`)
	// shortURL is user@host:path, which git and ssh read.
	shortURL = lazyregexp.New(`^[^\s/@:]+@[^\s/:@]+:`)
	// parameter is a parameter of a URL, in its query or fragment.
	parameter = lazyregexp.New(`([?&;#][A-Za-z0-9_.~%+\[\]-]+=)[^\s&;#"'` + "`" + `]+`)
	// assignment sets a name that speaks of a secret, also in a command or a setting.
	assignment = lazyregexp.New(`(?i)([a-z0-9_.-]*(?:password|passwd|passphrase|pwd|token|secret|api[_-]?key|access[_-]?key|credentials?)["']?=)[^\s&;,"'` + "`" + `]+`)
	// option is a flag that speaks of a secret, with its value in the next word.
	option = lazyregexp.New(`(?i)(--?[a-z0-9-]*(?:password|passwd|passphrase|token|secret|api-?key|access-?key)\s+["']?)[^\s"']+`)
	// digest is what the name of an image may end with; its "@" does not end a user.
	digest = lazyregexp.New(`@[A-Za-z0-9_+.-]+:[0-9A-Fa-f]{32,}$`)
)

// Redact returns the value of a public field without what may be a secret in it:
// tokens that have a known form, the user of a URL, its query and fragment, and what
// is assigned to a name that speaks of secrets.
func Redact(text string) string {
	if text = withoutTokens(text); !strings.ContainsAny(text, "@=?#") && !strings.Contains(text, "--") {
		return text
	}
	end := digest().FindString(text)
	shown := redactURL(strings.TrimSuffix(text, end)) + end
	shown = assignment().ReplaceAllString(shown, "${1}"+Mark)
	return option().ReplaceAllString(shown, "${1}"+Mark)
}

// redactURL hides the parameters of a URL and everything before its last "@" when
// there may be a password in it. Where a URL is not well formed, nobody can tell where
// the password begins, and passwords contain slashes and "@" as well.
func redactURL(text string) string {
	begin := scheme().FindString(text)
	isURL := strings.Contains(text, "://") || shortURL().MatchString(text)
	at := strings.LastIndexByte(text, '@')
	query := strings.IndexAny(text, "?#")
	hasUser := at >= 0 && (strings.ContainsAny(text[:at], ":%") || isPassword(text[len(begin):at])) // ":" may be "%3A"
	switch {
	case hasUser && query >= 0 && query < at: // either may be a part of the other
		return begin + Mark
	case hasUser:
		return begin + Mark + redactQuery(text[at:], isURL)
	}
	return redactQuery(text, isURL)
}

// redactQuery hides the query and the fragment of a URL. In other texts it hides only
// what is written as a parameter: "?" and "#" occur in patterns and prose.
func redactQuery(text string, isURL bool) string {
	if query := strings.IndexAny(text, "?#"); isURL && query >= 0 && query+1 < len(text) {
		return text[:query+1] + Mark
	}
	return parameter().ReplaceAllString(text, "${1}"+Mark)
}

// Any is Redact for a value of any type, with all texts in maps and lists.
func Any(value any) any {
	switch value := value.(type) {
	case string:
		return Redact(value)
	case []any:
		shown := make([]any, len(value))
		for i, item := range value {
			shown[i] = Any(item)
		}
		return shown
	case map[string]any:
		shown := make(map[string]any, len(value))
		for key, item := range value {
			shown[Name(key)] = Any(item)
		}
		return shown
	}
	return value
}

// Image returns the name of an image without the credentials that somebody put in
// front of its registry. An "@" in it is the one of a digest, or it ends credentials.
func Image(name string) string {
	// What follows a blank or a # is no part of an image, and may be a command. Blanks
	// around a name are shown, because messages are about them.
	inner := strings.TrimSpace(name)
	if i := strings.IndexFunc(inner, func(r rune) bool { return unicode.IsSpace(r) || r == '#' }); i >= 0 {
		return Image(inner[:i]) + Mark
	}
	end := digest().FindString(name)
	rest := withoutTokens(strings.TrimSuffix(name, end))
	begin := scheme().FindString(rest)
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = begin + Mark + rest[at:]
	}
	return redactQuery(rest, begin != "") + end
}

// nameEnd is where a text stops to look like the name of a field, a key or a variable.
var nameEnd = lazyregexp.New(`[^\p{L}\p{N}_./-]`)

// maxName bounds the names that are shown.
const maxName = 200

// Name returns an unknown name as it may be shown. It ends where it does not look like
// a name any more: in "PASSWORD=x" and "value:x" the rest is a value.
func Name(text string) string {
	text = withoutTokens(text)
	if strings.HasPrefix(text, Mark) {
		return Mark
	}
	if end := nameEnd().FindStringIndex(text); end != nil {
		return text[:end[0]] + "…"
	}
	if len(text) > maxName {
		return text[:maxName] + "…"
	}
	return text
}

// Message returns a message, which may repeat values of the input, without the
// secrets that can be recognised. It looks at each word: a message has no form of its
// own. Redact hides more where a text is the value of one field.
func Message(text string) string {
	text = withoutTokens(text)
	if !strings.ContainsAny(text, "@=?#") {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		end := strings.IndexAny(text, " \t\r\n")
		if end < 0 {
			end = len(text)
		}
		b.WriteString(redactWord(text[:end]))
		if text = text[end:]; len(text) > 0 {
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return b.String()
}

// redactWord hides the secrets in a word of a message, and keeps the quotes and the
// punctuation around it.
func redactWord(word string) string {
	if !strings.ContainsAny(word, "@=?#") {
		return word
	}
	const around = `"'(){}[],;.:` + "`"
	core := strings.TrimLeft(word, around)
	front := word[:len(word)-len(core)]
	core = strings.TrimRight(core, around)
	return front + Redact(core) + word[len(front)+len(core):]
}
