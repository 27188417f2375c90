package explain

import (
	"net/url"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/secret"
)

var (
	urlScheme = lazyregexp.New(`^[a-z][a-z0-9+.]*$`)
	// A host, which may hold variables, and a port.
	urlHost = lazyregexp.New(`^(\[[0-9a-fA-F:.]+\]|([-a-zA-Z0-9_.]|\$[A-Za-z_]+|\$\([A-Za-z_]+\))+)(:[0-9]+)?$`)
)

// address shows of a host or URL the scheme, host and port, and the path when it
// is plain, else its first word: webhooks have their token in the path. What
// cannot be read for sure is not shown.
func address(text string) string {
	shown := ""
	if scheme, rest, ok := strings.Cut(text, "://"); ok {
		if !urlScheme().MatchString(scheme) {
			return ""
		}
		shown, text = scheme+"://", rest
	}
	authority, rest := cutAt(text, "/?#")
	user, host, hasUser := strings.Cut(authority, "@")
	if !hasUser {
		host = user
	}
	isToken := slices.ContainsFunc(strings.Split(host, "."), looksLikeToken)
	// An @ further on: a password with a slash in it was cut in two.
	if strings.Contains(rest, "@") || !urlHost().MatchString(host) || isToken {
		return ""
	}
	shown += host
	file, _ := cutAt(rest, "?#")
	if file == "" || isPlain(file) {
		return shown + file
	}
	if first, _ := cutAt(file[1:], "/"); isPlain(first) {
		return shown + "/" + first
	}
	return shown
}

// shortened returns what address shows of a text, with an ellipsis if it leaves out its end.
func shortened(text string) string {
	shown := address(text)
	_, end, isURL := strings.Cut(shown, "://")
	if !isURL {
		end = shown
	}
	if shown != "" && !strings.HasSuffix(text, end) {
		return shown + "…"
	}
	return shown
}

// cutAt cuts text before the first of the characters.
func cutAt(text, characters string) (before, rest string) {
	if i := strings.IndexAny(text, characters); i >= 0 {
		return text[:i], text[i:]
	}
	return text, ""
}

var plainWord = lazyregexp.New(`^([A-Za-z]?[a-z]{0,14}|[A-Z]{1,15})[0-9]{0,2}$|^[0-9]{1,4}$`)

// isPlain reports whether a path is of words as people write them; tokens mix
// letters and digits.
func isPlain(file string) bool {
	for _, element := range strings.Split(file, "/") {
		words := strings.FieldsFunc(element, func(r rune) bool { return strings.ContainsRune("-_.", r) })
		if len(words) > 5 || slices.ContainsFunc(words, func(w string) bool { return !plainWord().MatchString(w) }) {
			return false
		}
	}
	return true
}

// strip takes user, query and fragment off the URL of a repository, and a path
// with a word that looks like a token. What cannot be read as a URL is not shown.
func strip(text string) string {
	text = strings.Trim(text, `"';`)
	if strings.Contains(text, "://") {
		parsed, err := url.Parse(text)
		if err != nil || strings.Contains(parsed.Path, "@") { // a password with a slash in it was cut in two
			return ""
		}
		parsed.User, parsed.RawQuery, parsed.Fragment = nil, "", ""
		if slices.ContainsFunc(strings.Split(parsed.Path, "/"), looksLikeToken) {
			parsed.Path, parsed.RawPath = "", ""
		}
		return parsed.String()
	}
	text, _ = cutAt(text, "?#")
	if _, host, ok := strings.Cut(text, "@"); ok {
		return host
	}
	return secret.Redact(text)
}

// looksLikeToken reports whether a word is long and mixes digits with capitals,
// or is longer than words are.
func looksLikeToken(word string) bool {
	mixed := strings.ContainsAny(word, "0123456789") && strings.ToLower(word) != word
	return len(word) >= 16 && mixed || len(word) >= 32 && !strings.ContainsAny(word, "-_.")
}
