package apiserver

import (
	"fmt"
	"sync"
	_ "time/tzdata" // the server has every time zone; the machine this runs on may have none

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/capabilities"
)

// allowPrivileged tells the linked rules what every cluster that may run a
// privileged container has told its API server. Without it each such container
// is "disallowed by cluster policy".
var allowPrivileged = sync.OnceFunc(func() { capabilities.Setup(true, 0) })

// Check says what the server says when obj is created. obj is a *v1.Pod,
// *v1.ConfigMap, *batch/v1.Job or *batch/v1.CronJob and is not modified; any
// other type is refused with one api-internal fault. Without a namespace it is
// checked as if in "default". Safe for concurrent use.
func Check(obj runtime.Object) Verdict {
	allowPrivileged()
	var r *report
	switch obj := obj.(type) {
	case *corev1.Pod:
		r = newReport("Pod", obj, obj.Name)
		r.guard(func() { checkPod(r, obj) })
	case *corev1.ConfigMap:
		r = newReport("ConfigMap", obj, obj.Name)
		r.guard(func() { checkConfigMap(r, obj) })
	case *batchv1.Job:
		r = newReport("Job", obj, obj.Name)
		r.guard(func() { checkJob(r, obj) })
	case *batchv1.CronJob:
		r = newReport("CronJob", obj, obj.Name)
		r.guard(func() { checkCronJob(r, obj) })
	default:
		r = newReport(fmt.Sprintf("%T", obj), obj, "")
		r.fail(fmt.Errorf("no rules for %T", obj))
	}
	return r.verdict()
}

// guard reports a panic of the linked rules as a fault, beside what was found
// before. A server answers such a request with an internal error and creates
// nothing, so it is refused here too.
func (r *report) guard(check func()) {
	defer func() {
		if cause := recover(); cause != nil {
			r.fail(fmt.Errorf("the API server's own rules cannot cope with this object: %v", cause))
		}
	}()
	check()
}

// fail reports what prevented a check. It is no fault of the user's.
func (r *report) fail(err error) {
	r.errors(pass{kind: r.kind}, field.ErrorList{field.InternalError(nil, err)})
}
