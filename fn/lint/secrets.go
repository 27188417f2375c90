package lint

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
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
			at := index(c.at+".env", i)
			if what := secretIn(variable.Name, variable.Value); what != "" && s.isEnv(at) {
				s.report(at+".value", "%s holds what looks like %s, which everybody who can read this or the pod sees; "+
					"put it into a Secret and name that with valueFrom.secretKeyRef", variable.Name, what)
			}
		}
		for i, word := range slices.Concat(c.Command, c.Args) {
			following := ""
			if all := slices.Concat(c.Command, c.Args); i+1 < len(all) {
				following = all[i+1]
			}
			if what := secretInWord(word, following); what != "" {
				s.report(c.wordPath(i), "the argument holds what looks like %s, which everybody who can read this or the pod sees; "+
					"put it into a Secret, into the environment with valueFrom.secretKeyRef, and write $(NAME) here", what)
			}
		}
		c.eachAssignment(func(path, name, value string) {
			if what := secretIn(name, value); what != "" {
				s.report(path, "the script sets %s to what looks like %s, which everybody who can read this or the pod sees; "+
					"put it into a Secret and into the environment with valueFrom.secretKeyRef", name, what)
			}
		})
	},
}

// isEnv reports whether a rendered variable is one that somebody wrote as a
// variable, and not one in which nvj hands on another field.
func (s *subject) isEnv(rendered string) bool {
	origin, ok := s.origins.Source(rendered)
	return ok && strings.HasSuffix(origin.Path, "]")
}

// eachAssignment visits the variables that the container's script sets.
func (c *container) eachAssignment(visit func(path, name, value string)) {
	for i := range c.statements {
		for _, text := range c.statements[i].assignments {
			name, value, _ := strings.Cut(text, "=")
			visit(c.path(&c.statements[i], 0), name, value)
		}
	}
}

// known are the shapes of tokens that say themselves what they are.
var known = []struct {
	what  string
	shape *regexp.Regexp
}{
	{"an AWS access key", regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b`)},
	{"a GitHub token", regexp.MustCompile(`\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})`)},
	{"a GitLab token", regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{20,}`)},
	{"a Slack token", regexp.MustCompile(`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`)},
	{"a Google API key", regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}`)},
	{"a Hugging Face token", regexp.MustCompile(`\bhf_[A-Za-z0-9]{30,}`)},
	{"an npm token", regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36}`)},
	{"a PyPI token", regexp.MustCompile(`\bpypi-[A-Za-z0-9_-]{50,}`)},
	{"a Docker token", regexp.MustCompile(`\bdckr_pat_[A-Za-z0-9_-]{20,}`)},
	{"a Vault token", regexp.MustCompile(`\bhv[sbr]\.[A-Za-z0-9_-]{20,}`)},
	{"an API key", regexp.MustCompile(`\bsk-[A-Za-z0-9_-]{20,}`)},
	{"a JSON web token", regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.`)},
	{"a private key", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY`)},
	{"a URL with a password", regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^\s/@:$"']*:[^\s/@$"'<]+@[^\s/]`)},
	{"an authorization header", regexp.MustCompile(`(?i)\bauthorization:\s*(bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{8,}`)},
	{"an API key header", regexp.MustCompile(`(?i)\b(x-api-key|private-token|x-auth-token):\s*[A-Za-z0-9._~+/=-]{8,}`)},
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
	if strings.HasPrefix(word, "--") && !strings.ContainsAny(word, " \n") {
		flag, value, joined := strings.Cut(word, "=")
		if !joined {
			value = following
		}
		flag = strings.ReplaceAll(strings.TrimLeft(flag, "-"), "-", "_")
		if value != "" && !strings.HasPrefix(value, "-") && !isReference(value) && namesSecret(flag) && !isHarmless(value) {
			return "a password or token"
		}
	}
	if isRandom(word) {
		return "a token"
	}
	return ""
}

func knownShape(value string) string {
	if len(value) < 8 {
		return ""
	}
	for _, token := range known {
		if token.shape.MatchString(value) {
			return token.what
		}
	}
	return ""
}

var (
	secretName = regexp.MustCompile(`(?i)(^|_)(password|passwd|passphrase|pw|pass|token|secret|api_?key|access_?key|secret_?key|private_?key|credentials?|[a-z]*password)$`)
	// secretParts are names whose last word says little: DB_PASSWORD_PROD.
	secretParts = regexp.MustCompile(`(?i)(password|passwd|passphrase|api_?key|secret_access_key)`)
	// aboutSecrets ends the names of variables that are about a secret and hold none.
	aboutSecrets = regexp.MustCompile(`(?i)_?(file|path|dir|name|namespace|url|uri|endpoint|host|ttl|expiry|expiration|timeout|length|len|size|type|id|enabled|header|count|limit|ref|version|algorithm|issuer|audience|mode|prefix|suffix|env|var|mount|store|backend|policy|provider|command|cmd|stdin|prompt|required|hash|min|max)$`)
	references   = regexp.MustCompile(`\$\([^)]*\)|\$\{[^}]*\}|\$[A-Za-z_][A-Za-z0-9_]*|` + "`[^`]*`")
	harmless     = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|none|null|nil|disabled|enabled|optional|[0-9]{1,5}|<.*>|\*+|x+|\.\.\.)$`)
	random       = regexp.MustCompile(`^[A-Za-z0-9+/_-]{32,128}={0,2}$`)
	hex          = regexp.MustCompile(`^[0-9a-fA-F-]*$`)
)

// namesSecret reports whether a variable or flag is named as one that holds a secret.
func namesSecret(name string) bool {
	return (secretName.MatchString(name) || secretParts.MatchString(name)) && !aboutSecrets.MatchString(name)
}

// isReference reports whether nothing is left of a value without its references.
func isReference(value string) bool {
	return strings.Trim(references.ReplaceAllString(value, ""), " :/@,;\"'") == ""
}

// isHarmless reports whether a value cannot be a secret: a path, a switch, a
// number or a placeholder.
func isHarmless(value string) bool {
	return strings.HasPrefix(value, "/") || strings.HasPrefix(value, "./") || harmless.MatchString(value)
}

// isRandom reports whether a value is as disordered as only keys are. Hashes and
// UUIDs are names, not keys, and so is what has few different characters.
func isRandom(value string) bool {
	if !random.MatchString(value) || hex.MatchString(value) || value[0] == '/' || value[0] == '-' {
		return false
	}
	var upper, lower, digits int
	counts := map[rune]float64{}
	for _, c := range value {
		counts[c]++
		switch {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= '0' && c <= '9':
			digits++
		}
	}
	entropy := 0.0
	for _, count := range counts {
		p := count / float64(len(value))
		entropy -= p * math.Log2(p)
	}
	return upper >= 3 && lower >= 3 && digits >= 3 && entropy >= 4.3
}
