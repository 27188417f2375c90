// Package secret decides whether a text of the input may be shown, and makes the
// form of it that may.
//
// Two things count: what the field means (Public), and what the value looks like
// (Redact, Name, Image, Kind). A field is shown only if it is in the list of public
// fields, so an unknown or misspelt field is never shown by accident. Of answers both
// for all nodes of a resource, and removes their texts from messages that other code
// made, those of libraries included.
//
// The package knows nothing of notebook jobs, findings or output formats.
package secret

// Mark replaces what is not shown.
const Mark = "(redacted)"
