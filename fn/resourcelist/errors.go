package resourcelist

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	yamlv2 "go.yaml.in/yaml/v2"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
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

// shifted moves a fault's line down by the lines above the text in which it was found.
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

// parserError matches the errors of the YAML library.
var parserError = lazyregexp.New(`(?s)^yaml: (?:line (\d+): )?(.*)$`)

// syntaxError turns the library's error about data into a fault with a line, and with
// what to do.
func syntaxError(data []byte, err error) error {
	if line := conflictLine(data); line > 0 {
		return errorAt(line, "not valid YAML: a conflict of a merge: resolve it, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>")
	}
	line, problem := readError(err)
	switch {
	case problem == "":
		return errorAt(0, "not valid YAML: %v", err)
	case line == 0:
		line = lineOfProblem(data, problem)
	case isCollectionProblem(problem), isFlowProblem(problem):
		line = min(lineInCollection(data, problem, line+1), lastLine(data))
	case grammarProblem().MatchString(problem):
		line++ // counted from 0
	}
	switch {
	case strings.HasPrefix(problem, unknownAnchor):
		// Without the name, which may be a password that is not in quotes.
		problem = "an alias without its anchor; put a value that begins with * in quotes"
	case problem == "did not find expected <document start>":
		problem = "text after the end of a document: start a new one with ---"
	}
	return errorAt(line, "not valid YAML: %s%s", problem, advice(data, problem, line))
}

// grammarProblem matches the faults that the library finds among tokens, whose lines are
// counted from 0. Lines of faults among characters are counted from 1.
var grammarProblem = lazyregexp.New(`^did not find expected (',|node content|<)`)

// unknownAnchor starts the fault of an alias without its anchor. The name follows.
const unknownAnchor = "unknown anchor "

// readError returns the parts of an error of the YAML library. The line is 0 if there is
// none.
func readError(err error) (line int, problem string) {
	match := parserError().FindStringSubmatch(err.Error())
	if match == nil {
		return 0, ""
	}
	line, _ = strconv.Atoi(match[1]) // the pattern admits digits only
	return line, match[2]
}

// isCollectionProblem reports whether the fault is a line that does not continue the
// block mapping or sequence around it.
func isCollectionProblem(problem string) bool {
	return problem == "did not find expected key" || problem == "did not find expected '-' indicator"
}

// isFlowProblem reports whether the fault is what follows an entry in braces or brackets.
func isFlowProblem(problem string) bool {
	return strings.HasPrefix(problem, "did not find expected ',' or ")
}

// conflictLine returns the line at which a conflict of a merge begins, 0 without one.
func conflictLine(data []byte) int {
	at := 0
	if marker := []byte("<<<<<<< "); !bytes.HasPrefix(data, marker) {
		if at = bytes.Index(data, append([]byte("\n"), marker...)) + 1; at == 0 {
			return 0
		}
	}
	return scan.NewLines(data).Line(at)
}

// lastLine returns the last line that is not blank. The library reports a fault at the end
// of the text on the line after it.
func lastLine(data []byte) int {
	text := bytes.TrimRight(data, " \t\r\n")
	return scan.NewLines(text).Line(len(text))
}

// lineInCollection returns the line that does not continue its collection. Version 3 of
// the library reports where the collection begins, and version 2 the line of the fault,
// counted from 0. If the two find different faults, the given line is returned.
func lineInCollection(data []byte, problem string, line int) int {
	decoder := yamlv2.NewDecoder(bytes.NewReader(data))
	for {
		var document any
		err := decoder.Decode(&document)
		var fault *yamlv2.TypeError
		switch {
		case err == nil || errors.As(err, &fault): // the fault may be in the next document
		case errors.Is(err, io.EOF):
			return line
		default:
			if there, same := readError(err); same == problem && there > 0 {
				return there + 1
			}
			return line
		}
	}
}

// advice returns what to do about a fault, or nothing if its text and line do not say.
func advice(data []byte, problem string, line int) string {
	text := lineText(data, line)
	switch indent := text[:len(text)-len(bytes.TrimLeft(text, " \t"))]; {
	case bytes.ContainsRune(indent, '\t'):
		return "; the line is indented with a tab: use spaces"
	case dashWithoutSpace().Match(text), dashWithoutSpace().Match(lineText(data, line-1)):
		return "; put a space after the dash of the item"
	case isFlowProblem(problem):
		return "; a comma is missing before this, or a bracket has no end"
	case isCollectionProblem(problem):
		return "; check the indentation of this line, and its quotes"
	}
	return remedies[problem]
}

// dashWithoutSpace matches an item of a list whose dash is part of its key.
var dashWithoutSpace = lazyregexp.New(`^[ \t]*-[A-Za-z][A-Za-z0-9]*:`)

// remedies are what to do about a fault, by the library's text.
var remedies = map[string]string{
	"found character that cannot start any token":           "; put the value in quotes",
	"did not find expected alphabetic or numeric character": "; put the value in quotes",
	"mapping values are not allowed in this context":        "; put text with a colon in quotes, or mend the indentation",
	"could not find expected ':'":                           "; a key ends with a colon, and text of several lines is indented deeper than its key",
	"found unexpected end of stream":                        "; the quotes that begin here have no end",
}

// lineText returns the text of a 1-based line without its break, empty if there is none.
func lineText(data []byte, line int) []byte {
	for ; line > 1 && len(data) > 0; line-- {
		data = data[scan.LineEnd(data, 0):]
	}
	return bytes.TrimRight(data[:scan.LineEnd(data, 0)], "\r\n")
}

// lineOfProblem returns the line of a fault for which the library has none: faults on the
// first line, of single characters, and of aliases.
func lineOfProblem(data []byte, problem string) int {
	at := 0
	switch {
	case strings.HasPrefix(problem, "control characters"):
		at = bytes.IndexFunc(data, isControl)
	case strings.HasPrefix(problem, unknownAnchor):
		_, name, _ := strings.Cut(problem, "'")
		name, _, _ = strings.Cut(name, "'")
		at = bytes.Index(data, []byte("*"+name))
	}
	return scan.NewLines(data[:max(at, 0)]).Line(max(at, 0))
}

// isControl reports whether YAML does not allow a character.
func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7F && r < 0xA0 && r != 0x85 || r == 0xFFFE || r == 0xFFFF
}
