package decode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAliasesAndMerges(t *testing.T) {
	job, findings := decodeJob(t, `
spec:
  podConfig:
    initContainers:
    - &base
      name: one
      image: busybox:1.37
      tty: true
    - <<: *base
      name: two
    - <<: [{name: three}, *base]
    - *base
`)
	require.Empty(t, lines(findings), "a merged field may be overridden")
	containers := job.Spec.PodConfig.InitContainers
	require.Len(t, containers, 4)
	for i, name := range []string{"one", "two", "three", "one"} {
		assert.Equal(t, name, containers[i].Name)
		assert.Equal(t, "busybox:1.37", containers[i].Image)
		assert.True(t, containers[i].TTY)
	}
}

func TestFaultsInAliasesPointToWhereTheyAreWritten(t *testing.T) {
	_, findings := decodeJob(t, `
spec:
  podConfig:
    volumeMounts: &m
    - {name: a, mountpath: /a}
    initContainers:
    - volumeMounts: *m
    - <<: {tyt: true}
`)
	assert.Equal(t, []string{
		`5:17 spec.podConfig.volumeMounts[0].mountpath [wrong-case] unknown field "mountpath"; did you mean "mountPath"? field names are case-sensitive`,
		`5:17 spec.podConfig.initContainers[0].volumeMounts[0].mountpath [wrong-case] unknown field "mountpath"; did you mean "mountPath"? field names are case-sensitive`,
		`8:12 spec.podConfig.initContainers[1].tyt [unknown-field] unknown field "tyt"; did you mean "tty"?`,
	}, lines(findings))
}

func TestBadAliases(t *testing.T) {
	for _, c := range []struct{ reason, text, want string }{
		{
			"an alias inside its own anchor", "spec: {podConfig: {initContainers: &x [*x]}}",
			`alias *x contains itself: write the value out`,
		},
		{
			"a mapping that merges itself", "spec: {podConfig: {nodeSelector: &x {<<: *x}}}",
			`alias *x contains itself: write the value out`,
		},
		{
			"a merge of something else", "spec: {podConfig: {nodeSelector: {<<: x}}}",
			`"<<" must name a mapping or a list of mappings; write the fields out`,
		},
	} {
		t.Run(c.reason, func(t *testing.T) {
			_, findings := decodeJob(t, c.text)
			assert.Contains(t, told(findings), "bad-alias: "+c.want)
		})
	}
}

// A few hundred bytes that expand to ten billion values: without the limit this test would not end.
func TestAliasBomb(t *testing.T) {
	var text strings.Builder
	text.WriteString("status: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nmetadata:\n  managedFields:\n")
	for i := range 10 {
		fmt.Fprintf(&text, "  - fieldsV1: {a: &a%d [%s]}\n", i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	_, findings := decodeJob(t, text.String())
	assert.Equal(t, []string{"bad-alias: aliases add more than 100000 values: write fewer of them"}, told(findings))
}
