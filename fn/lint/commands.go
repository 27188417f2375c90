package lint

import (
	"path"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/shell"
)

var programWithSpaces = rule{
	Rule: finding.Rule{
		ID: "program-with-spaces", Severity: finding.Warning,
		Reason: "The first word of command is the name of a program: a whole command line there names a program that does not exist.",
		Bad:    "initContainers:\n- name: wait-for-postgres\n  image: postgres:17\n  command: [pg_isready -h postgres]",
		Good:   "initContainers:\n- name: wait-for-postgres\n  image: postgres:17\n  command: [pg_isready, -h, postgres]",
	},
	container: func(s *subject, c *container) {
		if len(c.Command) == 0 {
			return
		}
		if words := strings.Fields(c.Command[0]); len(words) > 1 {
			s.report(c.at+".command[0]", "no program has a name with spaces; make each word an item of its own, or run the text with a shell: [sh, -c, …]")
		}
	},
}

// shellOperators mean something only to a shell.
var shellOperators = []string{"&&", "||", "|", ";", ">", ">>", "<", "2>&1", "&"}

// shellVariable is a variable as a shell writes it, in the case environments use.
var shellVariable = lazyregexp.New(`(^|[^$])\$(\{([A-Z][A-Z0-9_]+)\}|([A-Z][A-Z0-9_]+))`)

// readers are programs that give $NAME a meaning of their own.
var readers = []string{
	"python", "python3", "perl", "awk", "gawk", "jq", "yq", "sed", "node", "ruby", "envsubst", "make", "psql",
	"mongosh", "mongo", "ssh", "tclsh", "php", "pwsh", "cmd", "powershell", "su",
}

var shellSyntax = rule{
	Rule: finding.Rule{
		ID: "shell-syntax", Severity: finding.Warning,
		Reason: "Kubernetes starts programs without a shell: $NAME, && and > reach the program as they are written. A script that a shell cannot parse runs no command at all.",
		Bad:    "initContainers:\n- name: wait-for-postgres\n  image: postgres:17\n  command: [pg_isready, -h, $PGHOST]\n  env:\n  - {name: PGHOST, value: postgres}",
		Good:   "initContainers:\n- name: wait-for-postgres\n  image: postgres:17\n  command: [pg_isready, -h, $(PGHOST)]\n  env:\n  - {name: PGHOST, value: postgres}",
	},
	container: func(s *subject, c *container) {
		if len(c.scripts) > 0 {
			s.reportFaults(c)
			return
		}
		if len(c.commands) == 0 {
			return
		}
		cmd := c.commands[len(c.commands)-1]
		program := cmd.Program()
		if shell.IsShell(program) || slices.Contains(readers, program) {
			return
		}
		for i, word := range cmd.Words {
			text := word.Text
			if i > 0 && slices.Contains(shellOperators, text) && !takesOperator(program, text) {
				s.report(c.path(cmd, i), "%s means nothing without a shell, and becomes an argument of %s; run the whole text with one: [sh, -c, …]", text, program)
				return
			}
			if i == 0 || !strings.Contains(text, "$") || strings.ContainsAny(text, " \n") {
				continue
			}
			if match := shellVariable().FindStringSubmatch(c.word(cmd.WordAt(i))); match != nil {
				name := match[3] + match[4]
				if c.defines(name) {
					s.report(c.path(cmd, i), "no shell expands $%s here; write $(%s), which Kubernetes expands", name, name)
				} else {
					s.report(c.path(cmd, i), "no shell expands $%s here, and no env defines it; run the whole text with one: [sh, -c, …]", name)
				}
				return
			}
		}
	},
}

// reportFaults reports the scripts of a container that no shell can parse.
func (s *subject) reportFaults(c *container) {
	for _, script := range c.scripts {
		fault := script.Fault
		if fault == nil {
			continue
		}
		s.report(c.wordPath(script.At), "no shell can parse the script: line %d, column %d: %s; %s", fault.Line, fault.Column, fault.Message, advice(script))
	}
}

// advice says what to do about a script that no shell can parse.
func advice(script *shell.Script) string {
	message := script.Fault.Message
	isOneLine := !strings.Contains(strings.TrimSpace(script.Text), "\n")
	switch {
	case strings.HasPrefix(message, "`do` must") || strings.HasPrefix(message, "`then` must"):
		return "remove the semicolon after it, or write the commands that are missing"
	case strings.HasSuffix(message, "`do`") && isOneLine, strings.HasSuffix(message, "`then`") && isOneLine:
		return "put a semicolon before do and then; if the text is written over several lines after >, write | instead, which keeps them"
	case strings.Contains(message, "closing quote"):
		return "close the quote, or write \\ before a quote that is meant as text"
	}
	return "correct it"
}

// takesOperator reports whether a program has a use of its own for what is an
// operator of the shell.
func takesOperator(program, word string) bool {
	switch program {
	case "find":
		return word == ";"
	case "test", "[", "expr":
		return strings.Trim(word, "<>&|") == ""
	}
	return false
}

// insecureFlags switch the verification of certificates off, beside --insecure….
var insecureFlags = []string{
	"--no-check-certificate", "--no-verify-ssl", "--skip-tls-verify", "--tls-verify=false", "--verify-ssl=false",
	"--sslNoVerify", "--tlsAllowInvalidCertificates", "StrictHostKeyChecking=no", "-oStrictHostKeyChecking=no", "http.sslVerify=false",
}

// insecureVariables do the same from the environment.
var insecureVariables = map[string][]string{
	"GIT_SSL_NO_VERIFY":            {"1", "true"},
	"NODE_TLS_REJECT_UNAUTHORIZED": {"0"},
	"PYTHONHTTPSVERIFY":            {"0"},
	"VAULT_SKIP_VERIFY":            {"1", "true"},
	"KAGGLE_SSL_NO_VERIFY":         {"1", "true"},
	"HF_HUB_DISABLE_SSL":           {"1", "true"},
}

var insecureTLS = rule{
	Rule: finding.Rule{
		ID: "insecure-tls", Severity: finding.Warning,
		Reason: "Without verification anybody on the network can answer in the service's place, read the credentials that are sent, and say that all is well.",
		Bad:    "initContainers:\n- name: wait-for-api\n  image: curlimages/curl:8.10.1\n  command: [curl, -fk, https://api/health]",
		Good:   "initContainers:\n- name: wait-for-api\n  image: curlimages/curl:8.10.1\n  command: [curl, -f, --cacert, /etc/ca/ca.crt, https://api/health]",
	},
	container: func(s *subject, c *container) {
		for _, cmd := range c.commands {
			for i, word := range cmd.Words {
				if flag := insecureFlag(word.Text); flag != "" {
					s.report(c.path(cmd, i), "%s accepts any certificate; mount the authority's certificate and name it instead", flag)
				}
			}
			if cmd.Program() != "curl" {
				continue
			}
			for _, flag := range cmd.Args().Flags {
				if flag.Name == "-k" {
					s.report(c.path(cmd, flag.At), "-k accepts any certificate; mount the authority's certificate and name it instead")
				}
			}
		}
		for i, variable := range c.Env {
			if slices.Contains(insecureVariables[variable.Name], strings.ToLower(variable.Value)) {
				s.report(index(c.at+".env", i)+".value", "%s accepts any certificate; mount the authority's certificate and name it instead", variable.Name)
			}
		}
	},
}

// insecureFlag is the flag in a word that switches verification off, without any
// value, or "".
func insecureFlag(word string) string {
	flag, value, _ := strings.Cut(word, "=")
	switch {
	case slices.Contains(insecureFlags, word):
		return word
	case strings.HasPrefix(flag, "--insecure") || flag == "-insecure":
		if value == "false" || value == "0" {
			return ""
		}
		return flag
	}
	return ""
}

var workingDir = rule{
	Rule: finding.Rule{
		ID: "working-dir", Severity: finding.Warning,
		Reason: "Container runtimes refuse a working directory that is not absolute, though the API server accepts it: the container never starts.",
		Bad:    "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, prepare.sh]\n  workingDir: scripts",
		Good:   "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, prepare.sh]\n  workingDir: /scripts",
	},
	container: func(s *subject, c *container) {
		if c.WorkingDir != "" && !path.IsAbs(c.WorkingDir) {
			s.propose(c.at+".workingDir", c.WorkingDir, "/"+c.WorkingDir, "%q is not absolute, and the container never starts; begin it with /", c.WorkingDir)
		}
	},
}
