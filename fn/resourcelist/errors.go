package resourcelist

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
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

// located puts file:line in front of a fault.
func located(file string, line int, err error) error {
	var at *lineError
	if errors.As(err, &at) {
		if at.line > 0 {
			line = at.line
		}
		return fmt.Errorf("%s:%d: %s", file, line, at.text)
	}
	return fmt.Errorf("%s:%d: %w", file, line, err)
}

// syntaxError turns "yaml: line 3: problem" into a fault with a line. The parser
// leaves the line out for the first one.
func syntaxError(err error) error {
	match := regexp.MustCompile(`(?s)^yaml: (?:line (\d+): )?(.*)$`).FindStringSubmatch(err.Error())
	if match == nil {
		return errorAt(0, "not valid YAML: %v", err)
	}
	line, problem := 1, match[2]
	if match[1] != "" {
		line, _ = strconv.Atoi(match[1]) // the pattern admits digits only
	}
	return errorAt(line, "not valid YAML: %s", problem)
}
