package explain

import (
	"path"
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// command is one simple command of a shell script, or a container's own.
type command struct {
	words  []string // the program and its arguments, without quotes
	loops  bool     // it stands in a loop
	until  bool     // that is one that asks, as while and until do
	writes bool     // its output goes into a file
	piped  bool     // its output goes to the next command
	reader string   // the program that reads its output
}

func (c command) program() string { return strings.TrimSuffix(path.Base(c.words[0]), ".sh") }

var shells = []string{"sh", "bash", "ash", "dash", "ksh", "zsh"}

// shellScript is the text that sh -c and its kin run.
func shellScript(words []string) (string, bool) {
	if len(words) == 0 || !slices.Contains(shells, path.Base(words[0])) {
		return "", false
	}
	for i, word := range words[1:] {
		if strings.HasPrefix(word, "-") && strings.HasSuffix(word, "c") && i+2 < len(words) {
			return words[i+2], true
		}
	}
	return "", false
}

// prefixes stand before a program and do not change what it does.
var prefixes = []string{"if", "then", "else", "elif", "fi", "esac", "do", "!", "{", "}", "time", "exec", "command", "nohup", "env", "until", "while"}

var assignment = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*=`)

// withoutPrefixes are the words from the program on.
func withoutPrefixes(words []string) []string {
	for len(words) > 0 {
		switch {
		case path.Base(words[0]) == "timeout":
			// Flags, signals and times: none begins as a program does.
			words = words[1:]
			for len(words) > 0 && (words[0] == "" || !strings.ContainsAny(words[0][:1], "abcdefghijklmnopqrstuvwxyz/")) {
				words = words[1:]
			}
		case slices.Contains(prefixes, words[0]) || assignment().MatchString(words[0]):
			words = words[1:]
		default:
			return words
		}
	}
	return nil
}

// commandsOf are the commands of a script, those of scripts within it included. A
// script it misreads loses commands; it never fails.
func commandsOf(script string) []command {
	var all []command
	var loops []string
	parts := split(script)
	for i, cmd := range parts {
		for _, word := range cmd.words {
			if word == "until" || word == "while" || word == "for" {
				loops = append(loops, word)
			}
			if !slices.Contains(prefixes, word) {
				break
			}
		}
		switch cmd.words[0] {
		case "for", "case":
			continue
		case "done":
			loops = loops[:max(len(loops)-1, 0)]
			continue
		}
		if cmd.words = withoutPrefixes(cmd.words); len(cmd.words) == 0 {
			continue
		}
		cmd.loops = len(loops) > 0
		cmd.until = slices.Contains(loops, "until") || slices.Contains(loops, "while")
		if cmd.piped && i+1 < len(parts) {
			cmd.reader = parts[i+1].program()
		}
		inner, isShell := shellScript(cmd.words)
		if !isShell {
			all = append(all, cmd)
			continue
		}
		for _, within := range commandsOf(inner) {
			within.loops, within.until = within.loops || cmd.loops, within.until || cmd.until
			all = append(all, within)
		}
	}
	return all
}

// split cuts a script at the separators outside quotes and substitutions. It stops
// at a here-document: what stands there is text.
func split(script string) []command {
	s := &splitter{}
	for i := 0; i < len(script); i++ {
		rest := script[i:]
		switch c := script[i]; {
		case strings.HasPrefix(rest, "<<"):
			s.endCommand()
			return s.commands
		case strings.HasPrefix(rest, "\\\n"):
			i++
		case strings.HasPrefix(rest, "$(") || strings.HasPrefix(rest, "${") || c == '`':
			i += s.add(substitution(rest)) - 1
		case c == '\'' || c == '"':
			i += s.quoted(rest) - 1
		case c == '\\' && len(rest) > 1:
			i += s.add(rest[1:2])
		case c == '#' && !s.inWord:
			i += strings.IndexByte(rest+"\n", '\n') - 1
		case c == ' ' || c == '\t' || c == '\r':
			s.endWord()
		case c == '>' || c == '<':
			s.redirect(c == '>')
		case c == '&' && (s.target != none || strings.HasPrefix(rest, "&>")): // 2>&1, &>file
		case c == '|' && strings.HasPrefix(rest, "||"):
			s.endCommand()
			i++
		case c == '|':
			s.endWord()
			s.current.piped = true
			s.endCommand()
		case strings.IndexByte("\n;&()", c) >= 0:
			s.endCommand()
		default:
			s.add(script[i : i+1])
		}
	}
	s.endCommand()
	return s.commands
}

// What the next word of a script is, behind < or >.
const (
	none   = iota
	input  // or where errors go
	output // where the command's output goes
)

type splitter struct {
	commands []command
	current  command
	word     strings.Builder
	inWord   bool
	target   int
}

func (s *splitter) add(text string) int {
	s.inWord = true
	s.word.WriteString(text)
	return len(text)
}

// quoted adds the text in quotes that begins rest, and returns its length with them.
func (s *splitter) quoted(rest string) int {
	s.add("")
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == rest[0]:
			return i + 1
		case rest[0] == '"' && rest[i] == '\\' && i+1 < len(rest):
			i += s.add(rest[i+1 : i+2])
		case rest[0] == '"' && (rest[i] == '`' || rest[i] == '$' && i+1 < len(rest) && strings.IndexByte("({", rest[i+1]) >= 0):
			i += s.add(substitution(rest[i:])) - 1
		default:
			s.add(rest[i : i+1])
		}
	}
	return len(rest)
}

// substitution is the $(…), ${…} or `…` that text begins with.
func substitution(text string) string {
	if text[0] == '`' {
		if end := strings.IndexByte(text[1:], '`'); end >= 0 {
			return text[:end+2]
		}
		return text
	}
	opening, closing, depth := text[1], byte(')'), 0
	if opening == '{' {
		closing = '}'
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case opening:
			depth++
		case closing:
			if depth--; depth == 0 {
				return text[:i+1]
			}
		}
	}
	return text
}

// redirect begins a redirection; a number before it says of what.
func (s *splitter) redirect(isOutput bool) {
	descriptor := s.word.String()
	if s.inWord && number().MatchString(descriptor) {
		s.word.Reset()
		s.inWord = false
	} else {
		descriptor = ""
	}
	s.endWord()
	s.target = input
	if isOutput && descriptor != "2" {
		s.target = output
	}
}

func (s *splitter) endWord() {
	if !s.inWord {
		return
	}
	word, target := s.word.String(), s.target
	s.word.Reset()
	s.inWord, s.target = false, none
	switch {
	case target == none:
		s.current.words = append(s.current.words, word)
	case target == output && word != "/dev/null" && !number().MatchString(word):
		s.current.writes = true
	}
}

func (s *splitter) endCommand() {
	s.endWord()
	s.target = none
	if len(s.current.words) > 0 {
		s.commands = append(s.commands, s.current)
	}
	s.current = command{}
}
