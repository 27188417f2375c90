# make check is what a commit must pass; make help lists the rest.
.DEFAULT_GOAL := help
GO          ?= go
TOOL        := $(GO) tool -modfile=tools/go.mod
BIN         := $(CURDIR)/bin
KUSTOMIZE   := $(BIN)/kustomize
CRDS        := $(BIN)/crds

# Tests that drive kustomize and kpt find them, and nvj, here before anywhere else.
export PATH := $(BIN):$(PATH)

.PHONY: help build test check static fmt vet lint generate fresh golden fuzz kustomize e2e cluster-up cluster-down

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

build: ## build bin/nvj
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags="-s -w" -o $(BIN)/nvj .

test: build kustomize ## run the tests, those with the real kustomize and kpt included
	$(GO) test ./...

check: static test ## everything a commit must pass

static: fmt vet lint fresh ## the checks that run no tests

fmt: ## fail on code that is not formatted
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "run gofmt -w on:" $$unformatted; exit 1; }

vet:
	$(GO) vet ./...

lint: ## run golangci-lint
	$(TOOL) golangci-lint run

generate: ## rewrite everything that is generated
	$(TOOL) controller-gen object paths=./fn/api/...
	rm -rf $(CRDS) && $(TOOL) controller-gen crd:generateEmbeddedObjectMeta=false paths=./fn/api/... output:crd:dir=$(CRDS)
	mkdir -p docs/crd docs/schema && cd tools && $(GO) run ./generate $(CRDS) $(CURDIR)
	$(GO) run ./docs/generate rules > docs/rules.md
	$(GO) run ./docs/generate reference > docs/reference.md

fresh: generate ## fail when something generated is stale
	@git diff --exit-code --stat -- '*zz_generated*' docs/crd docs/schema docs/rules.md docs/reference.md krmfile.yaml || { echo "run make generate and commit what it changed"; exit 1; }

golden: ## rewrite the golden files; review what changed
	$(GO) test . -update

e2e: build ## run the end-to-end tests on a one-node Kubernetes of this machine
	$(GO) build -o $(BIN)/cluster ./test/e2e/cluster
	$(GO) test -c -tags e2e -o $(BIN)/e2e.test ./test/e2e
	@rm -f $(BIN)/e2e.skipped; cd test/e2e && $(BIN)/cluster $(CLUSTERFLAGS) run $(BIN)/e2e.test -test.v -test.parallel 10 -test.timeout 25m || \
		{ code=$$?; test $$code -ne 77 || echo "this machine cannot run a node" > $(BIN)/e2e.skipped; exit $$code; }

cluster-up: ## start that node and leave it running
	$(GO) build -o $(BIN)/cluster ./test/e2e/cluster
	$(BIN)/cluster up

cluster-down: ## stop it
	$(BIN)/cluster down

fuzz: ## fuzz the wire and the whole function for a minute each
	$(GO) test -run '^$$' -fuzz FuzzFunction -fuzztime 60s .

kustomize: $(KUSTOMIZE)
$(KUSTOMIZE): tools/kustomize/go.mod
	cd tools/kustomize && CGO_ENABLED=0 $(GO) build -o $@ sigs.k8s.io/kustomize/kustomize/v5
