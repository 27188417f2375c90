package shell_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/notebook-validation/nvj/fn/shell"
)

func noVariables(string) bool { return false }

// show writes commands as program|argument, each after the blocks around it. A ? marks
// a condition, a : the part after else, and a number the side of && || |.
func show(commands []*shell.Command) []string {
	names := map[shell.Kind]string{
		shell.Group: "{}", shell.Subshell: "()", shell.While: "while", shell.Until: "until", shell.For: "for", shell.If: "if",
		shell.Case: "case", shell.And: "&&", shell.Or: "||", shell.Not: "!", shell.Pipe: "pipe", shell.Background: "&",
		shell.Function: "function", shell.Substitution: "$()",
	}
	var all []string
	for _, c := range commands {
		text := ""
		for _, scope := range c.Scopes {
			text += names[scope.Kind]
			switch {
			case len(scope.Links) > 0:
				text += string(rune('1' + scope.Link))
			case scope.Part == shell.Head:
				text += "?"
			case scope.Part == shell.Else:
				text += ":"
			}
			text += " "
		}
		for _, wrapper := range c.Wrappers {
			text += "<" + join(wrapper.Words) + "> "
		}
		for _, a := range c.Assignments {
			text += a.Name + "=" + a.Value.Text + " "
		}
		text += join(c.Words)
		if c.Open {
			text += " +"
		}
		for _, r := range c.Redirects {
			text += " " + r.FD + r.Op + r.Target.Text
		}
		all = append(all, strings.TrimSpace(text))
	}
	return all
}

func join(words []shell.Word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.Text
	}
	return strings.Join(texts, "|")
}

// commandsOf reads sh -c script, without the shell itself.
func commandsOf(script string) []*shell.Command {
	return shell.Read([]string{"sh", "-c"}, []string{script}, noVariables).Commands[1:]
}

func TestCommands(t *testing.T) {
	for _, c := range []struct {
		reason, script string
		want           []string
	}{
		{"commands end with lines and semicolons", "a b\nc; d", []string{"a|b", "c", "d"}},
		{"quotes keep words together", `a 'b c' "d e" f\ g`, []string{"a|b c|d e|f g"}},
		{"a word may be quoted in parts", `a b'c'"d"`, []string{"a|bcd"}},
		{"empty quotes are a word", `a "" b`, []string{"a||b"}},
		{"separators in quotes are text", `a 'b; c' "d && e"`, []string{"a|b; c|d && e"}},
		{"in double quotes a backslash protects only some characters", `a "\$b \c \"d\""`, []string{`a|$b \c "d"`}},
		{"the escapes of $'…'", `a $'b\tc\'d'`, []string{"a|b\tc'd"}},
		{"lines may go on", "a \\\n b", []string{"a|b"}},
		{"comments are no commands", "a # b\n# c\nd#e", []string{"a", "d#e"}},
		{"lists", "a && b || c", []string{"||1 &&1 a", "||1 &&2 b", "||2 c"}},
		{"links of one kind are side by side", "a && b && c", []string{"&&1 a", "&&2 b", "&&3 c"}},
		{"pipes", "a | b |& c", []string{"pipe1 a", "pipe2 b", "pipe3 c"}},
		{"a negated pipe", "! a | b", []string{"! pipe1 a", "! pipe2 b"}},
		{"the background", "a & b", []string{"& a", "b"}},
		{"a loop and its condition", "until a; do b; done; c", []string{"until? a", "until b", "c"}},
		{"a condition of two commands", "while a && b; do c; done", []string{"while? &&1 a", "while? &&2 b", "while c"}},
		{"loops in loops", "while a; do for i in 1 2; do b; done; done", []string{"while? a", "while for b"}},
		{"if, elif and else", "if a; then b; elif c; then d; else e; fi", []string{"if? a", "if b", "if: if? c", "if: if d", "if: e"}},
		{"the arms of a case", "case $x in a) b;; c|d) e; f;; esac", []string{"case b", "case e", "case f"}},
		{"groups and subshells", "{ a; b; } && (c; d)", []string{"&&1 {} a", "&&1 {} b", "&&2 () c", "&&2 () d"}},
		{"functions, in both forms", "f() { a; }; function g { b; }; f x", []string{"function {} a", "function {} b", "f|x"}},
		{"redirections of commands", "a > f 2>&1 < g; b &> h", []string{"a >f 2>&1 <g", "b &>h"}},
		{"here-documents are no commands", "a <<EOF\nb\nEOF\nc", []string{"a <<EOF", "c"}},
		{"with tabs and quotes", "a <<-'END'\n\tb\n\tEND\nc", []string{"a <<-END", "c"}},
		{"here-strings are no words", "a <<< text", []string{"a <<<text"}},
		{"a redirection without a command", "> f", []string{">f"}},
		{"assignments", "A=1 B=2 c; D=3", []string{"A=1 B=2 c", "D=3"}},
		{"export and its kin", `export A=1 B; local -r c="$1"`, []string{"A=1 export|B", "c=$1 local|-r"}},
		{"a substitution comes before the command that uses it", `a "$(b c)" d`, []string{"$() b|c", "a|$(b c)|d"}},
		{"backquotes as well", "a `b`", []string{"$() b", "a|`b`"}},
		{"within arithmetic and defaults", "a $((1+$(b))) ${C:-$(d)}", []string{"$() b", "$() d", "a|$((1+$(b)))|${C:-$(d)}"}},
		{"in a here-document", "a <<EOF\n$(b)\nEOF", []string{"$() b", "a <<EOF"}},
		{"in an array", "x=($(a) b)", []string{"$() a", "x=($(a) b)"}},
		{"tests are commands of words", "while [[ -f /a && $b -lt 3 ]]; do c; done", []string{"while? [[|-f|/a|&&|$b|-lt|3|]]", "while c"}},
		{"so is arithmetic", "((i++))", []string{"((i++))"}},
		{"time is no program", "time a", []string{"a"}},
		{"Windows' line ends", "a b\r\nc\r\n", []string{"a|b", "c"}},
		{"words beyond ASCII", "echo „héllo“", []string{"echo|„héllo“"}},
		{"a script that does not parse has no commands", "a; until b do c done", nil},
		{"eval runs its words", `eval "a b" c`, []string{"eval|a b|c", "a|b|c"}},
		{"but not those that nobody knows", `eval "$A"`, []string{"eval|$A"}},
		{"a shell reads a here-document", "bash -s <<'E'\na | b\nE", []string{"bash|-s <<E", "pipe1 a", "pipe2 b"}},
		{"arguments that xargs adds", "a | xargs -r -n 1 b -c", []string{"pipe1 a", "pipe2 <xargs|-r|-n|1> b|-c +"}},
		{"a program behind a wrapper", "timeout -s KILL 60 nice b", []string{"<timeout|-s|KILL|60> <nice> b"}},
		{"a script behind a wrapper", "timeout 60 sh -c 'until a; do b; done'", []string{"<timeout|60> sh|-c|until a; do b; done", "until? a", "until b"}},
		{"blocks reach into the scripts within them", "for i in 1 2; do sh -c 'a && b'; done", []string{"for sh|-c|a && b", "for &&1 a", "for &&2 b"}},
		{"exec is a wrapper", "exec a b", []string{"<exec> a|b"}},
		{"command -v runs nothing", "command -v a", []string{"command|-v|a"}},
	} {
		t.Run(c.reason, func(t *testing.T) {
			assert.Equal(t, c.want, show(commandsOf(c.script)), c.script)
		})
	}
}

// Everything that runs sh -c 'a | b' in its own way.
func TestScriptIsFound(t *testing.T) {
	for reason, c := range map[string]struct {
		words   []string
		shell   string
		options []string
	}{
		"the usual form":                  {[]string{"sh", "-c"}, "sh", nil},
		"with its path":                   {[]string{"/usr/bin/env", "bash", "-c"}, "bash", nil},
		"flags in one word":               {[]string{"/bin/bash", "-ec"}, "bash", []string{"errexit"}},
		"the c first":                     {[]string{"sh", "-ce"}, "sh", []string{"errexit"}},
		"the end of the flags":            {[]string{"sh", "-c", "--"}, "sh", nil},
		"flags behind -c":                 {[]string{"dash", "-c", "-e"}, "dash", []string{"errexit"}},
		"an option with its name":         {[]string{"bash", "-euo", "pipefail", "-c"}, "bash", []string{"errexit", "nounset", "pipefail"}},
		"an option's name behind c":       {[]string{"bash", "-ceo", "pipefail"}, "bash", []string{"errexit", "pipefail"}},
		"long flags of bash":              {[]string{"bash", "--norc", "--rcfile", "/x", "-c"}, "bash", nil},
		"timeout":                         {[]string{"timeout", "600", "sh", "-c"}, "sh", nil},
		"timeout of an old busybox":       {[]string{"timeout", "-t", "60", "sh", "-c"}, "sh", nil},
		"timeout with flags":              {[]string{"timeout", "-k", "5", "--signal=INT", "60", "sh", "-c"}, "sh", nil},
		"tini":                            {[]string{"/sbin/tini", "-g", "--", "sh", "-c"}, "sh", nil},
		"dumb-init":                       {[]string{"dumb-init", "--", "ash", "-c"}, "ash", nil},
		"env and variables":               {[]string{"env", "-u", "X", "A=b", "bash", "-c"}, "bash", nil},
		"busybox":                         {[]string{"busybox", "sh", "-c"}, "sh", nil},
		"nice":                            {[]string{"nice", "-n", "10", "ksh", "-c"}, "ksh", nil},
		"su-exec":                         {[]string{"su-exec", "postgres:postgres", "sh", "-c"}, "sh", nil},
		"gosu":                            {[]string{"gosu", "postgres", "sh", "-c"}, "sh", nil},
		"sudo":                            {[]string{"sudo", "-E", "-u", "app", "A=b", "sh", "-c"}, "sh", nil},
		"su":                              {[]string{"su", "-", "postgres", "-c"}, "sh", nil},
		"wrappers of wrappers":            {[]string{"tini", "--", "timeout", "60", "nohup", "sh", "-c"}, "sh", nil},
		"a wrapper that acts by itself":   {[]string{"dockerize", "-wait", "tcp://db:5432", "sh", "-c"}, "sh", nil},
		"the namespaces of another":       {[]string{"nsenter", "-t", "1", "-m", "--", "sh", "-c"}, "sh", nil},
		"a shell that starts another one": {[]string{"sh", "-c", "exec \"$@\"", "--", "sh", "-c"}, "", nil},
	} {
		t.Run(reason, func(t *testing.T) {
			reading := shell.Read(c.words, []string{"a | b"}, noVariables)
			if c.shell == "" {
				assert.Len(t, reading.Scripts, 1, "the outer one, in which $@ is not known")
				return
			}
			require.Len(t, reading.Scripts, 1)
			assert.Equal(t, c.shell, reading.Scripts[0].Shell)
			assert.Equal(t, c.options, reading.Scripts[0].Options)
			commands := reading.Commands[len(reading.Commands)-2:]
			assert.Equal(t, []string{"pipe1 a", "pipe2 b"}, show(commands))
			assert.Equal(t, len(c.words), commands[0].WordAt(0), "the word that holds the script")
		})
	}
}

// The container's own program is a command as those of scripts are.
func TestProgramOfTheContainer(t *testing.T) {
	for reason, c := range map[string]struct {
		command, args []string
		want          []string
	}{
		"no shell":                       {[]string{"pg_isready", "-h"}, []string{"db"}, []string{"pg_isready|-h|db"}},
		"behind timeout":                 {[]string{"timeout", "60", "pg_isready"}, nil, []string{"<timeout|60> pg_isready"}},
		"variables of env":               {[]string{"env", "A=b", "c"}, nil, []string{"<env|A=b> A=b c"}},
		"a script in a file":             {[]string{"sh", "/x.sh"}, []string{"a"}, []string{"sh|/x.sh|a"}},
		"a shell without anything":       {[]string{"sh"}, nil, []string{"sh"}},
		"-c without a script":            {[]string{"sh", "-c"}, nil, []string{"sh|-c"}},
		"both of a wrapper that acts":    {[]string{"wait-for-it.sh", "db:5432", "--", "psql"}, nil, []string{"wait-for-it.sh|db:5432|--", "<wait-for-it.sh|db:5432|--> psql"}},
		"flags of an unknown entrypoint": {nil, []string{"--port=5432", "x"}, nil},
		"words for an entrypoint":        {nil, []string{"sh", "-c", "a"}, []string{"sh|-c|a", "a"}},
		"nothing":                        {nil, nil, nil},
		"a wrapper alone":                {[]string{"timeout", "60"}, nil, []string{"timeout|60"}},
		"an unknown flag of a wrapper":   {[]string{"timeout", "--odd", "60", "a"}, nil, []string{"timeout|--odd|60|a"}},
	} {
		t.Run(reason, func(t *testing.T) {
			assert.Equal(t, c.want, show(shell.Read(c.command, c.args, noVariables).Commands))
		})
	}
}

// The kubelet replaces references before any shell sees them.
func TestReferences(t *testing.T) {
	container := &corev1.Container{Env: []corev1.EnvVar{{Name: "HOST", Value: "db"}}}
	for reason, c := range map[string]struct {
		script string
		want   []string
		isKnown,
		hasFault bool
	}{
		"of a variable":                      {`a $(HOST)`, []string{"a|$(HOST)"}, false, false},
		"in double quotes":                   {`a "$(HOST):1"`, []string{"a|$(HOST):1"}, false, false},
		"in single quotes, too":              {`a '$(HOST)'`, []string{"a|$(HOST)"}, false, false},
		"not behind another parenthesis":     {`a $(($(HOST)+1))`, []string{"$() HOST", "a|$(($(HOST)+1))"}, false, false},
		"in a default":                       {`a ${B:-$(HOST)}`, []string{"a|${B:-$(HOST)}"}, false, false},
		"in a script within":                 {`sh -c 'a $(HOST)'`, []string{"sh|-c|a $(HOST)", "a|$(HOST)"}, false, false},
		"of none: the shell runs a program":  {`a $(PORT)`, []string{"$() PORT", "a|$(PORT)"}, false, false},
		"escaped: the shell runs it as well": {`a $$(HOST)`, []string{"$() HOST", "a|$(HOST)"}, false, false},
		"two dollars are one":                {`a '$$HOME'`, []string{"a|$HOME"}, true, false},
		"it ends at the first parenthesis":   {`a $(b $(HOST))`, []string{"$() $() HOST", "$() b|$(HOST)", "a|$(b $(HOST))"}, false, false},
		"open":                               {`a '$(HOST'`, []string{"a|$(HOST"}, true, false},
		"columns count as they are written":  {`a $(HOST) 'b`, nil, false, true},
	} {
		t.Run(reason, func(t *testing.T) {
			container.Command = []string{"sh", "-c", c.script}
			reading := shell.Of(container)
			commands := reading.Commands[1:]
			assert.Equal(t, c.want, show(commands))
			if c.hasFault {
				require.NotNil(t, reading.Scripts[0].Fault)
				assert.Equal(t, 11, reading.Scripts[0].Fault.Column)
				return
			}
			last := commands[len(commands)-1]
			assert.Equal(t, c.isKnown, last.Words[1].IsKnown())
		})
	}
	t.Run("envFrom may define constants, and no programs", func(t *testing.T) {
		reading := shell.Of(&corev1.Container{
			EnvFrom: []corev1.EnvFromSource{{}}, Command: []string{"sh", "-c", "a $(HOST) $(date)"},
		})
		assert.Equal(t, []string{"$() date", "a|$(HOST)|$(date)"}, show(reading.Commands[1:]))
	})
}

func TestWords(t *testing.T) {
	for reason, c := range map[string]struct {
		word, text string
		expands    shell.Expansion
	}{
		"plain":                       {`a-b/c.d`, "a-b/c.d", 0},
		"quoted":                      {`'$HOME *'`, "$HOME *", 0},
		"a variable":                  {`"a$HOME"`, "a$HOME", shell.Variable},
		"a variable with a default":   {`${A:-b}`, "${A:-b}", shell.Variable},
		"arithmetic":                  {`$((1+1))`, "$((1+1))", shell.Variable},
		"the output of a command":     {`"$(date)"`, "$(date)", shell.Output},
		"a process":                   {`<(date)`, "<(date)", shell.Output},
		"a pattern":                   {`/a/*.csv`, "/a/*.csv", shell.Pattern},
		"a set":                       {`a[bc]`, "a[bc]", shell.Pattern},
		"a bracket alone":             {`[`, "[", 0},
		"an escaped star":             {`\*`, "*", 0},
		"a quoted star":               {`"*"`, "*", 0},
		"braces":                      {`{1..30}`, "{1..30}", shell.Braces},
		"braces in a word":            {`a{b,c}`, "a{b,c}", shell.Braces},
		"the braces of find and jq":   {`{}`, "{}", 0},
		"a home":                      {`~/x`, "~/x", shell.Tilde},
		"a tilde within":              {`a~`, "a~", 0},
		"an assignment's look":        {`--a=b`, "--a=b", 0},
		"a variable beside a pattern": {`$A/*`, "$A/*", shell.Variable | shell.Pattern},
	} {
		t.Run(reason, func(t *testing.T) {
			word := commandsOf("x " + c.word)
			last := word[len(word)-1].Words[1]
			assert.Equal(t, c.text, last.Text)
			assert.Equal(t, c.word, last.Source)
			assert.Equal(t, c.expands, last.Expands)
		})
	}
}

// What surrounds a command, by the questions that rules ask.
func TestQuestions(t *testing.T) {
	loops := func(c *shell.Command) bool { return len(c.Loops()) > 0 }
	decides := func(c *shell.Command) bool { _, ok := c.Decides(); return ok }
	reader := func(program string) func(*shell.Command) bool {
		return func(c *shell.Command) bool { return c.Reader() != nil && c.Reader().Program() == program }
	}
	output := func(file string) func(*shell.Command) bool {
		return func(c *shell.Command) bool { word, ok := c.Output(); return ok && word.Text == file }
	}
	for _, c := range []struct {
		reason, script string
		holds          func(*shell.Command) bool
		want           bool
	}{
		{"in a loop", "while a; do q; done", loops, true},
		{"after a loop", "while a; do b; done; q", loops, false},
		{"in a function that a loop calls", "f() { q; }; until f; do a; done", loops, true},
		{"in one that another one calls", "f() { q; }; g() { f; }; for i in 1 2; do g; done", loops, true},
		{"in one that calls itself", "f() { q; f; }; f", loops, false},
		{"in one that no loop calls", "f() { q; }; f; while a; do b; done", loops, false},
		{"the condition decides", "until q; do a; done", decides, true},
		{"a part of the condition as well", "until a && [ $(q) = 1 ]; do b; done", decides, true},
		{"the body does not", "until a; do q; done", decides, false},
		{"the next in the pipe reads it", "q | b | c", reader("b"), true},
		{"the last has no reader", "a | q", func(c *shell.Command) bool { return c.Reader() != nil }, false},
		{"a group is read as a whole", "{ q; a; } | b", reader("b"), true},
		{"a substitution is not", "a $(q) | b", reader("b"), false},
		{"into a file", "q > /f", output("/f"), true},
		{"with its group", "{ q; } >> /f", output("/f"), true},
		{"with its loop", "while a; do q; done > /f", output("/f"), true},
		{"errors are no output", "q 2> /f", output("/f"), false},
		{"what is thrown away is none", "q > /dev/null 2>&1", output("/dev/null"), false},
		{"nor is another descriptor", "q >&2", output("2"), false},
		{"captured by a substitution", "A=$(q)", (*shell.Command).IsCaptured, true},
		{"by a pipe", "q | b", (*shell.Command).IsCaptured, true},
		{"by nothing", "q >/dev/null", (*shell.Command).IsCaptured, false},
		{"a timeout around the command", "timeout 5 q", (*shell.Command).Limited, true},
		{"around its shell", "timeout 5 sh -c 'while a; do q; done'", (*shell.Command).Limited, true},
		{"around another", "timeout 5 a; q", (*shell.Command).Limited, false},
	} {
		t.Run(c.reason, func(t *testing.T) {
			for _, command := range commandsOf(c.script) {
				if command.Program() == "q" {
					assert.Equal(t, c.want, c.holds(command), c.script)
					return
				}
			}
			t.Fatal("there is no q")
		})
	}
}
