package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A token of no service: as disordered as a real one.
const token = "q7Wd93kXbT2mZ8vLrY4pN6sHc1JgFa5e"

func TestSecretsInEnv(t *testing.T) {
	for _, c := range []struct {
		reason, name, value string
		secret              bool
	}{
		{"named as a password", "DB_PASSWORD", "correct-horse", true},
		{"named as one in a word", "PGPASSWORD", "correct-horse", true},
		{"a password with a suffix that says little", "DB_PASSWORD_PROD", "correct-horse", true},
		{"a token", "GITLAB_TOKEN", "abcdef", true},
		{"an API key", "OPENAI_API_KEY", "abcdef", true},
		{"an access key that says what it is", "WHATEVER", "AKIAIOSFODNN7EXAMPLE", true},
		{"a token that says what it is", "WHATEVER", "ghp_" + strings.Repeat("aB3", 12), true},
		{"a URL with a password", "DATABASE_URL", "postgres://app:correct-horse@db:5432/app", true},
		{"a value as disordered as keys are", "WHATEVER", token, true},
		{"a reference", "DB_PASSWORD", "$(PASSWORD)", false},
		{"a URL with a reference", "DATABASE_URL", "postgres://app:$(PASSWORD)@db:5432/app", false},
		{"empty", "DB_PASSWORD", "", false},
		{"the path of a file", "DB_PASSWORD_FILE", "/run/secrets/db", false},
		{"a path under another name", "GOOGLE_CREDENTIALS", "/etc/gcp/key.json", false},
		{"the name of a Secret", "SECRET_NAME", "database", false},
		{"a number of tokens", "MAX_TOKENS", "4096", false},
		{"a switch about a token", "USE_TOKEN", "true", false},
		{"how long a token lives", "TOKEN_TTL", "3600", false},
		{"where tokens come from", "TOKEN_URL", "https://login.example.com", false},
		{"a tokenizer", "TOKENIZERS_PARALLELISM", "false", false},
		{"the working directory", "PWD", "/home", false},
		{"a placeholder", "API_KEY", "<your-key>", false},
		{"a commit", "REVISION", "9fceb02d0ae598e95dc970b74767f19372d61af8", false},
		{"a digest", "IMAGE", "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", false},
		{"a UUID", "RUN", "123e4567-e89b-12d3-a456-426614174000", false},
		{"a long path", "DATA", "/mnt/Models2024/Training/Resnet50V15/Checkpoint0042", false},
		{"a URL", "ENDPOINT", "https://models.example.com/v1", false},
		{"a connection string", "CONNECTION_STRING", "Server=db;Database=app;User Id=app;Password=correct-horse;", true},
		{"one of a storage account", "STORAGE", "DefaultEndpointsProtocol=https;AccountName=data;AccountKey=Zm9vYmFyYmF6;EndpointSuffix=core.windows.net", true},
		{"one of settings with blanks", "PG", "host=db user=app password=correct-horse dbname=app", true},
		{"one without a password", "CONNECTION_STRING", "Server=db;Database=app;Trusted_Connection=True;", false},
		{"one with a reference", "CONNECTION_STRING", "Server=db;User Id=app;Password=$(PASSWORD);", false},
		{"a password that is no setting of a list", "HINT", "password=correct-horse", false},
		{"a data source name of Go", "DSN", "app:correct-horse@tcp(db:3306)/app", true},
		{"one with a reference in it", "DSN", "app:$(PASSWORD)@tcp(db:3306)/app", false},
		{"a short word for password", "DB_PWD", "correct-horse", true},
		{"a token of a model", "PAD_TOKEN", "[PAD]", false},
		{"the name of a pull secret", "IMAGE_PULL_SECRET", "regcred", false},
		{"an entry of Vault", "DB_PASSWORD", "vault:secret/data/db#password", false},
		{"an entry of AWS", "SECRET", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf", false},
		{"an entry of Google", "DB_PASSWORD", "projects/ml/secrets/db/versions/latest", false},
		{"a file as a URL", "X_TOKEN", "file:///run/x", false},
		{"a file of the user's", "SSH_PRIVATE_KEY", "~/.ssh/id", false},
		{"where secrets are kept", "CREDENTIALS", "https://vault.example.com/v1/secret/db", false},
		{"a template", "API_KEY", "{{ .Values.key }}", false},
		{"a model", "MODEL", "neuralmagic/Meta-Llama-3-70B-Instruct-FP8", false},
		{"a model of many versions", "MODEL", "RedHatAI/DeepSeek-R1-Distill-Qwen2-32B-bnb-4bit", false},
		{"a name in humps", "RUN", "TrainingTheModel2024WithVersion15AndSeed42", false},
		{"a key with slashes in it", "WHATEVER", "wJalrXUtnFEMI/K7MD3NG/bPx9fiCYEX4MPL8KEY", true},
		{"a list of words", "TARGETS", "fraud-detection-model,recommendation-model-v2", false},
	} {
		t.Run(c.reason, func(t *testing.T) {
			job := fmt.Sprintf("podConfig: {env: [{name: %s, value: %q}]}", c.name, c.value)
			var fields []string
			for _, fault := range check(t, job, "") {
				if fault.Rule == "literal-secret" {
					fields = append(fields, fault.Field)
				}
			}
			if !c.secret {
				assert.Empty(t, fields)
				return
			}
			assert.Equal(t, []string{"spec.podConfig.env[0].value"}, fields)
		})
	}
}

func TestSecretsInCommands(t *testing.T) {
	runCases(t, "literal-secret", []lintCase{
		{reason: "a flag with its value", job: command("[tool, --password=correct-horse]"), want: firstInit + ".command[1]"},
		{reason: "a flag and its value", job: command("[tool, --api-key, correct-horse]"), want: firstInit + ".command[1]"},
		{reason: "a file with the token", job: command("[tool, --bearer-token-file=/var/run/token]")},
		{reason: "a flag without a value", job: command("[tool, --password, --verbose]")},
		{reason: "a flag with one dash", job: command("[tool, -password=correct-horse]"), want: firstInit + ".command[1]"},
		{reason: "a flag with one dash may be a switch", job: command("[tool, -password, correct-horse]")},
		{reason: "curl's login", job: command("[curl, -f, -u, \"app:correct-horse\", https://api]"), want: firstInit + ".command[0]"},
		{reason: "in a cluster, in a script", job: script("curl -fsu app:correct-horse https://api"), want: firstInit + ".args[0]"},
		{reason: "by its long name", job: command("[curl, -f, --user=app:correct-horse, https://api]"), want: firstInit + ".command[0]"},
		{reason: "a login with a reference", job: script("curl -fsu app:$PASSWORD https://api")},
		{reason: "a login without a password", job: command("[curl, -f, -u, app, https://api]")},
		{reason: "a user and group are no login", job: command("[docker, run, -u, \"1000:correct\", a]")},
		{reason: "a value of a chart", job: command("[helm, install, a, b, --set, \"replicas=1,auth.password=correct-horse\"]"), want: firstInit + ".command[4]"},
		{reason: "the same in one word", job: command("[helm, install, a, b, --set=auth.rootPassword=correct-horse]"), want: firstInit + ".command[4]"},
		{reason: "the name of a Secret as a value", job: command("[helm, install, a, b, --set, auth.existingSecretPasswordKey=db]")},
		{reason: "a model", job: command("[huggingface-cli, download, neuralmagic/Meta-Llama-3-70B-Instruct-FP8]")},
		{reason: "a reference", job: command("[tool, --password=$(PASSWORD)]")},
		{reason: "a header", job: command("[curl, -f, -H, \"Authorization: Bearer abcdefghijkl\", https://api]"), want: firstInit + ".command[3]"},
		{reason: "a header with a reference", job: command("[curl, -f, -H, \"Authorization: Bearer $(TOKEN)\", https://api]")},
		{reason: "a header in a script", job: script("curl -f -H \"Authorization: Bearer $TOKEN\" https://api")},
		{reason: "a variable set in a script", job: script("export PGPASSWORD=correct-horse", "psql -c 'select 1'"), want: firstInit + ".args[0]"},
		{reason: "a variable read in a script", job: script("PGPASSWORD=$(cat /run/secrets/db) psql -c 'select 1'")},
		{reason: "a token as such", job: command("[tool, " + token + "]"), want: firstInit + ".command[1]"},
		{reason: "a dataset in a bucket", job: command("[aws, s3, cp, \"s3://ml-datasets/Training2024V15/Part0001OfTheWholeSet.parquet\", /data/]")},
		{reason: "an environment variable of an init container", job: initContainer("env: [{name: TOKEN, value: abc-def}]"), want: firstInit + ".env[0].value"},
		{reason: "what nvj hands on is another field's", job: "notebook: {path: a.ipynb, git: {url: \"https://me:correct-horse@git.example.com/n.git\"}}"},
	})
}

// TestSecretsStaySecret holds that no rule prints a value that may be a secret.
func TestSecretsStaySecret(t *testing.T) {
	jobs := []string{
		"podConfig: {env: [{name: DB_PASSWORD, value: correct-horse}, {name: URL, value: \"http://a:correct-horse@$(LATER)\"}, {name: LATER, value: correct-horse}]}",
		command("[curl, -k, --password, correct-horse, \"http://a:correct-horse@localhost\", \"$PASS_correct-horse\", \"&&\"]"),
		command("[\"tool --password correct-horse\"]"),
		script("export PASSWORD=correct-horse", "until curl -k -u a:correct-horse http://localhost; do :; done"),
		initContainer("command: [aws, s3, cp, \"s3://correct-horse\", /workspace/repo/correct-horse]"),
	}
	for _, job := range jobs {
		faults := check(t, job, "output: Pod")
		require.NotEmpty(t, faults)
		for _, fault := range faults {
			assert.NotContains(t, fmt.Sprint(fault.Message, fault.Current, fault.Proposed), "correct-horse", fault.Rule)
		}
	}
}
