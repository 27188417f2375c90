package lint

import (
	"path"
	"slices"
	"strings"
)

// asksOnce reports whether a statement is a question to another service that a
// wait repeats until the answer is yes, and has no retries of its own.
func (st *statement) asksOnce() bool {
	if len(st.words) == 0 {
		return false
	}
	args := st.words[1:]
	switch st.program() {
	case "pg_isready", "nslookup", "dig", "grpc_health_probe":
		return true
	case "nc", "ncat", "netcat":
		return hasShort(args, 'z')
	case "redis-cli":
		return slices.ContainsFunc(args, func(arg string) bool { return strings.EqualFold(arg, "ping") })
	case "mysqladmin", "mariadb-admin":
		return slices.Contains(args, "ping") || slices.Contains(args, "status")
	case "mongosh", "mongo":
		return hasLong(args, "--eval")
	case "getent":
		return slices.Contains(args, "hosts")
	case "ping":
		return hasShort(args, 'c')
	case "curl":
		return !hasLong(args, "--retry") && !writesFile(st) && st.uploads() == ""
	case "wget":
		return !hasLong(args, "--retry-connrefused") && !writesFile(st)
	default:
		return false
	}
}

// uploads is the flag with which curl sends something, or "".
func (st *statement) uploads() string {
	for _, arg := range st.words[1:] {
		flag, _, _ := strings.Cut(arg, "=")
		switch flag {
		case "-T", "--upload-file", "-d", "--data", "--data-raw", "--data-binary", "-F", "--form", "-X", "--request":
			return flag
		}
	}
	return ""
}

// writesFile reports whether curl or wget keeps what it fetches in a file.
func writesFile(st *statement) bool {
	discards := func(target string) bool { return target == "/dev/null" || target == "-" }
	args := st.words[1:]
	isWget := st.program() == "wget"
	if isWget && hasLong(args, "--spider") {
		return false
	}
	for i, arg := range args {
		flag, value, joined := strings.Cut(arg, "=")
		long := flag == "--output" || flag == "--output-document"
		if !long && !isShort(arg) {
			continue
		}
		letter := byte('o')
		if isWget {
			letter = 'O'
		}
		switch {
		case long && joined:
			return !discards(value)
		case long, isShort(arg) && arg[len(arg)-1] == letter:
			return i+1 < len(args) && !discards(args[i+1])
		case isShort(arg) && strings.IndexByte(arg, letter) > 0:
			return !discards(arg[strings.IndexByte(arg, letter)+1:])
		case !isWget && strings.HasSuffix(arg, "O"):
			return true // curl -O names the file as the URL does
		}
	}
	// Without a flag wget writes a file and curl its output.
	return isWget || slices.Contains(args, "--remote-name")
}

// writes reports whether a statement brings something into the container's files.
func (st *statement) writes() bool {
	if len(st.words) < 2 {
		return false
	}
	args := st.words[1:]
	last := args[len(args)-1]
	switch st.program() {
	case "curl", "wget":
		return writesFile(st)
	case "git":
		return slices.Contains(args, "clone")
	case "pip", "pip3", "conda", "mamba", "apt-get", "apk", "dnf", "yum":
		return slices.Contains(args, "install") || slices.Contains(args, "add")
	case "aws":
		return slices.Contains(args, "s3") && (args[1] == "cp" || args[1] == "sync") && isLocalPath(last)
	case "gsutil", "rclone", "mc", "azcopy":
		return slices.ContainsFunc([]string{"cp", "sync", "copy", "mirror"}, func(verb string) bool {
			return slices.Contains(args, verb)
		}) && isLocalPath(last)
	case "dvc":
		return args[0] == "pull"
	case "huggingface-cli", "hf", "kaggle":
		return slices.Contains(args, "download")
	default:
		return false
	}
}

// isLocalPath reports whether a word is a path here, not a URL or a bucket.
func isLocalPath(word string) bool {
	return strings.HasPrefix(word, "/") || strings.HasPrefix(word, "./") || word == "."
}

// isShort reports whether an argument is a cluster of one-letter flags.
func isShort(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && arg[1] != '-'
}

// valueFlags are the one-letter flags of curl that take the rest of the word, or
// the next word, as their value.
const valueFlags = "oHXudmwAbcCeEFKPQrtTUxyYz"

// hasShort reports whether a flag of one letter is set, alone or in a cluster.
func hasShort(args []string, letter byte) bool {
	for _, arg := range args {
		if !isShort(arg) {
			continue
		}
		cluster := arg[1:]
		if end := strings.IndexAny(cluster, valueFlags); end >= 0 {
			cluster = cluster[:end]
		}
		if strings.IndexByte(cluster, letter) >= 0 {
			return true
		}
	}
	return false
}

// hasLong reports whether a long flag is set, with or without a value.
func hasLong(args []string, flag string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return arg == flag || strings.HasPrefix(arg, flag+"=")
	})
}

// imageName splits a reference into repository, tag and digest, each "" where
// there is none.
func imageName(ref string) (repository, tag, digest string) {
	repository, digest, _ = strings.Cut(ref, "@")
	if i := strings.LastIndexByte(repository, ':'); i > strings.LastIndexByte(repository, '/') {
		repository, tag = repository[:i], repository[i+1:]
	}
	return repository, tag, digest
}

// isImage reports whether a repository is the official image of a name.
func isImage(repository, name string) bool {
	return repository == name || path.Base(repository) == name
}
