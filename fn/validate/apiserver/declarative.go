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
func mergeDeclarative(ctx context.Context, written, declared field.ErrorList) field.ErrorList {
	beta := utilfeature.DefaultFeatureGate.Enabled(apiserverfeatures.DeclarativeValidationBeta)
	declared = validate.FilterEnforcedDeclarativeErrors(ctx, declared, beta)
	written = validate.FilterCoveredHandwrittenErrors(ctx, written.MarkFromImperative(), declared, beta)
	return append(written, declared...)
}
