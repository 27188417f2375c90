package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	yaml "go.yaml.in/yaml/v3"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/manifest"
	"github.com/notebook-validation/nvj/fn/suggest"
	"github.com/notebook-validation/nvj/fn/validate"
)

// readConfig reads the function config: an ExpandNotebookJobs, a ConfigMap with
// flat keys, a job that kustomize passes as a generator's config, or none.
func (r *run) readConfig(config *Input) {
	defer func() {
		r.config.SetDefaults()
		if r.options.Adjust != nil {
			r.options.Adjust(&r.config)
		}
		for _, fault := range validate.Config(&r.config) {
			if p, news := r.inConfig(fault.Finding); news {
				r.findings = append(r.findings, p.place(p.Finding))
			}
		}
		r.checkOverrides()
	}()
	if config == nil {
		return
	}
	s, err := newSource(*config)
	if err != nil {
		r.findings = append(r.findings, broken(*config, err))
		return
	}
	r.configOf = s
	switch kind := s.resource.Kind; kind {
	case v1alpha1.ConfigKind:
		r.decodeConfig(s)
	case "ConfigMap":
		r.decodeConfigMap(s)
	case v1alpha1.JobKind: // a generator's: findJobs takes it
	default:
		r.fail(s, RuleConfigKind, "kind", fmt.Sprintf(
			"Unsupported value: %q: the function config is an %s (%s), a v1 ConfigMap or a %s",
			kind, v1alpha1.ConfigKind, v1alpha1.ConfigAPIVersion, v1alpha1.JobKind))
	}
}

func (r *run) decodeConfig(s source) {
	if s.resource.APIVersion != v1alpha1.ConfigAPIVersion {
		r.fail(s, "config-api-version", "apiVersion", fmt.Sprintf(
			"Unsupported value: %q: supported values: %q", s.resource.APIVersion, v1alpha1.ConfigAPIVersion))
	}
	var config v1alpha1.ExpandNotebookJobs
	r.configOf.decoded = decode.Into(s.node, &config, decode.Options{
		Hints: func() map[string]string { return configHints }, Durations: []string{"spec.defaults.timeout"},
	})
	for _, f := range r.configOf.decoded {
		r.findings = append(r.findings, s.placeAt(f))
	}
	r.config = config.Spec
}

// configHints are names people write for fields of the config.
var configHints = map[string]string{
	"spec.image":        "spec.defaults.image",
	"spec.gitImage":     "spec.defaults.gitImage",
	"spec.timeout":      "spec.defaults.timeout",
	"spec.backoffLimit": "spec.job.backoffLimit",
	"spec.schedule":     "spec.cronJob.schedule",
	"spec.strict":       "spec.checks.strict",
	"spec.rules":        "spec.checks.rules",
	"spec.podSpec":      "spec.podTemplate.spec",
	"spec.command":      "spec.executor.command",
}

// flatKeys are the keys of a ConfigMap config: those settings that are one word.
// kpt's configMap and command line can pass no others.
var flatKeys = map[string]string{
	"output":                  "spec.output",
	"source":                  "spec.source",
	"scripts":                 "spec.scripts",
	"nameSuffixHash":          "spec.nameSuffixHash",
	"validateOnly":            "spec.validateOnly",
	"image":                   "spec.defaults.image",
	"gitImage":                "spec.defaults.gitImage",
	"serviceAccountName":      "spec.defaults.serviceAccountName",
	"timeout":                 "spec.defaults.timeout",
	"backoffLimit":            "spec.job.backoffLimit",
	"ttlSecondsAfterFinished": "spec.job.ttlSecondsAfterFinished",
	"schedule":                "spec.cronJob.schedule",
	"timeZone":                "spec.cronJob.timeZone",
	"concurrencyPolicy":       "spec.cronJob.concurrencyPolicy",
	"strict":                  "spec.checks.strict",
	"references":              "spec.checks.references",
	"podSecurityEnforce":      "spec.checks.podSecurity.enforce",
	"podSecurityWarn":         "spec.checks.podSecurity.warn",
}

// decodeConfigMap reads flat keys by building the ExpandNotebookJobs they stand
// for; values are strings there, and become what the field wants.
func (r *run) decodeConfigMap(s source) {
	r.checkConfigMap(s)
	entries := manifest.At(s.node, "data")
	switch {
	case entries == nil || entries.Tag == "!!null":
		return
	case entries.Kind != yaml.MappingNode:
		r.fail(s, decode.RuleWrongType, "data", "Invalid value: must be a mapping of settings, such as {output: CronJob}")
		return
	}
	spec := manifest.Mapping()
	for i := 0; i+1 < len(entries.Content); i += 2 {
		key, value := entries.Content[i], entries.Content[i+1]
		path, known := flatKeys[key.Value]
		if !known {
			r.fail(s, decode.RuleUnknownField, "data."+key.Value, unknownKey(key.Value))
			continue
		}
		setPath(spec, path, untyped(manifest.At(value, ""))) // or what an alias stands for
	}
	var config v1alpha1.ExpandNotebookJobs
	for _, f := range decode.Into(spec, &config, decode.Options{}) {
		f.Field = flatField(f.Field)
		r.findings = append(r.findings, s.placeAt(f))
	}
	r.config = config.Spec
}

// configMapFields are the fields of a ConfigMap that a config may have.
var configMapFields = []string{"apiVersion", "kind", "metadata", "data", "immutable"}

// checkConfigMap refuses fields that would be ignored: their author means them to have
// an effect.
func (r *run) checkConfigMap(s source) {
	if s.resource.APIVersion != "v1" {
		r.fail(s, "config-api-version", "apiVersion", fmt.Sprintf("Unsupported value: %q: supported values: \"v1\"", s.resource.APIVersion))
	}
	for i := 0; i < len(s.node.Content); i += 2 {
		key := s.node.Content[i].Value
		if slices.Contains(configMapFields, key) {
			continue
		}
		message := fmt.Sprintf("unknown field %q; settings are under data", key)
		if near := suggest.Nearest(key, configMapFields); near != "" {
			message = fmt.Sprintf("unknown field %q; did you mean %q?", key, near)
		}
		r.fail(s, decode.RuleUnknownField, key, message)
	}
}

// flatField is the path of a setting in a ConfigMap config.
func flatField(field string) string {
	for key, path := range flatKeys {
		if path == field {
			return "data." + key
		}
	}
	return field
}

// inConfig is a fault of the function config at the place where the user set the
// field: by a flag, by a flat key, or in the config itself; and whether it is news.
func (r *run) inConfig(f finding.Finding) (p pending, news bool) {
	if name := r.options.Named[f.Field]; name != "" {
		f.Field = name
		return pending{Finding: f, place: asItIs}, true
	}
	if r.configOf.resource.Kind == "ConfigMap" {
		f.Field = flatField(f.Field)
	}
	return r.configOf.report(f)
}

// flatNames finds the key that a wrong one means.
var flatNames = sync.OnceValue(func() *suggest.Names {
	return suggest.New(slices.Sorted(maps.Keys(flatKeys)))
})

func unknownKey(key string) string {
	if near := flatNames().Nearest(key); near != "" {
		return fmt.Sprintf("unknown key %q; did you mean %q?", key, near)
	}
	return fmt.Sprintf("unknown key %q; a ConfigMap may set %s; for more, use an %s",
		key, strings.Join(slices.Sorted(maps.Keys(flatKeys)), ", "), v1alpha1.ConfigKind)
}

// untyped is a scalar without the quotes that make it a string: "true" is true.
// Anything else is left for decoding to refuse.
func untyped(value *yaml.Node) *yaml.Node {
	if value.Kind != yaml.ScalarNode {
		return value
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: value.Value, Line: value.Line, Column: value.Column}
}

// setPath sets a dotted path, making the mappings on the way.
func setPath(root *yaml.Node, path string, value *yaml.Node) {
	at, rest := root, path
	for {
		key, below, more := strings.Cut(rest, ".")
		if !more {
			manifest.Set(at, key, value)
			return
		}
		next := manifest.Get(at, key)
		if next == nil {
			next = manifest.Mapping()
			manifest.Set(at, key, next)
		}
		at, rest = next, below
	}
}

// fail adds an error about a field of the source.
func (r *run) fail(s source, rule, field, message string) {
	r.findings = append(r.findings, s.place(finding.Finding{
		Rule: rule, Severity: finding.Error, Field: field, Message: message,
	}))
}
