package scan

// Facts are the words of an item that callers ask for most often. The scanner reads
// those it is sure of, and the others are left to a parser.
type Facts struct {
	// APIVersion and Kind are valid if HasHeader is set, and empty if there are none.
	APIVersion, Kind []byte
	HasHeader        bool
	// Name and Namespace are those of metadata. They are valid if HasNames is set.
	Name, Namespace []byte
	HasNames        bool
}

// notes collects the facts of an item, line by line.
type notes struct {
	*Facts
	// inMetadata says that the current lines are below metadata, sawMetadata that
	// there was such a key.
	inMetadata, sawMetadata bool
	// unsureHeader and unsureNames say that a parser must decide.
	unsureHeader, unsureNames bool
}

// root notes a key of the item's own mapping, and its value.
func (n *notes) root(key, value []byte, form form) {
	n.inMetadata = false
	switch string(key) {
	case "apiVersion":
		n.unsureHeader = !note(&n.APIVersion, value) || n.unsureHeader
	case "kind":
		n.unsureHeader = !note(&n.Kind, value) || n.unsureHeader
	case `"apiVersion"`, `'apiVersion'`, `"kind"`, `'kind'`:
		n.unsureHeader = true
	case "metadata":
		n.unsureNames = n.unsureNames || n.sawMetadata || form != noValue
		n.sawMetadata, n.inMetadata = true, true
	case `"metadata"`, `'metadata'`:
		n.unsureNames = true
	}
}

// below notes a key of a mapping one level below the item's own, and its value.
func (n *notes) below(key, value []byte) {
	if !n.inMetadata {
		return
	}
	switch string(key) {
	case "name":
		n.unsureNames = !note(&n.Name, value) || n.unsureNames
	case "namespace":
		n.unsureNames = !note(&n.Namespace, value) || n.unsureNames
	case `"name"`, `'name'`, `"namespace"`, `'namespace'`:
		n.unsureNames = true
	}
}

// finish decides which facts are valid.
func (n *notes) finish() {
	n.HasHeader = !n.unsureHeader
	n.HasNames = n.sawMetadata && !n.unsureNames
}

// note sets a field to the word that a value consists of. It reports false if the
// value is anything else than one word, with or without quotes, or the field is set
// already: a parser decides between two.
func note(field *[]byte, value []byte) bool {
	word := value[Indentation(value):]
	if last := len(word) - 1; last > 0 && (word[0] == '\'' || word[0] == '"') && word[last] == word[0] {
		word = word[1:last] // hosts quote what looks like a number
	} else if isNull(word) {
		return false
	}
	for _, c := range word {
		if classes[c]&inKey == 0 {
			return false
		}
	}
	if len(word) == 0 || *field != nil {
		return false
	}
	*field = word
	return true
}

func isNull(word []byte) bool {
	switch string(word) {
	case "", "null", "Null", "NULL":
		return true
	}
	return false
}
