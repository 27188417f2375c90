package shell_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/shell"
)

func faultOf(script string) *shell.Fault {
	return shell.Read([]string{"sh", "-c"}, []string{script}, noVariables).Scripts[0].Fault
}

// What nvj says does not parse, no shell of this machine parses. Tests pass with those
// that are installed: Debian's dash, bash and busybox.
func TestFaultsAreThoseOfRealShells(t *testing.T) {
	for _, c := range []struct {
		reason, script string
		want           string // line:column and a part of the message; "" where nvj is silent
	}{
		{"a folded loop without semicolons", "until nc -z db 5432 do sleep 1 done\n", "1:1 `until <cond>` must be followed by `do`"},
		{"a semicolon behind do", "until a; do; b; done", "1:10 `do` must be followed by a statement list"},
		{"a loop without its end", "while a; do\n  b\n", "1:1 must end with `done`"},
		{"an if without then", "a\nif b; c; fi", "2:10 can only be used to end an `if`"},
		{"an if without fi", "if a; then b", "1:1 must end with `fi`"},
		{"a case without esac", "case a in b) c;;", "1:1 must end with `esac`"},
		{"an open quote", "echo 'it is\nb", "1:6 without closing quote"},
		{"an apostrophe in a word", "echo it's ready", "1:8 without closing quote"},
		{"an open double quote", `a "b`, "1:3 without closing quote"},
		{"an open substitution", "a $(b", "1:3 without matching"},
		{"an open subshell", "(a; b", "1:1 without matching"},
		{"an open brace", "{ a; b", "1:1 without matching"},
		{"an operator at the start", "&& a", "1:1 can only immediately follow a statement"},
		{"two operators", "a && || b", "1:3 must be followed by a statement"},
		{"an operator at the end", "a &&", "1:3 must be followed by a statement"},
		{"two semicolons", "a;; b", "1:2 can only be used in a case clause"},
		{"a done too many", "a; done", "1:4 can only be used to end a loop"},
		{"a parenthesis in a word", "echo a (b)", "1:8 can only contain words"},

		{"a loop of bash", "for ((i=0; i<3; i++)); do a; done", ""},
		{"arrays and tests of bash", "a=(1 2); [[ $a == 1* ]] && b <<< c", ""},
		{"functions with odd names", "wait-for-db() { a; }; wait-for-db", ""},
		{"mksh", "a |& b; print -p c", ""},
		{"an expansion that fails when it runs", "a ${b c}", ""},
		{"arithmetic that fails when it runs", "a $((1 +))", ""},
		{"a here-document that ends with the script", "cat <<EOF\na", ""},
		{"one whose end is indented", "cat <<EOF > /c.yaml\na: b\n  EOF\necho done", ""},
		{"redirections before a compound command", "> f { a; }", ""},
		{"a negation alone", "!", ""},
		{"a fault in backquotes, which bash finds when it runs them", "a `b || | c`", ""},
		{"a fault in a here-document", "cat <<EOF\n$(a\nEOF", ""},
		{"a test that ends twice", "if a ]]; then b; fi; ]]", ""},
		{"an empty script", "", ""},
		{"a comment", "#!/bin/sh", ""},
		{"Windows' line ends", "if a; then\r\n  b\r\nfi\r\n", ""},
	} {
		t.Run(c.reason, func(t *testing.T) {
			fault := faultOf(c.script)
			if c.want == "" {
				assert.Nil(t, fault)
				return
			}
			require.NotNil(t, fault)
			place, message, _ := strings.Cut(c.want, " ")
			assert.Equal(t, place, fmt.Sprintf("%d:%d", fault.Line, fault.Column))
			assert.Contains(t, fault.Message, message)
			for _, argv := range [][]string{{"dash"}, {"bash"}, {"busybox", "sh"}} {
				if _, err := exec.LookPath(argv[0]); err != nil {
					t.Logf("%s is not installed", argv[0])
					continue
				}
				err := exec.Command(argv[0], append(argv[1:], "-n", "-c", c.script)...).Run()
				assert.Error(t, err, "%v accepts the script", argv)
			}
		})
	}
}

// Shells read these flags as nvj does: the script runs, and its options hold.
func TestRealShellsReadFlagsAlike(t *testing.T) {
	for _, argv := range [][]string{
		{"dash", "-ce"},
		{"dash", "-c", "--"},
		{"dash", "-c", "-e"},
		{"bash", "-euo", "pipefail", "-c"},
		{"bash", "-ceo", "pipefail"},
		{"bash", "--norc", "-ec"},
		{"busybox", "sh", "-ce"},
		{"busybox", "sh", "-c", "--"},
		{"env", "A=b", "sh", "-c"},
		{"timeout", "-k", "5", "60", "sh", "-c"},
		{"nice", "-n", "1", "sh", "-c"},
	} {
		t.Run(strings.Join(argv, " "), func(t *testing.T) {
			if _, err := exec.LookPath(argv[0]); err != nil {
				t.Skip(argv[0], "is not installed")
			}
			script := "case $- in *e*) echo errexit;; *) echo none;; esac"
			out, err := exec.Command(argv[0], append(argv[1:], script)...).Output()
			require.NoError(t, err)
			read := shell.Read(argv, []string{script}, noVariables).Scripts
			require.Len(t, read, 1)
			assert.Equal(t, strings.TrimSpace(string(out)) == "errexit", read[0].Has("errexit"))
		})
	}
}

// Text that is made to cost much has no commands, or as many as it says, and neither a
// fault nor a panic.
func TestHostileScripts(t *testing.T) {
	for reason, c := range map[string]struct {
		script string
		isRead bool
	}{
		"subshells":           {strings.Repeat("(", 100_000), false},
		"substitutions":       {strings.Repeat("$(", 50_000), false},
		"arithmetic":          {strings.Repeat("$((", 40_000), false},
		"expansions":          {strings.Repeat(`"${a:-`, 20_000), false},
		"ifs":                 {strings.Repeat("if ", 40_000), false},
		"braces":              {strings.Repeat("{ ", 60_000), false},
		"functions":           {strings.Repeat("f() ", 30_000), false},
		"a long list":         {strings.Repeat("a && b || ", 12_000) + "c", true},
		"a long pipe":         {strings.Repeat("a | ", 30_000) + "b", true},
		"a long sum":          {"a $((" + strings.Repeat("a+", 60_000) + "1))", true},
		"a long if":           {"if a; then b; " + strings.Repeat("elif a; then b; ", 8_000) + "fi", true},
		"evals of evals":      {strings.Repeat("eval ", 20_000) + "a", true},
		"shells of shells":    {strings.Repeat("sh -c ", 20_000) + "a", true},
		"wrappers":            {strings.Repeat("timeout 1 ", 12_000) + "a", true},
		"calls and functions": {strings.Repeat("f() { g; }; g() { f; }; ", 2_000) + strings.Repeat("f;", 20_000), true},
		"more than Linux":     {strings.Repeat("a;", 1<<19), false},
	} {
		t.Run(reason, func(t *testing.T) {
			reading := shell.Read([]string{"sh", "-c"}, []string{c.script}, noVariables)
			assert.Nil(t, reading.Scripts[0].Fault)
			assert.Equal(t, c.isRead, reading.Scripts[0].Grammar != "")
			assert.Equal(t, c.isRead, len(reading.Commands) > 1)
			for _, command := range reading.Commands {
				command.Loops()
				command.Wait()
			}
		})
	}
}

// FuzzRead holds that no words, however odd, make the reader fail, and that it invents
// no words.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"until a; do b; done", "a <<E\nb\nE", "a $(b", "'", "\\", "a 2>&1", "case a in b) c;; esac", "`", "<<", ">", "eval 'a $(b)'",
		"timeout 5 sh -c 'a'", "f() { a; }; f", "$(A) $$(A)", "curl -o /x http://a | tar xz", "a=(b)", "[[ a =~ b ]]", "((", "env A=b sudo -u c d", "dig ''", "until curl ''; do ''; done", "wget -O '' ''",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		if strings.ContainsAny(script, "\x00\x01\x02") {
			t.Skip("the end of an argument, and the marks of references, which no manifest holds")
		}
		reading := shell.Read([]string{"sh", "-c"}, []string{script}, func(name string) bool { return name == "A" })
		for _, c := range reading.Commands[1:] {
			for _, word := range c.Words {
				if len(reading.Scripts) == 1 && !strings.Contains(script, "$$") {
					assert.Contains(t, script, word.Source)
				}
				assert.LessOrEqual(t, len(word.Text), len(script))
			}
			c.Wait()
			c.Download()
			c.Loops()
			c.IsCaptured()
			c.Limited()
			c.Args()
		}
	})
}

// BenchmarkRead is the cost of one container, by what it starts.
func BenchmarkRead(b *testing.B) {
	for name, words := range map[string][]string{
		"program": {"pg_isready", "-h", "db", "-p", "5432"},
		"wait":    {"sh", "-c", "until curl -f http://ml-api.default.svc:8080/health; do\n  echo \"Waiting for ML API...\"\n  sleep 5\ndone\necho \"API ready\"\n"},
		"long":    {"bash", "-ec", strings.Repeat("if [ -f /data/a ]; then cp -r /data/a \"$DIR/b\" && echo \"copied $(date)\"; fi\n", 25)},
		"fault":   {"sh", "-c", "until nc -z db 5432 do sleep 1 done"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				shell.Read(words, nil, noVariables)
			}
		})
	}
}
