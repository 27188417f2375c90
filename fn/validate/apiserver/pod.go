package apiserver

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/core"
	corev1internal "k8s.io/kubernetes/pkg/apis/core/v1"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
)

// checkPod follows the server's create path for Pods.
func checkPod(r *report, obj *corev1.Pod) {
	at := pass{kind: "Pod"}
	pod, dropped, err := preparePod(obj.DeepCopy())
	if err != nil {
		r.fail(err)
		return
	}
	r.dropped(at, dropped)
	profileWarnings := syncAppArmor(pod)
	errs, err := validatePod(pod)
	if err != nil {
		r.fail(err)
		return
	}
	r.errors(at, errs)
	r.warn(at, &pod.Spec, func() []string {
		warnings := profileWarnings
		if problems := validation.IsDNS1123Label(pod.Name); len(problems) != 0 {
			warnings = append(warnings, fmt.Sprintf("metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: %v", problems))
		}
		return append(warnings, podutil.GetWarningsForPod(context.Background(), pod, nil)...)
	})
}

// preparePod does what the server does with a new pod before it validates it,
// and returns the paths of the fields that it dropped. It takes pod over.
func preparePod(pod *corev1.Pod) (*core.Pod, []path, error) {
	completeMetadata(&pod.ObjectMeta)
	// The ServiceAccount admission plugin does this before validation.
	if pod.Spec.ServiceAccountName == "" && pod.Spec.DeprecatedServiceAccount == "" {
		pod.Spec.ServiceAccountName = "default"
	}
	corev1internal.SetObjectDefaults_Pod(pod)
	internal := &core.Pod{}
	if err := corev1internal.Convert_v1_Pod_To_core_Pod(pod, internal, nil); err != nil {
		return nil, nil, err
	}
	before := snapshot(&internal.ObjectMeta, &internal.Spec)
	podutil.DropDisabledPodFields(internal, nil)
	dropped, err := before.missingIn(snapshotView(&internal.ObjectMeta, &internal.Spec))
	if err != nil {
		return nil, nil, err
	}
	mergeMatchLabelKeys(internal)
	return internal, dropped, nil
}

// validatePod runs both kinds of rules over a prepared pod.
func validatePod(pod *core.Pod) (field.ErrorList, error) {
	podutil.DefaultPodLevelResources(pod)
	opts := podutil.GetValidationOptionsFromPodSpecAndMeta(&pod.Spec, nil, &pod.ObjectMeta, nil)
	opts.ResourceIsPod = true
	errs := corevalidation.ValidatePodCreate(pod, opts)
	versioned := &corev1.Pod{}
	if err := corev1internal.Convert_core_Pod_To_v1_Pod(pod, versioned, nil); err != nil {
		return nil, err
	}
	ctx := context.Background()
	return mergeDeclarative(ctx, errs, corev1internal.Validate_Pod(ctx, onCreate, nil, versioned, nil)), nil
}

// checkTemplateAsPod applies the rules for pods to a pod template, as happens
// when the controller creates the first pod. The template, which it takes over,
// has its defaults: the controller reads it from the server. at is where it
// stands. What both the server and the pod rules refuse is reported once.
func checkTemplateAsPod(r *report, template *corev1.PodTemplateSpec, at path) {
	derived := pass{kind: "Pod", at: at}
	pod := &corev1.Pod{ObjectMeta: template.ObjectMeta, Spec: template.Spec}
	// The controller names its pods; that a Job's own name is bad is said once.
	pod.Name = derivedName
	internal, dropped, err := preparePod(pod)
	if err != nil {
		r.fail(err)
		return
	}
	r.dropped(pass{kind: r.kind, at: at}, dropped) // the server drops them from the template already
	syncAppArmor(internal)
	errs, err := validatePod(internal)
	if err != nil {
		r.fail(err)
		return
	}
	r.errors(derived, errs)
}

// derivedName is the name of objects that a controller would create.
const derivedName = "created-by-controller"
