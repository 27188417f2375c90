package finding

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPlainText(t *testing.T) {
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
			assert.Equal(t, c.want, PlainText(c.text), c.reason)
			assert.Equal(t, c.want, PlainText(c.want), "what is plain stays as it is")
		})
	}
}

func FuzzPlainText(f *testing.F) {
	f.Add("\x1b]0;a\u009d\x1b\\b\r\n##[c]\x1b")
	f.Fuzz(func(t *testing.T, text string) {
		plain := PlainText(text)
		assert.Equal(t, -1, strings.IndexFunc(plain, func(r rune) bool { return r != '\n' && r != '\t' && unprintable(r) }), "%q", plain)
	})
}
