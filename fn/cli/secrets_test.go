package cli

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// jobWith is a NotebookValidationJob whose spec ends with the given lines.
func jobWith(lines ...string) string {
	return "apiVersion: notebook.validation.io/v1alpha1\nkind: NotebookValidationJob\nmetadata: {name: a}\nspec:\n  " +
		strings.ReplaceAll(strings.Join(lines, "\n"), "\n", "\n  ") + "\n"
}

func withURL(url string) string {
	return jobWith("notebook: {path: a.ipynb, git: {url: '" + url + "'}}")
}

func withPod(lines ...string) string {
	return jobWith("notebook: {path: a.ipynb}\npodConfig:\n  " + strings.Join(lines, "\n  "))
}

func withInit(lines ...string) string {
	return withPod("initContainers:\n  - name: b\n    " + strings.Join(lines, "\n    "))
}

// Every resource has a fault at or around hunter2, which is a secret.
func TestSecretsAreInNoFormat(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		text   string
		rule   string
	}{
		"url behind a blank": {"What is no URL may still be one with a password.", withURL(" https://u:hunter2@h/x.git"), "job-git-url"},
		"golden url": {
			"And so it is in the other notebook.",
			jobWith("notebook: {path: a.ipynb}", "goldenNotebook: {path: b.ipynb, git: {url: ' https://u:hunter2@h/x.git'}}"), "job-git-url",
		},
		"url with one slash":        {"A slash is forgotten easily.", withURL("https:/u:hunter2@h/x"), "job-git-url"},
		"url without a scheme":      {"And so is the scheme.", withURL("github.com/u:hunter2@h"), "job-git-url"},
		"password for ssh":          {"user@host:path knows no password.", withURL("git:hunter2@host:path"), "job-git-url"},
		"parameter without scheme":  {"Nor is a parameter safe there.", withURL("github.com/x?token=hunter2"), "job-git-url"},
		"password with @ and slash": {"A password may hold whatever ends it elsewhere.", withURL("https://ci:p@ss/hunter2@h/x.git"), "job-git-password"},
		"password with @":           {"The last @ is the one that counts.", withURL("https://u:a@hunter2@h/x.git"), "job-git-password"},
		"password with slash":       {"A slash ends no password.", withURL("https://ci:pa/hunter2@h/x.git"), "job-git-password"},
		"token and empty password":  {"Some hosts want the token as the user's name.", withURL("https://hunter2:x-oauth-basic@h/x.git"), "job-git-password"},
		"token behind a password":   {"Where an @ is in a parameter.", withURL("https://u:p@h/x.git?token=a@hunter2"), "job-git-password"},
		"image of a step":           {"Credentials for a registry are no part of an image.", withInit("image: https://ci:hunter2@reg.example.com/x:1"), "image-name"},
		"image without scheme":      {"With a scheme or without.", withInit("image: ci:hunter2@reg.example.com/x:1"), "image-name"},
		"image of the notebook":     {"Nor of the notebook's.", withPod("containerImage: https://ci:hunter2@reg.example.com/x:1"), "image-name"},
		"image with a blank":        {"The API server repeats what it refuses.", withInit("image: ' https://ci:hunter2@reg.example.com/x:1'"), "api-invalid"},
		"two images": {
			"The one that has no effect is not repeated either.",
			jobWith("image: https://ci:hunter2@reg.example.com/x:1", "notebook: {path: a.ipynb}", "podConfig: {containerImage: a:1}"), "job-two-images",
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder(t, map[string]string{"a.yaml": c.text})
			for _, format := range formats {
				_, stdout, stderr := call("", "validate", "-o", format, "a.yaml")
				assert.NotContains(t, stdout+stderr, "hunter2", "%s %s", format, c.reason)
				assert.Contains(t, stdout+stderr, c.rule, "%s %s", format, c.reason)
			}
			_, shown := onTerminal(t, "validate", "a.yaml")
			assert.NotContains(t, strings.Join(strings.Fields(shown), ""), "hunter2", c.reason)
		})
	}
}
