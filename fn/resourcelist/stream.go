package resourcelist

import (
	"bytes"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/resourcelist/scan"
)

// document is where one document of a stream is, without markers and directives. It
// may be empty, or hold only comments.
type document struct {
	start, end int
	// line is the 1-based line of start.
	line int
	// inline says that content follows the marker on its line. start is then the offset
	// of the marker.
	inline bool
}

// body returns the document's text. An inline marker, and tabs after it, are replaced by
// spaces, so that the content keeps its column.
func (d *document) body(data []byte) []byte {
	text := data[d.start:d.end]
	if d.inline {
		content := bytes.TrimLeft(text[len("---"):], " \t")
		text = append(bytes.Repeat([]byte(" "), len(text)-len(content)), content...)
	}
	return text
}

// splitDocuments splits a stream at its document markers. The stream is simple if all
// markers are "---", followed at most by a comment, and there are no directives. Of a
// stream that is not, checkStream must say whether it is valid.
func splitDocuments(data []byte) (documents []document, simple bool, err error) {
	simple = true
	current, isOpen, hasContent := document{line: 1}, true, false
	for at, line := 0, 1; at < len(data); line++ {
		text := data[at:scan.LineEnd(data, at)]
		end := at + len(text)
		switch {
		case scan.IsMarker(text):
			if isOpen {
				current.end = at
				documents = append(documents, current)
			}
			current, isOpen = afterMarker(text, at, line), text[0] == '-'
			hasContent = current.inline
			simple = simple && isOpen && !current.inline
		case text[0] == '%' && !hasContent:
			if bytes.HasPrefix(text, []byte("%TAG")) {
				return nil, false, errorAt(line, "%s", "%TAG directives are not supported: write the tags out")
			}
			isOpen, simple = false, false
		default:
			hasContent = hasContent || !hasOnlyComments(text)
		}
		at = end
	}
	if isOpen {
		current.end = len(data)
		documents = append(documents, current)
	}
	return documents, simple, nil
}

// afterMarker returns the start of the document after a marker, whose line is given with
// its offset and number.
func afterMarker(text []byte, at, line int) document {
	end := at + len(text)
	switch after := bytes.TrimLeft(text[len("---"):], " \t"); {
	case scan.IsBlank(after):
		return document{start: end, line: line + 1}
	case after[0] == '#':
		return document{start: end - len(after), line: line}
	}
	return document{start: at, line: line, inline: true}
}

// yamlVersion matches the version directives of YAML 1.2 and later.
var yamlVersion = lazyregexp.New(`(?m)^(%YAML[ \t]+1\.)\d+`)

// checkStream parses a whole stream with the YAML library, which judges where documents
// may begin and end. The library accepts the version directive of YAML 1.1 only, and
// reads later versions in the same way. JSON documents are read without the library,
// which refuses some of them: it gets an empty mapping in their place.
func checkStream(data []byte, documents []document) error {
	var text []byte
	at := 0
	for _, d := range documents {
		body := d.body(data)
		if _, is := parseJSON(body); !is {
			continue
		}
		text = append(text, data[at:d.start]...)
		if d.inline {
			text = append(text, "--- "...)
		}
		text = append(text, "{}"...)
		text = append(text, bytes.Repeat([]byte("\n"), max(len(scan.NewLines(body))-1, 1))...)
		at = d.end
	}
	text = append(text, data[at:]...)
	_, err := parseYAML(yamlVersion().ReplaceAll(text, []byte("${1}1")))
	return err
}

// streamText is the text of a document in its stream, with the markers, directives and
// comments above it, and if it is the last document, those below it.
type streamText struct {
	text []byte
	// start is the offset of the document.
	start int
}

// setStream sets the text of the item's document in its stream, unless there are only
// simple markers above it, which WriteDocuments writes as well.
func (it *Item) setStream(text []byte, d document, above int) {
	if !d.inline && hasOnlyMarkers(text[:above]) {
		return
	}
	it.stream = &streamText{text: text, start: above}
}

// addBelow adds what is below the last document of a stream.
func (it *Item) addBelow(text []byte) {
	switch {
	case hasOnlyMarkers(text) || it.lines == nil || it.lines.Dash >= 0:
	case it.stream == nil:
		it.stream = &streamText{text: bytes.Join([][]byte{it.lines.Text, text}, nil)}
	default:
		it.stream.text = bytes.Join([][]byte{it.stream.text, text}, nil)
	}
}

// hasOnlyMarkers reports whether text is whole lines, each of which is blank or is a
// marker that starts a document.
func hasOnlyMarkers(text []byte) bool {
	for at := 0; at < len(text); {
		end := scan.LineEnd(text, at)
		line := bytes.TrimPrefix(text[at:end], []byte("---"))
		if !scan.IsBlank(line) || !scan.EndsLine(line) {
			return false
		}
		at = end
	}
	return true
}

// pieces returns the text to write, with what an edit inserted. The first document of
// the output needs no end marker above it; the others need a marker, and above a
// directive it must be an end marker.
func (s *streamText) pieces(inserted insertion, isFirst bool) [][]byte {
	inserted.at += s.start
	pieces := inserted.into(s.text)
	switch {
	case isFirst:
		if above := pieces[0][:s.start]; scan.IsMarker(above) && above[0] == '.' {
			pieces[0] = pieces[0][scan.LineEnd(above, 0):]
		}
		return pieces
	case scan.IsMarker(s.text):
		return pieces
	case startsWithDirective(s.text[:s.start]):
		return append([][]byte{[]byte("...\n")}, pieces...)
	}
	return append([][]byte{[]byte("---\n")}, pieces...)
}

// startsWithDirective reports whether the first line that is neither blank nor a comment
// is a directive.
func startsWithDirective(text []byte) bool {
	for at := 0; at < len(text); at = scan.LineEnd(text, at) {
		if line := text[at:scan.LineEnd(text, at)]; !hasOnlyComments(line) {
			return line[0] == '%'
		}
	}
	return false
}
