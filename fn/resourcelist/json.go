package resourcelist

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// parseJSON reads data as one JSON value, false where it is none. JSON is YAML by the
// specification, but the YAML parser refuses some of it, as "\/" and the surrogate
// pairs in which Python writes an emoji, and reads some of it as something else, as
// a line separator within a string. The nodes are those of the YAML parser otherwise,
// positions included.
func parseJSON(data []byte) (*yaml.Node, bool) {
	text := bytes.TrimLeft(data, " \t\r\n")
	if len(text) == 0 || text[0] != '{' && text[0] != '[' || !json.Valid(data) {
		return nil, false
	}
	r := &jsonReader{data: data, decoder: json.NewDecoder(bytes.NewReader(data)), line: 1, column: 1}
	r.decoder.UseNumber()
	root, err := r.value()
	if err != nil {
		return nil, false
	}
	return &yaml.Node{Kind: yaml.DocumentNode, Line: root.Line, Column: root.Column, Content: []*yaml.Node{root}}, true
}

// jsonFault returns what is wrong with text that is meant as JSON, nil for other text. JSON
// says better than YAML where it is.
func jsonFault(data []byte) error {
	text := bytes.TrimLeft(data, " \t\r\n")
	if len(text) == 0 || text[0] != '{' || !bytes.HasPrefix(bytes.TrimLeft(text[1:], " \t\r\n"), []byte{'"'}) {
		return nil
	}
	var value json.RawMessage
	err := json.NewDecoder(bytes.NewReader(data)).Decode(&value)
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return jsonErrorAt(data, len(bytes.TrimRight(data, " \t\r\n")), "the text ends before its brackets and quotes do")
	case errors.As(err, &syntax):
		at := int(syntax.Offset) - 1
		return jsonErrorAt(data, at, syntax.Error()+jsonAdvice(syntax.Error()))
	}
	return nil
}

func jsonErrorAt(data []byte, at int, problem string) error {
	lines := scan.NewLines(data)
	line := lines.Line(at)
	return errorAt(line, "not valid JSON, column %d: %s", utf8.RuneCount(data[lines[line-1]:at])+1, problem)
}

// jsonAdvice returns what to do about a character that JSON does not expect.
func jsonAdvice(problem string) string {
	if strings.Contains(problem, " after object key:value pair") || strings.Contains(problem, " after array element") {
		return "; a comma is missing before this, or a bracket has no end"
	}
	return ""
}

// jsonReader reads valid JSON and follows the position in it.
type jsonReader struct {
	data         []byte
	decoder      *json.Decoder
	at           int // offset that line and column are those of
	line, column int
}

// value reads the next value.
func (r *jsonReader) value() (*yaml.Node, error) {
	r.advance()
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: r.line, Column: r.column}
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		return n, r.collection(n, token)
	case string:
		n.Style, n.Tag, n.Value = yaml.DoubleQuotedStyle, "!!str", token
		return n, nil
	case json.Number:
		n.Value = token.String()
	case bool:
		n.Value = "false"
		if token {
			n.Value = "true"
		}
	default:
		n.Value = "null"
	}
	n.Tag = n.ShortTag()
	return n, nil
}

// collection reads the values of an object or array that was opened, keys included.
func (r *jsonReader) collection(n *yaml.Node, opened json.Delim) error {
	n.Kind, n.Style, n.Tag = yaml.SequenceNode, yaml.FlowStyle, "!!seq"
	if opened == '{' {
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
	}
	for r.decoder.More() {
		child, err := r.value()
		if err != nil {
			return err
		}
		n.Content = append(n.Content, child)
	}
	_, err := r.decoder.Token() // what closes it
	return err
}

// advance moves to the start of the next token. Lines break, and columns count, as the
// YAML parser has it.
func (r *jsonReader) advance() {
	end := int(r.decoder.InputOffset())
	for end < len(r.data) && strings.IndexByte(" \t\r\n,:", r.data[end]) >= 0 {
		end++
	}
	for r.at < end {
		if n := scan.BreakAt(r.data, r.at); n > 0 {
			r.at += n
			r.line, r.column = r.line+1, 1
			continue
		}
		_, size := utf8.DecodeRune(r.data[r.at:])
		r.at += size
		r.column++
	}
}

// isOnlyJSON reports whether a JSON document is not the same as YAML. Readers of YAML
// would not read it as it is meant, so it cannot leave as it came.
func isOnlyJSON(text []byte, root *yaml.Node) bool {
	if _, is := parseJSON(text); !is {
		return false
	}
	documents, err := parseYAML(text)
	return err != nil || len(documents) != 1 || !sameTree(documents[0].Content[0], root)
}
