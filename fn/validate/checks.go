package validate

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
)

var (
	decimal   = lazyregexp.New(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	shape     = lazyregexp.New(`^\s*(-1|[0-9]+)(\s*,\s*(-1|[0-9]+))*\s*$`)
	platforms = []string{
		"kserve", "openshift-ai", "vllm", "torchserve", "tensorflow-serving",
		"triton", "ray-serve", "seldon", "bentoml", "custom",
	}
)

func (c *check) comparison(config *v1alpha1.ComparisonConfigSpec) {
	if config == nil {
		return
	}
	const at = "spec.comparisonConfig."
	oneOf(c, at+"strategy", config.Strategy, "exact", "normalized")
	if tolerance := config.FloatingPointTolerance; tolerance != nil {
		c.number(at+"floatingPointTolerance", *tolerance, true)
	}
	if config.Strategy == "exact" {
		c.withoutEffect(at, config)
	}
	for i, pattern := range config.CustomTimestampPatterns {
		c.pattern(at+"customTimestampPatterns["+strconv.Itoa(i)+"]", pattern)
	}
}

// withoutEffect warns of settings that an exact comparison does not look at.
func (c *check) withoutEffect(at string, config *v1alpha1.ComparisonConfigSpec) {
	for field, isSet := range map[string]bool{
		"floatingPointTolerance":  config.FloatingPointTolerance != nil && !isZero(*config.FloatingPointTolerance),
		"ignoreTimestamps":        config.IgnoreTimestamps != nil && *config.IgnoreTimestamps,
		"customTimestampPatterns": len(config.CustomTimestampPatterns) > 0,
	} {
		if isSet {
			c.warn("job-no-effect", at+field,
				"has no effect with strategy exact, which compares to the byte; use normalized, or remove it", nil, nil)
		}
	}
}

func isZero(number string) bool {
	value, err := strconv.ParseFloat(number, 64)
	return err == nil && value == 0
}

// maxNumberLength is how many characters a number may have that a pod reads.
const maxNumberLength = 100

func fitsFloat(number string) bool {
	_, err := strconv.ParseFloat(number, 64)
	return err == nil
}

// number reports a string that is not a decimal number, or is negative where it
// must not be.
func (c *check) number(field, value string, positive bool) {
	switch {
	case value == "":
	case len(value) > maxNumberLength:
		c.add("job-bad-number", field, "Invalid value: must be a decimal number such as 0.01 or 1e-6, of at most 100 characters", nil, nil)
	case !decimal().MatchString(value):
		c.invalid("job-bad-number", field, value, "must be a decimal number such as 0.01 or 1e-6")
	case !fitsFloat(value):
		c.invalid("job-bad-number", field, value, "must be a smaller number")
	case positive && value[0] == '-':
		c.invalid("job-bad-number", field, value, "must not be negative")
	}
}

func (c *check) modelValidation(config *v1alpha1.ModelValidationSpec) {
	if config == nil {
		return
	}
	const at = "spec.modelValidation."
	oneOf(c, at+"platform", config.Platform, platforms...)
	oneOf(c, at+"phase", config.Phase, "clean", "existing", "both")
	c.duration(at+"timeout", config.Timeout)
	if config.PredictionValidation != nil {
		c.number(at+"predictionValidation.tolerance", config.PredictionValidation.Tolerance, true)
	}
}

func (c *check) validationConfig(config *v1alpha1.ValidationConfigSpec) {
	if config == nil {
		return
	}
	const at = "spec.validationConfig."
	oneOf(c, at+"level", config.Level, "learning", "development", "staging", "production")
	typed := slices.ContainsFunc(config.ExpectedOutputs, func(e v1alpha1.ExpectedOutputSpec) bool { return e.Type != "" })
	if check := config.CheckOutputTypes; check != nil && *check != typed {
		c.warn("job-no-effect", at+"checkOutputTypes", map[bool]string{
			true:  "has no effect: no expectedOutputs entry names a type",
			false: "leaves the types in expectedOutputs unchecked; remove them, or this",
		}[*check], *check, nil)
	}
	for i, expected := range config.ExpectedOutputs {
		c.expectedOutput(at+"expectedOutputs["+strconv.Itoa(i)+"].", expected)
	}
}

func (c *check) expectedOutput(at string, expected v1alpha1.ExpectedOutputSpec) {
	if expected.Cell < 0 {
		c.invalid("job-bad-number", at+"cell", expected.Cell, "must be the zero-based index of a cell")
	}
	if len(expected.Shape) > maxNumberLength {
		c.add("job-bad-shape", at+"shape", "Invalid value: must be dimensions such as 100,10, of at most 100 characters", nil, nil)
	} else if expected.Shape != "" && !shape().MatchString(expected.Shape) {
		c.invalid("job-bad-shape", at+"shape", expected.Shape, "must be dimensions such as 100,10, where -1 is any")
	}
	c.number(at+"minValue", expected.MinValue, false)
	c.number(at+"maxValue", expected.MaxValue, false)
	least, errLeast := strconv.ParseFloat(expected.MinValue, 64)
	most, errMost := strconv.ParseFloat(expected.MaxValue, 64)
	if errLeast == nil && errMost == nil && least > most {
		c.invalid("job-empty-range", at+"minValue", expected.MinValue, "must not be greater than maxValue, %s", expected.MaxValue)
	}
	if expected.Type == "" && expected.Shape == "" && expected.MinValue == "" && expected.MaxValue == "" && !expected.NotEmpty {
		c.add("job-expects-nothing", at[:len(at)-1],
			"Required value: say what is expected: type, shape, minValue, maxValue or notEmpty", nil, nil)
	}
}

// pod checks what nvj itself asks of a pod: the names it keeps for itself, and
// that no image must be built first.
func (c *check) pod(spec *v1alpha1.NotebookValidationJobSpec) {
	for i, volume := range spec.PodConfig.Volumes {
		if isReserved(volume.Name) {
			c.reserved("spec.podConfig.volumes["+strconv.Itoa(i)+"].name", volume.Name)
		}
	}
	for i, container := range spec.PodConfig.InitContainers {
		if container.Name == expand.ExecutorContainer {
			c.add("job-reserved-name", "spec.podConfig.initContainers["+strconv.Itoa(i)+"].name",
				"Forbidden: \""+container.Name+"\" is the container that runs the notebook; choose another name", container.Name, nil)
		}
	}
	c.cloneSteps(spec)
	if build := spec.PodConfig.BuildConfig; build != nil && build.Enabled {
		c.warn("job-build-config", "spec.podConfig.buildConfig.enabled",
			"no image is built at this point; build it before and set spec.podConfig.containerImage to it", true, false)
	}
}

// cloneSteps reports init containers with the name of a clone step that are not settings for
// that step. An entry with a command of its own cannot be merged: one of the two commands
// would never run. An entry for a step that the job does not have would have no effect.
func (c *check) cloneSteps(spec *v1alpha1.NotebookValidationJobSpec) {
	for i, container := range spec.PodConfig.InitContainers {
		at := "spec.podConfig.initContainers[" + strconv.Itoa(i) + "].name"
		if expand.IsOwnClone(container) {
			c.ownClone(at, container.Name)
			continue
		}
		git, field := spec.Notebook.Git, "spec.notebook.git"
		switch container.Name {
		case expand.CloneContainer:
		case expand.GoldenContainer:
			git, field = nil, "spec.goldenNotebook.git"
			if spec.GoldenNotebook != nil {
				git = spec.GoldenNotebook.Git
			}
		default:
			continue
		}
		if git == nil {
			c.add("job-clone-absent", at, fmt.Sprintf("Forbidden: %q is the name of the step that clones %s, which the job does not set; "+
				"set it, remove the entry, or rename it if it is a step of yours", container.Name, field), container.Name, nil)
		}
	}
}

// ownClone reports a clone that the user wrote, under the name of nvj's.
func (c *check) ownClone(field, name string) {
	c.add("job-clone-command", field, fmt.Sprintf("Forbidden: an entry named %q sets the place and the settings of nvj's own step, "+
		"and can have neither command nor args; rename it, or remove command and args", name), name, nil)
}

func isReserved(name string) bool {
	return len(name) >= len(expand.ReservedPrefix) && name[:len(expand.ReservedPrefix)] == expand.ReservedPrefix
}

func (c *check) reserved(field, name string) {
	var proposed any
	if rest := name[len(expand.ReservedPrefix):]; rest != "" {
		proposed = "my-" + rest
	}
	c.add("job-reserved-name", field,
		"Forbidden: names that start with "+expand.ReservedPrefix+" are kept for nvj's own volumes; choose another name",
		name, proposed)
}
