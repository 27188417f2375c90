#!/usr/bin/env bash
# engine.sh CMD...: runs CMD with a Docker engine of its own, found under DOCKER_HOST.
# Needs root, and dockerd (Debian: docker.io). The engine lives in namespaces of its
# own; nothing of it stays behind, however CMD ends.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
  # A Unix socket's path must be short.
  state=$(mktemp -d /tmp/nvj-engine.XXXXXX)
  trap 'rm -rf "$state"; find /sys/fs/cgroup -depth -type d -path "*/${state##*/}*" -exec rmdir {} + 2>/dev/null || :' EXIT
  # unshare ignores SIGTERM: when this shell dies, everything inside is killed.
  setpriv --pdeathsig KILL unshare --mount --net --pid --ipc --uts --fork --kill-child --mount-proc \
    "$0" --inside "$state" "$@"
  exit
fi
shift
state=$1
shift
mkdir -p /run /var/lib/docker
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /var/lib/docker
mount --make-rshared /
ip link set lo up
dockerd --data-root /var/lib/docker --exec-root /run/docker --pidfile /run/docker.pid \
  --host "unix://$state/docker.sock" --cgroup-parent "/${state##*/}" --iptables=false --bridge=none >"$state/log" 2>&1 &
export DOCKER_HOST=unix://$state/docker.sock DOCKER_CONFIG=$state/config
engine=$!
until docker version >/dev/null 2>&1; do
  kill -0 "$engine" 2>/dev/null || break # it has ended, and its log says why
  sleep 0.1
done
docker version >/dev/null || {
  cat "$state/log" >&2
  exit 1
}
"$@"
