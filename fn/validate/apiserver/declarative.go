package apiserver

import (
	"context"

	"k8s.io/apimachinery/pkg/api/operation"
	"k8s.io/apimachinery/pkg/api/validate"
	"k8s.io/apimachinery/pkg/util/validation/field"
	apiserverfeatures "k8s.io/apiserver/pkg/features"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/kubernetes/pkg/features"
)

// onCreate is the operation every object is checked for.
var onCreate = operation.Operation{Type: operation.Create}

// onCreateJob adds the option that the rules for Jobs ask for.
func onCreateJob() operation.Operation {
	gate := features.WorkloadWithJob
	return operation.Operation{
		Type:    operation.Create,
		Options: map[string]bool{string(gate): utilfeature.DefaultFeatureGate.Enabled(gate)},
	}
}

// mergeDeclarative joins the results of hand-written and declarative rules as
// the server does: a declarative rule that is enforced replaces the
// hand-written one it covers, one that is only shadowing is ignored.
//
// The server's filter also removes errors that read the same. It is asked about
// each error alone here: where paths lack an index, equal errors are about
// different elements.
func mergeDeclarative(ctx context.Context, written, declared field.ErrorList) field.ErrorList {
	if len(declared) == 0 {
		return written
	}
	beta := utilfeature.DefaultFeatureGate.Enabled(apiserverfeatures.DeclarativeValidationBeta)
	declared = validate.FilterEnforcedDeclarativeErrors(ctx, declared, beta)
	merged := make(field.ErrorList, 0, len(written)+len(declared))
	for _, err := range written {
		alone := field.ErrorList{err}.MarkFromImperative()
		merged = append(merged, validate.FilterCoveredHandwrittenErrors(ctx, alone, declared, beta)...)
	}
	return append(merged, declared...)
}
