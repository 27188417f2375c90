package finding

// Fault is a finding that does not know yet where it stands: Field is a path in
// the job, or in the function config when InConfig is set.
type Fault struct {
	Finding
	InConfig bool
}

// Rule documents one kind of finding. docs/rules.md is generated from the rules.
type Rule struct {
	// ID is API: users set severities by it.
	ID string
	// Severity a finding of the rule has unless the function config says otherwise.
	Severity Severity
	// Reason is one sentence that says why the rule exists.
	Reason string
	// Bad and Good are examples in YAML.
	Bad  string
	Good string
}
