package decode_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestValues(t *testing.T) {
	for _, c := range []struct {
		reason   string
		parent   string
		text     string
		want     string
		proposed any
	}{
		{
			"one program where a list is wanted", "init", "command: pg_isready",
			`wrong-type: Invalid value: "pg_isready": must be a list: [pg_isready]`,
			[]any{"pg_isready"},
		},
		{
			"one item where a list is wanted", "pod", "credentials: db",
			`wrong-type: Invalid value: must be a list`, nil,
		},
		{
			"one item where a list is wanted", "spec", "comparisonConfig: {ignoreOutputTypes: stream}",
			`wrong-type: Invalid value: "stream": must be a list: [stream]`,
			[]any{"stream"},
		},
		{
			"one item without its dash", "pod", "initContainers: {name: x}",
			`wrong-type: Invalid value: must be a list; put "- " before the first field of each item`, nil,
		},
		{
			"items keyed by name", "pod", "initContainers: {wait: {image: x}}",
			`wrong-type: Invalid value: must be a list; write "- name: wait" and its fields below it, and so on for each`, nil,
		},
		{
			"variables as a mapping", "pod", "env: {FOO: bar}",
			`wrong-type: Invalid value: must be a list; write "- name: FOO" and "value:" below it, and so on for each`,
			[]any{map[string]any{"name": "FOO", "value": "(the value of FOO)"}},
		},
		{
			"an empty mapping for a list", "pod", "volumes: {}",
			`wrong-type: Invalid value: must be a list`,
			[]any{},
		},
		{
			"a list where a mapping is wanted", "spec", "notebook: [{path: x.ipynb}]",
			`wrong-type: Invalid value: must be a mapping and not a list; remove the "- "`, nil,
		},
		{
			"a list of words where a mapping is wanted", "pod", "nodeSelector: [disk]",
			`wrong-type: Invalid value: must be a mapping, one "key: value" a line, and not a list`, nil,
		},
		{
			"a colon without a space behind it", "spec", "notebook: path:a.ipynb",
			`wrong-type: Invalid value: must be a mapping; put a space after "path:"`, nil,
		},
		{
			"a colon behind what is no field", "spec", "notebook: C:a.ipynb",
			`wrong-type: Invalid value: must be a mapping; write the text as the value of "path"`, nil,
		},
		{
			"a token in the place of a URL", "spec", "notebook: {git: 'token:hunter2'}",
			`wrong-type: Invalid value: must be a mapping; write the text as the value of "url"`, nil,
		},
		{
			"a URL without credentials", "spec", "notebook: {git: 'https://example.com:8443/x.git'}",
			`wrong-type: Invalid value: "https://example.com:8443/x.git": must be a mapping: {url: https://example.com:8443/x.git}`,
			map[string]any{"url": "https://example.com:8443/x.git"},
		},
		{
			"a word where a mapping is wanted", "spec", "notebook: a.ipynb",
			`wrong-type: Invalid value: "a.ipynb": must be a mapping: {path: a.ipynb}`,
			map[string]any{"path": "a.ipynb"},
		},
		{
			"true for an empty mapping", "volume", "emptyDir: true",
			`wrong-type: Invalid value: true: must be a mapping: {}`,
			map[string]any{},
		},
		{
			"a list where a string is wanted", "init", "image: [x]",
			`wrong-type: Invalid value: must be a string`, nil,
		},
		{
			"a number where a string is wanted", "init", "image: 5432",
			`wrong-type: Invalid value: 5432: must be a string; put it in quotes: "5432"`, "5432",
		},
		{
			"a number is quoted as it is written", "init", "image: 1_0",
			`wrong-type: Invalid value: 1_0: must be a string; put it in quotes: "1_0"`, "1_0",
		},
		{
			"a boolean where a string is wanted", "init", "name: true",
			`wrong-type: Invalid value: true: must be a string; put it in quotes: "true"`, "true",
		},
		{
			"kubectl reads YAML 1.1, where yes is a boolean", "init", "name: yes",
			`wrong-type: Invalid value: yes: must be a string; YAML reads it as a boolean, so put it in quotes: "yes"`, "yes",
		},
		{
			"an unquoted variable's value is not shown", "env", "name: A, value: 5432",
			`wrong-type: Invalid value: must be a string; put it in quotes`, nil,
		},

		{
			"a quoted integer", "init", `ports: [{containerPort: "8080"}]`,
			`wrong-type: Invalid value: "8080": must be an integer; remove the quotes: 8080`, int64(8080),
		},
		{
			"a quoted octal", "volume", `configMap: {defaultMode: "0644"}`,
			`wrong-type: Invalid value: "0644": must be an integer; remove the quotes: 0644`, int64(420),
		},
		{
			"a word for an integer", "init", "ports: [{containerPort: http}]",
			`wrong-type: Invalid value: "http": must be an integer`, nil,
		},
		{
			"larger than int32", "init", "ports: [{containerPort: 3000000000}]",
			`bad-number: Invalid value: 3000000000: must be between -2147483648 and 2147483647`, nil,
		},
		{
			"larger than uint64", "init", "securityContext: {runAsUser: 99999999999999999999}",
			`bad-number: Invalid value: 99999999999999999999: must be between -9223372036854775808 and 9223372036854775807`, nil,
		},
		{
			"not whole", "init", "securityContext: {runAsUser: 1000.5}",
			`bad-number: Invalid value: 1000.5: must be a whole number`, nil,
		},
		{
			"infinite", "init", "securityContext: {runAsUser: .inf}",
			`bad-number: Invalid value: .inf: must be an integer`, nil,
		},
		{
			"a quoted boolean", "init", `tty: "yes"`,
			`wrong-type: Invalid value: "yes": must be true or false, without quotes: true`, true,
		},
		{
			"a number for a boolean", "init", "tty: 1",
			`wrong-type: Invalid value: 1: must be true or false: true`, true,
		},
		{
			"a port that is neither", "init", "livenessProbe: {httpGet: {port: true}}",
			`wrong-type: Invalid value: true: must be an integer or a string`, nil,
		},
		{
			"a port that is not whole", "init", "livenessProbe: {httpGet: {port: 80.5}}",
			`bad-number: Invalid value: 80.5: must be a whole number or a string`, nil,
		},

		{
			"gigabytes", "pod", "resources: {limits: {memory: 2GB}}",
			`bad-quantity: Invalid value: "2GB": must be a quantity such as 500m, 1.5, 512Mi or 2G; did you mean 2G?`, "2G",
		},
		{
			"lower case", "pod", "resources: {limits: {memory: 512mb}}",
			`bad-quantity: Invalid value: "512mb": must be a quantity such as 500m, 1.5, 512Mi or 2G; did you mean 512M?`, "512M",
		},
		{
			"a blank", "pod", "resources: {limits: {memory: 1 Gi}}",
			`bad-quantity: Invalid value: "1 Gi": must be a quantity such as 500m, 1.5, 512Mi or 2G; did you mean 1Gi?`, "1Gi",
		},
		{
			"lower case binary", "pod", "resources: {limits: {memory: 2gi}}",
			`bad-quantity: Invalid value: "2gi": must be a quantity such as 500m, 1.5, 512Mi or 2G; did you mean 2Gi?`, "2Gi",
		},
		{
			"a comma", "pod", `resources: {limits: {cpu: "0,5"}}`,
			`bad-quantity: Invalid value: "0,5": must be a quantity such as 500m, 1.5, 512Mi or 2G; did you mean 0.5?`, "0.5",
		},
		{
			"cores in words", "pod", "resources: {limits: {cpu: 2 cores}}",
			`bad-quantity: Invalid value: "2 cores": must be a quantity such as 500m, 1.5, 512Mi or 2G; did you mean 2?`, "2",
		},
		{
			"no number", "pod", "resources: {limits: {cpu: lots}}",
			`bad-quantity: Invalid value: "lots": must be a quantity such as 500m, 1.5, 512Mi or 2G; suffixes are m, k, M, G, T, P, Ki, Mi, Gi, Ti and Pi`, nil,
		},
		{
			"an exponent that nobody can compute", "pod", "resources: {limits: {memory: 1e999999999}}",
			`bad-quantity: Invalid value: 1e999999999: must be a quantity such as 500m, 1.5, 512Mi or 2G, of at most 128 characters and with an exponent of at most 3 digits`, nil,
		},
		{
			"the same in quotes", "volume", `emptyDir: {sizeLimit: "1E-999999999"}`,
			`bad-quantity: Invalid value: "1E-999999999": must be a quantity such as 500m, 1.5, 512Mi or 2G, of at most 128 characters and with an exponent of at most 3 digits`, nil,
		},
		{
			"a divisor", "env", "name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1e+999999999}}",
			`bad-quantity: Invalid value: 1e+999999999: must be a quantity such as 500m, 1.5, 512Mi or 2G, of at most 128 characters and with an exponent of at most 3 digits`, nil,
		},
		{
			"a claim", "volume", "ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 1e999999999}}}}}",
			`bad-quantity: Invalid value: 1e999999999: must be a quantity such as 500m, 1.5, 512Mi or 2G, of at most 128 characters and with an exponent of at most 3 digits`, nil,
		},
		{
			"the size of huge pages, which validation reads from the name", "pod", "resources: {limits: {hugepages-1e999999999: 1}}",
			`bad-quantity: Invalid value: "hugepages-1e999999999": must name a size of huge pages, such as hugepages-2Mi`, nil,
		},
		{
			"an exponent where an integer is wanted", "pod", "tolerations: [{tolerationSeconds: 1e999999999}]",
			`bad-number: Invalid value: 1e999999999: must be between -9223372036854775808 and 9223372036854775807`, nil,
		},
		{
			"and where a port is wanted", "init", "ports: [{containerPort: -1e999999999}]",
			`bad-number: Invalid value: -1e999999999: must be between -2147483648 and 2147483647`, nil,
		},
		{
			"a long integer", "init", "ports: [{containerPort: 1" + strings.Repeat("0", 1<<20) + "}]",
			`bad-number: Invalid value: 1` + strings.Repeat("0", 199) + `…: must be between -2147483648 and 2147483647`, nil,
		},
		{
			"a long integer in another base", "init", "securityContext: {runAsUser: 0x" + strings.Repeat("f", 1<<20) + "}",
			`bad-number: Invalid value: 0x` + strings.Repeat("f", 198) + `…: must be between -9223372036854775808 and 9223372036854775807`, nil,
		},
		{
			"a duration that is a number", "spec", "timeout: 1e999999999",
			`bad-duration: Invalid value: 1e999999999: must be a duration such as 90s, 30m or 1h30m`, nil,
		},
		{
			"no quantity at all", "pod", "resources: {limits: {cpu: {a: 1}}}",
			`bad-quantity: Invalid value: must be a quantity such as 500m, 1.5, 512Mi or 2G, and not a mapping; is it indented too far?`, nil,
		},

		{
			"a duration in words", "spec", "timeout: 1 hour 30 minutes",
			`bad-duration: Invalid value: "1 hour 30 minutes": must be a duration such as 90s, 30m or 1h30m; did you mean 1h30m?`, "1h30m",
		},
		{
			"Go has no days", "spec", "timeout: 1d",
			`bad-duration: Invalid value: "1d": must be a duration such as 90s, 30m or 1h30m; did you mean 24h?`, "24h",
		},
		{
			"a duration without a unit", "spec", "timeout: 30",
			`bad-duration: Invalid value: 30: must be a duration such as 90s, 30m or 1h30m; add the unit`, nil,
		},
		{
			"no duration", "spec", "timeout: soon",
			`bad-duration: Invalid value: "soon": must be a duration such as 90s, 30m or 1h30m`, nil,
		},
		{
			"no time", "", "metadata: {creationTimestamp: yesterday}",
			`bad-time: Invalid value: "yesterday": must be an RFC 3339 time such as "2026-01-31T08:00:00Z"`, nil,
		},

		{
			"a tag nobody evaluates", "init", "image: !env IMAGE",
			`unsupported-tag: tag !env is not supported and would be ignored; remove it`, nil,
		},
		{
			"bytes in YAML", "init", "image: !!binary aGk=",
			`unsupported-tag: tag !!binary is not supported and would be ignored; remove it`, nil,
		},
		{
			"a tag that does not fit", "init", "tty: !!bool maybe",
			`wrong-type: Invalid value: "maybe": must fit its tag !!bool; remove the tag`, nil,
		},

		{
			"the document is a word", "", "hello",
			`wrong-type: Invalid value: must be a mapping with the fields kind, apiVersion, metadata, spec, status`, nil,
		},
		{
			"the password in a URL", "spec", "notebook: {git: 'https://me:hunter2@example.com/x'}",
			`wrong-type: Invalid value: must be a mapping; write the text as the value of "url"`, nil,
		},
	} {
		t.Run(c.reason, func(t *testing.T) {
			_, findings := decodeJob(t, in(c.parent, c.text))
			if assert.Equal(t, []string{c.want}, told(findings)) {
				assert.Equal(t, c.proposed, findings[0].Proposed)
			}
		})
	}
}

func TestNullIsAbsent(t *testing.T) {
	for _, text := range []string{
		"", "~", "# nothing", "spec:", "spec: {podConfig: ~}", "spec: {podConfig: {initContainers: , env: null}}",
		"spec: {image: ~, notebook: {git: ~}, timeout: }", "metadata: {labels: , creationTimestamp: null}",
	} {
		job, findings := decodeJob(t, text)
		assert.Empty(t, lines(findings), text)
		assert.Zero(t, job, text)
	}
}

func TestPositions(t *testing.T) {
	_, findings := decodeJob(t, `# comment
spec:
  podConfig:
    initContainers:
    - name: a
      image: busybox
      image: alpine
    - name: b
      volumeMount: []
      tty: "true"
    env:
      FOO: bar
`)
	assert.Equal(t, []string{
		`7:7 spec.podConfig.initContainers[0].image [duplicate-key] duplicate field "image": already set on the line above; keep one of them`,
		`9:7 spec.podConfig.initContainers[1].volumeMount [unknown-field] unknown field "volumeMount"; did you mean "volumeMounts"?`,
		`10:12 spec.podConfig.initContainers[1].tty [wrong-type] Invalid value: "true": must be true or false, without quotes: true`,
		`12:7 spec.podConfig.env [wrong-type] Invalid value: must be a list; write "- name: FOO" and "value:" below it, and so on for each`,
	}, lines(findings))
	require.Equal(t, "volumeMount", findings[1].Current)
	require.Equal(t, "true", findings[2].Current)
}
