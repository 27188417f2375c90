package expand

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// literal is an environment variable whose value reaches the container as it is:
// Kubernetes expands $(NAME) in values, and $$ stands for one dollar sign.
func literal(name, value string) corev1.EnvVar {
	return corev1.EnvVar{Name: name, Value: escapeDollar(value)}
}

// escapeDollar protects text from Kubernetes' expansion of $(NAME).
func escapeDollar(text string) string { return strings.ReplaceAll(text, "$", "$$") }

// modelValidationEnv hands spec.modelValidation to the notebook, under the names
// the operator uses.
func (b *builder) modelValidationEnv() []corev1.EnvVar {
	mv := b.job.Spec.ModelValidation
	if mv == nil || !orDefault(mv.Enabled, true) {
		return nil
	}
	const prefix = "MODEL_VALIDATION_"
	env := []corev1.EnvVar{
		literal(prefix+"ENABLED", "true"),
		literal(prefix+"PLATFORM", or(mv.Platform, "kserve")),
		{Name: prefix + "NAMESPACE", ValueFrom: &corev1.EnvVarSource{
			// A build-time tool need not know the namespace: kustomize or kubectl
			// may set it later.
			FieldRef: &corev1.ObjectFieldSelector{FieldPath: "metadata.namespace"},
		}},
		literal(prefix+"PHASE", or(mv.Phase, "both")),
	}
	add := func(name, value string) {
		if value != "" {
			env = append(env, literal(prefix+name, value))
		}
	}
	add("TARGET_MODELS", strings.Join(mv.TargetModels, ","))
	if p := mv.PredictionValidation; p != nil && orDefault(p.Enabled, true) {
		add("PREDICTION_ENABLED", "true")
		add("PREDICTION_TEST_DATA", p.TestData)
		add("PREDICTION_EXPECTED_OUTPUT", p.ExpectedOutput)
		add("PREDICTION_TOLERANCE", or(p.Tolerance, "0.01"))
	}
	if p := mv.CustomPlatform; p != nil {
		add("CUSTOM_API_GROUP", p.APIGroup)
		add("CUSTOM_RESOURCE_TYPE", p.ResourceType)
		add("CUSTOM_HEALTH_ENDPOINT", p.HealthCheckEndpoint)
		add("CUSTOM_PREDICTION_ENDPOINT", p.PredictionEndpoint)
	}
	add("TIMEOUT", or(mv.Timeout, "5m"))
	return env
}

// or is value, or fallback where value is empty.
func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

func orDefault[T any](value *T, fallback T) T {
	if value == nil {
		return fallback
	}
	return *value
}
