package lint

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

var literalSecret = rule{
	Rule: finding.Rule{
		ID: "literal-secret", Severity: finding.Warning,
		Reason: "A password or token in a manifest is readable for everybody who can read the repository or the pod, and stays in the history for good.",
		Bad:    "env:\n- name: DB_PASSWORD\n  value: correct-horse",
		Good:   "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: {name: database, key: password}",
	},
	container: func(s *subject, c *container) {
		for i, variable := range c.Env {
			if strings.HasPrefix(variable.Name, runnerPrefix) {
				continue // holds what another field says
			}
			what := secretIn(variable.Name, variable.Value)
			if what == "" {
				continue
			}
			if at := index(c.at+".env", i); s.isEnv(at) {
				s.report(at+".value", "%s holds what looks like %s, which everybody who can read this or the pod sees; "+
					"put it into a Secret and name that with valueFrom.secretKeyRef", variable.Name, what)
			}
		}
		if !c.users {
			return
		}
		words := slices.Concat(c.Command, c.Args)
		for i, word := range words {
			following := ""
			if i+1 < len(words) {
				following = words[i+1]
			}
			if what := secretInWord(word, following); what != "" {
				s.report(c.wordPath(i), "the argument holds what looks like %s, which everybody who can read this or the pod sees; "+
					"put it into a Secret, into the environment with valueFrom.secretKeyRef, and write $(NAME) here", what)
			}
		}
		for i := range c.statements {
			if st := &c.statements[i]; st.login() {
				s.report(c.path(st, 0), "curl is given what looks like a password, which everybody who can read this or the pod sees; "+
					"put it into a Secret, mount that, and name it with --netrc-file")
			}
			for _, text := range c.statements[i].assignments {
				name, value, _ := strings.Cut(text, "=")
				if what := secretIn(name, value); what != "" {
					s.report(c.path(&c.statements[i], 0), "the script sets %s to what looks like %s, which everybody who can read this or the pod sees; "+
						"put it into a Secret and into the environment with valueFrom.secretKeyRef", name, what)
				}
			}
		}
	},
}

// isEnv reports whether a rendered variable is one that somebody wrote as a
// variable, and not one in which nvj hands on another field.
func (s *subject) isEnv(rendered string) bool {
	origin, ok := s.origins.Source(rendered)
	return ok && strings.HasSuffix(origin.Path, "]")
}

// known are the shapes of tokens that say themselves what they are. Each holds a
// text, in lower case, that is quickly looked for.
var known = []struct {
	what  string
	holds string
	shape func() *regexp.Regexp
}{
	{"an AWS access key", "akia", lazyregexp.New(`\bAKIA[0-9A-Z]{16}\b`)},
	{"an AWS access key", "asia", lazyregexp.New(`\bASIA[0-9A-Z]{16}\b`)},
	{"a GitHub token", "gh", lazyregexp.New(`\bgh[pousr]_[A-Za-z0-9]{30,}`)},
	{"a GitHub token", "github_pat_", lazyregexp.New(`\bgithub_pat_[A-Za-z0-9_]{22,}`)},
	{"a GitLab token", "glpat-", lazyregexp.New(`\bglpat-[A-Za-z0-9_-]{20,}`)},
	{"a Slack token", "xox", lazyregexp.New(`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`)},
	{"a Google API key", "aiza", lazyregexp.New(`\bAIza[0-9A-Za-z_-]{35}`)},
	{"a Hugging Face token", "hf_", lazyregexp.New(`\bhf_[A-Za-z0-9]{30,}`)},
	{"an npm token", "npm_", lazyregexp.New(`\bnpm_[A-Za-z0-9]{36}`)},
	{"a PyPI token", "pypi-", lazyregexp.New(`\bpypi-[A-Za-z0-9_-]{50,}`)},
	{"a Docker token", "dckr_pat_", lazyregexp.New(`\bdckr_pat_[A-Za-z0-9_-]{20,}`)},
	{"a Vault token", "hv", lazyregexp.New(`\bhv[sbr]\.[A-Za-z0-9_-]{20,}`)},
	{"an API key", "sk-", lazyregexp.New(`\bsk-[A-Za-z0-9_-]{20,}`)},
	{"a JSON web token", "eyj", lazyregexp.New(`\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.`)},
	{"a private key", "private key", lazyregexp.New(`-----BEGIN [A-Z ]*PRIVATE KEY`)},
	{"a URL with a password", "://", lazyregexp.New(`\b[a-z][a-z0-9+.-]*://[^\s/@:$"']*:[^\s/@$"'<]+@[^\s/]`)},
	{"a connection with a password", "@tcp(", lazyregexp.New(`(^|[\s"'=])[^\s/@:$"']+:[^\s/@$"'<]+@tcp\(`)},
	{"an authorization header", "authorization:", lazyregexp.New(`(?i)\bauthorization:\s*(bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{8,}`)},
	{"an API key header", "x-api-key:", lazyregexp.New(`(?i)\bx-api-key:\s*[A-Za-z0-9._~+/=-]{8,}`)},
	{"an API key header", "private-token:", lazyregexp.New(`(?i)\bprivate-token:\s*[A-Za-z0-9._~+/=-]{8,}`)},
	{"an API key header", "x-auth-token:", lazyregexp.New(`(?i)\bx-auth-token:\s*[A-Za-z0-9._~+/=-]{8,}`)},
}

// secretIn says what kind of secret the value of a variable seems to be; "" where
// it seems to be none. References such as $(NAME) and $NAME are none.
func secretIn(name, value string) string {
	if what := knownShape(value); what != "" {
		return what
	}
	switch {
	case isReference(value) || value == "":
		return ""
	case connects(value):
		return "a connection with a password"
	case namesSecret(name) && !isHarmless(value):
		return "a password or token"
	case isRandom(value):
		return "a token"
	}
	return ""
}

// secretInWord does the same for an argument: a flag with its value joined to it,
// or in the following word; or a token as such.
func secretInWord(word, following string) string {
	if what := knownShape(word); what != "" {
		return what
	}
	flag, value, joined := strings.Cut(word, "=")
	if !joined {
		value = following
	}
	switch {
	case !strings.HasPrefix(word, "-") || strings.ContainsAny(flag, " \n"):
	case flag == "--set" || flag == "--set-string":
		if setsSecret(value) {
			return "a password or token"
		}
	case !joined && (isShort(word) || strings.HasPrefix(value, "-")): // which may be a switch
	case isSecret(strings.ReplaceAll(strings.TrimLeft(flag, "-"), "-", "_"), value):
		return "a password or token"
	}
	if isRandom(word) {
		return "a token"
	}
	return ""
}

// isSecret reports whether a name and a value are those of a secret.
func isSecret(name, value string) bool {
	return value != "" && !isReference(value) && namesSecret(name) && !isHarmless(value)
}

// setsSecret reports whether one of the values that Helm is told to set, as in
// auth.password=a,replicas=1, is a secret.
func setsSecret(list string) bool {
	return slices.ContainsFunc(strings.Split(list, ","), func(pair string) bool {
		key, value, _ := strings.Cut(pair, "=")
		return isSecret(key[strings.LastIndexByte(key, '.')+1:], value)
	})
}

// login reports whether curl is given a password with the name of its user.
func (st *statement) login() bool {
	if len(st.words) == 0 || st.program() != "curl" {
		return false
	}
	for i, arg := range st.words[1:] {
		value, isSet := shortFlag(arg, 'u', curlValues)
		if flag, joined, _ := strings.Cut(arg, "="); flag == "--user" {
			value, isSet = joined, true
		}
		if isSet && value == "" && i+2 < len(st.words) {
			value = st.words[i+2]
		}
		if _, password, _ := strings.Cut(value, ":"); isSet && password != "" && !isReference(password) && !isHarmless(password) {
			return true
		}
	}
	return false
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
	return match != nil && !isReference(match[1]) && !isHarmless(match[1]) && !strings.HasPrefix(match[1], "%")
}

func knownShape(value string) string {
	if len(value) < 8 {
		return ""
	}
	lower := strings.ToLower(value)
	for _, token := range known {
		if strings.Contains(lower, token.holds) && token.shape().MatchString(value) {
			return token.what
		}
	}
	return ""
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

// isReference reports whether nothing is left of a value without its references.
func isReference(value string) bool {
	if !strings.ContainsAny(value, "$`") {
		return strings.Trim(value, " :/@,;\"'") == ""
	}
	return strings.Trim(references().ReplaceAllString(value, ""), " :/@,;\"'") == ""
}

// isHarmless reports whether a value cannot be a secret: a switch, a number, a
// placeholder, an address, or the name of the place where the secret is.
func isHarmless(value string) bool {
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
