package scan

// collection is an open block collection and its column.
type collection struct {
	column   int
	sequence bool
}

// maxOpen bounds the nesting that is recognized, far above that of resources.
const maxOpen = 64

// lineState is what the scanner knows of the current line of an item.
type lineState struct {
	// awaiting is the column of a key on the line above that had no value, -1 if there
	// was none. Deeper lines, or list entries at its column, are its value.
	awaiting int
	// key is the length of the key on this line, 0 if there is a scalar after a dash.
	// parent is the column of the collection that the value belongs to.
	key, parent int
}

// item moves over the lines of one item, or of one document if the dash is -1, and
// reports whether it recognizes all of them. If not, the current line is the one that
// it does not recognize, or the one after the header of a block scalar.
func (s *scanner) item(facts *Facts) bool {
	l, notes := lineState{awaiting: -1}, notes{Facts: facts}
	root, dashAlone := s.openItem()
	depth := 1
	if s.dash >= 0 {
		depth = 2 // the item's mapping is in the list
	}
	first := true
	for !s.atEnd() {
		text := s.text()
		indent := Indentation(text)
		switch {
		case s.passOver(text, indent):
			continue
		case indent <= s.dash && (!first || dashAlone):
			notes.finish()
			return !first
		}
		value := s.fit(&l, text, indent)
		if value == 0 || first && l.parent != root {
			return false
		}
		first = false
		form := valueForm(text[value:])
		if form == otherValue || form == noValue && l.key == 0 {
			return false
		}
		switch key := text[l.parent:][:l.key]; {
		case l.key > 0 && l.parent == root:
			notes.root(key, text[value:], form)
		case l.key > 0 && len(s.open) == depth+1:
			notes.below(key, text[value:])
		}
		s.pass(len(text))
		if form == noValue {
			l.awaiting = l.parent
		}
		if form == blockScalar && !s.passBlockScalar(l.parent) {
			return false
		}
	}
	notes.finish()
	return !first
}

// openItem opens the collections that an item is in, and returns the column of its
// keys. kpt writes the comments of an item after its dash; the dash is then alone on
// its line, and the mapping must follow at the usual column.
func (s *scanner) openItem() (root int, dashAlone bool) {
	if s.dash < 0 {
		s.open = append(s.open[:0], collection{column: 0})
		return 0, false
	}
	s.open = append(s.open[:0], collection{column: s.dash, sequence: true})
	text := s.text()
	dashAlone = valueForm(text[s.dash+1:]) == noValue
	if dashAlone {
		s.pass(len(text))
		s.open = append(s.open, collection{column: s.dash + 2})
	}
	return s.dash + 2, dashAlone
}

// fit places a line in the open collections, opens and closes some of them, and
// returns the offset of the value in the line, or 0 if the line does not fit.
func (s *scanner) fit(l *lineState, text []byte, indent int) int {
	awaiting := l.awaiting
	l.awaiting = -1
	for len(s.open) > 0 && s.top().column > indent {
		s.open = s.open[:len(s.open)-1]
	}
	if len(s.open) == 0 || len(s.open) > maxOpen {
		return 0
	}
	if text[indent] == '-' && indent+1 < len(text) && text[indent+1] == ' ' {
		if awaiting >= 0 && indent >= awaiting {
			s.open = append(s.open, collection{column: indent, sequence: true})
		} else if s.top() != (collection{column: indent, sequence: true}) {
			return 0
		}
		l.parent = indent
		indent += 2
		if l.key = KeyLength(text[indent:]); l.key == 0 {
			return indent
		}
		s.open = append(s.open, collection{column: indent})
		l.parent = indent
		return indent + l.key + 1
	}
	if l.key = KeyLength(text[indent:]); l.key == 0 {
		return 0
	}
	l.parent = indent
	if awaiting >= 0 && indent > awaiting {
		s.open = append(s.open, collection{column: indent})
		return indent + l.key + 1
	}
	// A key ends a list that is at its column.
	if s.top() == (collection{column: indent, sequence: true}) {
		s.open = s.open[:len(s.open)-1]
	}
	if s.top() != (collection{column: indent}) {
		return 0
	}
	return indent + l.key + 1
}

// top returns the innermost open collection.
func (s *scanner) top() collection {
	return s.open[len(s.open)-1]
}

// passBlockScalar moves over the text of a block scalar whose header is passed. The
// first line that is not empty sets the column of the text, which must be deeper than
// the parent. It declines white space above that line, and a tab in the indentation.
func (s *scanner) passBlockScalar(parent int) bool {
	column := 0
	for !s.atEnd() {
		text := s.text()
		indent := Indentation(text)
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
		s.pass(len(text))
	}
	return true
}

func isEntry(text []byte) bool {
	return text[0] == '-' && (len(text) == 1 || text[1] == ' ')
}
