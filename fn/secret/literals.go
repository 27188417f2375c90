package secret

import (
	"math"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// InVariable says which kind of secret the value of a variable seems to be, and "" where
// it seems to be none. References such as $(NAME) and $NAME are none.
func InVariable(name, value string) string {
	if kind := Kind(value); kind != "" {
		return kind
	}
	switch {
	case IsReference(value) || value == "":
		return ""
	case connects(value):
		return "a connection with a password"
	case namesSecret(name) && !IsHarmless(value):
		return "a password or token"
	case isRandom(value):
		return "a token"
	}
	return ""
}

// InArgument is InVariable for a word of a command and the word that follows it: the
// value of a flag is joined to the flag or is the next word.
func InArgument(word, next string) string {
	if kind := Kind(word); kind != "" {
		return kind
	}
	flag, value, joined := strings.Cut(word, "=")
	if !joined {
		value = next
	}
	switch {
	case !strings.HasPrefix(word, "-") || strings.ContainsAny(flag, " \n"):
	case flag == "--set" || flag == "--set-string":
		if setsSecret(value) {
			return "a password or token"
		}
	case !joined && (isShortFlag(word) || strings.HasPrefix(value, "-")): // which may be a switch
	case isSecret(strings.ReplaceAll(strings.TrimLeft(flag, "-"), "-", "_"), value):
		return "a password or token"
	}
	if isRandom(word) {
		return "a token"
	}
	return ""
}

// isShortFlag reports whether a word is a flag of one dash, which other programs have
// as a group of letters.
func isShortFlag(word string) bool { return len(word) > 1 && word[0] == '-' && word[1] != '-' }

// isSecret reports whether a name and a value are those of a secret.
func isSecret(name, value string) bool {
	return value != "" && !IsReference(value) && namesSecret(name) && !IsHarmless(value)
}

// setsSecret reports whether one of the values that Helm is told to set, as in
// auth.password=a,replicas=1, is a secret.
func setsSecret(list string) bool {
	return slices.ContainsFunc(strings.Split(list, ","), func(pair string) bool {
		key, value, _ := strings.Cut(pair, "=")
		return isSecret(key[strings.LastIndexByte(key, '.')+1:], value)
	})
}

// connection is a setting of a connection string that is a secret.
var connection = lazyregexp.New(`(?i)(?:^|[;\s&?])(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*([^;\s&]+)`)

// connects reports whether a value is a connection string, which is a list of
// settings, with a password among them.
func connects(value string) bool {
	if strings.Count(value, "=") < 2 {
		return false
	}
	match := connection().FindStringSubmatch(value)
	return match != nil && !IsReference(match[1]) && !IsHarmless(match[1]) && !strings.HasPrefix(match[1], "%")
}

var (
	secretName = lazyregexp.New(`(?i)(^|_)(password|passwd|passphrase|pw|pass|token|secret|api_?key|access_?key|secret_?key|private_?key|credentials?|[a-z]*password)$|[a-z0-9]_pwd$`)
	// secretParts are names whose last word says little: DB_PASSWORD_PROD.
	secretParts = lazyregexp.New(`(?i)(password|passwd|passphrase|api_?key|secret_access_key)`)
	// aboutSecrets ends the names of variables that are about a secret and hold none.
	aboutSecrets = lazyregexp.New(`(?i)(^|_)existing|pull_?secret$|_?(file|path|dir|name|namespace|url|uri|endpoint|host|ttl|expiry|expiration|timeout|length|len|size|type|id|enabled|header|count|limit|ref|version|algorithm|issuer|audience|mode|prefix|suffix|env|var|mount|store|backend|policy|provider|command|cmd|stdin|prompt|required|hash|min|max)$`)
	references   = lazyregexp.New(`\$\([^)]*\)|\$\{[^}]*\}|\$[A-Za-z_][A-Za-z0-9_]*|` + "`[^`]*`")
	harmless     = lazyregexp.New(`(?i)^(true|false|yes|no|on|off|none|null|nil|disabled|enabled|optional|[0-9]{1,5}|<.*>|\[.*\]|\{\{.*\}\}|\*+|x+|\.\.\.)$`)
	// elsewhere begins what names the place of a secret: a path, or an entry of a manager.
	elsewhere = lazyregexp.New(`(?i)^(~?/|\.\.?/|(vault|bao|arn|ssm|sm|kms|op|env|file|keyvault|akv|secretsmanager|secretref|doppler|ref\+[a-z0-9]+):|projects/[^/]+/secrets/|@microsoft\.keyvault)`)
	// address is a URL without parameters; one with a user is none.
	address = lazyregexp.New(`^[a-zA-Z][a-zA-Z0-9+.-]*://[^@?]*$`)
)

// secretWords are in the names of all variables that hold secrets.
var secretWords = []string{"pass", "pw", "token", "secret", "key", "credential"}

// namesSecret reports whether a variable or flag is named as one that holds a secret.
func namesSecret(name string) bool {
	lower := strings.ToLower(name)
	if !slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(lower, word) }) {
		return false
	}
	return (secretName().MatchString(name) || secretParts().MatchString(name)) && !aboutSecrets().MatchString(name)
}

// IsReference reports whether nothing is left of a value without its references.
func IsReference(value string) bool {
	if !strings.ContainsAny(value, "$`") {
		return strings.Trim(value, " :/@,;\"'") == ""
	}
	return strings.Trim(references().ReplaceAllString(value, ""), " :/@,;\"'") == ""
}

// IsHarmless reports whether a value cannot be a secret: a switch, a number, a
// placeholder, an address, or the name of the place where the secret is.
func IsHarmless(value string) bool {
	return harmless().MatchString(value) || elsewhere().MatchString(value) || address().MatchString(value)
}

// words is a name as people make them, of words, numbers and versions: two letters
// of one case, a digit and a letter. Keys change too often.
var words = lazyregexp.New(`^(([A-Z]?[a-z]{2,}|[A-Z]{2,}|[A-Za-z]?[0-9]+[A-Za-z]?)+|[A-Za-z0-9]{0,4})([/_+-](([A-Z]?[a-z]{2,}|[A-Z]{2,}|[A-Za-z]?[0-9]+[A-Za-z]?)+|[A-Za-z0-9]{0,4}))*$`)

// isRandom reports whether a value is as disordered as only keys are. Hashes and
// UUIDs, of few different characters, are names and not keys.
func isRandom(value string) bool {
	if len(value) < 32 || len(value) > 130 || value[0] == '/' || value[0] == '-' {
		return false
	}
	var upper, lower, digits int
	var counts [128]float64
	for _, c := range []byte(strings.TrimRight(value, "=")) {
		switch {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= '0' && c <= '9':
			digits++
		case strings.IndexByte("+/_-", c) < 0:
			return false
		}
		counts[c]++
	}
	if upper < 3 || lower < 3 || digits < 3 || words().MatchString(value) {
		return false
	}
	entropy := 0.0
	for _, count := range counts {
		if p := count / float64(len(value)); p > 0 {
			entropy -= p * math.Log2(p)
		}
	}
	return entropy >= 4.3 // bits a character; hexadecimal digits have 4 at most
}
