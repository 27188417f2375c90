package decode_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
