package resourcelist

// collection is an open block collection and the column it stands at.
type collection struct {
	column   int
	sequence bool
}

// maxOpen bounds the nesting of what is proven, far above what resources have.
const maxOpen = 64

// proof is what prove knows of the lines it has passed.
type proof struct {
	// awaiting is the column of a key on the last line that had no value, -1 when
	// there was none. Deeper lines, or entries at its column, are its value.
	awaiting int
	// key is the length of the key on the current line, 0 when a scalar stands
	// after a dash, and parent the column of the collection its value is in.
	key, parent int
	// opened says that the item's dash stood on a line of its own.
	opened bool
	// names follows metadata.
	names nameNotes
}

// prove moves over the lines of one item, or of one document when the dash is
// -1, as long as their shapes and columns prove them plain. It notes apiVersion
// and kind. When it declines, the current line is the one it cannot prove, or
// the one after the header of a block scalar.
func (f *finder) prove(it *Item) bool {
	p := proof{awaiting: -1}
	defer p.names.settle(it)
	root, depth := f.dash+2, 2 // the item's mapping stands in the list
	if f.dash < 0 {
		root, depth = 0, 1
		f.open = append(f.open[:0], collection{column: 0})
	} else {
		f.open = append(f.open[:0], collection{column: f.dash, sequence: true})
	}
	it.known = true
	first := true
	if text := f.text(); f.dash >= 0 && plainValue(text[f.dash+1:]) == noValue {
		// kpt writes the comments of an item after its dash. The mapping must
		// follow at the usual column.
		f.pass(len(text))
		f.open = append(f.open, collection{column: root})
		p.opened = true
	}
	for f.here.at < len(f.data) {
		text := f.text()
		indent := indentation(text)
		switch {
		case indent == len(text):
			f.pass(len(text))
			continue
		case text[indent] == '#':
			f.passComment(len(text), indent)
			continue
		case indent <= f.dash && (!first || p.opened):
			return !first
		}
		value := f.structure(&p, text, indent)
		if value == 0 || first && p.parent != root {
			return false
		}
		first = false
		kind := plainValue(text[value:])
		if kind == notPlain || kind == noValue && p.key == 0 {
			return false
		}
		switch key := text[p.parent:][:p.key]; {
		case p.key > 0 && p.parent == root:
			f.noteHeader(it, key, text[value:])
			p.names.noteRoot(key, kind)
		case p.key > 0 && len(f.open) == depth+1:
			p.names.noteMetadata(it, key, text[value:])
		}
		f.pass(len(text))
		if kind == noValue {
			p.awaiting = p.parent
		}
		if kind == blockScalar && !f.passBlockScalar(p.parent) {
			return false
		}
	}
	return !first
}

// structure fits a line into the open collections, opening and closing some,
// and returns where in it the value starts; 0 when the line does not fit.
func (f *finder) structure(p *proof, text []byte, indent int) int {
	awaiting := p.awaiting
	p.awaiting = -1
	for len(f.open) > 0 && f.open[len(f.open)-1].column > indent {
		f.open = f.open[:len(f.open)-1]
	}
	if len(f.open) == 0 || len(f.open) > maxOpen {
		return 0
	}
	if text[indent] == '-' && indent+1 < len(text) && text[indent+1] == ' ' {
		if awaiting >= 0 && indent >= awaiting {
			f.open = append(f.open, collection{column: indent, sequence: true})
		} else if f.top() != (collection{column: indent, sequence: true}) {
			return 0
		}
		p.parent = indent
		indent += 2
		if p.key = plainKey(text[indent:]); p.key == 0 {
			return indent
		}
		f.open = append(f.open, collection{column: indent})
		p.parent = indent
		return indent + p.key + 1
	}
	if p.key = plainKey(text[indent:]); p.key == 0 {
		return 0
	}
	p.parent = indent
	if awaiting >= 0 && indent > awaiting {
		f.open = append(f.open, collection{column: indent})
		return indent + p.key + 1
	}
	// A key ends a list that stands at its column.
	if f.top() == (collection{column: indent, sequence: true}) {
		f.open = f.open[:len(f.open)-1]
	}
	if f.top() != (collection{column: indent}) {
		return 0
	}
	return indent + p.key + 1
}

// top is the innermost open collection.
func (f *finder) top() collection {
	return f.open[len(f.open)-1]
}

// passBlockScalar moves over the text of a block scalar whose header is passed.
// The first line that is not empty sets its column, which must be deeper than
// its parent's. White space above that line, or a tab in the indentation, is
// left to the parser.
func (f *finder) passBlockScalar(parent int) bool {
	column := 0
	for f.here.at < len(f.data) {
		text := f.text()
		indent := indentation(text)
		switch {
		case indent == len(text):
			if column == 0 && indent > 0 {
				return false
			}
		case column == 0 && indent > parent && text[indent] != '\t':
			column = indent
		case column == 0 || indent < column:
			return true
		}
		f.pass(len(text))
	}
	return true
}

// noteHeader notes apiVersion and kind off a key and value of the item's own
// mapping. What is not a plain word is left to Node.
func (f *finder) noteHeader(it *Item, key, value []byte) {
	var field *string
	switch string(key) {
	case "apiVersion":
		field = &it.apiVersion
	case "kind":
		field = &it.kind
	case `"apiVersion"`, `'apiVersion'`, `"kind"`, `'kind'`:
		it.known = false
		return
	default:
		return
	}
	value = value[indentation(value):]
	for _, c := range value {
		if classes[c]&inKey == 0 {
			it.known = false
			return
		}
	}
	word := f.intern(value)
	if isNullWord(value) || *field != "" {
		it.known = false
		return
	}
	*field = word
}

// intern returns one string for all equal words: lists repeat a few kinds.
func (f *finder) intern(word []byte) string {
	if s, known := f.words[string(word)]; known {
		return s
	}
	if f.words == nil {
		f.words = map[string]string{}
	}
	s := string(word)
	f.words[s] = s
	return s
}
