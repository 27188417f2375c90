// Package e2e runs rendered NotebookValidationJobs on a real Kubernetes. All of it
// is tests, behind the build tag e2e; see docs/e2e.md.
package e2e
