package shell

import "strings"

// program says which flags a program knows, and which of them take a value.
type program struct {
	letters string // flags of one letter, as for getopt(3): ":" follows one that takes a value, "::" one whose value is joined to it
	longs   string // long flags without their dashes, with blanks between them: a colon again
	oneDash bool   // long flags may begin with one dash, as those of Go's flag package
	first   bool   // the first operand ends the flags
	sub     map[string]program
}

// lookup returns the flags of a program. A script such as wait-for-it.sh counts as the
// program without .sh.
func lookup(name string) (program, bool) {
	p, ok := programs[strings.TrimSuffix(name, ".sh")]
	return p, ok
}

// wrappers are the programs that start the command among their operands, and how many
// operands come before it.
var wrappers = map[string]int{
	"busybox": 0, "catatonit": 0, "chroot": 1, "command": 0, "doas": 0, "dockerize": 0, "dumb-init": 0, "env": 0,
	"exec": 0, "flock": 1, "gosu": 1, "ionice": 0, "nice": 0, "nohup": 0, "nsenter": 0, "runuser": 1, "setpriv": 0,
	"setsid": 0, "stdbuf": 0, "su-exec": 1, "sudo": 0, "time": 0, "timeout": 1, "tini": 0, "tini-static": 0,
	"toybox": 0, "wait-for-it": 0, "wait-for-it.sh": 0, "xargs": 0,
}

// acts are the wrappers that do something before they start the command, so that both
// are commands; with the word after which the command begins, if there is one.
var acts = map[string]string{"dockerize": "", "wait-for-it": "--", "wait-for-it.sh": "--"}

const (
	curlLongs = "abstract-unix-socket: alt-svc: anyauth append aws-sigv4: basic ca-native cacert: capath: cert: cert-status cert-type: " +
		"ciphers: compressed compressed-ssh config: connect-timeout: connect-to: continue-at: cookie: cookie-jar: create-dirs " +
		"create-file-mode: crlf crlfile: curves: data: data-ascii: data-binary: data-raw: data-urlencode: delegation: digest disable " +
		"disable-eprt disable-epsv disallow-username-in-url dns-interface: dns-ipv4-addr: dns-ipv6-addr: dns-servers: doh-cert-status " +
		"doh-insecure doh-url: dump-header: egd-file: engine: etag-compare: etag-save: expect100-timeout: fail fail-early " +
		"fail-with-body false-start form: form-escape form-string: ftp-account: ftp-alternative-to-user: ftp-create-dirs ftp-method: " +
		"ftp-pasv ftp-port: ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-ccc-mode: ftp-ssl-control get globoff " +
		"happy-eyeballs-timeout-ms: haproxy-clientip: haproxy-protocol head header: help hostpubmd5: hostpubsha256: hsts: http0.9 " +
		"http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only ignore-content-length include insecure interface: ip-tos: " +
		"ipfs-gateway: ipv4 ipv6 json: junk-session-cookies keepalive-cnt: keepalive-time: key: key-type: krb: libcurl: limit-rate: " +
		"list-only local-port: location location-trusted login-options: mail-auth: mail-from: mail-rcpt: mail-rcpt-allowfails manual " +
		"max-filesize: max-redirs: max-time: metalink mptcp negotiate netrc netrc-file: netrc-optional next no-alpn no-buffer " +
		"no-clobber no-keepalive no-npn no-progress-meter no-sessionid noproxy: ntlm ntlm-wb oauth2-bearer: output: output-dir: " +
		"parallel parallel-immediate parallel-max: pass: path-as-is pinnedpubkey: post301 post302 post303 preproxy: progress-bar " +
		"proto: proto-default: proto-redir: proxy: proxy-anyauth proxy-basic proxy-ca-native proxy-cacert: proxy-capath: proxy-cert: " +
		"proxy-cert-type: proxy-ciphers: proxy-crlfile: proxy-digest proxy-header: proxy-http2 proxy-insecure proxy-key: " +
		"proxy-key-type: proxy-negotiate proxy-ntlm proxy-pass: proxy-pinnedpubkey: proxy-service-name: proxy-ssl-allow-beast " +
		"proxy-ssl-auto-client-cert proxy-tls13-ciphers: proxy-tlsauthtype: proxy-tlspassword: proxy-tlsuser: proxy-tlsv1 " +
		"proxy-user: proxy1.0: proxytunnel pubkey: quote: random-file: range: rate: raw referer: remote-header-name remote-name " +
		"remote-name-all remote-time remove-on-error request: request-target: resolve: retry: retry-all-errors retry-connrefused " +
		"retry-delay: retry-max-time: sasl-authzid: sasl-ir service-name: show-error show-headers silent skip-existing socks4: " +
		"socks4a: socks5: socks5-basic socks5-gssapi socks5-gssapi-nec socks5-gssapi-service: socks5-hostname: speed-limit: " +
		"speed-time: ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 stderr: " +
		"styled-output suppress-connect-headers tcp-fastopen tcp-nodelay telnet-option: tftp-blksize: tftp-no-options time-cond: " +
		"tls-max: tls13-ciphers: tlsauthtype: tlspassword: tlsuser: tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace: " +
		"trace-ascii: trace-config: trace-ids trace-time unix-socket: upload-file: url: url-query: use-ascii user: user-agent: " +
		"variable: verbose version vlan-priority: write-out: xattr"
	wgetLongs = "accept-regex: accept: adjust-extension append-output: ask-password auth-no-challenge background backup-converted " +
		"backups base: bind-address: body-data: body-file: ca-certificate: ca-directory: certificate-type: certificate: ciphers: " +
		"compression: config: connect-timeout: content-disposition content-on-error continue convert-file-only convert-links crl-file: " +
		"cut-dirs: debug default-page: delete-after directory-prefix: dns-timeout: domains: exclude-directories: exclude-domains: " +
		"execute: follow-ftp follow-tags: force-directories force-html ftp-password: ftp-user: ftps-clear-data-connection " +
		"ftps-fallback-to-ftp ftps-implicit ftps-resume-ssl header: help hsts-file: http-password: http-user: https-only ignore-case " +
		"ignore-length ignore-tags: include-directories: inet4-only inet6-only input-file: keep-session-cookies level: limit-rate: " +
		"load-cookies: local-encoding: max-redirect: method: mirror no-cache no-check-certificate no-clobber no-config no-cookies " +
		"no-directories no-dns-cache no-glob no-host-directories no-hsts no-http-keep-alive no-if-modified-since no-iri no-netrc " +
		"no-parent no-passive-ftp no-proxy no-remove-listing no-use-server-timestamps no-verbose no-warc-compression no-warc-digests " +
		"no-warc-keep-log output-document: output-file: page-requisites password: pinnedpubkey: post-data: post-file: " +
		"prefer-family: preserve-permissions private-key-type: private-key: progress: protocol-directories proxy-password: " +
		"proxy-user: quiet quota: random-wait read-timeout: recursive referer: regex-type: reject-regex: reject: rejected-log: " +
		"relative remote-encoding: report-speed: restrict-file-names: retr-symlinks retry-connrefused retry-on-http-error: " +
		"save-cookies: save-headers secure-protocol: server-response show-progress span-hosts spider start-pos: strict-comments " +
		"timeout: timestamping tries: trust-server-names unlink use-askpass: user-agent: user: verbose version wait: waitretry: " +
		"warc-cdx warc-dedup: warc-file: warc-header: warc-max-size: warc-tempdir: xattr"
	kubectlLongs = "all all-namespaces as: as-group: as-uid: cache-dir: certificate-authority: client-certificate: client-key: " +
		"cluster: container: context: disable-compression dry-run: field-selector: filename: for: force grace-period: " +
		"ignore-not-found insecure-skip-tls-verify kubeconfig: kustomize: match-server-version namespace: no-headers output: " +
		"overwrite password: patch: prune raw: recursive replicas: request-timeout: selector: server: server-side show-labels " +
		"sort-by: stdin tail: template: timeout: tls-server-name: token: tty type: user: username: v: wait watch"
	awsLongs = "acl: all-versions ca-bundle: cache-control: cli-connect-timeout: cli-read-timeout: color: content-type: debug delete dryrun " +
		"endpoint-url: exact-timestamps exclude: expires: follow-symlinks force-glacier-transfer include: metadata: " +
		"no-cli-pager no-follow-symlinks no-guess-mime-type no-paginate no-progress no-sign-request no-verify-ssl only-show-errors output: " +
		"page-size: profile: query: quiet recursive region: request-payer: size-only source-region: sse: sse-c: sse-c-key: sse-kms-key-id: " +
		"storage-class: version"
	redisLongs = "askpass bigkeys cacert: cacertdir: cert: cluster csv eval: insecure json key: latency memkeys no-auth-warning no-raw " +
		"pass: pipe raw rdb: scan sni: stat tls user: verbose version"
	mysqlLongs = "batch connect-timeout: database: default-character-set: defaults-extra-file: defaults-file: execute: force help host: " +
		"no-defaults port: protocol: raw silent skip-column-names skip-ssl sleep: socket: ssl ssl-ca: ssl-cert: ssl-key: ssl-mode: " +
		"user: verbose version wait"
)

var (
	netcat = program{letters: "46bCDdFhklnNrStuvzcI:i:M:m:O:P:p:q:s:T:V:W:w:X:x:e:", longs: "help listen recv-only send-only ssl verbose wait: zero"}
	pip    = program{
		letters: "c:e:hi:qr:Ut:v",
		longs: "break-system-packages constraint: disable-pip-version-check editable: extra-index-url: find-links: force-reinstall " +
			"ignore-installed index-url: no-build-isolation no-cache-dir no-compile no-deps no-index no-warn-script-location only-binary: " +
			"platform: pre prefix: progress-bar: python-version: quiet requirement: retries: root: root-user-action: target: timeout: " +
			"trusted-host: upgrade user verbose",
	}
	mysql   = program{letters: "A:BD:e:fh:i:NP:rsS:tu:vVw", longs: mysqlLongs}
	mongo   = program{longs: "authenticationDatabase: authenticationMechanism: eval: file: host: ipv6 json: nodb norc port: quiet retryWrites shell tls tlsAllowInvalidCertificates tlsCAFile: tlsCertificateKeyFile: username: version", letters: "f:hu:"}
	tini    = program{letters: "e:ghp:svwl", longs: "version", first: true}
	waitFor = program{letters: "h:p:qst:", longs: "child host: port: quiet strict timeout:"}
)

// programs are those whose flags are known. It has all flags of the programs that ask
// and download, so that a flag that is not here is none of theirs.
var programs = map[string]program{
	// Programs that ask.
	"curl":              {letters: "#0123456789aA:b:Bc:C:d:D:e:E:fF:gGhH:iIjJkK:lLm:MnNo:OpP:qQ:r:RsSt:T:u:U:vVw:x:X:y:Y:z:Z:", longs: curlLongs},
	"wget":              {letters: "46a:A:bB:cdD:e:EFhHi:I:kKl:LmnNo:O:pP:qQ:rR:Sst:T:U:vVw:xX:Y:", longs: wgetLongs},
	"pg_isready":        {letters: "d:h:p:qt:U:V?", longs: "dbname: help host: port: quiet timeout: username: version"},
	"nc":                netcat,
	"ncat":              netcat,
	"netcat":            netcat,
	"nslookup":          {longs: "all d2 debug norecurse novc port: query: recurse retry: search timeout: type: vc nosearch", oneDash: true},
	"dig":               {letters: "46b:c:f:hik:mp:q:t:uvx:y:"},
	"host":              {letters: "46aCc:dilm:N:p:rR:st:TUvVwW:"},
	"getent":            {letters: "is:", longs: "help no-idn service: usage version"},
	"ping":              {letters: "46aAbBc:CdDe:fF:hHi:I:l:Lm:M:nN:Op:qQ:rRs:S:t:T:UvVw:W:"},
	"redis-cli":         {letters: "2346a:cd:D:eh:i:n:p:r:s:u:vx", longs: redisLongs},
	"mysqladmin":        mysql,
	"mariadb-admin":     mysql,
	"mysql":             mysql,
	"mariadb":           mysql,
	"psql":              {letters: "aAbc:d:eEf:F:h:HlL:nNo:p:P:qR:sStT:U:v:VwWxXz0?1", longs: "command: csv dbname: echo-all file: host: no-align no-password no-psqlrc output: password port: quiet set: single-transaction tuples-only username: variable: version"},
	"mongosh":           mongo,
	"mongo":             mongo,
	"grpc_health_probe": {longs: "addr: alts connect-timeout: gzip rpc-header: rpc-timeout: service: spiffe tls tls-ca-cert: tls-client-cert: tls-client-key: tls-no-verify tls-server-name: user-agent: v version", oneDash: true},
	"kubectl":           {letters: "Ac:f:hik:l:n:o:p:Rs:tv:w", longs: kubectlLongs},
	"wait-for-it":       waitFor,
	"wait-for":          waitFor,
	"dockerize":         {longs: "delims: no-overwrite poll stderr: stdout: template: timeout: version wait: wait-http-header: wait-retry-interval: wait-timeout:", oneDash: true, first: true},

	// Programs that fetch.
	"aws":    {longs: awsLongs},
	"gsutil": {letters: "a:cDeh:ijJ:LmnNo:pPqrRsuUvz:Z", longs: "help version"},
	"gcloud": {letters: "hqrR", longs: "account: billing-project: configuration: format: impersonate-service-account: no-clobber no-user-output-enabled project: quiet recursive user-output-enabled verbosity:"},
	"rclone": {letters: "hiLnPqu:vVx", longs: "checkers: config: copy-links dry-run exclude: ignore-existing include: log-level: no-check-certificate no-traverse progress quiet retries: transfers: update verbose"},
	"mc":     {letters: "aC:hqrw", longs: "config-dir: debug disable-multipart exclude: insecure json limit-download: limit-upload: newer-than: no-color older-than: overwrite preserve quiet recursive remove version watch"},
	"azcopy": {longs: "cap-mbps: exclude-path: exclude-pattern: from-to: include-path: include-pattern: log-level: output-level: output-type: overwrite: recursive"},
	"s3cmd":  {letters: "c:fhnqrv", longs: "access_key: access_token: config: continue exclude: force host: host-bucket: include: no-ssl quiet recursive region: secret_key: skip-existing ssl"},
	"git": {
		letters: "C:c:hpPv", longs: "bare exec-path git-dir: help html-path no-optional-locks no-pager no-replace-objects paginate version work-tree:",
		sub: map[string]program{"clone": {
			letters: "46b:c:hj:lno:qsu:v",
			longs: "bare branch: bundle-uri: config: depth: dissociate filter: jobs: local mirror no-checkout no-hardlinks no-remote-submodules " +
				"no-shallow-submodules no-single-branch no-tags origin: progress quiet recurse-submodules recursive reference: reference-if-able: " +
				"reject-shallow remote-submodules separate-git-dir: server-option: shallow-exclude: shallow-since: shallow-submodules shared " +
				"single-branch sparse template: upload-pack: verbose",
		}},
	},
	"huggingface-cli": {longs: "cache-dir: exclude: force-download include: local-dir: local-dir-use-symlinks: max-workers: quiet repo-type: resume-download revision: token:"},
	"hf":              {longs: "cache-dir: exclude: force-download include: local-dir: max-workers: quiet repo-type: revision: token:"},
	"kaggle":          {letters: "c:d:f:hop:qw", longs: "competition: dataset: file: force path: quiet unzip wp"},
	"dvc":             {letters: "afhj:qr:Rv", longs: "all-branches all-commits all-tags allow-missing force glob jobs: quiet recursive remote: run-cache verbose with-deps"},

	// Programs that copy, install and change files.
	"cp":      {letters: "abdfHiLlnPprRsS:t:TuvxZ", longs: "archive attributes-only backup copy-contents debug dereference force interactive link no-clobber no-dereference no-target-directory one-file-system parents preserve recursive reflink remove-destination sparse: strip-trailing-slashes suffix: symbolic-link target-directory: update verbose"},
	"mv":      {letters: "bfinS:t:TuvZ", longs: "backup force interactive no-clobber no-target-directory suffix: target-directory: update verbose"},
	"mkdir":   {letters: "m:pvZ", longs: "mode: parents verbose"},
	"rm":      {letters: "dfiIrRv", longs: "dir force interactive no-preserve-root one-file-system preserve-root recursive verbose"},
	"ln":      {letters: "bdfFiLnPrsS:t:Tv", longs: "backup directory force interactive logical no-dereference no-target-directory physical relative suffix: symbolic target-directory: verbose"},
	"touch":   {letters: "acd:fhmr:t:", longs: "date: no-create no-dereference reference: time:"},
	"chmod":   {letters: "cfRv", longs: "changes no-preserve-root preserve-root quiet recursive reference: silent verbose"},
	"chown":   {letters: "cfhHLPRv", longs: "changes dereference from: no-dereference no-preserve-root preserve-root quiet recursive reference: silent verbose"},
	"tar":     {letters: "Ab:cC:df:F:g:GhijJkK:lL:mMN:oOpPrRsStT:uUvV:wWxX:zZ", longs: "auto-compress create directory: exclude: extract file: files-from: get gzip list no-same-owner no-same-permissions owner: strip-components: transform: verbose xz zstd"},
	"tee":     {letters: "aip", longs: "append ignore-interrupts"},
	"unzip":   {letters: "aCd:DfjKlLMnopqtTuvVWXx:Z"},
	"pip":     pip,
	"pip3":    pip,
	"apt-get": {letters: "c:dfho:qst:uVy", longs: "allow-downgrades allow-unauthenticated assume-no assume-yes config-file: download-only fix-broken force-yes no-install-recommends option: purge quiet reinstall simulate target-release: yes"},
	"apt":     {letters: "c:dfho:qst:uVy", longs: "assume-yes config-file: fix-broken no-install-recommends option: quiet target-release: yes"},
	"apk":     {letters: "fhiqt:uUvX:p:", longs: "allow-untrusted arch: cache-dir: force keys-dir: latest no-cache no-network no-progress quiet repositories-file: repository: root: simulate update-cache upgrade verbose virtual:"},

	// Wrappers. Their first operand ends the flags: what follows are the command's.
	"busybox":     {first: true},
	"toybox":      {first: true},
	"catatonit":   {letters: "gLPV", longs: "help version", first: true},
	"chroot":      {longs: "groups: skip-chdir userspec:", first: true},
	"command":     {letters: "pvV", first: true},
	"doas":        {letters: "a:C:Lnsu:", first: true},
	"dumb-init":   {letters: "chr:vV", longs: "help rewrite: single-child verbose version", first: true},
	"env":         {letters: "0C:iS:u:v", longs: "block-signal chdir: debug default-signal ignore-environment ignore-signal null split-string: unset:", first: true},
	"exec":        {letters: "a:cl", first: true},
	"flock":       {letters: "E:Fenosuw:x", longs: "close conflict-exit-code: exclusive nb no-fork nonblock shared timeout: unlock verbose wait:", first: true},
	"gosu":        {first: true},
	"ionice":      {letters: "c:n:P:p:tu:", longs: "class: classdata: ignore pid:", first: true},
	"nice":        {letters: "0123456789n:", longs: "adjustment:", first: true},
	"nohup":       {first: true},
	"nsenter":     {letters: "aCcFG:imnpr::S:t:TuUw::ZW:", longs: "all cgroup env follow-context ipc mount net no-fork pid preserve-credentials setgid: setuid: target: time user uts", first: true},
	"runuser":     {letters: "c:fg:G:lmps:u:w:", longs: "command: fast group: login preserve-environment shell: supp-group: user: whitelist-environment:", first: true},
	"setpriv":     {longs: "ambient-caps: bounding-set: clear-groups egid: euid: groups: inh-caps: init-groups keep-groups no-new-privs nnp pdeathsig: regid: reset-env reuid: rgid: ruid: securebits:", first: true},
	"setsid":      {letters: "cfw", longs: "ctty fork wait", first: true},
	"stdbuf":      {letters: "e:i:o:", longs: "error: input: output:", first: true},
	"su":          {letters: "c:fg:G:lmpPs:w:", longs: "command: fast group: login preserve-environment pty shell: supp-group: whitelist-environment:"},
	"su-exec":     {first: true},
	"sudo":        {letters: "AbC:D:eEg:h:Hikl:nNp:Pr:R:sSt:T:u:UvV", longs: "askpass background chdir: chroot: close-from: group: host: login non-interactive preserve-env preserve-groups prompt: set-home shell stdin user:", first: true},
	"time":        {letters: "af:o:pqvV", longs: "append format: output: portability verbose", first: true},
	"timeout":     {letters: "fk:ps:t:v", longs: "foreground kill-after: preserve-status signal: verbose", first: true},
	"tini":        tini,
	"tini-static": tini,
	"xargs":       {letters: "0a:d:E:e::I:i::L:l::n:oP:prs:tx", longs: "arg-file: delimiter: eof exit interactive max-args: max-chars: max-lines: max-procs: no-run-if-empty null open-tty process-slot-var: replace show-limits verbose", first: true},
}
