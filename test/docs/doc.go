// Package docs holds the tests of the documentation: its YAML is rendered, its
// commands are run, its links are followed, and an editor uses the schema.
package docs
