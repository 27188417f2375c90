package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
	"github.com/notebook-validation/nvj/fn/validate/apiserver"
	"github.com/notebook-validation/nvj/test/conformance/generate"
)

// verdict is what nvj makes of a case.
type verdict struct {
	job, config []byte // as a user would write them
	// workload is what the job is rendered to, and pod the one that a controller
	// would make of its template; nil where the workload is a pod itself.
	workload expand.Object
	pod      *corev1.Pod
	// onWorkload and onPod are what the linked rules say of them.
	onWorkload, onPod apiserver.Verdict
	// findings is what nvj tells its user, and generated what it prints; nothing
	// with an error among the findings.
	findings  []finding.Finding
	generated [][]byte
}

// errUndecodable is the error of a case whose fields do not fit their types: about
// decoding, not about the server's rules.
var errUndecodable = errors.New("does not decode")

func judge(c generate.Case) (*verdict, error) {
	v := &verdict{}
	var err error
	if v.job, err = yaml.Marshal(c.Job); err != nil {
		return nil, err
	}
	if v.config, err = yaml.Marshal(c.Config); err != nil {
		return nil, err
	}
	var job v1alpha1.NotebookValidationJob
	var config v1alpha1.ExpandNotebookJobs
	if yaml.UnmarshalStrict(v.job, &job) != nil || yaml.UnmarshalStrict(v.config, &config) != nil {
		return nil, errUndecodable
	}
	config.Spec.SetDefaults()
	v.workload = expand.Expand(&job, &config.Spec, nil).Workload
	v.onWorkload = apiserver.Check(v.workload)
	if v.pod = podOf(v.workload); v.pod != nil {
		v.onPod = apiserver.Check(v.pod)
	}
	return v, v.run()
}

// run lets the whole function see the case.
func (v *verdict) run() error {
	items, err := resourcelist.ReadDocuments("case.yaml", slices.Concat(v.job, []byte("---\n"), v.config))
	if err != nil {
		return err
	}
	if len(items) != 2 {
		return fmt.Errorf("%d documents instead of job and config", len(items))
	}
	input := func(i int) pipeline.Input {
		return pipeline.Input{Item: items[i], File: "case.yaml", Index: i, FileLines: true}
	}
	config := input(1)
	out := pipeline.Run(&config, []pipeline.Input{input(0)}, pipeline.Options{})
	v.findings = out.Findings
	for _, item := range out.Items {
		if out.Generated[item] {
			v.generated = append(v.generated, bytes.Clone(item.Text()))
		}
	}
	return nil
}

// podOf is the pod that a controller would make of a workload's template.
func podOf(workload runtime.Object) *corev1.Pod {
	var template corev1.PodTemplateSpec
	switch workload := workload.(type) {
	case *batchv1.Job:
		template = workload.Spec.Template
	case *batchv1.CronJob:
		template = workload.Spec.JobTemplate.Spec.Template
	default:
		return nil
	}
	template = *template.DeepCopy()
	return &corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{
			Name: "created-by-controller", Labels: template.Labels, Annotations: template.Annotations,
		},
		Spec: template.Spec,
	}
}

// refusing lists the findings that stop the build.
func (v *verdict) refusing() []finding.Finding {
	var errs []finding.Finding
	for _, f := range v.findings {
		if f.Severity == finding.Error {
			errs = append(errs, f)
		}
	}
	return errs
}
