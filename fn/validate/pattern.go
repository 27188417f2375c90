package validate

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// pattern reports a regular expression that Python, which runs it, does not compile.
// There is only Go's engine to ask: it is asked for what Go makes of the same
// expression, and where Python alone knows what is meant it has the last word.
func (c *check) pattern(field, pattern string) {
	t := translation{in: pattern}
	t.run()
	switch {
	case t.unknown:
	case t.fault != "":
		c.invalid("job-bad-pattern", field, pattern, "must be a regular expression of Python: %s", t.fault)
	case t.compile() != "":
		c.invalid("job-bad-pattern", field, pattern, "must be a regular expression: %s", t.compile())
	case t.doubt != "":
		c.invalid("job-bad-pattern", field, pattern, "%s", t.doubt)
		c.faults[len(c.faults)-1].Severity = finding.Warning
	}
}

// translation turns an expression of Python into one that Go compiles wherever Python
// does, whatever it matches. A few that Python refuses remain, such as references to
// groups that are not there.
type translation struct {
	in  string
	at  int
	out strings.Builder

	quantified bool   // a quantifier was read last
	fault      string // what only Go understands
	doubt      string // what not all versions of Python understand
	unknown    bool   // a syntax in which blanks mean nothing, which is not read here
}

// compile is what Go says of the translation; "" where it compiles.
func (t *translation) compile() string {
	_, err := regexp.Compile(t.out.String())
	var fault *syntax.Error
	if errors.As(err, &fault) && t.out.String() != t.in {
		return string(fault.Code) // its text is not the user's
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func (t *translation) run() {
	for t.at < len(t.in) && t.fault == "" && !t.unknown {
		quantified := t.quantified
		t.quantified = false
		switch c := t.in[t.at]; c {
		case '\\':
			t.escape(false)
		case '[':
			t.class()
		case '(':
			t.group()
		case '{':
			t.repeat()
		case '*', '+', '?':
			t.at++
			if quantified && c == '+' {
				break // possessive, which Python knows from 3.11 on
			}
			t.out.WriteByte(c)
			t.quantified = !quantified
		default:
			t.copy(1)
		}
	}
}

func (t *translation) copy(n int) {
	t.out.WriteString(t.in[t.at : t.at+n])
	t.at += n
}

// replace writes text for the next n bytes.
func (t *translation) replace(n int, text string) {
	t.at += n
	t.out.WriteString(text)
}

var (
	codePoint = lazyregexp.New(`^\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]+\})`)
	number    = lazyregexp.New(`^\\[1-9][0-9]{0,2}`)
)

// window is how much of what follows is looked at: names of characters and groups are
// shorter.
const window = 256

// rest is what follows, as far as one construct may reach.
func (t *translation) rest() string { return t.in[t.at:min(t.at+window, len(t.in))] }

// escape reads a backslash and what it stands before.
func (t *translation) escape(inClass bool) {
	rest := t.rest()
	if len(rest) < 2 {
		t.copy(1)
		return
	}
	switch c := rest[1]; {
	case strings.IndexByte("pPQEC", c) >= 0:
		t.fault = `\` + rest[1:2] + " is not known there"
	case strings.HasPrefix(rest, `\x{`):
		t.fault = `\x takes two hexadecimal digits, and \u four`
	case c == 'z' && !inClass:
		t.doubt = `only Python 3.14 and later know \z; write \Z`
		t.copy(2)
	case c == 'Z' && !inClass:
		t.replace(2, "$")
	case c == 'b' && inClass:
		t.replace(2, "x")
	case c >= 0x80: // any letter that is not ASCII is itself
		t.at++
	case codePoint().MatchString(rest):
		t.replace(len(codePoint().FindString(rest)), "x")
	case number().MatchString(rest):
		t.replace(len(number().FindString(rest)), "x") // what a group matched, or a character
	default:
		t.copy(2)
	}
}

// class reads a set of characters, in which a bracket opens no other.
func (t *translation) class() {
	t.copy(1)
	for _, first := range []string{"^", "]"} {
		if strings.HasPrefix(t.in[t.at:], first) {
			t.copy(1)
		}
	}
	for t.at < len(t.in) && t.fault == "" {
		switch t.in[t.at] {
		case ']':
			t.copy(1)
			return
		case '[':
			t.replace(1, `\[`)
		case '\\':
			t.escape(true)
		default:
			t.copy(1)
		}
	}
}

var (
	opening   = lazyregexp.New(`^\(\?(=|!|<=|<!|>|\([^)]*\))`)
	empty     = lazyregexp.New(`^\(\?P=[^)]*\)`)
	flags     = lazyregexp.New(`^\(\?([aiLmsux]*)(?:-[imsx]+)?([:)])`)
	goFlags   = lazyregexp.New(`^\(\?[imsU-]*U[imsU-]*[:)]`)
	goName    = lazyregexp.New(`^\(\?<[A-Za-z_]`)
	wordNamed = lazyregexp.New(`^\(\?P<[^>]*>`)
)

// group reads what begins with a parenthesis.
func (t *translation) group() {
	rest := t.rest()
	switch {
	case goName().MatchString(rest):
		t.fault = "a group is named with (?P<name>…)"
	case goFlags().MatchString(rest):
		t.fault = "there is no flag U"
	case strings.HasPrefix(rest, "(?#"):
		end := strings.IndexByte(t.in[t.at:], ')')
		if end < 0 {
			t.fault = "the comment does not end"
			return
		}
		t.replace(end+1, "")
	case empty().MatchString(rest):
		t.replace(len(empty().FindString(rest)), "(?:)") // what a group matched
	case opening().MatchString(rest):
		t.replace(len(opening().FindString(rest)), "(?:")
	case wordNamed().MatchString(rest):
		// Names may have any letters. Which are given twice is not looked at.
		t.replace(len(wordNamed().FindString(rest)), "(")
	case flags().MatchString(rest):
		match := flags().FindStringSubmatch(rest)
		t.unknown = strings.Contains(match[1], "x")
		if match[2] == ":" {
			t.replace(len(match[0]), "(?:")
			return
		}
		if t.out.Len() > 0 {
			t.doubt = "from 3.11 on Python wants flags for the whole expression at its beginning; move " + match[0] + " there"
		}
		t.replace(len(match[0]), "")
	default:
		t.copy(1)
	}
}

var counted = lazyregexp.New(`^\{([0-9]*)(?:(,)([0-9]*))?\}`)

// repeat reads {2,5}, which may be as large as it likes there.
func (t *translation) repeat() {
	match := counted().FindStringSubmatch(t.rest())
	if match == nil || match[0] == "{}" {
		t.replace(1, `\{`)
		return
	}
	least, _ := strconv.ParseUint(match[1], 10, 64)
	most, err := strconv.ParseUint(match[3], 10, 64)
	text := "*"
	if match[3] != "" && err == nil && least > most {
		text = "{2,1}" // refused by both
	}
	t.replace(len(match[0]), text)
	t.quantified = true
}
