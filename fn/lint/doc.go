// Package lint says what is likely wrong with a job although the API server would
// accept it: what cannot work, what works today and not tomorrow, and what nobody
// should be able to read. Its rules are warnings; the function config raises,
// lowers or silences each by its ID.
//
// There are three kinds of checks:
//
//   - Check runs the lints, which look at the job and at the pod it was rendered to;
//   - PodSecurity holds the pod against the Pod Security Standards;
//   - References asks whether what the pod names is there.
//
// Every fault points at the field of the job or of the function config that must
// change; what nvj itself wrote into a pod is never reported. A lint stays silent
// where it is not sure: a missed fault costs less than a warning that teaches
// people to ignore warnings. No message holds a value that may be a secret.
//
// The package knows nothing of YAML, files or hosts.
package lint
