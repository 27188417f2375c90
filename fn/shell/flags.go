package shell

import "strings"

// Args are the arguments of a command, as its program reads them.
type Args struct {
	Flags    []Flag
	Operands []Operand
}

// Flag is a flag of a command. A cluster such as -fsS is three.
type Flag struct {
	// Name is the flag with its dashes.
	Name string
	// Value is what the flag takes, joined to it or from the next word.
	Value Word
	// IsKnown says that the table of programs has the flag.
	IsKnown bool
	// At and ValueAt are the indexes of its words in the command's. ValueAt is 0 for a
	// flag without a value.
	At, ValueAt int
}

// Operand is an argument that is no flag.
type Operand struct {
	Word
	At int // its index in the command's words
	// MayBeValue says that it follows a flag that is not in the table, which may take it.
	MayBeValue bool
}

// Value returns what the first of the flags takes.
func (a Args) Value(names ...string) (Word, bool) {
	for _, flag := range a.Flags {
		for _, name := range names {
			if flag.Name == name {
				return flag.Value, true
			}
		}
	}
	return Word{}, false
}

// Has reports whether any of the flags is set.
func (a Args) Has(names ...string) bool {
	_, has := a.Value(names...)
	return has
}

// HasOperand reports whether any of the words is an operand.
func (a Args) HasOperand(words ...string) bool {
	for _, operand := range a.Operands {
		for _, word := range words {
			if operand.Text == word {
				return true
			}
		}
	}
	return false
}

// Args reads the arguments of the command with the table of programs. Of a program that
// is not in the table every flag is unknown.
func (c *Command) Args() Args {
	if len(c.Words) == 0 {
		return Args{}
	}
	p, _ := lookup(c.Program())
	return p.parse(c.Words)
}

// parse reads words, of which the first is the program.
func (p program) parse(words []Word) Args {
	var args Args
	mayBeValue := false
	for i := 1; i < len(words); i++ {
		word := words[i]
		switch text := word.Text; {
		case text == "--":
			for i++; i < len(words); i++ {
				args.Operands = append(args.Operands, Operand{Word: words[i], At: i})
			}
		case len(text) < 2 || text[0] != '-' || word.Expands&Variable != 0 && text[1] == '$':
			args.Operands = append(args.Operands, Operand{Word: word, At: i, MayBeValue: mayBeValue})
			mayBeValue = false
			if len(args.Operands) == 1 && p.sub != nil {
				if sub, ok := p.sub[text]; ok {
					p = sub
				}
			}
			if p.first {
				for i++; i < len(words); i++ {
					args.Operands = append(args.Operands, Operand{Word: words[i], At: i})
				}
			}
		case strings.HasPrefix(text, "--") || p.oneDash:
			i, mayBeValue = p.long(&args, words, i)
		default:
			i, mayBeValue = p.cluster(&args, words, i)
		}
	}
	return args
}

// long reads --flag, --flag=value, or --flag value, and returns the index of its last
// word, and whether the next word may be its value.
func (p program) long(args *Args, words []Word, i int) (last int, mayBeValue bool) {
	name, value, isJoined := strings.Cut(words[i].Text, "=")
	flag := Flag{Name: name, At: i}
	bare := strings.TrimLeft(name, "-")
	takes := contains(p.longs, bare+":")
	flag.IsKnown = takes || contains(p.longs, bare)
	switch {
	case isJoined:
		flag.Value, flag.ValueAt = joined(words[i], value), i
	case takes && i+1 < len(words):
		i++
		flag.Value, flag.ValueAt = words[i], i
	}
	args.Flags = append(args.Flags, flag)
	return i, !flag.IsKnown && !isJoined
}

// cluster reads -a, -abc, -avalue, or -a value.
func (p program) cluster(args *Args, words []Word, i int) (last int, mayBeValue bool) {
	text, at := words[i].Text, i
	for j := 1; j < len(text); j++ {
		flag := Flag{Name: "-" + text[j:j+1], At: at}
		index := strings.IndexByte(p.letters, text[j])
		if text[j] == ':' {
			index = -1
		}
		flag.IsKnown = index >= 0
		if !flag.IsKnown {
			flag.Value = joined(words[at], text[j+1:])
			args.Flags = append(args.Flags, flag)
			return i, j == len(text)-1
		}
		if takes := p.letters[index+1:]; strings.HasPrefix(takes, ":") {
			if rest := text[j+1:]; rest != "" {
				flag.Value, flag.ValueAt = joined(words[at], strings.TrimPrefix(rest, "=")), at
			} else if !strings.HasPrefix(takes, "::") && i+1 < len(words) {
				i++
				flag.Value, flag.ValueAt = words[i], i
			}
			args.Flags = append(args.Flags, flag)
			return i, false
		}
		args.Flags = append(args.Flags, flag)
	}
	return i, false
}

// joined is the part of a word that is a flag's value.
func joined(word Word, value string) Word {
	if word.marked != "" {
		word.marked = word.marked[len(word.marked)-len(value):]
	}
	word.Text, word.Source = value, value
	return word
}

// contains reports whether a list of names with blanks between them has a name.
func contains(list, name string) bool {
	for {
		i := strings.Index(list, name)
		if i < 0 {
			return false
		}
		end := i + len(name)
		if (i == 0 || list[i-1] == ' ') && (end == len(list) || list[end] == ' ') {
			return true
		}
		list = list[end:]
	}
}
