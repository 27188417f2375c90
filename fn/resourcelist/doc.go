// Package resourcelist is the wire: it reads and writes the ResourceLists that
// KRM hosts such as kustomize and kpt exchange with a function, and streams of
// YAML documents for use without a host. It knows nothing of what the resources
// mean.
//
// It promises that whatever the caller does not change leaves as it came, byte
// for byte: items keep their comments, quoting, indentation and order, results
// that came in and unknown top-level keys are kept, and a list nobody changed is
// written back as it was read. The price of a list is close to the price of
// copying it, because items are found by their boundaries and become nodes only
// when a caller asks for them.
//
// Boundaries are found in two ways that give the same result. The fast path
// (boundaries.go, prove.go, plain.go) recognises the block style that hosts
// write and builds no nodes, or those of one item at a time; it needs less than
// twice the memory of the list. Whatever it cannot prove goes to the full path
// (outline.go, outline_items.go), where the YAML parser reads the whole document
// and its node positions give the boundaries. That costs thirty to seventy times the
// time and up to fifty times the list in memory, so it is for what hosts do not
// write: JSON, items in brackets, CRLF, aliases from one item to another.
package resourcelist
