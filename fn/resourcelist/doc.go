// Package resourcelist reads and writes ResourceLists, which KRM hosts such as
// kustomize and kpt exchange with a function, and streams of YAML documents.
//
// It promises that whatever the caller does not change is written as it was read,
// byte for byte: items keep their comments, quotes, indentation and order, and the
// list keeps its results and unknown top-level keys. It does not know what the
// resources mean, what files or processes they come from, or that notebook jobs exist.
//
// It has four parts:
//
//   - The scanner, package scan, finds the items and a few words of them as text. Its
//     cost is close to that of copying the list.
//   - The parser (parse.go) reads what the scanner does not recognize, with the YAML
//     library, and finds the items by the positions of their nodes. It returns the same
//     List, and it words all errors. It takes thirty to seventy times the time, and up
//     to fifty times the list in memory. Hosts do not write what needs it: JSON, flow
//     style, CRLF, and aliases from one item to another.
//   - The model is List and Item. An item is parsed when a caller asks for its node.
//   - The writer (write.go) copies what did not change and encodes the rest.
package resourcelist
