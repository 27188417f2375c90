// Package walk finds manifests and reads files that others may have put there. It
// opens regular files only, reads a bounded number of bytes, never waits for data,
// and follows no link out of the root that it is given. It knows nothing of what the
// files hold.
//
// A root is held open as an os.Root, so that a file that is replaced by a link
// between two system calls cannot lead out of it either.
package walk
