#!/bin/sh
# Moves kube-all to another Kubernetes release:
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
staging=v0.${version#v*.}
upstream=$(cd / && go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')

cat > go.mod <<EOF
module github.com/notebook-validation/nvj/test/e2e/kube-all

$(grep '^go ' "$upstream")

$(grep '^godebug ' "$upstream")

require (
	k8s.io/kubernetes $version
	go.etcd.io/etcd/server/v3 $(sed -n 's|^.*go.etcd.io/etcd/client/v3 \(v[^ ]*\).*|\1|p' "$upstream" | head -n 1)
)
EOF
sed -n 's|^.*\(k8s.io/[a-z-]*\) => ./staging/.*|\1|p' "$upstream" | while read -r module; do
	go mod edit -replace "$module=$module@$staging"
done
go mod tidy
