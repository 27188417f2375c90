// Package sdk lets other Go programs run nvj as one of their functions, in the
// types of the two Go SDKs for KRM functions: kpt's fn and kyaml's framework.
// The nvj command itself does without either (docs/adr/0001-the-wire-is-ours.md).
package sdk

import (
	"bytes"
	"fmt"

	"github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"sigs.k8s.io/kustomize/kyaml/fn/framework"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/output"
	"github.com/notebook-validation/nvj/fn/pipeline"
	"github.com/notebook-validation/nvj/fn/resourcelist"
)

// Kpt is nvj as a function of the kpt SDK. It returns false, as the SDK asks,
// when a finding is an error; the list then has its items as they were and the
// findings among its results.
var Kpt fn.ResourceListProcessor = fn.ResourceListProcessorFunc(processKpt)

// Kyaml is nvj as a function of kyaml's framework. Its error is the results.
var Kyaml framework.ResourceListProcessor = framework.ResourceListProcessorFunc(processKyaml)

func processKpt(list *fn.ResourceList) (bool, error) {
	// The SDK leaves an empty list of items out, which is no ResourceList.
	text, err := list.ToYAML()
	if err != nil {
		return false, fmt.Errorf("cannot write the resource list: %w", err)
	}
	out, findings, err := run(text)
	if err != nil {
		return false, err
	}
	done, err := fn.ParseResourceList(out)
	if err != nil {
		return false, fmt.Errorf("cannot read back the resource list: %w", err)
	}
	list.Items, list.Results = done.Items, done.Results
	return !finding.HasErrors(findings), nil
}

func processKyaml(list *framework.ResourceList) error {
	var text bytes.Buffer
	writer := kio.ByteWriter{
		Writer:                &text,
		KeepReaderAnnotations: true,
		WrappingAPIVersion:    kio.ResourceListAPIVersion,
		WrappingKind:          kio.ResourceListKind,
		FunctionConfig:        list.FunctionConfig,
	}
	if err := writer.Write(list.Items); err != nil {
		return fmt.Errorf("cannot write the resource list: %w", err)
	}
	out, findings, err := run(text.Bytes())
	if err != nil {
		return err
	}
	for _, result := range output.Results(findings) {
		list.Results = append(list.Results, kyamlResult(result))
	}
	if finding.HasErrors(findings) {
		return list.Results
	}
	read := kio.ByteReader{Reader: bytes.NewReader(out), OmitReaderAnnotations: true}
	items, err := read.Read()
	if err != nil {
		return fmt.Errorf("cannot read back the resource list: %w", err)
	}
	list.Items = items
	return nil
}

// run is one run of the function on the text of a ResourceList.
func run(text []byte) (out []byte, findings []finding.Finding, err error) {
	list, err := resourcelist.Read(text)
	if err != nil {
		return nil, nil, err
	}
	findings = pipeline.Function(list, nil)
	var written bytes.Buffer
	if err := list.Write(&written, output.Results(findings)); err != nil {
		return nil, nil, err
	}
	return written.Bytes(), findings, nil
}

func kyamlResult(r resourcelist.Result) *framework.Result {
	result := &framework.Result{Message: r.Message, Severity: framework.Severity(r.Severity), Tags: r.Tags}
	if r.ResourceRef != nil {
		result.ResourceRef = &yaml.ResourceIdentifier{
			TypeMeta: yaml.TypeMeta{APIVersion: r.ResourceRef.APIVersion, Kind: r.ResourceRef.Kind},
			NameMeta: yaml.NameMeta{Name: r.ResourceRef.Name, Namespace: r.ResourceRef.Namespace},
		}
	}
	if r.Field != nil {
		result.Field = &framework.Field{Path: r.Field.Path, CurrentValue: r.Field.CurrentValue, ProposedValue: r.Field.ProposedValue}
	}
	if r.File != nil {
		result.File = &framework.File{Path: r.File.Path, Index: r.File.Index}
	}
	return result
}
