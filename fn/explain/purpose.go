package explain

import (
	"net/url"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/secret"
)

// purpose says what a container does, and what it waits for. It shows of the
// command only what cannot be a secret: the program, a well-known subcommand, and
// addresses and paths of plain words that are no flag's value.
func purpose(c corev1.Container) (string, *Wait) {
	switch {
	case env(c, "NVJ_GIT_URL") != "":
		return clonePurpose(c), nil
	case c.Name == expand.ExecutorContainer && env(c, "NVJ_NOTEBOOK") != "":
		does := "runs " + secret.Redact(env(c, "NVJ_NOTEBOOK"))
		if golden := env(c, "NVJ_GOLDEN"); golden != "" && codesOf(c) != nil {
			does += ", compares it with " + secret.Redact(golden)
		}
		return does, nil
	}
	words := slices.Concat(c.Command, c.Args)
	if len(words) == 0 {
		return "runs the image's own command", nil
	}
	if program := withoutPrefixes(words); len(program) > 0 {
		words = program
	}
	commands := []command{{words: words}}
	script, isShell := shellScript(words)
	if isShell {
		commands = commandsOf(script)
	}
	if wait := waitOf(commands); wait != nil {
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
	does := "clones " + orElse(strip(env(c, "NVJ_GIT_URL")), "a repository")
	if ref := env(c, "NVJ_GIT_REF"); ref != "" {
		does += " at " + secret.Redact(ref)
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

// waiter is a program people wait with.
type waiter struct {
	switches   string   // flags of one letter that take no value
	host, port []string // flags after which it takes its host and its port
	hostFirst  bool     // its first argument is a host
	repeats    bool     // it asks again and again by itself
}

var waiters = map[string]waiter{
	"pg_isready":  {switches: "q", host: []string{"-h", "--host"}, port: []string{"-p", "--port"}},
	"mysqladmin":  {switches: "sv", host: []string{"-h", "--host"}, port: []string{"-P", "--port"}},
	"redis-cli":   {host: []string{"-h"}, port: []string{"-p"}},
	"healthcheck": {},
	"curl":        {switches: "fsSkLIivgjnNqRaGlJOZ#012346"},
	"wget":        {switches: "qvScNrkpKmFxbdnEHL46"},
	"nc":          {switches: "zvnukdNrt46", hostFirst: true},
	"ncat":        {switches: "zvnuk46", hostFirst: true},
	"nslookup":    {hostFirst: true},
	"wait-for-it": {switches: "qs", host: []string{"-h", "--host"}, port: []string{"-p", "--port"}, repeats: true},
	"dockerize":   {host: []string{"-wait"}, repeats: true},
}

// switches are the long flags that take no value. Of any other the next word may
// be the value, and a secret.
var switches = []string{
	"--compressed", "--fail", "--fail-early", "--fail-with-body", "--get", "--globoff", "--head", "--include",
	"--insecure", "--ipv4", "--ipv6", "--location", "--no-check-certificate", "--no-progress-meter", "--no-verbose",
	"--quiet", "--remote-name", "--retry-all-errors", "--retry-connrefused", "--show-error", "--silent", "--spider",
	"--strict", "--verbose",
}

// arguments are what a program's flags take, and the words that no flag does.
type arguments struct {
	flags [][2]string
	rest  []string
}

func (w waiter) parse(words []string) arguments {
	var args arguments
	for i := 0; i < len(words); i++ {
		word := words[i]
		if word == "--" {
			break // a command follows, or what looks like flags
		}
		if len(word) < 2 || word[0] != '-' {
			args.rest = append(args.rest, word)
			continue
		}
		name, value, complete := strings.Cut(word, "=")
		if !strings.HasPrefix(word, "--") && !slices.Contains(w.host, name) && !slices.Contains(w.port, name) {
			// Letters: the first that takes a value takes what follows it.
			letters := strings.TrimLeft(word[1:], w.switches)
			for _, letter := range word[1 : len(word)-len(letters)] {
				args.flags = append(args.flags, [2]string{"-" + string(letter)})
			}
			if letters == "" {
				continue
			}
			name, value, complete = "-"+letters[:1], letters[1:], len(letters) > 1
			if slices.Contains(w.host, name) {
				continue // -hunter2 may be a password that begins with a dash
			}
		}
		complete = complete || slices.Contains(switches, name)
		if !complete && i+1 < len(words) && (len(words[i+1]) < 2 || words[i+1][0] != '-') {
			i++
			value = words[i]
		}
		args.flags = append(args.flags, [2]string{name, value})
	}
	return args
}

// value is what the first of the flags takes.
func (a arguments) value(names ...string) (string, bool) {
	for _, flag := range a.flags {
		if slices.Contains(names, flag[0]) {
			return flag[1], true
		}
	}
	return "", false
}

// waitOf finds out what commands wait for; nil when they do not.
func waitOf(commands []command) *Wait {
	for _, cmd := range commands {
		waiter, known := waiters[cmd.program()]
		if !known {
			continue
		}
		args := waiter.parse(cmd.words[1:])
		if cmd.transfers(args) {
			continue
		}
		_, retries := args.value("--retry", "--retry-connrefused")
		return &Wait{For: waiter.target(args), Loops: cmd.loops || waiter.repeats || retries}
	}
	if slices.ContainsFunc(commands, func(c command) bool { return c.until && c.program() == "sleep" }) {
		return &Wait{Loops: true}
	}
	return nil
}

// judges read an answer to say whether it is the right one.
var judges = []string{"grep", "egrep", "fgrep", "jq"}

// transfers reports whether curl or wget move data instead of asking.
func (c command) transfers(args arguments) bool {
	program := c.program()
	if program != "curl" && program != "wget" {
		return false
	}
	if c.writes || c.reader != "" && !slices.Contains(judges, c.reader) {
		return true
	}
	if program == "wget" {
		if file, named := args.value("-O", "--output-document"); named {
			return !discards(file)
		}
		_, asks := args.value("--spider")
		return !asks && !c.loops // without flags it writes a file, which loops put up with
	}
	if _, moves := args.value("-O", "--remote-name", "-T", "--upload-file", "-d", "--data", "--data-binary", "--data-raw", "--json", "-F", "--form"); moves {
		return true
	}
	file, named := args.value("-o", "--output")
	return named && !discards(file)
}

func discards(file string) bool { return file == "/dev/null" || file == "-" }

var number = lazyregexp.New(`^[0-9]+$`)

// target is the address that a program asks, as far as it is sure to be one: a
// password that stands in its place must not be shown.
func (w waiter) target(args arguments) string {
	if host, ok := args.value(w.host...); ok {
		if port, _ := args.value(w.port...); number().MatchString(port) {
			host += ":" + port
		}
		return address(host)
	}
	rest := args.rest
	if w.hostFirst {
		switch {
		case len(rest) > 1 && number().MatchString(rest[1]):
			return address(rest[0] + ":" + rest[1])
		case len(rest) > 0:
			return address(rest[0])
		}
		return ""
	}
	for _, sure := range []func(string) bool{
		func(word string) bool { return strings.Contains(word, "://") },
		func(word string) bool { return hostAndPort().MatchString(word) },
		func(word string) bool { return len(rest) == 1 && strings.ContainsAny(word, "./") },
	} {
		if i := slices.IndexFunc(rest, sure); i >= 0 && len(w.host) == 0 || i == 0 {
			return address(rest[i])
		}
	}
	return ""
}

var (
	hostAndPort = lazyregexp.New(`^[^:/@?#]+:[0-9]+(/|$)`)
	urlScheme   = lazyregexp.New(`^[a-z][a-z0-9+.]*$`)
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

// subcommands are words that say what a program is to do.
var subcommands = []string{
	"add", "apply", "build", "check", "clone", "config", "copy", "cp", "create", "delete", "download", "exec", "export",
	"fetch", "get", "import", "init", "install", "list", "login", "ls", "migrate", "mirror", "mv", "pull", "push", "restore",
	"rm", "run", "s3", "serve", "start", "sync", "test", "update", "upgrade", "upload", "wait",
}

// harmless shows the program, a well-known subcommand, and the plain paths and the
// addresses among the arguments that no flag takes.
func harmless(words []string) string {
	program := strings.Fields(words[0] + " ")
	if len(program) == 0 || strings.Contains(program[0], "=") {
		return "a command"
	}
	shown := program[:1]
	for i, word := range waiters[command{words: words}.program()].parse(words[1:]).rest {
		switch {
		case strings.Contains(word, "://"):
			if url := address(word); url != "" {
				shown = append(shown, url)
			}
		case strings.HasPrefix(word, "/") && isPlain(word), i == 0 && word == words[1] && slices.Contains(subcommands, word):
			shown = append(shown, word)
		}
	}
	return strings.Join(shown, " ")
}
