package decode_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Proposals of one finding: the name or path a field should have.
func TestUnknownFields(t *testing.T) {
	for _, c := range []struct {
		reason   string
		parent   string
		text     string
		rule     string
		proposed any
	}{
		{"all lower case", "pod", "initcontainers: []", "wrong-case", "initContainers"},
		{"capital first letter, as in Go", "pod", "ContainerImage: x", "wrong-case", "containerImage"},
		{"one letter's case", "init", "imagePullpolicy: Always", "wrong-case", "imagePullPolicy"},
		{"snake_case", "init", "volume_mounts: []", "wrong-case", "volumeMounts"},
		{"kebab-case", "init", "working-dir: /", "wrong-case", "workingDir"},

		{"singular for plural", "pod", "initContainer: []", "unknown-field", "initContainers"},
		{"singular for plural in a container", "init", "volumeMount: []", "unknown-field", "volumeMounts"},
		{"plural for singular", "init", "images: x", "unknown-field", "image"},
		{"Compose's and everyone's short form", "init", "cmd: [x]", "unknown-field", "command"},
		{"Docker's word", "init", "entrypoint: [x]", "unknown-field", "command"},
		{"one argument", "init", "arg: [x]", "unknown-field", "args"},
		{"Compose's word", "init", "environment: []", "unknown-field", "env"},
		{"Docker's word", "init", "workdir: /", "unknown-field", "workingDir"},
		{"kubectl's short name", "volume", "pvc: {claimName: x}", "unknown-field", "persistentVolumeClaim"},
		{"swapped letters", "init", "imgae: x", "unknown-field", "image"},
		{"missing letter", "init", "comand: [x]", "unknown-field", "command"},
		{"two typos in a long word", "init", "imagePulPolcy: Always", "unknown-field", "imagePullPolicy"},
		{"part of the name", "pod", "serviceAccount: x", "unknown-field", "serviceAccountName"},
		{"part of the name", "init", "livenessProbe: {timeout: 5}", "unknown-field", "timeoutSeconds"},
		{"a hint wins over spec.image, which is nearer", "pod", "image: x", "unknown-field", "containerImage"},
		{"the words of the operator's users", "spec", "validation: {level: x}", "unknown-field", "validationConfig"},

		{"one level too high", "spec", "initContainers: []", "misplaced-field", "spec.podConfig.initContainers"},
		{"one level too high and misspelled", "spec", "initContainer: []", "misplaced-field", "spec.podConfig.initContainers"},
		{"two levels too high", "", "initContainers: []", "misplaced-field", "spec.podConfig.initContainers"},
		{"one level too low", "pod", "timeout: 5m", "misplaced-field", "spec.timeout"},
		{"a pod's field in a container", "init", "volumes: []", "misplaced-field", "spec.podConfig.volumes"},
		{"a pod's field in a container", "init", "serviceAccountName: x", "misplaced-field", "spec.podConfig.serviceAccountName"},
		{"the security context's field beside it", "init", "runAsUser: 5", "misplaced-field", "spec.podConfig.initContainers[0].securityContext.runAsUser"},
		{"resources left out", "init", "limits: {}", "misplaced-field", "spec.podConfig.initContainers[0].resources.limits"},
		{"the claim's name beside the volume's", "volume", "claimName: x", "misplaced-field", "spec.podConfig.volumes[0].persistentVolumeClaim.claimName"},
		{"valueFrom left out", "env", "secretKeyRef: {name: a, key: b}", "misplaced-field", "spec.podConfig.env[0].valueFrom.secretKeyRef"},
		{"required places come before optional ones", "spec", "git: {url: x}", "misplaced-field", "spec.notebook.git"},
		{"metadata left out", "", "name: x", "misplaced-field", "metadata.name"},
		{"a hint across levels", "spec", "gitUrl: x", "misplaced-field", "spec.notebook.git.url"},
		{"a synonym on another level", "spec", "serviceAccount: x", "misplaced-field", "spec.podConfig.serviceAccountName"},
		{"several are equally likely", "env", "key: k", "misplaced-field", nil},

		{"nothing like it anywhere", "init", "template: x", "unknown-field", nil},
		{"no guess through a list: which container would it be?", "spec", "command: [x]", "unknown-field", nil},
		{"no guess of another form: x is no mapping, as persistentVolumeClaim is", "volume", "name: v, claim: x", "unknown-field", nil},
		{"no guess for one letter", "init", "q: x", "unknown-field", nil},
		{"no guess for two letters, which rbd is near to", "volume", "rb: {}", "unknown-field", nil},
		{"no guess for an empty name", "init", "'': x", "unknown-field", nil},
	} {
		t.Run(c.reason+" "+c.text, func(t *testing.T) {
			_, findings := decodeJob(t, in(c.parent, c.text))
			if assert.Len(t, findings, 1, lines(findings)) {
				assert.Equal(t, "decode-"+c.rule, findings[0].Rule, findings[0].Message)
				assert.Equal(t, c.proposed, findings[0].Proposed, findings[0].Message)
			}
		})
	}
}

func TestFieldMessages(t *testing.T) {
	for _, c := range []struct {
		reason string
		parent string
		text   string
		want   []string
	}{
		{
			"the nearest name in one line", "init", "volumeMount: []",
			[]string{`unknown-field: unknown field "volumeMount"; did you mean "volumeMounts"?`},
		},
		{
			"a small struct's fields are listed", "env", "name: a, foo: b",
			[]string{`unknown-field: unknown field "foo"; known fields: name, value, valueFrom`},
		},
		{
			"a hint may be advice", "spec", "schedule: x",
			[]string{`unknown-field: unknown field "schedule"; use the annotation fn.notebook.validation.io/schedule`},
		},
		{
			"amounts directly under resources", "pod", "resources: {cpu: 1}",
			[]string{`unknown-field: unknown field "cpu"; put it under requests or limits`},
		},
		{
			"a variable written as a pair", "env", "FOO: bar",
			[]string{`unknown-field: unknown field "FOO"; write "name: FOO" and its value as "value:"`},
		},
		{
			"an item keyed by its name", "volume", "scratch: {emptyDir: {}}",
			[]string{`unknown-field: unknown field "scratch"; write "name: scratch" and its fields beside it`},
		},
		{
			"rivals are named as seen from here", "env", "key: k",
			[]string{`misplaced-field: unknown field "key"; move it to valueFrom.configMapKeyRef.key, valueFrom.secretKeyRef.key or valueFrom.fileKeyRef.key`},
		},
		{
			"a place further off is no better because it is free", "spec", "timeout: 5m, podConfig: {timeout: 6m}",
			[]string{`misplaced-field: unknown field "timeout"; it belongs to spec.timeout, which is set already: remove this one`},
		},
		{
			"faults in the one item of a list that should be a mapping", "spec", "notebook: [{pth: a.ipynb}]",
			[]string{
				`wrong-type: Invalid value: must be a mapping and not a list; remove the "- "`,
				`unknown-field: unknown field "pth"; did you mean "path"?`,
			},
		},
		{
			"no end of rivals: the first few", "volume", "name: v, path: /data",
			[]string{`misplaced-field: unknown field "path"; move it to hostPath.path, nfs.path, glusterfs.path or another like them`},
		},
		{
			"what is there already settles between rivals", "env", "name: A, key: k, valueFrom: {secretKeyRef: {name: s}}",
			[]string{`misplaced-field: unknown field "key"; move it to spec.podConfig.env[0].valueFrom.secretKeyRef.key`},
		},
		{
			"a place that is taken is no place to move to", "spec", "timeout: 5m, podConfig: {initContainers: [{timeout: 6m}], buildConfig: {timeout: 1m}}",
			[]string{`misplaced-field: unknown field "timeout"; it belongs to spec.timeout, which is set already: remove this one`},
		},
		{
			"faults below a misspelled field are found as well", "pod", "initcontainers: [{nam: x, tty: 'true'}]",
			[]string{
				`wrong-case: unknown field "initcontainers"; did you mean "initContainers"? field names are case-sensitive`,
				`unknown-field: unknown field "nam"; did you mean "name"?`,
				`wrong-type: Invalid value: "true": must be true or false, without quotes: true`,
			},
		},
		{
			"faults below a misplaced field are found as well", "spec", "initContainers: [{nam: x}]",
			[]string{
				`misplaced-field: unknown field "initContainers"; move it to spec.podConfig.initContainers`,
				`unknown-field: unknown field "nam"; did you mean "name"?`,
			},
		},
		{
			"duplicates, with the distance to the first", "", "metadata:\n  name: a\n  labels: {}\n  name: b\n",
			[]string{`duplicate-key: duplicate field "name": already set 2 lines above; keep one of them`},
		},
		{
			"duplicates on one line", "pod", "nodeSelector: {a: b, a: c}",
			[]string{`duplicate-key: duplicate field "a": already set earlier on the same line; keep one of them`},
		},
		{
			"a number and a string that become one key", "pod", "nodeSelector: {1: b, '1': c}",
			[]string{`duplicate-key: duplicate field "1": already set earlier on the same line; keep one of them`},
		},
		{
			"keys that would be renamed on the way", "pod", "nodeSelector: {on: a, 0x10: b}",
			[]string{
				`bad-key: Invalid value: on: a key must be a string; put it in quotes: "on"`,
				`bad-key: Invalid value: 0x10: a key must be a string; put it in quotes: "0x10"`,
			},
		},
	} {
		t.Run(c.reason, func(t *testing.T) {
			_, findings := decodeJob(t, in(c.parent, c.text))
			assert.Equal(t, c.want, told(findings))
		})
	}
}

func TestMisspelledFieldsAreDecoded(t *testing.T) {
	job, findings := decodeJob(t, in("pod", "initcontainers: [{name: wait, cmd: [x]}]"))
	assert.Len(t, findings, 2)
	if assert.Len(t, job.Spec.PodConfig.InitContainers, 1, "rules that run afterwards must see the container") {
		assert.Equal(t, []string{"x"}, job.Spec.PodConfig.InitContainers[0].Command)
	}

	job, _ = decodeJob(t, in("pod", "containerImage: right, container_image: wrong"))
	assert.Equal(t, "right", job.Spec.PodConfig.ContainerImage, "the right name wins over the misspelled one")
}
