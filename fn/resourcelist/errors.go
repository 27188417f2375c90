package resourcelist

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

// lineError is a fault with its line in the text that was read, 0 when unknown.
type lineError struct {
	line int
	text string
}

func (e *lineError) Error() string {
	if e.line == 0 {
		return e.text
	}
	return fmt.Sprintf("line %d: %s", e.line, e.text)
}

func errorAt(line int, format string, args ...any) error {
	return &lineError{line: line, text: fmt.Sprintf(format, args...)}
}

// shifted moves a fault's line down by what stands above the text it was found
// in.
func shifted(err error, lines int) error {
	var at *lineError
	if errors.As(err, &at) && at.line > 0 {
		return &lineError{line: at.line + lines, text: at.text}
	}
	return err
}

// FileError is why a file cannot be read as resources.
type FileError struct {
	File string
	Line int // 1-based
	Text string
}

func (e *FileError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text) }

// located puts file:line in front of a fault.
func located(file string, line int, err error) error {
	var at *lineError
	if !errors.As(err, &at) {
		return &FileError{File: file, Line: line, Text: err.Error()}
	}
	if at.line > 0 {
		line = at.line
	}
	return &FileError{File: file, Line: line, Text: at.text}
}

// parserError is how the YAML parser words a fault.
var parserError = lazyregexp.New(`(?s)^yaml: (?:line (\d+): )?(.*)$`)

// syntaxError turns the parser's error about data into a fault with a line.
func syntaxError(data []byte, err error) error {
	match := parserError().FindStringSubmatch(err.Error())
	if match == nil {
		return errorAt(0, "not valid YAML: %v", err)
	}
	problem := match[2]
	if match[1] == "" {
		return errorAt(lineOfProblem(data, problem), "not valid YAML: %s", problem)
	}
	line, _ := strconv.Atoi(match[1]) // the pattern admits digits only
	if strings.HasPrefix(problem, "did not find expected") {
		// These faults are found after scanning, and counted from 0.
		line++
	}
	return errorAt(line, "not valid YAML: %s", problem)
}

// lineOfProblem finds what the parser leaves without a line: faults on the first
// one, of single characters, and of aliases.
func lineOfProblem(data []byte, problem string) int {
	at := 0
	switch {
	case strings.HasPrefix(problem, "control characters"):
		at = bytes.IndexFunc(data, isControl)
	case strings.HasPrefix(problem, "unknown anchor"):
		_, name, _ := strings.Cut(problem, "'")
		name, _, _ = strings.Cut(name, "'")
		at = bytes.Index(data, []byte("*"+name))
	}
	return indexLines(data[:max(at, 0)]).line(max(at, 0))
}

// isControl reports whether YAML forbids a character.
func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7F && r < 0xA0 && r != 0x85 || r == 0xFFFE || r == 0xFFFF
}
