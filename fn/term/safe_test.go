package term

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
)

func TestInert(t *testing.T) {
	for name, c := range map[string]struct{ reason, text, want string }{
		"github":          {"GitHub stops reading commands after this one", "::stop-commands::x.yaml:1:2: error", `\x3a:stop-commands::x.yaml:1:2: error`},
		"after blanks":    {"the runner skips blanks", "a\n \t ::error::x", "a\n \t " + `\x3a:error::x`},
		"within":          {"in a line it is text: C++, IPv6", "std::vector fe80::1", "std::vector fe80::1"},
		"one colon":       {"one colon is text", ":a", ":a"},
		"github, old":     {"the older form is a command anywhere in a line", "a ##[add-path]b", `a \x23#[add-path]b`},
		"azure":           {"as are those of Azure Pipelines", "x ##vso[task.setvariable]y", `x \x23#vso[task.setvariable]y`},
		"azure, capitals": {"in any case", "##VSO[a]", `\x23#VSO[a]`},
		"teamcity":        {"and those of TeamCity", "##teamcity[buildStop]", `\x23#teamcity[buildStop]`},
		"three signs":     {"a sign before it changes nothing", "###[group]", `#\x23#[group]`},
		"twice":           {"each of them counts", "##[a]##[b]", `\x23#[a]\x23#[b]`},
		"every line":      {"each line counts", "::a\n::b", `\x3a:a` + "\n" + `\x3a:b`},
		"heading":         {"Markdown is no command", "## a [b]", "## a [b]"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, Inert(c.text), c.reason)
			assert.Equal(t, c.want, Inert(c.want), "what is inert stays as it is")
			spaces := strings.NewReplacer("\t", " ") // a tab is not printable
			assert.Equal(t, spaces.Replace(c.want), PrintableLines(spaces.Replace(c.text)), "printable text is inert as well")
		})
	}
}

func TestPrintable(t *testing.T) {
	assert.Equal(t, `a\n::b\x1b[31m`, Printable("a\n::b\x1b[31m"), "one line, and no control characters")
	assert.Equal(t, `a`+"\n"+`\x3a:b\x1b[31m\r`, PrintableLines("a\n::b\x1b[31m\r"), "lines stay")
}

func TestPlain(t *testing.T) {
	cases := map[string]struct{ reason, text, want string }{
		"layout":          {"a traceback keeps its lines and its indentation", "Error\n  File \"a\"\n\tx\n", "Error\n  File \"a\"\n\tx\n"},
		"colors":          {"IPython colors its tracebacks", "\x1b[0;31mKeyError\x1b[0m: \x1b[38;5;241m'a'\x1b[39m", "KeyError: 'a'"},
		"8-bit colors":    {"C1 has the same in one character", "\u009b31mred", "red"},
		"title":           {"an operating system command ends with BEL", "a\x1b]0;owned\ab", "ab"},
		"hyperlink":       {"or with ST; the text of a link remains", "\x1b]8;;http://h/\x1b\\here\x1b]8;;\x1b\\.", "here."},
		"8-bit title":     {"C1 has these too", "a\u009d0;owned\u009cb", "ab"},
		"no end":          {"text behind a string without an end is not lost", "a\x1b]0;title\nnext", "a0;title\nnext"},
		"8-bit no end":    {"the introducer is spelled out", "a\u009d0;title\nnext", `a\u009d0;title` + "\nnext"},
		"charset":         {"sequences with an intermediate character", "a\x1b(0b\x1bcc", "abc"},
		"lone escape":     {"at the end of a text that was cut", "a\x1b", `a\x1b`},
		"cut color":       {"so is a color", "a\x1b[3", "a3"},
		"Windows lines":   {"a line feed ends the line", "a\r\nb", "a\nb"},
		"progress bar":    {"a carriage return hides nothing", "10%\r20%", `10%\r20%`},
		"backspace":       {"nor does a backspace", "pass\b\b\b\bfail", `pass\b\b\b\bfail`},
		"bell":            {"other control characters", "a\a\x00\x7f\u0085b", `a\a\x00\x7f\u0085b`},
		"direction":       {"text that reads backwards", "a\u202eb", `a\u202eb`},
		"no-break space":  {"a difference that cannot be seen in a diff", "-a b\n+a\u00a0b", "-a b\n" + `+a\u00a0b`},
		"other languages": {"letters are letters", "größe 数据 🎉", "größe 数据 🎉"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, Plain(c.text), c.reason)
			assert.Equal(t, c.want, Plain(c.want), "what is plain stays as it is")
		})
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("\x1b]0;a\u009d\x1b\\b\r\n##[c]\x1b")
	f.Fuzz(func(t *testing.T, text string) {
		plain := Plain(text)
		assert.Equal(t, -1, strings.IndexFunc(plain, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) }), "%q", plain)
	})
}
