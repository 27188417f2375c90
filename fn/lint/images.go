package lint

import (
	"slices"
	"strings"

	imageref "github.com/distribution/reference"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/secret"
	"github.com/notebook-validation/nvj/fn/shell"
)

var imageInvalid = rule{
	Rule: finding.Rule{
		ID: "image-name", Severity: finding.Warning,
		Reason: "The API server takes any text for an image. What is no image's name is found out by the node, and the pod waits for it with InvalidImageName.",
		Bad:    "initContainers:\n- name: prepare\n  image: busybox 1.37\n  command: [sh, /scripts/prepare.sh]",
		Good:   "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]",
	},
	container: func(s *subject, c *container) {
		if c.Image == "" {
			return
		}
		fault := faultOfImage(c.Image)
		if fault == nil {
			return
		}
		if shown := secret.Image(c.Image); shown != c.Image {
			// Not the library's words: they repeat parts of the name.
			if strings.ContainsAny(c.Image, " \t\r\n#") {
				s.propose(c.at+".image", shown, nil, "%q is no image: a name holds no blanks and no #; write registry/repository:tag", shown)
				return
			}
			s.propose(c.at+".image", shown, nil, "%q is no image: a name holds no credentials; "+
				"put them into a Secret and name that in imagePullSecrets, and write registry/repository:tag", shown)
			return
		}
		if near := lowerRepository(c.Image); near != c.Image && faultOfImage(near) == nil {
			s.propose(c.at+".image", c.Image, near, "%q is no image: %v; did you mean %q?", c.Image, fault, near)
			return
		}
		s.propose(c.at+".image", c.Image, nil, "%q is no image: %v; write registry/repository:tag", c.Image, fault)
	},
}

// lowerRepository leaves the tag alone: App:RC1 and App:rc1 are two images.
func lowerRepository(image string) string {
	repository, _, _ := imageName(image)
	return strings.ToLower(repository) + image[len(repository):]
}

// faultOfImage returns why a node refuses the name of an image, or nil.
func faultOfImage(image string) error {
	_, err := imageref.ParseNormalizedNamed(image)
	return err
}

var imageLatest = rule{
	Rule: finding.Rule{
		ID: "image-latest", Severity: finding.Warning,
		Reason: "An image without a tag, or with the tag latest, is another image tomorrow: a run cannot be repeated, and a failure not be explained.",
		Bad:    "initContainers:\n- name: prepare\n  image: busybox\n  command: [sh, /scripts/prepare.sh]",
		Good:   "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]",
	},
	container: func(s *subject, c *container) {
		_, tag, digest := imageName(c.Image)
		at := c.at + ".image"
		// nvj's own default is nobody's choice.
		if origin, ok := s.origins.Source(at); !ok || origin.InConfig && c.Image == v1alpha1.DefaultImage {
			return
		}
		switch {
		case c.Image == "" || digest != "":
		case (tag == "" || tag == "latest") && faultOfImage(c.Image) != nil: // imageInvalid's
		case tag == "":
			s.propose(at, c.Image, nil, "%q has no tag, which means latest, another image tomorrow; add the version's tag, or a digest", c.Image)
		case tag == "latest":
			s.propose(at, c.Image, nil, "%q is another image tomorrow; name the version's tag, or a digest", c.Image)
		}
	},
}

var missingShell = rule{
	Rule: finding.Rule{
		ID: "missing-shell", Severity: finding.Warning,
		Reason: "The image has no such shell, so the container can never start.",
		Bad:    "initContainers:\n- name: prepare\n  image: alpine:3.22\n  command: [/bin/bash, /scripts/prepare.sh]",
		Good:   "initContainers:\n- name: prepare\n  image: alpine:3.22\n  command: [/bin/sh, /scripts/prepare.sh]",
	},
	container: func(s *subject, c *container) {
		i := slices.IndexFunc(c.commands, func(cmd *shell.Command) bool {
			return cmd.Script == nil && !cmd.Elsewhere() && shell.IsShell(cmd.Program())
		})
		if i < 0 {
			return
		}
		repository, tag, _ := imageName(c.Image)
		at := c.path(c.commands[i], 0)
		switch {
		case c.commands[i].Program() == "bash" && (isImage(repository, "alpine") || isImage(repository, "busybox")):
			s.report(at, "the image %q has no bash; write the script for sh, or use an image that has bash", c.Image)
		case strings.HasPrefix(repository, "gcr.io/distroless/") && !strings.Contains(tag, "debug"):
			s.report(at, "the image %q has no shell; start the program itself, or use the image's debug tag", c.Image)
		}
	},
}

var noResources = rule{
	Rule: finding.Rule{
		ID: "no-resources", Severity: finding.Warning,
		Reason: "An init container without requests and limits may take all of a node's memory, is the first to be evicted, and is refused in a namespace with a quota.",
		Bad:    "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]",
		Good:   "initContainers:\n- name: prepare\n  image: busybox:1.37\n  command: [sh, /scripts/prepare.sh]\n  resources:\n    requests: {cpu: 10m, memory: 32Mi}\n    limits: {memory: 64Mi}",
	},
	container: func(s *subject, c *container) {
		own := len(c.Resources.Requests) + len(c.Resources.Limits) + len(c.Resources.Claims)
		if !c.init || own > 0 || s.pod().Resources != nil {
			return
		}
		enough := "a wait needs no more than requests {cpu: 10m, memory: 32Mi} and limits {memory: 64Mi}"
		if slices.ContainsFunc(c.commands, writes) {
			enough = "set what its work takes, such as requests {cpu: 100m, memory: 256Mi} and limits {memory: 512Mi}"
		}
		s.report(c.at+".resources", "the init container %q has no resource requests or limits; %s", c.Name, enough)
	},
}
