package lint

import (
	"slices"
	"strings"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/finding"
	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/shell"
)

var oneShotWait = rule{
	Rule: finding.Rule{
		ID: "one-shot-wait", Severity: finding.Warning,
		Reason: "A program that asks once whether a service is ready waits only where a Job tries the pod again; in a Pod, or with backoffLimit 0, its first no is the end.",
		Bad:    "initContainers:\n- name: wait-for-postgres\n  image: postgres:17\n  command: [pg_isready, -h, postgres]\n---\nkind: ExpandNotebookJobs\nspec:\n  output: Pod",
		Good:   "timeout: 10m\npodConfig:\n  initContainers:\n  - name: wait-for-postgres\n    image: postgres:17\n    command: [sh, -c, until pg_isready -h postgres; do sleep 2; done]\n---\nkind: ExpandNotebookJobs\nspec:\n  output: Pod",
	},
	container: func(s *subject, c *container) {
		if !c.isStep() || c.RestartPolicy != nil || c.loops() {
			return
		}
		isPod := s.cfg.Output == v1alpha1.OutputPod
		if !isPod && (s.cfg.Job.BackoffLimit == nil || *s.cfg.Job.BackoffLimit > 0) {
			return
		}
		for _, cmd := range c.commands {
			wait, ok := cmd.Wait()
			if !ok || wait.Repeats || isInFunction(cmd) {
				continue
			}
			why := "nothing tries a Pod again"
			if !isPod {
				why = "backoffLimit 0 allows no second try"
			}
			s.report(c.path(cmd, 0), "%s asks once, and %s; repeat it: until %s …; do sleep 2; done", wait.By, why, wait.By)
			return
		}
	},
}

// isInFunction reports whether a command is in a function: another program, such as
// retry, may call that again and again.
func isInFunction(cmd *shell.Command) bool {
	return slices.ContainsFunc(cmd.Scopes, func(s shell.Scope) bool { return s.Kind == shell.Function })
}

var endlessLoop = rule{
	Rule: finding.Rule{
		ID: "endless-loop", Severity: finding.Info,
		Reason: "A loop without end waits as long as the timeout lets it; a job that sets none waits for the default, which may be far too long, or too short.",
		Bad:    "initContainers:\n- name: wait-for-api\n  image: busybox:1.37\n  command: [sh, -c, until nc -z api 80; do sleep 2; done]",
		Good:   "timeout: 10m\npodConfig:\n  initContainers:\n  - name: wait-for-api\n    image: busybox:1.37\n    command: [sh, -c, until nc -z api 80; do sleep 2; done]",
	},
	container: func(s *subject, c *container) {
		// A default that equals nvj's own is nobody's decision.
		if !c.isStep() || s.job.Spec.Timeout != "" || s.cfg.Defaults.Timeout != v1alpha1.DefaultTimeout {
			return
		}
		if loops := c.endless(); len(loops) > 0 {
			s.report(c.path(loops[0], 0), "the loop ends only with the default timeout of %s; set spec.timeout to what the run may take", s.cfg.Defaults.Timeout)
		}
	},
}

var busyLoop = rule{
	Rule: finding.Rule{
		ID: "busy-loop", Severity: finding.Warning,
		Reason: "A loop without a pause asks thousands of times a second: it burns a CPU and keeps the service it waits for from starting.",
		Bad:    "timeout: 10m\npodConfig:\n  initContainers:\n  - name: wait-for-api\n    image: busybox:1.37\n    command: [sh, -c, until nc -z api 80; do echo waiting; done]",
		Good:   "timeout: 10m\npodConfig:\n  initContainers:\n  - name: wait-for-api\n    image: busybox:1.37\n    command: [sh, -c, until nc -z api 80; do echo waiting; sleep 2; done]",
	},
	container: func(s *subject, c *container) {
		if !c.isStep() {
			return
		}
		for _, cmd := range c.endless() {
			if loop, _ := cmd.Decides(); !pauses(loop.Commands()) {
				s.report(c.path(cmd, 0), "the loop around %s never pauses; add sleep 2 to its body", cmd.Program())
				return
			}
		}
	},
}

var blindSleep = rule{
	Rule: finding.Rule{
		ID: "blind-sleep", Severity: finding.Warning,
		Reason: "A fixed sleep is too long on a good day and too short on a bad one; only the service itself knows when it is ready.",
		Bad:    "initContainers:\n- name: wait\n  image: busybox:1.37\n  command: [sleep, \"60\"]",
		Good:   "initContainers:\n- name: wait\n  image: busybox:1.37\n  command: [nc, -z, postgres, \"5432\"]",
	},
	container: func(s *subject, c *container) {
		if !c.isStep() || c.loops() {
			return
		}
		var sleep *shell.Command
		for _, cmd := range c.commands {
			_, writesFile := cmd.Output()
			switch {
			case writesFile || cmd.Reader() != nil:
				return
			case cmd.Runs != nil || len(cmd.Words) == 0:
			case cmd.Program() == "sleep":
				sleep = cmd
			case !slices.Contains([]string{"echo", "printf", "true", ":", "date"}, cmd.Program()):
				return
			}
		}
		if sleep != nil {
			s.report(c.path(sleep, 0), "%q only sleeps, whether or not what the notebook needs is ready; ask for that instead, as pg_isready, nc -z or curl -f do", c.Name)
		}
	},
}

var curlWithoutFail = rule{
	Rule: finding.Rule{
		ID: "curl-without-fail", Severity: finding.Warning,
		Reason: "Without --fail curl succeeds on every answer, 503 Service Unavailable included, so the wait is over too soon.",
		Bad:    "initContainers:\n- name: wait-for-api\n  image: curlimages/curl:8.10.1\n  command: [curl, -sS, http://api/health]",
		Good:   "initContainers:\n- name: wait-for-api\n  image: curlimages/curl:8.10.1\n  command: [curl, -fsS, http://api/health]",
	},
	container: func(s *subject, c *container) {
		if !c.isStep() {
			return
		}
		for _, cmd := range c.commands {
			_, decides := cmd.Decides()
			isWait := cmd.Script == nil || decides || len(c.commands) == 2 // the shell is the other one
			if _, isDownload := cmd.Download(); !isWait || isDownload || cmd.Program() != "curl" || cmd.IsCaptured() || cmd.Sends() || asksOther(cmd) {
				continue
			}
			if !cmd.Args().Has("-f", "--fail", "--fail-with-body", "-w", "--write-out", "-h", "--help", "-V", "--version") {
				s.report(c.path(cmd, 0), "curl succeeds on any answer, 503 included; add --fail")
			}
		}
	},
}

// otherSchemes are those curl speaks beside HTTP, and some it is asked to speak.
var otherSchemes = []string{
	"telnet", "tcp", "ftp", "ftps", "sftp", "scp", "ldap", "ldaps", "mqtt", "smtp", "smtps", "imap", "imaps", "pop3", "pop3s", "smb", "file",
}

// asksOther reports whether curl is given a URL of another protocol than HTTP, whose
// answers have no status that --fail could look at.
func asksOther(cmd *shell.Command) bool {
	return slices.ContainsFunc(cmd.Words, func(word shell.Word) bool {
		scheme, _, found := strings.Cut(strings.ToLower(word.Text), "://")
		return found && slices.Contains(otherSchemes, scheme)
	})
}

// localhost matches a word that names the pod itself, and its port.
var localhost = lazyregexp.New(`^([a-z]+://)?(localhost|127\.0\.0\.1|\[::1\])(?:$|/|:([0-9]*))`)

// meshPort matches the ports of Istio's proxy, a sidecar that stands in no manifest.
var meshPort = lazyregexp.New(`^150([0-8][0-9]|90)$`)

var waitOnLocalhost = rule{
	Rule: finding.Rule{
		ID: "wait-on-localhost", Severity: finding.Warning,
		Reason: "While an init container runs, nothing but sidecars before it listens on localhost: the wait never ends.",
		Bad:    "initContainers:\n- name: wait-for-postgres\n  image: postgres:17\n  command: [pg_isready, -h, localhost]",
		Good:   "initContainers:\n- name: wait-for-postgres\n  image: postgres:17\n  command: [pg_isready, -h, postgres.database.svc]",
	},
	container: func(s *subject, c *container) {
		if !c.isStep() || s.pod().HostNetwork {
			return
		}
		if slices.ContainsFunc(s.containers[:c.position], func(earlier container) bool { return earlier.isSidecar() }) {
			return
		}
		for _, cmd := range c.commands {
			wait, ok := cmd.Wait()
			if !ok {
				continue
			}
			if match := localhost().FindStringSubmatch(wait.For); match != nil && !meshPort().MatchString(match[3]) {
				s.report(c.path(cmd, wait.At), "nothing listens on localhost while %q runs; name the service, as in postgres.database.svc", c.Name)
				return
			}
		}
	},
}
