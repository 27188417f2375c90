// Package golden holds the tests of nvj as a whole that need nothing but Go: golden
// cases, examples, the validation corpus, the examples of the feature request,
// recordings of a terminal, and a fuzz test. They read testdata at the root.
package golden
