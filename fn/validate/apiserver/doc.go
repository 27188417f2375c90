// Package apiserver says, without a cluster, what a Kubernetes 1.37 API server
// says of an object that is created: what it refuses, and what it warns about.
//
// The verdict is the server's own. Its validation is linked in and run in the
// order of the create path: defaults, conversion, removal of fields whose
// feature is off, hand-written rules, declarative rules, object metadata,
// warnings. What depends on a cluster is left out: quotas, limit ranges,
// webhooks, and whether anything that is referred to exists. One admission
// plugin is assumed, because every cluster has it: a pod that names no service
// account gets "default".
//
// A Job is accepted by the server although none of its pods may ever be: rules
// for pods alone are not applied to templates. Check applies them too, and the
// rules for Jobs to a CronJob's job template; [Fault.Kind] tells them apart.
//
// Where the server's answer would not help a reader, Check is more exact than
// the server and never more lenient: a path without the index of the element,
// a Go struct where a value is meant, one fault told twice. [Fault.ServerPath]
// keeps the path as the server prints it.
//
// Values of environment variables, arguments and commands may be secrets. They
// are never part of a verdict.
//
// This is the only package of the module that imports k8s.io/kubernetes. It
// knows nothing of files, YAML or notebooks, and keeps no state but the
// process-wide capability set that the linked code needs.
package apiserver
