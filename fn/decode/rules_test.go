package decode_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/decode"
	"github.com/notebook-validation/nvj/fn/finding"
)

// snippets is a type that every example of a rule decodes into.
type snippets struct {
	Spec              v1alpha1.NotebookValidationJobSpec `json:"spec"`
	PodConfig         v1alpha1.PodConfigSpec             `json:"podConfig"`
	InitContainers    []corev1.Container                 `json:"initContainers"`
	Env               []corev1.EnvVar                    `json:"env"`
	Command           []string                           `json:"command"`
	Image             string                             `json:"image"`
	RunAsUser         *int64                             `json:"runAsUser"`
	Memory            resource.Quantity                  `json:"memory"`
	Timeout           *metav1.Duration                   `json:"timeout"`
	CreationTimestamp metav1.Time                        `json:"creationTimestamp"`
	CABundle          []byte                             `json:"caBundle"`
	NodeSelector      map[string]string                  `json:"nodeSelector"`
}

func TestRulesExamples(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range decode.Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			assert.False(t, seen[rule.ID], "IDs are unique")
			seen[rule.ID] = true
			assert.NotEmpty(t, rule.Reason)

			bad := decode.Into(parse(t, rule.Bad), new(snippets), decode.Options{})
			assert.True(t, slices.ContainsFunc(bad, func(f finding.Finding) bool { return f.Rule == rule.ID }), "bad example: %v", lines(bad))
			assert.Empty(t, lines(decode.Into(parse(t, rule.Good), new(snippets), decode.Options{})), "good example")
		})
	}
}
