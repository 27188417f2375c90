package resourcelist

// What an item is called is asked of every resource that something could refer
// to. The fast path notices metadata.name and metadata.namespace while it proves
// an item plain; whatever it cannot be sure of is left to Node.

// Name is the item's metadata.name, empty when there is none.
func (it *Item) Name() string {
	it.readNames()
	return string(it.name)
}

// Namespace is the item's metadata.namespace, empty when there is none.
func (it *Item) Namespace() string {
	it.readNames()
	return string(it.namespace)
}

// readNames finds the names in the node, for an item whose text the fast path
// could not read them from. A broken item has none: Node says why.
func (it *Item) readNames() {
	if it.named {
		return
	}
	it.named, it.name, it.namespace = true, nil, nil
	node, err := it.Node()
	if err != nil {
		return
	}
	if metadata := resolve(lookup(node, "metadata")); metadata != nil {
		it.name = []byte(scalar(lookup(metadata, "name")))
		it.namespace = []byte(scalar(lookup(metadata, "namespace")))
	}
}

// Forget drops what Text and Node have made of the item's lines, so that it can be
// collected: they make it again when they are asked again. What SetText was given
// stays, and so does the node of an item that has no lines of its own.
func (it *Item) Forget() {
	if it.raw != nil && !it.positioned && !it.changed {
		it.text, it.node = nil, nil
	}
}

// nameNotes is where the proof of an item stands on the way to its names.
type nameNotes struct {
	// within says that the lines are those below metadata, and seen that they
	// have been.
	within, seen bool
	// doubtful says that the names must be left to Node.
	doubtful bool
}

// noteRoot notes a key of the item's own mapping.
func (n *nameNotes) noteRoot(key []byte, kind valueKind) {
	n.within = false
	switch string(key) {
	case "metadata":
		n.doubtful = n.doubtful || n.seen || kind != noValue
		n.seen, n.within = true, true
	case `"metadata"`, `'metadata'`:
		n.doubtful = true
	}
}

// noteMetadata notes a key and value of a mapping below a key of the item's own:
// of metadata, where it is that key's.
func (n *nameNotes) noteMetadata(it *Item, key, value []byte) {
	if !n.within {
		return
	}
	var field *[]byte
	switch string(key) {
	case "name":
		field = &it.name
	case "namespace":
		field = &it.namespace
	case `"name"`, `'name'`, `"namespace"`, `'namespace'`:
		n.doubtful = true
		return
	default:
		return
	}
	word := value[indentation(value):]
	// Hosts quote a name that looks like a number.
	if last := len(word) - 1; last > 0 && (word[0] == '\'' || word[0] == '"') && word[last] == word[0] {
		word = word[1:last]
	} else if isNullWord(word) {
		n.doubtful = true
	}
	for _, c := range word {
		n.doubtful = n.doubtful || classes[c]&inKey == 0
	}
	n.doubtful = n.doubtful || len(word) == 0 || *field != nil
	*field = word
}

// settle says whether the names that were noted are all there are.
func (n *nameNotes) settle(it *Item) {
	if it.named = n.seen && !n.doubtful; !it.named {
		it.name, it.namespace = nil, nil
	}
}

func isNullWord(word []byte) bool {
	switch string(word) {
	case "", "null", "Null", "NULL":
		return true
	}
	return false
}
