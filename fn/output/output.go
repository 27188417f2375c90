// Package output prints findings: as text, with source lines on a terminal, as KRM
// results, and in the formats of CI systems. It knows nothing of how they were found.
package output
