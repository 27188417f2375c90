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
		"token as a Secret": {
			"A token in the place of its Secret's name.",
			jobWith("notebook: {path: a.ipynb, git: {url: 'https://h/x.git', credentialsSecret: ghp_hunter2}}"), "job-git-secret",
		},
		"password as credentials": {"As well.", withPod("credentials: ['Hunter!hunter2']"), "api-invalid"},
		"password as the name of a Secret": {
			"As well.", withInit("image: a:1", "env: [{name: A, valueFrom: {secretKeyRef: {name: Pass_hunter2, key: a}}}]"), "api-invalid",
		},
		"password as a key": {
			"As well.", withInit("image: a:1", "env: [{name: A, valueFrom: {secretKeyRef: {name: a, key: my hunter2!}}}]"), "api-invalid",
		},
		"password as envFrom's Secret": {"As well.", withInit("image: a:1", "envFrom: [{secretRef: {name: Pass_hunter2}}]"), "api-invalid"},
		"variable as envFrom":          {"A variable where its source is wanted.", withInit("image: a:1", "envFrom: ['DB_PASSWORD=hunter2']"), "decode-wrong-type"},
		"command as a step":            {"A command where a container is wanted.", withPod("initContainers: ['PGPASSWORD=hunter2 pg_isready -h db']"), "decode-wrong-type"},
		"command as steps":             {"And where a list of them is.", withPod("initContainers: PGPASSWORD=hunter2 pg_isready -h db"), "decode-wrong-type"},
		"words as a step":              {"A blank is enough.", withPod("initContainers: [curl -u me:hunter2 h]"), "decode-wrong-type"},
		"variable as a mount":          {"It may look like one.", withInit("image: a:1", "volumeMounts: ['URL=https://me:hunter2@h']"), "decode-wrong-type"},
		"URL as a mount":               {"Or a URL may.", withInit("image: a:1", "volumeMounts: ['https://me:hunter2@h']"), "decode-wrong-type"},
		"header in its name":           {"A header in one line.", withInit("image: a:1", "restartPolicy: Always", "startupProbe: {httpGet: {port: 80, httpHeaders: [{name: 'Authorization: Bearer hunter2', value: ''}]}}"), "api-invalid"},
		"unquoted alias":               {"A password may begin with the sign of an alias.", withInit("image: a:1", "env: [{name: A, value: *hunter2}]"), "yaml-syntax"},
		"unquoted alias of a Secret":   {"Also in a Secret beside the jobs.", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  a: *hunter2\n", "yaml-syntax"},
		"unquoted tag":                 {"Or with that of a tag.", withInit("image: a:1", "env:", "- name: A", "  value: !hunter2"), "decode-unsupported-tag"},
		"unquoted standard tag":        {"Of any.", withInit("image: a:1", "env:", "- name: A", "  value: !!hunter2"), "decode-unsupported-tag"},
		"unquoted verbatim tag":        {"Or another.", withInit("image: a:1", "env:", "- name: A", "  value: !<hunter2>"), "decode-unsupported-tag"},
		"command under another name":   {"A misspelt field holds what the field that was meant holds.", withInit("image: a:1", "entrypoint: psql --password hunter2"), "decode-wrong-type"},
		"arguments under another name": {"Also in the plural of another tool.", withInit("image: a:1", "arguments: psql --password hunter2"), "decode-wrong-type"},
		"misspelt command":             {"Also with a letter missing.", withInit("image: a:1", "comand: psql --password hunter2"), "decode-unknown-field"},
		"no blank behind a colon":      {"A text where a mapping is wanted.", jobWith("notebook:", "  path: a.ipynb", "  git:", "    token:hunter2"), "decode-wrong-type"},
		"no blank in a flow mapping":   {"The key holds the value.", withInit("image: a:1", "env: [{name: A, value:hunter2}]"), "decode-unknown-field"},
		"no blank and repeated":        {"Also where it stands twice.", withInit("image: a:1", "env: [{name: A, value:hunter2, value:hunter2}]"), "decode-duplicate-key"},
		"settings for a mapping":       {"A list where a mapping is wanted.", jobWith("notebook: {path: a.ipynb, git: [url=https://h/x, password=hunter2]}"), "decode-wrong-type"},
		"key without a value":          {"A value in braces reads as a key.", withInit("image: a:1", "env: [{hunter2}]"), "decode-unknown-field"},
		"keys for words":               {"Words of a command that read as keys.", withInit("image: a:1", "args: {hunter2: x}"), "decode-wrong-type"},
		"user of an image":             {"A token may be in front of the registry.", withInit("image: 'https://hunter2@reg.example.com/x:1'"), "image-name"},
		"user of an image, no scheme":  {"Without a scheme as well.", withInit("image: 'hunter2@reg.example.com/x:1'"), "image-name"},
		"parameter of a short URL":     {"ssh's form of a URL.", withURL("git@h:x?token=hunter2"), "job-git-password"},
		"tag of a variable":            {"Or in front of all of it.", withInit("image: a:1", "env:", "- !hunter2 {name: A}"), "decode-unsupported-tag"},
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
