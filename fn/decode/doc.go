// Package decode turns YAML nodes into typed Go values, strictly, and says of
// every fault where it stands and what to do about it: unknown and misplaced
// fields with "did you mean", duplicate keys, wrong types, bad numbers,
// quantities, durations and times. It reports all faults at once and decodes
// everything else, so that the rules that run afterwards see as much as possible.
//
// What it accepts is what kubectl and the API server accept together: scalars are
// resolved by YAML 1.1, as sigs.k8s.io/yaml does (yes, on and y are booleans, 0644
// is octal, 1_000 is a thousand, 1.0 is the integer 1), and the result is held
// against the Go type as strictly as the API server's JSON decoder does (field
// names are case-sensitive, a number is no string). A document without findings
// decodes to what sigs.k8s.io/yaml's UnmarshalStrict returns, except that
//
//   - a key that a merge ("<<") brings and the mapping itself sets is the
//     mapping's own, as the YAML specification says, and no duplicate;
//   - whole numbers in untyped values are int64, as in API machinery, not float64;
//   - a lone tag (! 5, which makes a string of it) leaves no trace in a node and
//     has no effect;
//   - paths in Options.Skip are not read at all.
//
// It is stricter than that function on purpose where it only guesses:
//
//   - a number or boolean where a string is wanted is refused, as the API server
//     refuses it; UnmarshalStrict quietly makes it a string;
//   - field names that differ in case are refused, as the API server refuses them;
//   - a map key that would reach the cluster spelled differently than written (on
//     becomes "true", 0x10 becomes "16") must be quoted;
//   - keys that are equal once they are strings (1 and "1") are duplicates;
//   - YAML tags other than those of the JSON types are refused: nothing behind
//     this package reads them, so !vault or !binary never mean what they say.
//
// A value that may be a secret is in no finding: see package secret.
//
// The package knows nothing of files, streams or resources: lines are relative to
// the node's own document.
package decode
