package shell

import (
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// Wait is a question whether something is ready.
type Wait struct {
	// By is the program that asks, or /dev/tcp of bash.
	By string
	// For is what the command asks, as it is written: a host, host:port, a URL, or a
	// resource of kubectl wait. It is empty where the words do not tell.
	For string
	// File is the path of a file that the command looks for.
	File string
	// At is the index of the first word that names it; 0 where none does.
	At int
	// Repeats says that the program asks again by itself until the answer is yes.
	Repeats bool
}

// asker says how a program asks.
type asker struct {
	host, port []string // the flags that take them
	operand    form     // what the operands are
	needs      []string // without one of these flags or operands it asks only in a loop's condition
	inLoop     bool     // it asks only there
	never      []string // with one of these it does something else
	retries    []string // with one of these it asks again by itself
	repeats    bool     // it always does
}

type form uint8

const (
	none     form = iota
	hostPort      // host port, or host
	url           // a URL, or host:port
	name          // a name among types and servers, as dig takes them
	second        // a name behind a verb
	resource      // kind/name behind a verb
)

// askers are the programs that people wait with.
var askers = map[string]asker{
	"pg_isready":        {host: []string{"-h", "--host"}, port: []string{"-p", "--port"}},
	"mysqladmin":        mysqlAsker,
	"mariadb-admin":     mysqlAsker,
	"mysql":             {host: []string{"-h", "--host"}, port: []string{"-P", "--port"}, inLoop: true},
	"mariadb":           {host: []string{"-h", "--host"}, port: []string{"-P", "--port"}, inLoop: true},
	"psql":              {host: []string{"-h", "--host"}, port: []string{"-p", "--port"}, inLoop: true},
	"redis-cli":         {host: []string{"-h", "-u"}, port: []string{"-p"}, needs: []string{"ping", "PING"}},
	"mongosh":           {host: []string{"--host"}, port: []string{"--port"}, operand: url, needs: []string{"--eval"}},
	"mongo":             {host: []string{"--host"}, port: []string{"--port"}, operand: url, needs: []string{"--eval"}},
	"grpc_health_probe": {host: []string{"-addr", "--addr"}},
	"curl":              {host: []string{"--url"}, operand: url, retries: []string{"--retry"}},
	"wget":              {operand: url, never: []string{"--post-data", "--post-file", "--method"}, retries: []string{"--retry-connrefused"}},
	"nc":                netcatAsker,
	"ncat":              netcatAsker,
	"netcat":            netcatAsker,
	"ping":              {operand: hostPort, needs: []string{"-c"}},
	"nslookup":          {operand: hostPort},
	"host":              {operand: hostPort},
	"dig":               {operand: name},
	"getent":            {operand: second, needs: []string{"hosts", "ahosts", "ahostsv4"}},
	"wait-for-it":       {host: []string{"-h", "--host"}, port: []string{"-p", "--port"}, operand: url, repeats: true},
	"wait-for":          {host: []string{"-h", "--host"}, port: []string{"-p", "--port"}, operand: url, repeats: true},
	"dockerize":         {host: []string{"-wait", "--wait"}, needs: []string{"-wait", "--wait"}, repeats: true},
	"kubectl":           {operand: resource, needs: []string{"wait"}, repeats: true},
}

var (
	mysqlAsker  = asker{host: []string{"-h", "--host"}, port: []string{"-P", "--port"}, needs: []string{"ping", "status"}, retries: []string{"-w", "--wait"}}
	netcatAsker = asker{operand: hostPort, needs: []string{"-z", "--zero"}, never: []string{"-l", "--listen"}}
	// curlSends are the flags with which curl sends something.
	curlSends = []string{
		"-T", "--upload-file", "-d", "--data", "--data-ascii", "--data-raw", "--data-binary", "--data-urlencode", "--json",
		"-F", "--form", "-X", "--request",
	}
)

// Sends reports whether curl sends something with the request.
func (c *Command) Sends() bool { return c.Program() == "curl" && sends(c.Args()) }

func sends(args Args) bool {
	if method, ok := args.Value("-X", "--request"); ok && (method.Text == "GET" || method.Text == "HEAD") {
		return false
	}
	return args.Has(curlSends...)
}

// Wait returns what the command waits for, if it asks for something.
func (c *Command) Wait() (Wait, bool) {
	if wait, ok := c.connects(); ok {
		return wait, true
	}
	program := strings.TrimSuffix(c.Program(), ".sh")
	_, decides := c.Decides()
	if file, at := c.looksFor(); at > 0 && decides {
		return Wait{By: program, File: file, At: at}, true
	}
	asker, ok := askers[program]
	if !ok || c.isLookedAt() {
		return Wait{}, false
	}
	args := c.Args()
	isSet := func(words []string) bool { return args.Has(words...) || args.HasOperand(words...) }
	switch {
	case isSet(asker.never), !decides && (asker.inLoop || len(asker.needs) > 0 && !isSet(asker.needs)):
		return Wait{}, false
	case (program == "curl" || program == "wget") && (sends(args) || c.transfers(program, args, decides)):
		return Wait{}, false
	case program == "kubectl" && !args.HasOperand("wait"):
		return Wait{}, false
	}
	wait := Wait{By: c.Program(), Repeats: asker.repeats || isSet(asker.retries)}
	wait.For, wait.At = asker.target(args)
	return wait, true
}

// isLookedAt reports whether the script only looks at the answer and goes on: outside
// loops, in a substitution or in the condition of an if.
func (c *Command) isLookedAt() bool {
	looks := func(s Scope) bool { return s.Kind == Substitution || s.Kind == If && s.Part == Head }
	return slices.ContainsFunc(c.Scopes, looks) && len(c.Loops()) == 0
}

// connects recognises bash's /dev/tcp/host/port.
func (c *Command) connects() (Wait, bool) {
	for _, r := range c.Redirects {
		if address, ok := strings.CutPrefix(r.Target.Text, "/dev/tcp/"); ok {
			return Wait{By: "/dev/tcp", For: strings.Replace(address, "/", ":", 1)}, true
		}
	}
	return Wait{}, false
}

// looksFor returns the file that a test such as [ -f /ready ] looks for.
func (c *Command) looksFor() (file string, at int) {
	switch c.Program() {
	case "[", "[[", "test":
	default:
		return "", 0
	}
	for i := 1; i+1 < len(c.Words); i++ {
		if slices.Contains([]string{"-e", "-f", "-d", "-s", "-r", "-S"}, c.Words[i].Text) {
			return c.Words[i+1].Text, i + 1
		}
	}
	return "", 0
}

// judges read an answer to say whether it is the right one.
var judges = []string{"grep", "egrep", "fgrep", "jq", "awk", "wc", "cut", "sed", "head", "tail", "tr"}

// transfers reports whether curl or wget move data instead of asking.
func (c *Command) transfers(program string, args Args, decides bool) bool {
	inLoop := len(c.Loops()) > 0
	if _, isFile := c.Output(); isFile {
		return true
	}
	if reader := c.Reader(); reader != nil && !slices.Contains(judges, reader.Program()) && !decides {
		return true
	}
	if program == "wget" {
		if file, ok := args.Value("-O", "--output-document"); ok {
			return !discards(file.Text)
		}
		return !args.Has("--spider") && !inLoop // in a loop nobody wants the files
	}
	if args.Has("-O", "--remote-name", "--remote-name-all") {
		return true
	}
	file, ok := args.Value("-o", "--output")
	return ok && !discards(file.Text)
}

func discards(file string) bool { return file == "/dev/null" || file == "-" || file == "/dev/stdout" }

var (
	number      = lazyregexp.New(`^[0-9]+$`)
	hostAndPort = lazyregexp.New(`^[^:/@?#]+:[0-9]+(/|$)`)
	recordType  = lazyregexp.New(`^(?i:a|aaaa|any|cname|mx|ns|ptr|soa|srv|txt|in)$`)
)

// target returns the address that a program asks, and the index of its word. A word that
// may be a flag's value is none: it may be a password.
func (a asker) target(args Args) (string, int) {
	for _, flag := range args.Flags {
		if flag.ValueAt == 0 || !slices.Contains(a.host, flag.Name) {
			continue
		}
		host := flag.Value.Text
		if port, _ := args.Value(a.port...); number().MatchString(port.Text) {
			host += ":" + port.Text
		}
		return host, flag.ValueAt
	}
	var rest []Operand
	for _, operand := range args.Operands {
		if !operand.MayBeValue {
			rest = append(rest, operand)
		}
	}
	switch a.operand {
	case hostPort:
		switch {
		case len(rest) > 1 && number().MatchString(rest[1].Text):
			return rest[0].Text + ":" + rest[1].Text, rest[0].At
		case len(rest) > 0:
			return rest[0].Text, rest[0].At
		}
	case name:
		i := slices.IndexFunc(rest, func(o Operand) bool {
			return o.Text != "" && !strings.ContainsAny(o.Text[:1], "@+") && !recordType().MatchString(o.Text)
		})
		if i >= 0 {
			return rest[i].Text, rest[i].At
		}
	case second, resource:
		if len(rest) > 1 {
			return rest[1].Text, rest[1].At
		}
	case url:
		return urlOf(rest)
	}
	return "", 0
}

// urlOf returns the operand that is sure to be an address.
func urlOf(operands []Operand) (string, int) {
	for _, isAddress := range []func(string) bool{
		func(word string) bool { return strings.Contains(word, "://") },
		func(word string) bool { return hostAndPort().MatchString(word) },
		func(string) bool { return len(operands) == 1 },
	} {
		for _, operand := range operands {
			if isAddress(operand.Text) {
				return operand.Text, operand.At
			}
		}
	}
	return "", 0
}
