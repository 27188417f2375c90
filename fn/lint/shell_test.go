package lint

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestParseScript(t *testing.T) {
	for _, c := range []struct {
		reason, script string
		want           string // statements; ? marks a condition, > one whose output is captured, each loop a dot before
	}{
		{"commands end with lines and semicolons", "a b\nc; d", "a|b c d"},
		{"quotes keep words together", `a 'b c' "d e" f\ g`, "a|b c|d e|f g"},
		{"a word may be quoted in parts", `a b'c'"d"`, "a|bcd"},
		{"empty quotes are a word", `a "" b`, "a||b"},
		{"separators in quotes are text", `a 'b; c' "d && e"`, "a|b; c|d && e"},
		{"lists and pipes", "a && b || c | d", "a b >c d"},
		{"lines may go on", "a \\\n b", "a|b"},
		{"comments", "a # b\n# c\nd#e", "a d#e"},
		{"a loop with a condition", "until a; do b; done; c", ".?a .b c"},
		{"a condition of two commands", "while a && b; do c; done", ".?a .?b .c"},
		{"loops in loops", "while a; do for i in 1 2; do b; done; c; done", ".?a ..b .c"},
		{"a negated condition", "while ! a; do b; done", ".?a .b"},
		{"if is no loop", "if a; then b; elif c; then d; else e; fi", "a b c d e"},
		{"a group", "{ a; b; } && (c; d)", "a b c d"},
		{"output into files is captured", "a > f; b 2>/dev/null; c >/dev/null 2>&1; d 2>&1 | e", ">a b c >d e"},
		{"input is no word", "a < f; b <<< text", "a b"},
		{"here-documents are no commands", "a <<EOF\nb\nEOF\nc", "a c"},
		{"here-documents with tabs and quotes", "a <<-'END'\n\tb\n\tEND\nc", "a c"},
		{"substitutions stay in their words", "a $(b; c | d) `e; f` \"$(g \"h\")\"", "a|$(b; c | d)|`e; f`|$(g \"h\")"},
		{"assignments are no programs", "A=1 B=2 c; export D=3", "c "},
		{"an open quote ends with the text", "a 'b; c", "a|b; c"},
		{"an open substitution as well", "a $(b; c", "a|$(b; c"},
		{"done without a loop", "done; a", "a"},
		{"words beyond ASCII", "echo „héllo“", "echo|„héllo“"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			var got []string
			for _, st := range parseScript(c.script) {
				text := strings.Repeat(".", len(st.loops))
				if st.condition {
					text += "?"
				}
				if st.captured {
					text += ">"
				}
				got = append(got, text+strings.Join(st.words, "|"))
			}
			assert.Equal(t, c.want, strings.Join(got, " "))
		})
	}
}

// FuzzParseScript holds that no script, however odd, makes the parser fail or
// invent words.
func FuzzParseScript(f *testing.F) {
	for _, seed := range []string{"until a; do b; done", "a <<E\nb\nE", "a $(b", "'", "\\", "a 2>&1", "case a in b) c;; esac", "`", "<<", ">"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		length := 0
		for _, st := range parseScript(script) {
			for _, word := range st.words {
				length += len(word)
			}
		}
		assert.LessOrEqual(t, length, len(script))
	})
}

func TestImageName(t *testing.T) {
	for ref, want := range map[string][3]string{
		"busybox":                              {"busybox", "", ""},
		"busybox:1.37":                         {"busybox", "1.37", ""},
		"registry.example.com:5000/a/b":        {"registry.example.com:5000/a/b", "", ""},
		"registry.example.com:5000/a/b:1":      {"registry.example.com:5000/a/b", "1", ""},
		"registry.example.com/a@sha256:abc":    {"registry.example.com/a", "", "sha256:abc"},
		"registry.example.com/a:1@sha256:abc":  {"registry.example.com/a", "1", "sha256:abc"},
		"registry.example.com:5000/a@sha256:a": {"registry.example.com:5000/a", "", "sha256:a"},
	} {
		repository, tag, digest := imageName(ref)
		assert.Equal(t, want, [3]string{repository, tag, digest}, ref)
	}
}
