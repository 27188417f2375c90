// Package hosts holds the tests that run nvj as a function of the real kustomize and
// kpt. A test is skipped where its program is missing.
package hosts
