package suggest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNearest(t *testing.T) {
	fields := []string{"command", "containerImage", "env", "envFrom", "mountPath", "volumeMounts", "image-pull", "image-push"}
	for _, c := range []struct{ reason, name, want string }{
		{"another case", "volumemounts", "volumeMounts"},
		{"another way to separate words", "volume_mounts", "volumeMounts"},
		{"the singular", "volumeMount", "volumeMounts"},
		{"what another tool calls it", "entrypoint", "command"},
		{"a letter is missing", "comand", "command"},
		{"two letters are swapped", "commnad", "command"},
		{"one of the words", "image", ""},
		{"one word that only one candidate has", "container", "containerImage"},
		{"several typos in a long name", "volmeMuonts", "volumeMounts"},
		{"several typos in a short name say nothing", "vne", ""},
		{"two candidates that are as close, but not certain", "image-puxx", ""},
		{"nothing alike", "schedule", ""},
		{"no name", "", ""},
		{"only separators", "-_ ", ""},
		{"no name is as long", strings.Repeat("command", 1<<17), ""},
		{"letters that take more bytes in lower case", strings.Repeat("İ", MaxLength/2), ""},
	} {
		t.Run(c.reason, func(t *testing.T) {
			assert.Equal(t, c.want, Nearest(c.name, fields))
		})
	}
}

// Of many candidates few are compared, and those that a typo leads to are among them.
func TestNearestOfMany(t *testing.T) {
	var many []string
	for i := range 20_000 {
		many = append(many, fmt.Sprintf("settings-%05d-of-team-%05d", i, i*7919%20_000))
	}
	names := New(append(many, "database-credentials", strings.Repeat("x", 1<<20)))
	for _, c := range []struct{ reason, name, want string }{
		{"a typo at the end", "database-credentialz", "database-credentials"},
		{"a typo at the beginning", "xatabase-credentials", "database-credentials"},
		{"a typo in the middle", "database-credemtials", "database-credentials"},
		{"a letter is missing at the beginning", "atabase-credentials", "database-credentials"},
		{"another case, where nothing else is alike", "DATABASE_CREDENTIAL", "database-credentials"},
		{"among names that are alike", "settings-00001-of-teem-07919", "settings-00001-of-team-07919"},
		{"nothing alike", "cache", ""},
	} {
		t.Run(c.reason, func(t *testing.T) {
			assert.Equal(t, c.want, names.Nearest(c.name))
			written := candidate{name: c.name, flat: flatten(c.name)}
			assert.LessOrEqual(t, len(names.near(&written)), 6*maxBeside)
		})
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		reason, a, b string
		want         int
	}{
		{"equal", "image", "image", 0},
		{"a letter is changed", "image", "imago", 1},
		{"a letter is added", "image", "imagex", 1},
		{"two letters are swapped", "image", "iamge", 1},
		{"as many as are told", "image", "xxxge", 3},
		{"the lengths say enough", "a", "image", 4},
	} {
		t.Run(c.reason, func(t *testing.T) {
			assert.Equal(t, c.want, distance(c.a, c.b))
			assert.Equal(t, c.want, distance(c.b, c.a))
		})
	}
	assert.Greater(t, distance("commandline", "environment"), maxTypos, "names that have nothing in common are not compared to the end")
}
