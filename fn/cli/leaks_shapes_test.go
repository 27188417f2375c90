package cli

import "strings"

// shape writes a secret at a field. All lines but the first are below it.
type shape struct {
	reason string
	write  func(field, secret string) string
	// always is set where the secret must be hidden in a public field as well.
	always bool
	// named is set where the secret is the name of an unknown field, which is shown.
	named bool
}

var shapes = []shape{
	{reason: "a text", write: func(f, s string) string { return f + ": " + s }},
	{reason: "a command line", always: true, write: func(f, s string) string { return f + ": psql --password " + s }},
	{reason: "a setting", always: true, write: func(f, s string) string { return f + ": PGPASSWORD=" + s }},
	{reason: "a setting with a colon", write: func(f, s string) string { return f + ": token:" + s }},
	{reason: "a list", write: func(f, s string) string { return f + ": [" + s + "]" }},
	{reason: "a list of settings", always: true, write: func(f, s string) string { return f + ": [url=https://h/x, password=" + s + "]" }},
	{reason: "words", write: func(f, s string) string { return f + ": [curl, -u, 'me:" + s + "', --token, " + s + "]" }},
	{reason: "a mapping", write: func(f, s string) string { return f + ": {password: " + s + "}" }},
	{reason: "a mapping in a list", write: func(f, s string) string { return f + ":\n- token: " + s + "\n- " + s }},
	{reason: "a key", named: true, write: func(f, s string) string { return f + ": {" + s + ": x}" }},
	{reason: "a key without a value", write: func(f, s string) string { return f + ": {" + s + "}" }},
	{reason: "a key in a list", write: func(f, s string) string { return f + ": [{" + s + "}]" }},
	{reason: "a key with a value in it", write: func(f, s string) string { return f + ": {PASSWORD=" + s + ": }" }},
	{reason: "no blank behind the colon", write: func(f, s string) string { return f + ":" + s }},
	{reason: "no blank, and another field", always: true, write: func(f, s string) string { return f + ":\n  value:" + s + "\n  x: y" }},
	{reason: "no blank in braces", always: true, write: func(f, s string) string { return f + ": {name: A, value:" + s + "}" }},
	{reason: "no blank, twice", always: true, write: func(f, s string) string { return f + ": {value:" + s + ", value:" + s + "}" }},
	{reason: "a misspelt field", write: func(f, s string) string { return f[:len(f)-1] + ": " + s }},
	{reason: "a misspelt field with a list", write: func(f, s string) string { return f + "x: [" + s + ", " + s + "]" }},
	{reason: "a field in another case", write: func(f, s string) string { return strings.ToUpper(f) + ": " + s }},
	{reason: "an alias without its anchor", always: true, write: func(f, s string) string { return f + ": *" + s }},
	{reason: "an anchor and an alias", write: func(f, s string) string { return f + ": &a " + s + "\nargs: *a" }},
	{reason: "a tag", write: func(f, s string) string { return f + ": !" + s }},
	{reason: "a tag of the standard", write: func(f, s string) string { return f + ": !!" + s + " x" }},
	{reason: "a value of another type", write: func(f, s string) string { return f + ": !!int " + s }},
	{reason: "a field twice", write: func(f, s string) string { return f + ": x\n" + f + ": " + s }},
	{reason: "a text of several lines", write: func(f, s string) string { return f + ": |\n  x\n  --token " + s + "\n" }},
	{reason: "a document marker", always: true, write: func(f, s string) string { return f + ": x\n--- " + s + ": x" }},
	{reason: "no end of the quotes", always: true, write: func(f, s string) string { return f + `: "` + s }},
	{reason: "a password in a URL", always: true, write: func(f, s string) string { return f + ": https://ci:" + s + "@h.example.com/x:1" }},
	{reason: "a token in a URL", always: true, write: func(f, s string) string { return f + ": https://" + s + "@h.example.com/x:1" }},
	{reason: "a password without a scheme", always: true, write: func(f, s string) string { return f + ": ci:" + s + "@h.example.com/x:1" }},
	{reason: "a parameter of a URL", always: true, write: func(f, s string) string { return f + ": https://h.example.com/x?any=" + s }},
	{reason: "the fragment of a URL", always: true, write: func(f, s string) string { return f + ": 'https://h.example.com/x#" + s + "'" }},
	{reason: "a parameter of the short form", always: true, write: func(f, s string) string { return f + ": git@h:x?token=" + s }},
	{reason: "a token of a known form", always: true, write: func(f, s string) string { return f + ": glpat-abcdefghijkl-" + s }},
	{reason: "a comment", always: true, write: func(f, s string) string { return f + ": [] # was " + s }},
}
