#!/bin/sh
# Moves kube-all to another Kubernetes release, and writes go.mod and go.sum anew:
#
#   ./set-version.sh v1.37.2
#
# k8s.io/kubernetes is not made to be imported: it requires its staging modules
# (k8s.io/api, k8s.io/client-go …) at v0.0.0 and replaces them with folders of its
# own repository. The same modules are published as v0.37.2, and that is what the
# replacements written here say.
set -eu
cd "$(dirname "$0")"

version=${1:?usage: set-version.sh vMAJOR.MINOR.PATCH}
published=v0.${version#v*.}
upstream=$(cd / && go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
etcd=$(sed -n 's|^.*go.etcd.io/etcd/client/v3 \(v[^ ]*\).*|\1|p' "$upstream" | head -n 1)
staging=$(sed -n 's|^.*\(k8s.io/[a-z-]*\) => ./staging/.*|\1|p' "$upstream")

cat > go.mod <<EOF
module github.com/notebook-validation/nvj/test/e2e/kube-all

$(grep '^go ' "$upstream")

$(grep '^godebug ' "$upstream")

require (
	k8s.io/kubernetes $version
	go.etcd.io/etcd/server/v3 $etcd
)

replace (
$(for module in $staging; do printf '\t%s => %s %s\n' "$module" "$module" "$published"; done)
)
EOF
go mod tidy
# Say what is built, instead of the v0.0.0 that k8s.io/kubernetes asks for.
sed -i -E "s|^(\tk8s.io/[a-z-]+) v0.0.0( .*)?\$|\1 $published\2|" go.mod
go mod tidy
