package explain

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/shell"
)

// subcommands are words that say what a program is to do.
var subcommands = []string{
	"add", "apply", "build", "check", "clone", "config", "copy", "cp", "create", "delete", "download", "exec", "export",
	"fetch", "get", "import", "init", "install", "list", "login", "ls", "migrate", "mirror", "mv", "pull", "push", "restore",
	"rm", "run", "s3", "serve", "start", "storage", "sync", "test", "update", "upgrade", "upload", "wait",
}

// files are the programs whose operands are files, owners and modes, and no secrets.
var files = []string{"cat", "chgrp", "chmod", "chown", "cp", "ln", "ls", "mkdir", "mv", "rm", "touch"}

var (
	plainFlag = lazyregexp.New(`^(--[a-z][a-z-]{0,30}|-[A-Za-z])$`)
	mode      = lazyregexp.New(`^([0-7]{3,4}|[ugoa]*[-+=][rwxXst]+|[0-9]{1,10}:?[0-9]{0,10})$`)
	name      = lazyregexp.New(`^[A-Za-z0-9_./+-]{1,60}$`)
)

// maxShown is the length of a command that is shown.
const maxShown = 80

// commandLine returns a command as it is written, up to the first word that may be a secret: the
// value of a flag, or an operand that is no known subcommand, address or plain path. What
// is cut ends with an ellipsis.
func commandLine(cmd *shell.Command) string {
	program := strings.Fields(cmd.Words[0].Text + " ")
	if len(program) == 0 || strings.Contains(program[0], "=") || cmd.Script != nil && !isName(program[0]) {
		return "a command"
	}
	if len(program) > 1 {
		return program[0] + " …"
	}
	text := program[0]
	harmless := harmlessWords(cmd)
	for i := 1; i < len(cmd.Words); i++ {
		word, isWhole := harmless[i], false
		if word != "" {
			isWhole = word == cmd.Words[i].Source
		}
		if word == "" || utf8.RuneCountInString(text+" "+word) > maxShown {
			return text + " …"
		}
		if text += " " + word; !isWhole {
			return text + "…"
		}
	}
	if cmd.Open || len(cmd.Redirects) > 0 {
		text += " …"
	}
	return text
}

// isName reports whether a word of a script is a program's name or path, and no token
// that was put in its place.
func isName(word string) bool {
	return name().MatchString(word) && !slices.ContainsFunc(strings.Split(word, "/"), looksLikeToken)
}

// harmlessWords returns, by index, the words of a command that are no secrets, as they
// are written. An address may be shortened to what is none.
func harmlessWords(cmd *shell.Command) map[int]string {
	args := cmd.Args()
	words := map[int]string{}
	for _, flag := range args.Flags {
		text := cmd.Words[flag.At].Text
		switch {
		case flag.ValueAt == flag.At: // joined to its value
		case flag.IsKnown, plainFlag().MatchString(text):
			words[flag.At] = cmd.Words[flag.At].Source
		}
	}
	for _, flag := range args.Flags { // one unknown flag in a cluster, or a joined value, hides all of it
		if flag.ValueAt == flag.At || !flag.IsKnown && flag.Value.Text != "" {
			delete(words, flag.At)
		}
	}
	isVerb := true
	for _, operand := range args.Operands {
		text := operand.Text
		switch {
		case operand.MayBeValue:
		case strings.Contains(text, "://"):
			if url := address(text); url == text {
				words[operand.At] = operand.Source
			} else {
				words[operand.At] = url
			}
		case isVerb && slices.Contains(subcommands, text), isPath(text), slices.Contains(files, cmd.Program()) && mode().MatchString(text):
			words[operand.At] = operand.Source
		}
		isVerb = isVerb && slices.Contains(subcommands, text)
	}
	return words
}

// isPath reports whether a word is a path of plain words.
func isPath(text string) bool {
	return (strings.HasPrefix(text, "/") || strings.HasPrefix(text, "./")) && isPlain(strings.ReplaceAll(text, "/*", "/"))
}
