package apiserver

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/apis/core"
	corev1internal "k8s.io/kubernetes/pkg/apis/core/v1"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
)

// checkConfigMap follows the server's create path for ConfigMaps. They have no
// defaults, no fields behind feature gates and no warnings.
func checkConfigMap(r *report, obj *corev1.ConfigMap) {
	// Nothing below writes to the data, which may be large: only the metadata
	// is completed, in a copy.
	created := *obj
	created.ObjectMeta = *obj.ObjectMeta.DeepCopy()
	completeMetadata(&created.ObjectMeta)
	internal := &core.ConfigMap{}
	if err := corev1internal.Convert_v1_ConfigMap_To_core_ConfigMap(&created, internal, nil); err != nil {
		r.fail(err)
		return
	}
	ctx := context.Background()
	errs := corevalidation.ValidateConfigMap(internal)
	declared := corev1internal.Validate_ConfigMap(ctx, onCreate, nil, &created, nil)
	r.errors(pass{kind: "ConfigMap"}, mergeDeclarative(ctx, errs, declared))
}
