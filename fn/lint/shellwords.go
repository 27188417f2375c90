package lint

import "strings"

// simpleCommand is the words between two of the shell's separators.
type simpleCommand struct {
	words    []string
	captured bool // its output goes into a pipe or a file
}

// splitter reads a shell script from front to back.
type splitter struct {
	text     string
	at       int
	commands []simpleCommand
	current  simpleCommand
	word     strings.Builder
	inWord   bool
	redirect bool     // the next word is where output goes
	heredocs []string // delimiters of here-documents that start on the next line
}

// splitCommands splits a script at newlines, semicolons, pipes, ampersands and
// parentheses, outside quotes and substitutions.
func splitCommands(script string) []simpleCommand {
	s := &splitter{text: script}
	for s.at < len(s.text) {
		s.step()
	}
	s.endCommand()
	return s.commands
}

func (s *splitter) step() {
	c := s.text[s.at]
	s.at++
	switch c {
	case ' ', '\t', '\r':
		s.endWord()
	case '\n':
		s.endCommand()
		s.skipHeredocs()
	case ';', '(', ')':
		s.endCommand()
	case '&':
		if s.redirect { // 2>&1
			s.add("&")
			return
		}
		s.endCommand()
	case '|':
		if !s.next('|') {
			s.endWord()
			s.current.captured = true
		}
		s.endCommand()
	case '>', '<':
		s.redirection(c)
	case '#':
		if s.inWord {
			s.add("#")
			return
		}
		s.skipTo("\n")
	case '\'':
		s.quoted("'")
	case '"':
		s.doubleQuoted()
	case '\\':
		if s.at < len(s.text) {
			if s.text[s.at] != '\n' {
				s.add(s.text[s.at : s.at+1])
			}
			s.at++
		}
	case '$', '`':
		s.add(s.substitution(c))
	default:
		s.add(s.text[s.at-1 : s.at])
	}
}

func (s *splitter) add(text string) {
	s.inWord = true
	s.word.WriteString(text)
}

// next consumes one byte if it is c.
func (s *splitter) next(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *splitter) endWord() {
	if !s.inWord {
		return
	}
	word := s.word.String()
	s.word.Reset()
	s.inWord = false
	if s.redirect {
		s.redirect = false
		if word != "/dev/null" && !strings.HasPrefix(word, "&") {
			s.current.captured = true
		}
		return
	}
	s.current.words = append(s.current.words, word)
}

func (s *splitter) endCommand() {
	s.endWord()
	s.redirect = false
	if len(s.current.words) > 0 {
		s.commands = append(s.commands, s.current)
	}
	s.current = simpleCommand{}
}

// redirection handles >, >>, <, << and <<<; the file descriptor before it is no word.
func (s *splitter) redirection(c byte) {
	if digits := s.word.String(); s.inWord && strings.Trim(digits, "0123456789") == "" {
		s.word.Reset()
		s.inWord = false
	}
	s.endWord()
	if c == '>' {
		s.next('>')
		s.redirect = true
		return
	}
	if !s.next('<') {
		s.dropWord() // input from a file
		return
	}
	if s.next('<') {
		s.dropWord()
		return
	}
	s.next('-')
	if delimiter := strings.Trim(s.dropWord(), `'"\`); delimiter != "" {
		s.heredocs = append(s.heredocs, delimiter)
	}
}

// dropWord skips blanks and one word, which it returns as it is written.
func (s *splitter) dropWord() string {
	rest := strings.TrimLeft(s.text[s.at:], " \t")
	end := strings.IndexAny(rest, " \t\n;|&()<>")
	if end < 0 {
		end = len(rest)
	}
	s.at = len(s.text) - len(rest) + end
	return rest[:end]
}

func (s *splitter) skipHeredocs() {
	for _, delimiter := range s.heredocs {
		for s.at < len(s.text) {
			start := s.at
			s.skipTo("\n")
			line := s.text[start:s.at]
			s.next('\n')
			if strings.TrimSpace(line) == delimiter {
				break
			}
		}
	}
	s.heredocs = nil
}

// skipTo moves to the next stop, or to the end.
func (s *splitter) skipTo(stop string) {
	if i := strings.Index(s.text[s.at:], stop); i >= 0 {
		s.at += i
		return
	}
	s.at = len(s.text)
}

// quoted adds everything up to the closing quote.
func (s *splitter) quoted(quote string) {
	start := s.at
	s.skipTo(quote)
	s.add(s.text[start:s.at])
	s.at = min(s.at+1, len(s.text))
}

func (s *splitter) doubleQuoted() {
	s.add("")
	for s.at < len(s.text) {
		c := s.text[s.at]
		s.at++
		switch c {
		case '"':
			return
		case '\\':
			if s.at < len(s.text) {
				s.add(s.text[s.at : s.at+1])
				s.at++
			}
		case '$', '`':
			s.add(s.substitution(c))
		default:
			s.add(s.text[s.at-1 : s.at])
		}
	}
}

// substitution is the text of $(…) or `…`, of which the first byte is read, or
// that byte where nothing is substituted by a command.
func (s *splitter) substitution(first byte) string {
	start := s.at - 1
	if first == '`' {
		s.skipTo("`")
		s.at = min(s.at+1, len(s.text))
		return s.text[start:s.at]
	}
	if !s.next('(') {
		return "$"
	}
	for depth := 1; depth > 0 && s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '(':
			depth++
		case ')':
			depth--
		}
	}
	return s.text[start:s.at]
}
