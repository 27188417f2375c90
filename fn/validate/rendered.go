package validate

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/suggest"
	"github.com/notebook-validation/nvj/fn/validate/apiserver"
)

// RuleBug is the rule of faults that are nvj's own and no user can mend.
const RuleBug = "nvj-bug"

// rendered reports what the API server says of the workload, each fault at the
// field of the source it came from. Fields that the rules above have found a
// fault in are left to those: they know what the user wrote.
func (c *check) rendered(job *v1alpha1.NotebookValidationJob, rendered expand.Rendered) {
	known := map[string]bool{}
	for _, fault := range c.faults {
		known[key(fault)] = true
		known[covers[fault.Rule]] = true
	}
	volumes := sync.OnceValue(func() *suggest.Names { return volumeNames(job) })
	said := map[string]bool{}
	verdict := apiserver.Check(rendered.Workload)
	pod, at := rendered.Pod()
	mixed := c.hostProcess(&pod.Spec, at, rendered.Origins)
	for severity, faults := range map[finding.Severity][]apiserver.Fault{
		finding.Error: verdict.Errors, finding.Warning: verdict.Warnings,
	} {
		for _, f := range faults {
			if f.Because != "" || mixed && strings.Contains(f.Message, "hostProcess containers") {
				continue // mending its cause mends it
			}
			f.Path = blamed(f, &pod.Spec, at)
			fault := translate(f, severity, rendered.Origins)
			// One field may be rendered to several: a label to those of the
			// Job and of its pods.
			saying := key(fault) + "\x00" + fault.Rule + "\x00" + fault.Message
			if known[key(fault)] || said[saying] {
				continue
			}
			said[saying] = true
			advise(&fault, f, volumes)
			c.faults = append(c.faults, fault)
		}
	}
}

// volumeNames finds the volume that a mount with a wrong name means.
func volumeNames(job *v1alpha1.NotebookValidationJob) *suggest.Names {
	names := []string{}
	for _, volume := range job.Spec.PodConfig.Volumes {
		names = append(names, volume.Name)
	}
	return suggest.New(append(names, expand.WorkspaceVolume))
}

// advise says what to do about a fault, where the server's own words do not.
func advise(fault *finding.Fault, f apiserver.Fault, volumes func() *suggest.Names) {
	fault.Proposed = proposal(f, volumes)
	mode, isOctal := octal(f)
	switch {
	case isOctal:
		fault.Proposed = mode
		fault.Message += fmt.Sprintf("; did you mean 0%o?", mode)
	case fault.Proposed == nil && lacksVolume(f) && !fault.InConfig:
		fault.Message += "; add a volume of this name to spec.podConfig.volumes"
	}
}

// lacksVolume reports whether a mount names a volume that the pod does not have.
func lacksVolume(f apiserver.Fault) bool {
	return f.Rule == "api-not-found" && strings.Contains(f.Path, "volumeMounts")
}

// covers are the keys of fields that a rule speaks of, beside its own: what the
// API server says of those follows from it.
var covers = map[string]string{
	"job-generate-name":     "metadata.name",
	"job-schedule-required": "config:spec.cronJob.schedule",
}

func key(f finding.Fault) string {
	if f.InConfig {
		return "config:" + f.Field
	}
	return f.Field
}

// translate moves a fault of the API server to the field it came from.
func translate(f apiserver.Fault, severity finding.Severity, origins expand.Origins) finding.Fault {
	fault := finding.Fault{Finding: finding.Finding{
		Rule: f.Rule, Severity: severity, Message: f.Message, Current: f.Value,
	}}
	origin, ok := origins.Source(f.Path)
	if !ok {
		origin, ok = origins.Entry(f.Path)
	}
	if !ok {
		fault.Rule = RuleBug
		fault.Message = "nvj rendered what the API server refuses, at " + f.Path + ": " + f.Message + "; please report this as a bug"
		return fault
	}
	fault.Field, fault.InConfig = origin.Path, origin.InConfig
	if isControllerLabel(f.Path) {
		fault.Message = fmt.Sprintf("Invalid value: %q: the Job controller sets this label itself; remove it", f.Value)
	}
	return fault
}

// isControllerLabel reports whether a path is that of a label by which the Job
// controller knows its pods. The server's message is the value it would set,
// which is made up here.
func isControllerLabel(path string) bool {
	for _, label := range []string{batchv1.JobNameLabel, batchv1.ControllerUidLabel, "job-name", "controller-uid"} {
		if strings.HasSuffix(path, "template.metadata.labels["+label+"]") {
			return true
		}
	}
	return false
}

// proposal is an obvious value instead of the bad one; nil where there is none.
func proposal(f apiserver.Fault, volumes func() *suggest.Names) any {
	value, isText := f.Value.(string)
	if !isText || value == "" {
		return nil
	}
	switch field := strings.ToLower(f.Path); {
	case len(f.Supported) > 0:
		return orNil(suggest.Nearest(value, f.Supported))
	case lacksVolume(f):
		return orNil(volumes().Nearest(value))
	case strings.HasSuffix(f.Message, "not a valid selector operator"):
		return orNil(suggest.Nearest(value, selectorOperators))
	case strings.Contains(f.Path, "httpHeaders"):
		return nil // any case, and no label
	case f.Rule == "api-invalid" && (strings.HasSuffix(field, "name") || strings.HasSuffix(field, "namespace")):
		return nearName(value)
	}
	return nil
}

// octal reads a file mode that is too large as the octal number it looks like:
// 755 as 0755.
func octal(f apiserver.Fault) (int64, bool) {
	mode, ok := f.Value.(int64)
	if !ok || !strings.HasSuffix(strings.ToLower(f.Path), "mode") {
		return 0, false
	}
	read, err := strconv.ParseInt(strconv.FormatInt(mode, 10), 8, 64)
	return read, err == nil && read >= 0 && read <= 0o777
}

// selectorOperators are those of node selectors, which include those of labels.
var selectorOperators = []string{"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"}

// nearName spells a name as Kubernetes wants it; nil where that is not obvious.
func nearName(name string) any {
	near := strings.Trim(strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(name)), "-.")
	if near == name || len(validation.IsDNS1123Label(near)) > 0 {
		return nil
	}
	return near
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}
