package shell_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Each flag is shown with its value, each operand as it is; ? marks what the table does
// not know.
func TestArgs(t *testing.T) {
	for _, c := range []struct{ reason, command, want string }{
		{"a cluster, the last with a value", "curl -fsSo /x http://a", "-f -s -S -o=/x http://a"},
		{"a value joined to its flag", "curl -ukate -Hfoo http://a", "-u=kate -H=foo http://a"},
		{"a long flag and its value", "curl --retry 5 --retry-delay=2 http://a", "--retry=5 --retry-delay=2 http://a"},
		{"a long switch", "curl --fail http://a", "--fail http://a"},
		{"an unknown flag may take the next word", "curl --secret hunter2 http://a", "?--secret hunter2? http://a"},
		{"and one of an unknown program", "tool -v a b --c=d", "?-v a? b ?--c=d"},
		{"the letters of an unknown cluster are not known", "tool -phunter2 a", "?-p=hunter2 a"},
		{"two dashes end the flags", "curl -- -a", "-a"},
		{"a dash alone is an operand", "wget -O - http://a", "-O=- http://a"},
		{"flags of Go's kind", "dockerize -wait tcp://a:1 -timeout=5s", "-wait=tcp://a:1 -timeout=5s"},
		{"nslookup joins values", "nslookup -timeout=10 a", "-timeout=10 a"},
		{"flags of a subcommand", "git -C /x clone -b main --depth 1 http://a /d", "-C=/x clone -b=main --depth=1 http://a /d"},
		{"operands end the flags of wrappers only", "aws s3 cp --recursive s3://a /d --profile x", "s3 cp --recursive s3://a /d --profile=x"},
		{"a flag at the end without its value", "curl http://a -o", "http://a -o="},
		{"a value that looks like a flag", "wget -O -x", "-O=-x"},
		{"a variable is no flag", "curl -$A http://a", "-$A http://a"},
		{"an optional value is joined", "nsenter -m -r/x", "-m -r=/x"},
		{"old tar", "tar xzf /a.tgz -C /d", "xzf /a.tgz -C=/d"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			commands := commandsOf(c.command)
			args := commands[0].Args()
			at := map[int]string{}
			for _, f := range args.Flags {
				text := f.Name
				if !f.IsKnown {
					text = "?" + text
				}
				if f.ValueAt > 0 || f.Value.Text != "" || strings.HasSuffix(c.want, f.Name+"=") {
					text += "=" + f.Value.Text
				}
				at[f.At] += " " + text
			}
			for _, o := range args.Operands {
				text := o.Text
				if o.MayBeValue {
					text += "?"
				}
				at[o.At] += " " + text
			}
			got := ""
			for i := range commands[0].Words {
				got += at[i]
			}
			assert.Equal(t, c.want, strings.TrimSpace(got))
		})
	}
}
