package lint

import "github.com/notebook-validation/nvj/fn/finding"

// lints are the rules of Check, in the order in which docs show them.
var lints = []rule{
	imageInvalid,
	imageLatest,
	noResources,
	literalSecret,
	insecureTLS,
	privileged,
	privilegeEscalation,
	hostPath,
	hostNamespace,
	rootConflict,
	oneShotWait,
	endlessLoop,
	busyLoop,
	blindSleep,
	curlWithoutFail,
	waitOnLocalhost,
	programWithSpaces,
	shellSyntax,
	missingShell,
	envReference,
	duplicateEnv,
	wordTooLong,
	builtinEnv,
	mountPath,
	workingDir,
	repositoryHidden,
	repositoryMissing,
	lostOutput,
	unusedVolume,
	youngField,
	operatorAnnotation,
}

// Rules lists every rule of this package, in the order in which docs show them.
func Rules() []finding.Rule {
	rules := make([]finding.Rule, 0, len(lints)+3)
	for _, lint := range lints {
		rules = append(rules, lint.Rule)
	}
	return append(rules, podSecurityRules[:]...)
}

// IsPodSecurity reports whether a rule is one of the Pod Security Standards.
func IsPodSecurity(rule string) bool {
	return rule == podSecurityBaseline || rule == podSecurityRestricted
}

// SaysPodSecurity reports whether a rule is a lint that says what the Pod Security
// Standards say as well.
func SaysPodSecurity(rule string) bool {
	switch rule {
	case privileged.ID, privilegeEscalation.ID, hostPath.ID, hostNamespace.ID:
		return true
	}
	return false
}
