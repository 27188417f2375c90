package apiserver_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/notebook-validation/nvj/fn/validate/apiserver"
)

// typical is a Job as it is rendered for a notebook with two init containers.
func typical(b *testing.B) runtime.Object {
	b.Helper()
	t := &testing.T{}
	obj, _ := jobWithInitContainer(t, `
env: [{name: PGHOST, value: db}, {name: PGPASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]
envFrom: [{configMapRef: {name: settings}}]
command: [sh, -c, "pg_isready"]
resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
volumeMounts: [{name: data, mountPath: /data, subPath: a}, {name: settings, mountPath: /etc/settings}]
securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}
`)
	return obj
}

func BenchmarkCheckJob(b *testing.B) {
	job := typical(b)
	b.ReportAllocs()
	for b.Loop() {
		if verdict := apiserver.Check(job); len(verdict.Errors) > 0 {
			b.Fatal(verdict.Errors)
		}
	}
}

func BenchmarkCheckJobWithFaults(b *testing.B) {
	job, _ := jobWithInitContainer(&testing.T{}, `
image: ""
volumeMounts: [{name: dota, mountPath: /data, subPath: /a}, {name: settings, mountPath: /data}]
resources: {requests: {cpu: "2"}, limits: {cpu: "1"}}
`)
	b.ReportAllocs()
	for b.Loop() {
		if verdict := apiserver.Check(job); len(verdict.Errors) != 5 {
			b.Fatal(verdict.Errors)
		}
	}
}

func BenchmarkCheckConfigMap(b *testing.B) {
	configMap := &corev1.ConfigMap{Data: map[string]string{"clone.sh": "x", "run_notebook.py": "y"}}
	configMap.Name = "train-scripts"
	b.ReportAllocs()
	for b.Loop() {
		if verdict := apiserver.Check(configMap); len(verdict.Errors) > 0 {
			b.Fatal(verdict.Errors)
		}
	}
}
