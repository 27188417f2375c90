// Package shell says which programs the command line of a container starts: its own
// program, the programs behind wrappers such as timeout and tini, and the commands of
// the shell scripts among its words, with the loops, pipes, conditions and functions
// around each of them.
//
// Read promises never to fail and never to invent a program: a script that it cannot
// read has no commands. It takes time in proportion to the length of the words, whatever
// they hold. The package knows nothing of manifests, of images and of what is in files:
// a script in a file is a program whose name is a path.
package shell
