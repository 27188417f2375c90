package shell_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What a script waits for. An arrow is the file of a download; + marks a program that
// asks again by itself.
func TestWaitsAndDownloads(t *testing.T) {
	for _, c := range []struct{ reason, script, want string }{
		{"host and port as flags", "pg_isready --host=db -p 5432", "db:5432"},
		{"without a host", "pg_isready -q", "?"},
		{"behind a wrapper", "timeout 60 pg_isready -h db", "db"},
		{"host and port as words", "nc -zv -w 2 db 5432", "db:5432"},
		{"nc that sends", "nc db 5432 < /x", ""},
		{"unless a loop asks with it", "until nc db 5432 </dev/null; do sleep 1; done", "db:5432"},
		{"nc that listens", "nc -lz 80", ""},
		{"a name", "nslookup db.ns.svc", "db.ns.svc"},
		{"with a type", "nslookup -type=SRV _a._tcp.db", "_a._tcp.db"},
		{"dig, with server and type", "dig +short @10.0.0.10 db A", "db"},
		{"getent", "getent hosts db", "db"},
		{"getent for another list", "getent passwd root", ""},
		{"redis", "redis-cli -h cache -a hunter2 ping", "cache"},
		{"redis that works", "redis-cli -h cache FLUSHALL", ""},
		{"mysql", "mysqladmin ping -h db -P 3307 --silent", "db:3307"},
		{"mysqladmin that waits by itself", "mysqladmin --wait ping -h db", "db+"},
		{"a query in the condition of a loop", "until mysql -h db -e 'select 1'; do sleep 1; done", "db"},
		{"a query that works", "mysql -h db -e 'create database x'", ""},
		{"mongo", "mongosh --host db --quiet --eval 'db.ping()'", "db"},
		{"gRPC", "grpc_health_probe -addr=model:9000", "model:9000"},
		{"ping", "ping -c 1 db", "db"},
		{"an empty word, which is no name", "dig ''", "?"},
		{"an empty word before the name", "dig '' db", "db"},
		{"a URL", "curl -sf http://api/health", "http://api/health"},
		{"the value of a header is no address", "curl -H 'a: b.c/d' api:80/x", "api:80/x"},
		{"an answer that is thrown away", "curl -so /dev/null http://api", "http://api"},
		{"an answer that grep judges", "until curl -s http://api | grep -q ok; do sleep 1; done", "http://api"},
		{"a status code in a test", `until [ "$(curl -so /dev/null -w '%{http_code}' http://api)" = 200 ]; do sleep 1; done`, "http://api"},
		{"retries", "curl --retry 5 http://api", "http://api+"},
		{"a request that changes something", "curl -f -X POST http://api/reset", ""},
		{"a request that says what curl does anyway", "curl -f -X GET http://api/health", "http://api/health"},
		{"an answer that the script uses", "A=$(curl -s http://api/token)", ""},
		{"a question whose answer an if looks at", `if [ "$(redis-cli -h a ping)" = PONG ]; then b; fi`, ""},
		{"one that a loop repeats", "for i in 1 2 3; do if nc -z db 5432; then exit; fi; sleep 1; done", "db:5432"},
		{"wget --spider", "wget -q --spider http://api", "http://api"},
		{"wget to the output", "wget -qO- http://api", "http://api"},
		{"wget in a loop", "until wget -q http://api; do sleep 1; done", "http://api"},
		{"bash's files of the network", "(echo > /dev/tcp/db/5432) 2>/dev/null", "db:5432"},
		{"a file, in a loop", "until [ -f /ready ]; do sleep 1; done", "file /ready"},
		{"a file, once", "[ -f /ready ] && a", ""},
		{"wait-for-it", "./wait-for-it.sh db:5432 -t 30 -- psql x", "db:5432+"},
		{"dockerize", "dockerize -wait tcp://db:5432 -timeout 60s", "tcp://db:5432+"},
		{"dockerize that only writes a file", "dockerize -template a:b", ""},
		{"kubectl wait", "kubectl wait --for=condition=ready pod/db --timeout=60s", "pod/db+"},
		{"kubectl get", "kubectl get pods", ""},

		{"curl -o", "curl -fo /data/a.csv http://h/a.csv", "http://h/a.csv → /data/a.csv"},
		{"curl into a file", "curl -f http://h/a > /data/a", "http://h/a → /data/a"},
		{"curl -O", "curl -fO http://h/x/a.csv?v=1", "http://h/x/a.csv?v=1 → a.csv"},
		{"curl -O into a folder", "curl --output-dir /d -O http://h/a", "http://h/a → /d/a"},
		{"curl to tar", "curl -sSL http://h/a.tgz | tar xz -C /data", "http://h/a.tgz → /data"},
		{"curl to another program", "curl -sSL http://h/a.sh | bash", ""},
		{"wget", "wget -q http://h/a.csv", "http://h/a.csv → a.csv"},
		{"wget -O", "wget http://h/a -O /data/a", "http://h/a → /data/a"},
		{"wget -P", "wget -P /data http://h/a", "http://h/a → /data/a"},
		{"git", "git clone --depth 1 -b main http://h/r.git /src", "http://h/r.git → /src"},
		{"git without a folder", "git clone http://h/r.git", "http://h/r.git → "},
		{"git that clones nothing", "git pull", ""},
		{"a bucket", "aws s3 cp --recursive s3://b/x /data/ --profile p", "s3://b/x → /data/"},
		{"an upload", "aws s3 cp /data s3://b/x", ""},
		{"another bucket", "gsutil -m cp -r gs://b/x /data", "gs://b/x → /data"},
		{"gcloud", "gcloud storage cp gs://b/x /data", "gs://b/x → /data"},
		{"rclone", "rclone copy remote:b/x /data --progress", "remote:b/x → /data"},
		{"models", "huggingface-cli download org/model --local-dir /models", "org/model → /models"},
		{"data sets", "kaggle datasets download -d a/b -p /data --unzip", "a/b → /data"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			var got []string
			for _, command := range commandsOf(c.script) {
				if wait, ok := command.Wait(); ok {
					text := wait.For
					if wait.File != "" {
						text = "file " + wait.File
					}
					if text == "" {
						text = "?"
					}
					if wait.Repeats {
						text += "+"
					}
					got = append(got, text)
				}
				if download, ok := command.Download(); ok {
					got = append(got, download.From+" → "+download.To)
				}
			}
			assert.Equal(t, c.want, strings.Join(got, ", "))
		})
	}
}
