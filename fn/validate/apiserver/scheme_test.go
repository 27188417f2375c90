package apiserver_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/operation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/apis/batch"
	batchv1internal "k8s.io/kubernetes/pkg/apis/batch/v1"
	"k8s.io/kubernetes/pkg/apis/core"
	corev1internal "k8s.io/kubernetes/pkg/apis/core/v1"
)

var onCreate = operation.Operation{Type: operation.Create}

// The server finds defaults, conversions and declarative rules through its
// scheme. This package calls them directly, which saves building one; here is
// what shows that they are the same.
func TestDirectCallsAreThoseOfTheScheme(t *testing.T) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		core.AddToScheme, corev1internal.AddToScheme, batch.AddToScheme, batchv1internal.AddToScheme,
	} {
		require.NoError(t, add(scheme))
	}
	job, _ := jobWithInitContainer(t, `
restartPolicy: Always
startupProbe: {httpGet: {port: 80}}
env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
resources: {limits: {cpu: "1"}}
`)
	template := job.(*batchv1.Job).Spec.Template
	template.Spec.Tolerations = []corev1.Toleration{{Key: "a b", Operator: "Exists"}}

	t.Run("Pod", func(t *testing.T) {
		pod := &corev1.Pod{Spec: template.Spec}
		direct, byScheme := pod.DeepCopy(), pod.DeepCopy()
		corev1internal.SetObjectDefaults_Pod(direct)
		scheme.Default(byScheme)
		assert.Equal(t, byScheme, direct, "defaults")
		internal := &core.Pod{}
		require.NoError(t, corev1internal.Convert_v1_Pod_To_core_Pod(direct, internal, nil))
		converted, err := scheme.ConvertToVersion(byScheme, core.SchemeGroupVersion)
		require.NoError(t, err)
		assert.Equal(t, converted, internal, "conversion")
		assert.Equal(t, scheme.Validate(context.Background(), nil, byScheme),
			corev1internal.Validate_Pod(context.Background(), onCreate, nil, direct, nil), "declarative rules")
	})
	t.Run("Job", func(t *testing.T) {
		job := &batchv1.Job{Spec: batchv1.JobSpec{Template: template}}
		direct, byScheme := job.DeepCopy(), job.DeepCopy()
		batchv1internal.SetObjectDefaults_Job(direct)
		scheme.Default(byScheme)
		assert.Equal(t, byScheme, direct, "defaults")
		internal := &batch.Job{}
		require.NoError(t, batchv1internal.Convert_v1_Job_To_batch_Job(direct, internal, nil))
		converted, err := scheme.ConvertToVersion(byScheme, batch.SchemeGroupVersion)
		require.NoError(t, err)
		assert.Equal(t, converted, internal, "conversion")
		options := map[string]bool{"WorkloadWithJob": false}
		withOptions := onCreate
		withOptions.Options = options
		assert.Equal(t, scheme.Validate(context.Background(), options, byScheme),
			batchv1internal.Validate_Job(context.Background(), withOptions, nil, direct, nil), "declarative rules")
	})
	t.Run("CronJob", func(t *testing.T) {
		cronJob := &batchv1.CronJob{Spec: batchv1.CronJobSpec{JobTemplate: batchv1.JobTemplateSpec{Spec: batchv1.JobSpec{Template: template}}}}
		direct, byScheme := cronJob.DeepCopy(), cronJob.DeepCopy()
		batchv1internal.SetObjectDefaults_CronJob(direct)
		scheme.Default(byScheme)
		assert.Equal(t, byScheme, direct, "defaults")
		internal := &batch.CronJob{}
		require.NoError(t, batchv1internal.Convert_v1_CronJob_To_batch_CronJob(direct, internal, nil))
		converted, err := scheme.ConvertToVersion(byScheme, batch.SchemeGroupVersion)
		require.NoError(t, err)
		assert.Equal(t, converted, internal, "conversion")
	})
}
