package resourcelist

// Result is one entry of a ResourceList's results, as the KRM Functions
// Specification v1 has it. Empty fields are left out.
type Result struct {
	Message     string            `yaml:"message"`
	Severity    string            `yaml:"severity,omitempty"` // error, warning or info
	ResourceRef *ResourceRef      `yaml:"resourceRef,omitempty"`
	Field       *Field            `yaml:"field,omitempty"`
	File        *File             `yaml:"file,omitempty"`
	Tags        map[string]string `yaml:"tags,omitempty"`
}

// ResourceRef names the resource a result is about.
type ResourceRef struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string `yaml:"kind"`
	Name       string `yaml:"name"`
	Namespace  string `yaml:"namespace,omitempty"`
}

// Field names the field a result is about. The values are whatever YAML can
// write, nil when there is nothing to show.
type Field struct {
	Path          string `yaml:"path"`
	CurrentValue  any    `yaml:"currentValue,omitempty"`
	ProposedValue any    `yaml:"proposedValue,omitempty"`
}

// File names the file a result is about. Index is the resource's position among
// the documents of the file, 0 when it is the first or the only one.
type File struct {
	Path  string `yaml:"path"`
	Index int    `yaml:"index,omitempty"`
}
