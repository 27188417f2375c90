package decode_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/notebook-validation/nvj/fn/decode"
)

// Every document has a fault at or around the word hunter2, which is a secret.
func TestSecretsAreNeverTold(t *testing.T) {
	for _, c := range []struct{ parent, text string }{
		{"env", "name: A, value: [hunter2]"},
		{"env", "name: A, value: {a: hunter2}"},
		{"env", "name: A, value: !vault hunter2"},
		{"env", "name: A, value: !!int hunter2"},
		{"env", "name: A, valu: hunter2"},
		{"env", "name: A, valueFrom: hunter2"},
		{"env", "name: A, valueFrom: {secretKeyRef: hunter2}"},
		{"env", "name: A, valueFrom: {secretKeyRef: {name: s, key: k, optional: hunter2}}"},
		{"env", "PASSWORD: hunter2"},
		{"env", "PASSWORD=hunter2: "},
		{"pod", "env: {PASSWORD: hunter2}"},
		{"pod", "env: {name: A, value: [hunter2]}"},
		{"pod", "env: [PASSWORD=hunter2]"},
		{"pod", "env: PASSWORD=hunter2"},
		{"init", "env: {PASSWORD: hunter2, TOKEN: hunter2}"},
		{"init", "env: {PASSWORD=hunter2: ~}"},
		{"init", "command: psql --password=hunter2"},
		{"init", "command: {a: hunter2}"},
		{"init", "command: [[hunter2]]"},
		{"init", "cmd: {a: hunter2}"},
		{"init", "args: hunter2"},
		{"init", "args: [{password: hunter2}]"},
		{"init", "arg: hunter2"},
		{"init", "livenessProbe: {exec: {command: curl -u me:hunter2 x}}"},
		{"init", "livenessProbe: {exec: {command: hunter2}}"},
		{"init", "livenessProbe: {httpGet: {port: 80, httpHeaders: {Authorization: hunter2}}}"},
		{"init", "livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: Authorization, value: [hunter2]}]}}"},
		{"init", "image: {password: hunter2}"},
		{"init", "image: [{token: hunter2}]"},
		{"init", "password: hunter2"},
		{"spec", "notebook: {git: 'url:https://me:hunter2@example.com'}"},
		{"spec", "notebook: [{git: {url: 'https://me:hunter2@example.com'}}]"},
		{"spec", "notebook: {git: {url: ['https://me:hunter2@example.com']}}"},
		{"spec", "notebook: {git: {credentialsSecret: [hunter2]}}"},
		{"spec", "image: !!int 'https://me:hunter2@example.com'"},
		{"spec", "podConfig: {buildConfig: {strategyConfig: {apiToken: [hunter2], PASSWD: {a: hunter2}}}}"},
		{"spec", "podConfig: {buildConfig: [{strategyConfig: {apiKey: hunter2}}]}"},
		{"", "data: {password: hunter2}"},
		{"", "stringData: hunter2"},
		{"", "spec: [{podConfig: {env: [{name: A, value: hunter2}], initContainers: [{args: [hunter2]}]}}]"},
		{"", "- spec: {podConfig: {env: [{name: A, value: hunter2}]}}\n- a"},
	} {
		t.Run(c.parent+" "+c.text, func(t *testing.T) {
			_, findings := decodeJob(t, in(c.parent, c.text))
			require.NotEmpty(t, findings, "the case must have a fault")
			raw, err := json.Marshal(findings)
			require.NoError(t, err)
			assert.NotContains(t, fmt.Sprintf("%s %+v", raw, findings), "hunter2")
		})
	}
}

func TestSensitive(t *testing.T) {
	for path, want := range map[string]bool{
		"spec.podConfig.env":                                                          true, // FOO=bar as its only item
		"spec.podConfig.env[0]":                                                       true,
		"spec.podConfig.env[FOO]":                                                     true,
		"spec.podConfig.env[0].value":                                                 true,
		"spec.podConfig.env[0].name":                                                  false,
		"spec.podConfig.env[0].valueFrom.fieldRef.fieldPath":                          false,
		"spec.podConfig.env[0].valueFrom.secretKeyRef.name":                           true,
		"spec.podConfig.initContainers[1].args[2]":                                    true,
		"spec.podConfig.initContainers[1].command":                                    true,
		"spec.podConfig.initContainers[1].image":                                      false,
		"spec.podConfig.initContainers[0].startupProbe.exec.command[0]":               true,
		"spec.podConfig.tolerations[0].value":                                         false,
		"spec.podConfig.tolerations[0].key":                                           true,
		"spec.podConfig.volumes[0].secret.defaultMode":                                true,
		"spec.notebook.git.credentialsSecret":                                         true,
		"metadata.annotations[example.com/api-token]":                                 true,
		"metadata.annotations[example.com/owner]":                                     false,
		"data[config.yaml]":                                                           true,
		"spec.podConfig.initContainers[0].livenessProbe.httpGet.httpHeaders[0].value": true,
		"": false,
	} {
		assert.Equal(t, want, decode.Sensitive(path), path)
	}
}
