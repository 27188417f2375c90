package yamlnode

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v3"
)

func TestCheckAliases(t *testing.T) {
	nested := "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n"
	for i := range 10 {
		nested += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	long := "text: &t " + strings.Repeat("x", 1<<20) + "\nlist: ["
	for _, c := range []struct {
		reason, text, want string
		line               int
	}{
		{"no alias", "a: {b: c}", "", 0},
		{"what people write", "a: &a {b: c}\nd: *a\ne: {<<: *a}", "", 0},
		{"a long text is used a few times", long + "*t, *t, *t, *t]", "", 0},
		{"a long text is used often", long + strings.Repeat("*t, ", 1000) + "]", "aliases add more than 4 MiB of text: write fewer of them, or put the text into a ConfigMap", 2},
		{"few lines are billions of values", nested, "aliases add more than 100000 values: write fewer of them", 5},
		{"a list in itself", "a: &a\n- *a", "alias *a contains itself: write the value out", 2},
		{"a mapping merges itself", "a: &a\n  <<: *a", "alias *a contains itself: write the value out", 2},
		{"through another one", "a: &a\n  b: &b\n  - *a\nc: *b", "alias *a contains itself: write the value out", 3},
	} {
		t.Run(c.reason, func(t *testing.T) {
			var root yaml.Node
			require.NoError(t, yaml.Unmarshal([]byte(c.text), &root))
			err := CheckAliases(&root, PerResource)
			if c.want == "" {
				assert.NoError(t, err)
				return
			}
			var fault *AliasError
			require.ErrorAs(t, err, &fault)
			assert.Equal(t, c.want, fault.Message)
			assert.Equal(t, c.line, fault.Alias.Line)
		})
	}
}
