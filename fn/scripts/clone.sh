#!/bin/sh
# Puts one commit of a Git repository into a directory: the git-clone and golden-clone
# steps of a pod made by nvj. Needs a POSIX shell, git and coreutils or busybox; runs as
# any UID, with a read-only root filesystem, without HOME.
# Settings: NVJ_GIT_URL; NVJ_GIT_REF (branch, tag or commit; empty: the remote's HEAD);
# NVJ_GIT_DEST (directory to make or replace; its parent must be writable); NVJ_NOTEBOOK
# and perhaps NVJ_GOLDEN (paths in the repository that must exist); NVJ_GIT_CREDENTIALS
# (directory of the mounted Secret, if any: username and password, or token; or
# ssh-privatekey and perhaps known_hosts); NVJ_TERMINATION_LOG (file for the last line);
# NVJ_GIT_RETRY_SECONDS (first pause between two tries, default 2; for tests);
# NVJ_GIT_STALL_SECONDS (limit of a try over git://, default 900; for tests).
# Exit codes: 0 done, 10 repository not reachable, 11 authentication refused, 12 ref not
# found, 13 notebook not in the repository, 14 cannot start (a setting, the credentials or
# the volume is wrong), 143 terminated. Submodules and LFS objects are not fetched.
#
# These values appear only as quoted variables, never as shell text. A secret is read from
# its file by the process that needs it: it is in no variable, argument or log.
set -eu
umask 000 # the notebook may run under another UID, and writes beside itself

# plain TEXT prints it on one line, without control characters and user:password@.
plain() { printf '%s' "$1" | tr '\000-\037\177' ' ' | sed 's#://[^/@]*@#://#g'; }
say() { printf 'nvj: %s\n' "$*"; }
finish() { # finish CODE TEXT: TEXT is the last line of the log and the termination message
  say "$2"
  { printf '%s\n' "$2" >"${NVJ_TERMINATION_LOG:-/dev/termination-log}"; } 2>/dev/null || :
  exit "$1"
}
inside() { # inside NAME PATH: refuses a PATH that leaves the repository
  case /$2/ in //* | */../*) finish 14 "$1: Invalid value: \"$(plain "$2")\": must be a path within the repository" ;; esac
}

url=${NVJ_GIT_URL:-} ref=${NVJ_GIT_REF:-} dest=${NVJ_GIT_DEST:-} secret=${NVJ_GIT_CREDENTIALS:-}
from=$(plain "$url") name=$(plain "${ref:-HEAD}")
inside NVJ_NOTEBOOK "${NVJ_NOTEBOOK:-}"
inside NVJ_GOLDEN "${NVJ_GOLDEN:-none}"
authority=${url#*://} kind=
# A password may hold "/" and "@". Nothing of such a URL is printed, whatever else is wrong with it.
case $authority in
  /*) ;; # file:///
  *:*@*) finish 14 "NVJ_GIT_URL: Invalid value: holds a password, which belongs into a Secret (an @ in a path is written %40)" ;;
esac
authority=${authority%%/*}
case $url in
  -*) ;;
  http://* | https://*) kind=http ;;
  git://* | file://*) kind=open ;;
  ssh://*) kind=ssh ;;
  *://* | *::*) ;; # git's ext:: and other helpers would run commands
  *@*:*) kind=ssh ;;
esac
[ "$kind" ] || finish 14 "NVJ_GIT_URL: Invalid value: \"$from\": must be https://, http://, ssh://, git://, file:// or user@host:path"
case $dest in
  */ | */. | */.. | */.nvj | [!/]* | "") finish 14 "NVJ_GIT_DEST: Invalid value: \"$(plain "$dest")\": must be the absolute path of a directory" ;;
esac
for tool in git $([ "$kind" != ssh ] || echo ssh); do
  command -v "$tool" >/dev/null || finish 14 "$tool is not in this image: give the clone step another image"
done

# The working area is beside the destination, so that the finished checkout is moved there
# in one step. It is removed at every end; what a killed try left is removed first.
area=${dest%/*}/.nvj child='' nospace="no space left on the volume of ${dest%/*}: check its size"
{ rm -rf "$area" && (umask 077 && mkdir -p "$area/home"); } 2>/dev/null ||
  finish 14 "cannot write to ${dest%/*} as UID $(id -u): check the volume and fsGroup"
trap 'status=$?; [ -z "$child" ] || kill "$child" 2>/dev/null; rm -rf "$area"; exit "$status"' EXIT
trap 'trap "" TERM; finish 143 "terminated while getting $name of $from"' TERM # which PID 1 ignores otherwise

# Only this configuration counts, nothing prompts, no hook runs. safe.directory: a
# repository on a volume has another owner. lowSpeed: a stalled download is a fault.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_ASKPASS SSH_ASKPASS
export LC_ALL=C HOME="$area/home" XDG_CONFIG_HOME="$area/home" TMPDIR="$area" NVJ_AREA="$area" NVJ_TRUST=yes
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$HOME/.gitconfig" GIT_TERMINAL_PROMPT=0 GIT_ALLOW_PROTOCOL=https:http:ssh:git:file
printf '%s\n' '[safe]' 'directory = *' '[core]' 'hooksPath = /dev/null' 'autocrlf = false' \
  '[init]' 'defaultBranch = nvj' 'templateDir =' '[submodule]' 'recurse = false' '[gc]' 'auto = 0' \
  '[http]' 'followRedirects = initial' 'lowSpeedLimit = 1000' 'lowSpeedTime = 60' >"$GIT_CONFIG_GLOBAL" || finish 14 "$nospace"

if [ "$kind" = http ] && [ -n "$secret" ]; then
  [ -r "$secret/password" ] || [ -r "$secret/token" ] ||
    finish 14 "the Secret of credentialsSecret has no readable key password or token, which an http(s) URL needs"
  # git asks this helper, and only for this scheme, host and port: a redirect to another
  # host gets nothing. A newline at the end of a file is dropped.
  # shellcheck disable=SC2016
  git config --global "credential.${url%%://*}://${authority##*@}.helper" '!f() {
    [ "$1" = get ] && cd "$NVJ_GIT_CREDENTIALS" || exit
    printf username=
    if [ -f username ]; then tr -d "\r\n" <username; else printf x-access-token; fi
    printf "\npassword="
    if [ -f password ]; then tr -d "\r\n" <password; else tr -d "\r\n" <token; fi
    echo
  }; f' || finish 14 "NVJ_GIT_URL: Invalid value: \"$from\""
elif [ "$kind" = ssh ]; then
  # ssh refuses to run for a UID without a passwd entry. Some images let us add one.
  id -un >/dev/null 2>&1 || { printf 'nvj:x:%s:%s::/:/bin/false\n' "$(id -u)" "$(id -g)" >>/etc/passwd; } 2>/dev/null ||
    finish 14 "ssh needs an entry in /etc/passwd for UID $(id -u): set runAsUser of this container to a user of its image (git-sync: 65533), or use an https URL"
  if [ -n "$secret" ]; then
    # A copy, because ssh wants mode 0600 and a newline at the end.
    (umask 077 && tr -d '\r' <"$secret/ssh-privatekey" >"$area/key" && echo >>"$area/key") 2>/dev/null ||
      finish 14 "the Secret of credentialsSecret has no readable key ssh-privatekey, which an ssh URL needs"
  fi
  if ! cat "$secret/known_hosts" >"$area/known_hosts" 2>/dev/null; then
    NVJ_TRUST=accept-new
    say "warning: no known_hosts in the Secret of credentialsSecret: the identity of the host is not checked"
  fi
  # shellcheck disable=SC2016 # expanded by the shell that git starts
  export GIT_SSH_VARIANT=ssh GIT_SSH_COMMAND='ssh -F /dev/null -i "$NVJ_AREA/key" -o IdentitiesOnly=yes -o BatchMode=yes \
    -o UserKnownHostsFile="$NVJ_AREA/known_hosts" -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking="$NVJ_TRUST" \
    -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4'
fi

# once runs a command in the background, because only wait lets a trap run at once.
once() {
  rm -f "$area/out" "$area/err" # a full volume takes no others: nothing may be left of an earlier command
  "$@" >"$area/out" 2>"$area/err" </dev/null & child=$! status=0
  wait "$child" || status=$?
  child=''
  return "$status"
}
stopped() { [ "$status" = 124 ] || [ "$status" -gt 128 ]; } # by timeout, or killed
# why LINES prints the lines that git said last, but for its standing advice, which hides what ssh said. When it
# failed without a word, there was no room for its words.
why() {
  if [ -s "$area/err" ]; then
    plain "$(grep -vE '^$|^Please make sure you have|^and the repository exists' "$area/err" | tail -n "$1")"
  elif stopped; then
    echo "git was stopped: no answer in time, or out of memory (exit code $status)"
  else
    echo "$nospace"
  fi
}
# because PATTERN looks at what git said around the URL: a repository may be named after a fault.
because() {
  said=$(cat "$area/err" 2>/dev/null) || return
  printf '%s\n' "${said%%"$url"*}" "${said##*"$url"}" | grep -qiE "$1"
}
# Nothing in git notices that a git:// server has stalled.
limit=
case $url in git:*) ! command -v timeout >/dev/null || limit="timeout ${NVJ_GIT_STALL_SECONDS:-900}" ;; esac
# remote runs git, five times at most, pausing 2, 4, 8 and 16 seconds. It returns 1 when
# the remote does not give the object asked for, and ends the step when nothing helps.
remote() {
  pause=${NVJ_GIT_RETRY_SECONDS:-2}
  for try in 1 2 3 4 5; do
    # shellcheck disable=SC2086 # two words or none
    once $limit git -C "$area/tree" "$@" && return
    if because 'unadvertised object|not our ref|find remote ref'; then return 1; fi
    [ -s "$area/err" ] || stopped || finish 14 "$nospace"
    say "$(why 4)"
    if because 'no space left|quota exceeded'; then
      finish 14 "$nospace"
    elif because 'read-only file system|could not create|unable to (create|write)'; then
      finish 14 "cannot write to ${dest%/*} as UID $(id -u): check the volume and fsGroup"
    elif because 'host key verification failed'; then
      finish 11 "authentication refused: the key of the host is not the one in known_hosts: $from"
    elif because 'authentication failed|could not read (username|password)|permission denied|error: 40[13]|invalid format|in libcrypto'; then
      finish 11 "authentication refused: $from: check the Secret of credentialsSecret"
    elif because 'not found|not exist|not appear to be a git repo|ssl certificate|certificate (verif|subject)|peer certificate|error: 4(0[^8]|1)|protocol .* not'; then
      finish 10 "repository not reachable: $from: it does not exist, is hidden from these credentials, or its certificate is not trusted"
    fi
    [ "$try" = 5 ] || { say "try $try failed; the next one is in $pause s" && once sleep "$pause" && pause=$((pause * 2)); }
  done
  finish 10 "repository not reachable: $from: gave up after 5 tries"
}

say "getting $name of $from"
once git init -q "$area/tree" || finish 14 "git init failed: $(why 4)"
# A branch wins over a tag, and both over a commit. The depth is 1 wherever the server
# allows it; an abbreviated commit can only be looked up in the whole history.
want=HEAD
if [ -n "$ref" ] && [ "$ref" != HEAD ]; then
  git check-ref-format "refs/heads/$ref" || finish 12 "ref not found: \"$name\" is not a valid name"
  remote ls-remote -- "$url" "refs/heads/$ref" "refs/tags/$ref" "$ref"
  want=
  for full in "refs/heads/$ref" "refs/tags/$ref" "$ref"; do # the last one: refs/pull/1/head
    while read -r _ found; do [ "$found" != "$full" ] || want=${want:-$full}; done <"$area/out"
  done
  [ -n "$want" ] || case $ref in
    *[!0-9a-fA-F]* | ? | ?? | ???) finish 12 "ref not found: no branch, tag or commit \"$name\" in $from" ;;
  esac
fi
if remote fetch -q --depth 1 --no-tags -- "$url" "${want:-$ref}"; then
  commit=FETCH_HEAD
else
  [ -z "$want" ] || finish 12 "ref not found: no commit for \"$name\" in $from"
  say "looking for commit $name in the history of all branches and tags"
  remote fetch -q --no-tags -- "$url" '+refs/heads/*:refs/nvj/heads/*' '+refs/tags/*:refs/nvj/tags/*'
  commit=$ref
fi
commit=$(git -C "$area/tree" rev-parse --verify --quiet "$commit^{commit}") ||
  finish 12 "ref not found: no commit \"$name\" in $from, or more than one"
once git -C "$area/tree" -c advice.detachedHead=false checkout -q --detach "$commit" ||
  finish 14 "cannot check out $commit: $(why 4)"

# refuse PATH WHY ends the step. Nothing is read before the real path of a file is known to be
# in the checkout: a link may lead to a file without an end, as /proc/self/pagemap.
refuse() { finish 13 "notebook not in the repository: $2 $(plain "$1") at $name ($commit) of $from"; }
root=$(cd "$area/tree" && pwd -P)
for path in "$NVJ_NOTEBOOK" "${NVJ_GOLDEN:-$NVJ_NOTEBOOK}"; do
  [ -e "$root/$path" ] && file=$(readlink -f "$root/$path") || file=''
  case $file in
    "$root"/.git/* | "$root/.git") file='' ;;
    "$root"/* | '') ;;
    *) refuse "$path" "a symbolic link leads out of the checkout; commit the file itself as" ;;
  esac
  [ -f "$file" ] || refuse "$path" "no file"
  ! head -c 23 "$file" | grep -q '^version https://git-lfs' ||
    refuse "$path" "LFS objects are not fetched, and there is only a Git LFS pointer in"
done
[ ! -f "$area/tree/.gitmodules" ] || say "warning: submodules are not fetched"
rm -rf "$dest" 2>/dev/null || :
# A directory that is still there belongs to someone else or is a mount point.
if [ -e "$dest" ] || ! mv "$area/tree" "$dest"; then finish 14 "cannot replace $dest as UID $(id -u)"; fi
finish 0 "checked out $commit ($name) of $from"
