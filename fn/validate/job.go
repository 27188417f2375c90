package validate

import (
	"fmt"
	"path"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/expand"
	"github.com/notebook-validation/nvj/fn/secret"
)

// metadata wants a name: without one there is nothing to call the Job.
func (c *check) metadata(job *v1alpha1.NotebookValidationJob) {
	switch {
	case job.Name == "" && job.GenerateName != "":
		c.add("job-generate-name", "metadata.generateName",
			"Forbidden: a build has no API server that could make a name; set metadata.name", job.GenerateName, nil)
	case job.Name == "":
		c.add("job-name-required", "metadata.name", "Required value: name the job", nil, nil)
	default:
		if faults := validation.IsDNS1123Subdomain(job.Name); len(faults) > 0 {
			c.add("job-name", "metadata.name", fmt.Sprintf("Invalid value: %q: %s", job.Name, faults[0]),
				job.Name, nearName(job.Name))
		}
	}
}

// notebooks checks both notebooks: path and repository.
func (c *check) notebooks(spec *v1alpha1.NotebookValidationJobSpec) {
	c.notebook("spec.notebook", spec.Notebook)
	golden := spec.GoldenNotebook
	if golden == nil {
		return
	}
	c.notebook("spec.goldenNotebook", *golden)
	// Without a repository of its own it stands in the notebook's, unless its path is
	// absolute, or in the image.
	if golden.Git == nil && spec.Notebook.Git != nil && !isLocal(golden.Path) {
		c.invalid("job-notebook-path", "spec.goldenNotebook.path", golden.Path, "must stay within the repository of spec.notebook")
	}
}

const mustBeGitURL = "must be https://…, http://…, ssh://…, git://…, file://… or user@host:path"

func (c *check) notebook(at string, notebook v1alpha1.NotebookSpec) {
	field := at + ".path"
	switch {
	case notebook.Path == "":
		c.add("job-notebook-required", field, "Required value: the path of an .ipynb file", nil, nil)
	case !strings.HasSuffix(notebook.Path, ".ipynb"):
		c.invalid("job-notebook-path", field, notebook.Path, "must end with .ipynb")
	case notebook.Git == nil: // anywhere in the image
	case path.IsAbs(notebook.Path):
		within := strings.TrimPrefix(strings.TrimPrefix(notebook.Path, expand.RepositoryDir+"/"), expand.GoldenDir+"/")
		c.add("job-notebook-path", field, "Invalid value: \""+notebook.Path+"\": must be relative to the repository's root",
			notebook.Path, strings.TrimLeft(within, "/"))
	case !isLocal(notebook.Path):
		c.invalid("job-notebook-path", field, notebook.Path, "must stay within the repository")
	}
	if notebook.Git == nil {
		return
	}
	git := notebook.Git
	switch {
	case git.URL == "":
		c.add("job-git-url", at+".git.url", "Required value: the URL of a Git repository", nil, nil)
	case !gitURL().MatchString(git.URL) && strings.ContainsAny(git.URL, "@?="):
		// Where its parts cannot be told apart, a password cannot either.
		c.add("job-git-url", at+".git.url", "Invalid value: "+mustBeGitURL, nil, nil)
	case !gitURL().MatchString(git.URL):
		c.invalid("job-git-url", at+".git.url", git.URL, mustBeGitURL)
	case secret.InURL(git.URL):
		c.add("job-git-password", at+".git.url",
			"Forbidden: the URL holds a password or token, which everybody who can read the pod would see; "+
				"put it into a Secret with the keys username and password, or token, and name that in credentialsSecret",
			secret.Redact(git.URL), nil)
	}
	if faults := validation.IsDNS1123Subdomain(git.CredentialsSecret); git.CredentialsSecret != "" && len(faults) > 0 {
		// Neither repeated nor mended: it may be the token itself.
		c.add("job-git-secret", at+".git.credentialsSecret", "Invalid value: must be the name of a Secret: "+faults[0], nil, nil)
	}
	if git.CredentialsSecret != "" && strings.HasPrefix(git.URL, "http://") {
		c.warn("job-plain-http", at+".git.url", "the credentials are sent in clear text; use https", nil, nil)
	}
	if strings.HasPrefix(git.Ref, "-") || strings.ContainsAny(git.Ref, " \t\n~^:?*[\\") || strings.Contains(git.Ref, "..") {
		c.invalid("job-git-ref", at+".git.ref", git.Ref, "must be a branch, a tag or a commit SHA")
	}
}

// isLocal reports whether a relative path stays below its root.
func isLocal(name string) bool {
	clean := path.Clean(name)
	return clean != ".." && !strings.HasPrefix(clean, "../")
}

// image reports two images that contradict each other: one of them is ignored.
func (c *check) image(spec *v1alpha1.NotebookValidationJobSpec) {
	if spec.Image != "" && spec.PodConfig.ContainerImage != "" && spec.Image != spec.PodConfig.ContainerImage {
		image := secret.Image(spec.Image)
		c.warn("job-two-images", "spec.image",
			"\""+image+"\" has no effect: spec.podConfig.containerImage wins; remove one of the two", image, nil)
	}
}

// schedule wants every CronJob to have one, and nothing else.
func (c *check) schedule(job *v1alpha1.NotebookValidationJob, cfg *v1alpha1.ExpandNotebookJobsSpec) {
	_, own := job.Annotations[v1alpha1.ScheduleAnnotation]
	switch {
	case cfg.Output != v1alpha1.OutputCronJob && own:
		c.warn("job-no-effect", "metadata.annotations["+v1alpha1.ScheduleAnnotation+"]",
			fmt.Sprintf("has no effect: output is %s; set output: CronJob in the function config, or remove it", cfg.Output), nil, nil)
	case cfg.Output == v1alpha1.OutputCronJob && !own && cfg.CronJob.Schedule == "":
		c.add("job-schedule-required", "metadata.annotations["+v1alpha1.ScheduleAnnotation+"]",
			"Required value: output is CronJob; set this annotation, or spec.cronJob.schedule of the function config", nil, nil)
	}
}
