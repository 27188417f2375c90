package shell

import (
	"path"
	"slices"
	"strings"
)

// Download is data or code that a command brings into the container's files.
type Download struct {
	// From is a URL, a place in a bucket, or a repository, as it is written.
	From string
	// To is the file or folder; empty where the words do not tell.
	To string
}

// fetcher says how a program downloads: a verb of one or two operands, and then the
// source and, last, the target.
type fetcher struct {
	verbs []string
	to    []string // flags that take the target
	from  []string // flags that take the source
	isOne bool     // the target is no operand, or may be left out
}

// fetchers are the programs that download, but for curl and wget.
var fetchers = map[string]fetcher{
	"git":             {verbs: []string{"clone"}, isOne: true},
	"aws":             {verbs: []string{"s3 cp", "s3 sync", "s3 mv"}},
	"gsutil":          {verbs: []string{"cp", "rsync", "mv"}},
	"gcloud":          {verbs: []string{"storage cp", "storage rsync"}},
	"rclone":          {verbs: []string{"copy", "sync", "copyto", "move"}},
	"mc":              {verbs: []string{"cp", "mirror"}},
	"azcopy":          {verbs: []string{"copy", "cp", "sync"}},
	"s3cmd":           {verbs: []string{"get", "sync"}},
	"huggingface-cli": {verbs: []string{"download"}, to: []string{"--local-dir"}, isOne: true},
	"hf":              {verbs: []string{"download"}, to: []string{"--local-dir"}, isOne: true},
	"kaggle":          {verbs: []string{"datasets download", "competitions download"}, to: []string{"-p", "--path"}, from: []string{"-d", "-c"}, isOne: true},
	"dvc":             {verbs: []string{"pull"}, isOne: true},
}

// Download returns what the command downloads, if it does.
func (c *Command) Download() (Download, bool) {
	program := c.Program()
	args := c.Args()
	if program == "curl" || program == "wget" {
		_, decides := c.Decides()
		if sends(args) || !c.transfers(program, args, decides) {
			return Download{}, false
		}
		from, _ := askers[program].target(args)
		to, ok := c.savedTo(program, args, from)
		return Download{From: from, To: to}, ok
	}
	f, ok := fetchers[program]
	if !ok {
		return Download{}, false
	}
	operands := make([]string, 0, len(args.Operands))
	for _, operand := range args.Operands {
		if !operand.MayBeValue {
			operands = append(operands, operand.Text)
		}
	}
	rest, ok := f.afterVerb(operands)
	if !ok {
		return Download{}, false
	}
	var d Download
	if from, has := args.Value(f.from...); has {
		d.From = from.Text
	} else if len(rest) > 0 {
		d.From = rest[0]
	}
	if to, has := args.Value(f.to...); has {
		d.To = to.Text
	} else if len(rest) > 1 {
		d.To = rest[len(rest)-1]
	}
	if !f.isOne && !isLocal(d.To) {
		return Download{}, false // an upload, or a copy between buckets
	}
	return d, true
}

func (f fetcher) afterVerb(operands []string) ([]string, bool) {
	for _, verb := range f.verbs {
		words := strings.Fields(verb)
		if len(operands) >= len(words) && slices.Equal(operands[:len(words)], words) {
			return operands[len(words):], true
		}
	}
	return nil, false
}

// savedTo returns the file in which curl or wget save what they fetch, and whether they
// save it; a file's name that the server chooses is "".
func (c *Command) savedTo(program string, args Args, from string) (string, bool) {
	if file, ok := c.Output(); ok {
		return file.Text, true
	}
	flags, folder := []string{"-o", "--output"}, []string{"--output-dir"}
	named := args.Has("-O", "--remote-name", "--remote-name-all")
	if program == "wget" {
		flags, folder, named = []string{"-O", "--output-document"}, []string{"-P", "--directory-prefix"}, true
	}
	dir, _ := args.Value(folder...)
	if file, ok := args.Value(flags...); ok && !discards(file.Text) {
		if dir.Text != "" && program == "curl" {
			return path.Join(dir.Text, file.Text), true
		}
		return file.Text, true
	} else if ok {
		return "", false
	}
	if reader := c.Reader(); reader != nil && reader.Program() == "tar" {
		folder, _ := reader.Args().Value("-C", "--directory")
		return folder.Text, true
	}
	if !named {
		return "", false // another program reads it
	}
	_, file, _ := strings.Cut(from, "://")
	file, _, _ = strings.Cut(file, "?")
	if i := strings.LastIndexByte(file, '/'); i >= 0 && i+1 < len(file) {
		return path.Join(dir.Text, file[i+1:]), true
	}
	return dir.Text, true
}

// isLocal reports whether a word is a path here, not a URL or a bucket.
func isLocal(word string) bool {
	return word == "." || word == ".." || strings.HasPrefix(word, "/") || strings.HasPrefix(word, "./") ||
		strings.HasPrefix(word, "../") || strings.HasPrefix(word, "~/") || strings.HasPrefix(word, "$") && !strings.Contains(word, "://")
}
