# make check is what a commit must pass; make help lists the rest.
.DEFAULT_GOAL := help
GO          ?= go
TOOL        := $(GO) tool -modfile=tools/go.mod
BIN         := $(CURDIR)/bin
KUSTOMIZE   := $(BIN)/kustomize
CRDS        := $(BIN)/crds
YAMLLS      := $(BIN)/editor/node_modules/.bin/yaml-language-server

# What a release tells of itself. Nothing of it depends on when or where it is built.
DIST        := $(CURDIR)/dist
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
REVISION    ?= $(shell git rev-parse HEAD 2>/dev/null)
CREATED     ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
IMAGE       ?= ghcr.io/notebook-validation/nvj:$(VERSION)
IMAGE_ARCHS ?= amd64 arm64
PLATFORMS   ?= linux-amd64 linux-arm64 darwin-amd64 darwin-arm64 windows-amd64 windows-arm64
RELEASE     := -trimpath -buildvcs=false -ldflags="-s -w -X github.com/notebook-validation/nvj/fn/cli.version=$(VERSION)"
binary       = $(DIST)/bin/$(1)/nvj$(if $(findstring windows,$(1)),.exe)

# Tests that drive kustomize and kpt find them, and nvj, here before anywhere else.
export PATH := $(BIN):$(PATH)

.PHONY: FORCE help build test unit check static fmt formatted vet lint vuln generate fresh golden fuzz soak bench kustomize editor conformance e2e cluster-up cluster-down image dist test-argocd test-flux

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

build: ## build bin/nvj
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags="-s -w" -o $(BIN)/nvj .

test: build kustomize editor ## run the tests, those with the real kustomize, kpt and YAML language server included
	$(GO) test ./...
	cd tools/release && $(GO) test ./...

# The packages whose tests need Python, Git with SSH, kustomize, kpt, a container engine or a node.
NEEDS_MORE  := fn/scripts test/hosts test/engine test/e2e
unit: ## run the tests that need nothing but Go
	$(GO) test -skip '^(TestEditor|TestPipeline.*)$$' $$($(GO) list ./... | grep -vE $(NEEDS_MORE:%=-e '/%(/|$$)'))
	@echo "left out: $(NEEDS_MORE), and of test/docs the editor and the shell pipeline; make test runs them where their programs are installed"

check: static test ## everything a commit must pass

static: formatted vet lint fresh ## the checks that run no tests

fmt: ## format the code
	$(TOOL) golangci-lint fmt

formatted: ## fail on code that is not formatted
	@$(TOOL) golangci-lint fmt --diff || { echo "run make fmt"; exit 1; }

vet:
	$(GO) vet ./...

lint: ## run golangci-lint
	$(TOOL) golangci-lint run

GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
vuln: ## look for known vulnerabilities in what nvj calls; needs https://vuln.go.dev
	@GOBIN=$(BIN) $(GO) install $(GOVULNCHECK)
	@$(BIN)/govulncheck . 2>$(BIN)/govulncheck.stderr; code=$$?; cat $(BIN)/govulncheck.stderr >&2; \
	if grep -q '^govulncheck: fetching vulnerabilities' $(BIN)/govulncheck.stderr; then \
		echo "SKIPPED: govulncheck cannot reach its database; nothing was checked"; else exit $$code; fi

generate: ## rewrite everything that is generated
	$(TOOL) controller-gen object paths=./fn/api/...
	rm -rf $(CRDS) && $(TOOL) controller-gen crd:generateEmbeddedObjectMeta=false paths=./fn/api/... output:crd:dir=$(CRDS)
	mkdir -p docs/crd docs/schema && cd tools && $(GO) run ./generate $(CRDS) $(CURDIR)
	$(GO) run ./docs/generate rules > docs/rules.md
	$(GO) run ./docs/generate reference > docs/reference.md

fresh: generate ## fail when something generated is stale
	@git diff --exit-code --stat -- '*zz_generated*' docs/crd docs/schema docs/rules.md docs/reference.md krmfile.yaml || { echo "run make generate and commit what it changed"; exit 1; }

golden: ## rewrite the golden files; review what changed
	$(GO) test ./test/golden -update

conformance: ## hold generated jobs against a real kube-apiserver: JOBS=10000 SEED=…
	$(GO) build -o $(BIN)/cluster ./test/e2e/cluster
	$(GO) build -o $(BIN)/conformance ./test/conformance
	$(BIN)/cluster $(CLUSTERFLAGS) apiserver $(BIN)/conformance $(if $(JOBS),-n $(JOBS)) $(if $(SEED),-seed $(SEED))

e2e: build ## run the end-to-end tests on a one-node Kubernetes of this machine
	$(GO) build -o $(BIN)/cluster ./test/e2e/cluster
	$(GO) test -c -tags e2e -o $(BIN)/e2e.test ./test/e2e
	@rm -f $(BIN)/e2e.skipped; cd test/e2e && $(BIN)/cluster $(CLUSTERFLAGS) run $(BIN)/e2e.test -test.v -test.parallel 10 -test.timeout 25m || \
		{ code=$$?; test $$code -ne 77 || echo "this machine cannot run a node" > $(BIN)/e2e.skipped; exit $$code; }

cluster-up: ## start the node of the end-to-end tests and leave it running
	$(GO) build -o $(BIN)/cluster ./test/e2e/cluster
	$(BIN)/cluster up

cluster-down: ## stop the node that cluster-up left running
	$(BIN)/cluster down

soak: ## run notebooks whose outputs are easily lost 20 times each while all cores are busy: SOAK_RUNS=20 SIZE=10, the size that people reported
	NVJ_SOAK=$(or $(SOAK_RUNS),20) NVJ_SOAK_SIZE=$(SIZE) $(GO) test -timeout 6h -v -run TestOutputsAreComplete ./fn/scripts

fuzz: ## fuzz ResourceLists, streams of documents, shell scripts and the whole function for a minute each
	$(GO) test -run '^$$' -fuzz FuzzMutatedLists -fuzztime 60s ./fn/resourcelist
	$(GO) test -run '^$$' -fuzz FuzzStreams -fuzztime 60s ./fn/resourcelist
	$(GO) test -run '^$$' -fuzz FuzzRead -fuzztime 60s ./fn/shell
	$(GO) test -run '^$$' -fuzz FuzzFunction -fuzztime 60s ./test/golden

RUNS        ?= 5
TABLE       ?=
bench: build ## measure nvj beside no-ops on two SDKs and helm, and print tables: RUNS=5 TABLE=lists, large, startup or templates
	cd test/bench && CGO_ENABLED=0 $(GO) build -trimpath -ldflags="-s -w" -o $(BIN)/bench/ . ./noop/...
ifneq ($(filter templates,$(or $(TABLE),templates)),)
	cd test/bench/helm && CGO_ENABLED=0 $(GO) build -trimpath -ldflags="-s -w" -o $(BIN)/bench/helm helm.sh/helm/v4/cmd/helm || \
		echo "SKIPPED: helm cannot be built; nvj is not compared with it"
endif
	@$(BIN)/bench/bench -runs $(RUNS) -only "$(TABLE)" -nvj $(BIN)/nvj -kptsdk $(BIN)/bench/kptsdk -kyaml $(BIN)/bench/kyaml \
		-helm "$$(test -x $(BIN)/bench/helm && echo $(BIN)/bench/helm)"

kustomize: $(KUSTOMIZE)
$(KUSTOMIZE): tools/kustomize/go.mod
	cd tools/kustomize && CGO_ENABLED=0 $(GO) build -o $@ sigs.k8s.io/kustomize/kustomize/v5

$(foreach p,$(sort $(PLATFORMS) $(IMAGE_ARCHS:%=linux-%)),$(call binary,$(p))): FORCE
	@platform=$(notdir $(@D)); CGO_ENABLED=0 GOOS=$${platform%-*} GOARCH=$${platform#*-} $(GO) build $(RELEASE) -o $@ .

image: $(foreach a,$(IMAGE_ARCHS),$(call binary,linux-$(a))) ## pack the container image into dist/image, without engine or registry
	mkdir -p $(DIST)/image && cd tools/release && $(GO) run ./image -root $(CURDIR) -version $(VERSION) -revision $(REVISION) -created $(CREATED) -tag $(IMAGE) \
		$(DIST)/image $(foreach a,$(IMAGE_ARCHS),$(a)=$(call binary,linux-$(a)))

dist: build $(foreach p,$(PLATFORMS),$(call binary,$(p))) ## pack release archives, checksums and SBOMs into dist/archives
	mkdir -p $(DIST)/archives && cd tools/release && $(GO) run ./archive -root $(CURDIR) -version $(VERSION) -created $(CREATED) -nvj $(BIN)/nvj \
		$(DIST)/archives $(foreach p,$(PLATFORMS),$(p)=$(call binary,$(p)))

test-flux: ## test the scripts against Flux's own variable substitution, which takes minutes to build
	cd test/flux && CGO_ENABLED=0 $(GO) test ./...

test-argocd: ## test the plugin with the real argocd-cmp-server, which takes minutes to build
	cd test/argocd && CGO_ENABLED=0 $(GO) test ./... # one build of Argo CD for test and server

editor: $(YAMLLS) ## install the YAML language server into bin, to test docs/schema
$(YAMLLS):
	@npm install --silent --no-audit --no-fund --ignore-scripts --fetch-retries=1 --prefix $(BIN)/editor yaml-language-server@1.18.0 || \
		echo "SKIPPED: npm cannot install yaml-language-server; its tests will be skipped"
