package explain

import (
	"net/url"
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// purpose says what a container does, and what it waits for. It shows of the
// command only what cannot be a secret: the program, subcommands before the first
// flag, hosts, paths, and URLs without user and query.
func purpose(c corev1.Container) (string, *Wait) {
	switch {
	case env(c, "NVJ_GIT_URL") != "":
		return clonePurpose(c), nil
	case c.Name == expand.ExecutorContainer && env(c, "NVJ_NOTEBOOK") != "":
		does := "runs " + env(c, "NVJ_NOTEBOOK")
		if golden := env(c, "NVJ_GOLDEN"); golden != "" {
			does += ", compares it with " + golden
		}
		return does, nil
	}
	words := slices.Concat(c.Command, c.Args)
	if len(words) == 0 {
		return "runs the image's own command", nil
	}
	script, isShell := shellScript(words)
	if isShell {
		words = strings.Fields(script)
	}
	if wait := waitOf(words, isShell); wait != nil {
		switch {
		case wait.For == "" && wait.Loops:
			return "waits in a loop", wait
		case wait.For == "":
			return "checks once that a service is ready", wait
		case wait.Loops:
			return "waits for " + wait.For + ", asking in a loop", wait
		}
		return "asks once for " + wait.For, wait
	}
	if isShell {
		return "runs a shell script", nil
	}
	return "runs " + harmless(words), nil
}

func clonePurpose(c corev1.Container) string {
	does := "clones " + strip(env(c, "NVJ_GIT_URL"))
	if ref := env(c, "NVJ_GIT_REF"); ref != "" {
		does += " at " + ref
	}
	return does + " into " + env(c, "NVJ_GIT_DEST")
}

// env is the literal value of a variable, as the container sees it.
func env(c corev1.Container, name string) string {
	for _, variable := range c.Env {
		if variable.Name == name {
			return strings.ReplaceAll(variable.Value, "$$", "$")
		}
	}
	return ""
}

var shells = []string{"sh", "bash", "ash", "dash", "ksh", "zsh"}

// shellScript is the text that sh -c and its kin run.
func shellScript(words []string) (string, bool) {
	if !slices.Contains(shells, path.Base(words[0])) {
		return "", false
	}
	for i, word := range words[1:] {
		if strings.HasPrefix(word, "-") && strings.HasSuffix(word, "c") && i+2 < len(words) {
			return words[i+2], true
		}
	}
	return "", false
}

// waiters are the programs people wait with, each with the flags after which it
// takes its host and its port.
var waiters = map[string]struct{ host, port []string }{
	"pg_isready":  {host: []string{"-h", "--host"}, port: []string{"-p", "--port"}},
	"mysqladmin":  {host: []string{"-h", "--host"}, port: []string{"-P", "--port"}},
	"redis-cli":   {host: []string{"-h"}, port: []string{"-p"}},
	"healthcheck": {},
	"curl":        {},
	"wget":        {},
	"nc":          {},
	"ncat":        {},
	"nslookup":    {},
	"wait-for-it": {host: []string{"-h", "--host"}, port: []string{"-p", "--port"}},
	"dockerize":   {host: []string{"-wait"}},
}

// saving are the flags with which curl and wget download instead of asking.
var saving = []string{"-o", "-O", "--output", "--remote-name", "--output-document", "-fsSLO", "-LO", "-sLO"}

// waitOf finds out what the words of a command wait for; nil when they do not.
func waitOf(words []string, isShell bool) *Wait {
	loops := isShell && (slices.Contains(words, "until") || slices.Contains(words, "while"))
	for i, word := range words {
		program := strings.TrimSuffix(path.Base(word), ".sh")
		waiter, known := waiters[program]
		if !known || !isShell && i > 0 {
			continue
		}
		rest := words[i+1:]
		if end := slices.IndexFunc(rest, endsCommand); end >= 0 {
			rest = append(slices.Clone(rest[:end]), strings.TrimRight(rest[end], ";"))
		}
		if slices.ContainsFunc(rest, func(w string) bool { return slices.Contains(saving, w) && !discards(rest) }) {
			continue
		}
		host := flagValue(rest, waiter.host)
		if host == "" {
			host = target(rest)
		} else if port := flagValue(rest, waiter.port); port != "" {
			host += ":" + port
		}
		return &Wait{For: strip(host), Loops: loops}
	}
	if loops && slices.ContainsFunc(words, func(w string) bool { return path.Base(w) == "sleep" }) {
		return &Wait{Loops: true}
	}
	return nil
}

func discards(words []string) bool { return slices.Contains(words, "/dev/null") }

func endsCommand(word string) bool {
	return strings.HasSuffix(word, ";") || slices.Contains([]string{"&&", "||", "|", "do", "then", ">", ">/dev/null", "2>&1"}, word)
}

// flagValue is what follows the first of the flags, or stands behind its "=".
func flagValue(words, flags []string) string {
	for i, word := range words {
		name, value, joined := strings.Cut(word, "=")
		if !slices.Contains(flags, name) {
			continue
		}
		if joined {
			return value
		}
		if i+1 < len(words) {
			return words[i+1]
		}
	}
	return ""
}

var (
	hostName = lazyregexp.New(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*(:[0-9]+)?$`)
	number   = lazyregexp.New(`^[0-9]+$`)
)

// target is the URL among the words, else the host and port that stand there.
func target(words []string) string {
	for _, word := range words {
		if word = strings.Trim(word, `"'`); strings.Contains(word, "://") {
			return word
		}
	}
	for i, word := range words {
		word = strings.Trim(word, `"'`)
		if !hostName().MatchString(word) || number().MatchString(word) || !strings.ContainsAny(word, ".:") && i+1 == len(words) {
			continue
		}
		if i+1 < len(words) && number().MatchString(words[i+1]) {
			return word + ":" + words[i+1]
		}
		if i == 0 || !strings.HasPrefix(words[i-1], "-") || words[i-1] == "-z" {
			return word
		}
	}
	return ""
}

// strip takes user, query and fragment off a URL, and a path with a word that
// looks like a token, as webhooks have. What cannot be read as a URL is not shown.
func strip(text string) string {
	text = strings.Trim(text, `"';`)
	if strings.Contains(text, "://") {
		parsed, err := url.Parse(text)
		if err != nil {
			return ""
		}
		parsed.User, parsed.RawQuery, parsed.Fragment = nil, "", ""
		if slices.ContainsFunc(strings.Split(parsed.Path, "/"), looksLikeToken) {
			parsed.Path, parsed.RawPath = "", ""
		}
		return parsed.String()
	}
	if _, host, ok := strings.Cut(text, "@"); ok {
		return host
	}
	return text
}

// looksLikeToken reports whether a word is long and mixes digits with capitals,
// or is longer than words are.
func looksLikeToken(word string) bool {
	mixed := strings.ContainsAny(word, "0123456789") && strings.ToLower(word) != word
	return len(word) >= 16 && mixed || len(word) >= 32 && !strings.ContainsAny(word, "-_.")
}

var subcommand = lazyregexp.New(`^([a-z][a-z-]{0,15}|[a-z][a-z0-9]{1,3})$`)

// harmless shows the program, at most two subcommands before the first flag, and
// the paths and URLs among the arguments that no flag takes.
func harmless(words []string) string {
	shown := []string{words[0]}
	commands := 0
	for i, word := range words[1:] {
		afterFlag := i > 0 && strings.HasPrefix(words[i], "-")
		switch {
		case strings.Contains(word, "://") && !strings.HasPrefix(word, "-"):
			shown = append(shown, strip(word))
		case strings.HasPrefix(word, "/") && !afterFlag:
			shown = append(shown, word)
		case commands == i && commands < 2 && subcommand().MatchString(word):
			shown = append(shown, word)
			commands++
		}
	}
	return strings.Join(shown, " ")
}
