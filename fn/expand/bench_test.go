package expand_test

import (
	"testing"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
)

// benchmarkJob clones a repository and has two init containers.
func benchmarkJob(b *testing.B) *v1alpha1.NotebookValidationJob {
	return parse(b, `
metadata: {name: train, namespace: shop, labels: {team: research}}
spec:
  notebook: {path: train/model.ipynb, git: {url: https://git.example.com/research/notebooks.git, ref: main}}
  timeout: 30m
  podConfig:
    containerImage: registry.example.com/research/jupyter:2026.4
    env: [{name: MODEL, value: small}]
    envFrom: [{configMapRef: {name: settings}}]
    initContainers:
    - {name: wait-for-database, image: docker.io/library/busybox:1.37.0, command: [sh, -c, until nc -z database 5432; do sleep 2; done]}
    - name: fetch-data
      image: docker.io/curlimages/curl:8.11.0
      args: [--fail, --output, /workspace/data.csv, http://data/export.csv]
      resources: {requests: {cpu: 50m, memory: 32Mi}, limits: {memory: 64Mi}}
    resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 2Gi}}
`)
}

func BenchmarkExpand(b *testing.B) {
	job, cfg := benchmarkJob(b), &v1alpha1.ExpandNotebookJobsSpec{}
	cfg.SetDefaults()
	b.ReportAllocs()
	for b.Loop() {
		expand.Expand(job, cfg, nil)
	}
}
