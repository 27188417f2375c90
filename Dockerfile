# For people with a container engine and a registry. Without either, make image
# packs the same files. Build for both platforms with
#
#   docker buildx build --platform linux/amd64,linux/arm64 --build-arg VERSION=v1.2.3 -t REGISTRY/nvj:v1.2.3 --push .
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS TARGETARCH VERSION=devel
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false \
    -ldflags="-s -w -X github.com/notebook-validation/nvj/fn/cli.version=$VERSION" -o /nvj .

FROM scratch
ARG VERSION=devel
LABEL org.opencontainers.image.title="nvj" \
      org.opencontainers.image.description="Turns NotebookValidationJobs into plain Kubernetes Jobs: a KRM function and command-line tool" \
      org.opencontainers.image.source="https://github.com/notebook-validation/nvj" \
      org.opencontainers.image.documentation="https://github.com/notebook-validation/nvj#readme" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION"
# nobody by name: kustomize and kpt run functions as that user.
COPY tools/release/rootfs/ /
# Argo CD's plugin server looks here.
COPY fn/cli/argocd/plugin.yaml /home/argocd/cmp-server/config/plugin.yaml
COPY --from=build /nvj /usr/local/bin/nvj
ENV PATH=/usr/local/bin
# A number: kubelet cannot tell of a name that it is not root.
USER 65534:65534
ENTRYPOINT ["/usr/local/bin/nvj"]
