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
		return hasShort(args, 'z', ncValues)
	case "redis-cli":
		return slices.ContainsFunc(args, func(arg string) bool { return strings.EqualFold(arg, "ping") })
	case "mysqladmin", "mariadb-admin":
		return slices.Contains(args, "ping") || slices.Contains(args, "status")
	case "mongosh", "mongo":
		return hasLong(args, "--eval")
	case "getent":
		return slices.Contains(args, "hosts")
	case "ping":
		return hasShort(args, 'c', "")
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
	args := st.words[1:]
	isWget, letter, values := st.program() == "wget", byte('o'), curlValues
	if isWget {
		letter, values = 'O', wgetValues
	}
	for i, arg := range args {
		target, isSet := shortFlag(arg, letter, values)
		if flag, value, _ := strings.Cut(arg, "="); flag == "--output" || flag == "--output-document" {
			target, isSet = value, true
		}
		if isSet {
			if target == "" && i+1 < len(args) {
				target = args[i+1]
			}
			return target != "/dev/null" && target != "-"
		}
		if _, named := shortFlag(arg, 'O', curlValues); !isWget && named {
			return true // curl -O names the file as the URL does
		}
	}
	// Without a flag wget writes a file, and curl to its output.
	return isWget && !hasLong(args, "--spider") || slices.Contains(args, "--remote-name")
}

// writes reports whether a statement brings something into the container's files.
func (st *statement) writes() bool { return st.fetches() || st.installs() }

// fetches reports whether a statement brings data or code into the container's files.
func (st *statement) fetches() bool {
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

// installs reports whether a statement installs packages into the container.
func (st *statement) installs() bool {
	if len(st.words) < 2 {
		return false
	}
	switch st.program() {
	case "pip", "pip3", "conda", "mamba", "apt-get", "apk", "dnf", "yum":
		return slices.Contains(st.words, "install") || slices.Contains(st.words, "add")
	default:
		return false
	}
}

// works reports whether a statement may use what was installed before it: it is more
// than a message, or the script's end.
func (st *statement) works() bool {
	substitutes := func(word string) bool { return strings.ContainsAny(word, "`") || strings.Contains(word, "$(") }
	if slices.ContainsFunc(st.words, substitutes) || slices.ContainsFunc(st.assignments, substitutes) {
		return true
	}
	return len(st.words) > 0 && !st.installs() &&
		!slices.Contains([]string{"echo", "printf", "true", ":", "date", "exit", "set"}, st.program())
}

// isLocalPath reports whether a word is a path here, not a URL or a bucket.
func isLocalPath(word string) bool {
	return strings.HasPrefix(word, "/") || strings.HasPrefix(word, "./") || word == "."
}

// isShort reports whether an argument is a cluster of one-letter flags.
func isShort(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && arg[1] != '-'
}

// The one-letter flags of some programs that take the rest of their word, or the
// next word, as a value.
const (
	curlValues = "oHXudmwAbcCeEFKPQrtTUxyYz"
	wgetValues = "aeinotwABDIPQRTUX"
	ncValues   = "ipqswx"
)

// shortFlag is the value of a flag of one letter, joined to it or "", and whether
// the argument sets the flag, alone or in a cluster.
func shortFlag(arg string, letter byte, values string) (value string, isSet bool) {
	if !isShort(arg) {
		return "", false
	}
	for i := 1; i < len(arg); i++ {
		if arg[i] == letter {
			return arg[i+1:], true
		}
		if strings.IndexByte(values, arg[i]) >= 0 {
			break
		}
	}
	return "", false
}

// hasShort reports whether any argument sets a flag of one letter.
func hasShort(args []string, letter byte, values string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		_, isSet := shortFlag(arg, letter, values)
		return isSet
	})
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
