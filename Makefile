# Every command that a person runs here. `make up` sets up a fresh machine that has Rust, Python 3 and make.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Outside the clone, so that a second clone on this machine builds quickly.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/technical-change/target
export SAM_CLI_TELEMETRY := 0
export PYTHONDONTWRITEBYTECODE := 1

FUNCTIONS := submissions evidence reviews-and-steps oat administration cryptographic-material inspect-evidence notify go-live oat-probe mail-feedback export token-claims portal
ARCHITECTURE ?= x86_64
EMULATOR := .venv/ministack/bin/python
SAM := .venv/sam/bin
API_TESTS := .venv/api-tests/bin
BROWSER := tests/browser
NEXTEST_VERSION := 0.9.143
# The days of `check-days` that `make test` runs: one of each kind. All days together take twenty minutes.
SOME_DAYS := Maundy Thursday|[0-9] the clocks go forward|24 December|the last of a month
DENY_VERSION := 0.20.2
MACHETE_VERSION := 0.9.2
# A DynamoDB on SQLite, for `bench` alone. Its reads take no longer in a larger table; the emulator's do.
DYNOXIDE_VERSION := 3.2.0
DYNOXIDE := build/dynoxide/$(DYNOXIDE_VERSION)

.PHONY: help up down reset token clock due probe demo check-days bench check test lint test-rust check-calendar check-dependencies check-infra check-portal pictures check-api check-client check-rights check-release events build package deploy releases roll-back stop start restore adopt check-restore tools

help: ## Show this
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# STACK_PORT=4611 make up: another port than 4610, remembered until the next choice.
up: .venv/ministack/.installed .venv/sam/.installed build ## Install, build, start and seed the local stack; say how to use it
	@$(EMULATOR) infra/local/stack.py up
	@$(EMULATOR) infra/local/seed.py
	@$(EMULATOR) infra/local/guide.py

down: ## Stop the local stack; its state is kept
	@if [ -x $(EMULATOR) ]; then $(EMULATOR) infra/local/stack.py down; else echo "Nothing to stop."; fi

reset: ## Stop the local stack and forget its state
	@if [ -x $(EMULATOR) ]; then $(EMULATOR) infra/local/stack.py reset; else rm -rf .local; fi

token: ## Print an access token: make token PERSON=meadow-business [EXPIRED=1]
	@$(EMULATOR) infra/local/sign_in.py "$(PERSON)" $(if $(EXPIRED),--expired)

clock: ## Show or move the stack's clock: make clock [FORWARD=5d | TO=2027-03-28T00:00:30 | RESET=1]
	@build/bin/clock $(if $(FORWARD),"forward=$(FORWARD)") $(if $(TO),"to=$(TO)") $(if $(RESET),reset=1)

due: ## Do all due work at once: testing, exports, going live, reminders, stranded emails
	@$(EMULATOR) infra/local/process_due.py

probe: ## Do only the due operational acceptance testing at once
	@$(EMULATOR) infra/local/process_due.py oat-probe

demo: ## Take a change of each scale to live through the public API (after make up): make demo [EMAILS=1] [FROM=2027-03-25]
	@build/bin/demo $(if $(EMAILS),--emails) $(if $(FROM),"--from=$(FROM)")

check-days: tools ours ## Run the demonstration and the journeys from every kind of day: weekdays, month ends, clock changes, Christmas, Easter
	@build/bin/demo --days | grep -E "$(DAYS)" | while read -r day words; do \
		echo "$$day: $$words"; \
		build/bin/demo "--from=$$day" > .local/day.log < /dev/null || { tail -40 .local/day.log; exit 1; }; \
		{ build/bin/clock reset=1 && build/bin/clock "to=$${day}T09:30:00"; } > .local/day.log || exit 1; \
		cargo nextest run --workspace -E 'package(journeys)' --status-level fail --final-status-level fail \
			--cargo-quiet < /dev/null || { build/bin/clock reset=1; exit 1; }; \
	done
	@build/bin/clock reset=1

bench: ours .venv/ministack/.installed $(DYNOXIDE) ## Measure the budgets of docs/performance.md (needs valgrind; the first build takes long): make bench [ONLY=scale | ONLY=flood | ONLY=midnight | ONLY=portal | ONLY=probe | ONLY=warm]
	@echo "Building for release (the first time takes many minutes) ..."
	@cargo build --release -p bench $(FUNCTIONS:%=-p %)
	@# Separately, because it enables more features of shared crates, and bench must measure what is deployed.
	@cargo build --release -p participant
	@$(CARGO_TARGET_DIR)/release/bench $(ONLY)

# It has its own lock file and its own build, so nothing of it affects the figures.
$(DYNOXIDE):
	@echo "Installing dynoxide (some minutes) ..."
	@cargo install --locked --quiet dynoxide-rs --version $(DYNOXIDE_VERSION) --root build/dynoxide \
		--no-default-features --features cli,http-server,native-sqlite
	@touch $@

# Cargo chooses features by the packages it builds together. So every line names the whole workspace, as `build` does, and the tests
# are chosen by target: those of domain, app, mail-templates and api, which need no SDK. Nothing is compiled twice.
QUICK_TESTS := rules administration oat notifications round_trip

check: tools ours ## Check format, quick tests and lints while you work; it stops at the first failure
	cargo fmt --all --check
	cargo nextest run --workspace $(QUICK_TESTS:%=--test %) --status-level fail
	cargo clippy --workspace --all-targets --quiet -- -D warnings

test: DAYS := $(SOME_DAYS)
test: up lint check-calendar check-dependencies check-infra check-days test-rust check-portal check-api check-client check-rights check-restore check-release ## Run every check and every test; starts the local stack itself

lint: ours ## Check format and lints
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings

test-rust: tools ours ## Run every Rust test; some use the running local stack
	cargo nextest run --workspace

check-calendar: build ## Fail 90 days before the known bank holidays run out
	@$(CARGO_TARGET_DIR)/debug/check-calendar

check-dependencies: ## Check licences, sources and bans of every crate (deny.toml), and find unused dependencies
	@$(call have,cargo-deny,$(DENY_VERSION),--debug)
	@$(call have,cargo-machete,$(MACHETE_VERSION),--debug)
	@# Without advisories: their database is not in a package registry.
	cargo deny --locked check bans licenses sources
	cargo machete

tools:
	@$(call have,cargo-nextest,$(NEXTEST_VERSION))

# Installs a cargo program unless it is there. Programs that run for seconds are built unoptimised, which compiles sooner.
have = command -v $(1) > /dev/null || { echo "Installing $(1) (some minutes) ..."; \
	cargo install --locked --quiet $(1) --version $(2) $(3); }

check-infra: .venv/sam/.installed build/.folders ## Run sam validate, cfn-lint with the serverless rules, and checkov
	$(SAM)/sam validate --lint --region eu-west-2
	$(SAM)/cfn-lint
	$(SAM)/checkov --config-file .checkov.yaml

check-api: .venv/api-tests/.installed ## Run every check of Schemathesis against the running local stack
	@$(EMULATOR) infra/local/check_api.py

check-client: .venv/client/.installed ## Generate a client from the API document and review a change with it on the running local stack
	@$(EMULATOR) infra/local/check_client.py

check-portal: $(BROWSER)/node_modules/.installed ## Use the portal of the running local stack in Chromium, as people do
	@$(call need,chromium)
	@cd $(BROWSER) && node --test --test-concurrency=1 --test-timeout=900000

pictures: $(BROWSER)/node_modules/.installed ## Take pictures of two pages of the running local stack into docs/pictures
	@$(call need,chromium)
	@cd $(BROWSER) && node pictures.mjs

check-restore: build ## Lose the table and a sign-in of the running local stack, and restore both
	@$(EMULATOR) infra/local/check_restore.py

# Only the store of that program is built, where nothing of it mixes with what is built here.
RELEASED := shared/store/src/item/released
BEFORE = $(shell tail -1 $(RELEASED)/closed | cut -d' ' -f4)
OF_ANOTHER := item::released::another
check-release: tools ours ## Let the program of the last closed release read and write what today's writes, and the reverse
	@git cat-file -e $(BEFORE) || { echo "This clone lacks the last closed release: git fetch --unshallow"; exit 1; }
	@rm -rf build/release && mkdir -p build/release/program && git archive $(BEFORE) | tar -x -C build/release/program
	@ITEMS_FOR_ANOTHER_RELEASE=$(CURDIR)/build/release/today \
		cargo nextest run --workspace --cargo-quiet -E 'package(store) & test(/^$(OF_ANOTHER)/)'
	@echo "Building the store of the last closed release ..."
	@cd build/release/program && CARGO_TARGET_DIR=$(CARGO_TARGET_DIR)/release-before \
		ITEMS_OF_ANOTHER_RELEASE=$(CURDIR)/build/release/today ITEMS_FOR_ANOTHER_RELEASE=$(CURDIR)/build/release/before \
		cargo test --quiet --locked -p store --lib --config 'profile.dev.package."*".opt-level=0' $(OF_ANOTHER)
	@ITEMS_OF_ANOTHER_RELEASE=$(CURDIR)/build/release/before \
		cargo nextest run --workspace --cargo-quiet -E 'package(store) & test(/^$(OF_ANOTHER)/)'

check-rights: build ## Compare the functions' requests since `make up` with their rights; after all tests (make test)
	@$(CARGO_TARGET_DIR)/debug/check-rights

events: .venv/sam/.installed ## Run tests/events/*.json with sam local invoke in a container engine (after make up)
	@$(EMULATOR) infra/local/events.py

# The styles and the script of the portal's pages, which its program holds. Made last, so that a stopped build is made again.
PORTAL := functions/portal/assets
build/portal/.made: $(wildcard $(PORTAL)/*.json $(PORTAL)/*.mjs $(PORTAL)/.npmrc $(PORTAL)/src/*)
	@command -v node > /dev/null && command -v npm > /dev/null || \
		{ echo "Node.js 20 or newer makes the portal's styles, and is not here: install it with npm, then try again."; exit 1; }
	@echo "Making the portal's styles and script ..."
	@cd $(PORTAL) && npm ci --silent && node build.mjs
	@touch $@

# Installs a program of Debian's where that can be done here.
need = command -v $(1) > /dev/null || { echo "Installing $(1) (a minute) ..."; \
	{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $(1); } > /dev/null 2>&1; } || \
	{ echo "$(1) is not here, and could not be installed. Install it, then try again."; exit 1; }

$(BROWSER)/node_modules/.installed: $(BROWSER)/package-lock.json
	@cd $(BROWSER) && npm ci --silent
	@touch $@

# Clones share their compiled output. Cargo tells sources apart by their path in the clone and their time, so another
# clone's programs could pass for ours. This touches our sources, so that cargo compiles them again, but not the
# dependencies.
.PHONY: ours
ours: build/portal/.made
	@mkdir -p $(CARGO_TARGET_DIR)
	@if [ "$$(cat $(CARGO_TARGET_DIR)/.clone 2> /dev/null)" != "$(CURDIR)" ]; then \
		find functions shared tests tools -name node_modules -prune -o -type f -exec touch {} + && echo "$(CURDIR)" > $(CARGO_TARGET_DIR)/.clone; \
	fi

build: build/.folders ours ## Build the functions for the local stack
	@echo "Building the functions (the first time takes many minutes) ..."
	@# Everything, tests included: cargo chooses features by the packages it builds together, and another choice for
	@# the tests would compile the SDK a second time.
	@cargo build --workspace --all-targets
	@# Programs that run later, when another clone may have built its own.
	@mkdir -p build/bin && cp $(CARGO_TARGET_DIR)/debug/clock $(CARGO_TARGET_DIR)/debug/demo build/bin/
	@# Only changed functions, so that an unchanged one is not deployed again; without symbols, which triple the upload.
	@for name in $(FUNCTIONS); do \
		built=$(CARGO_TARGET_DIR)/debug/$$name; target=build/lambda/$$name/bootstrap; \
		if [ ! -e $$target ] || [ $$built -nt $$target ]; then strip -o $$target.new $$built && mv $$target.new $$target; fi; \
	done

package: .venv/sam/.installed build/.folders build/portal/.made ## Build the functions for an account: ARCHITECTURE=x86_64|arm64
	PATH="$(CURDIR)/$(SAM):$$PATH" cargo lambda build --release --locked \
		$(if $(filter arm64,$(ARCHITECTURE)),--arm64,--x86-64) --lambda-dir build/lambda $(FUNCTIONS:%=--bin %)

# ENVIRONMENT: a section of samconfig.toml that is not local. README.md says what to do before.
deploy: package ## Build for release and deploy to an account, gradually: make deploy ENVIRONMENT=staging
	@$(SAM)/python infra/release.py deploy "$(ENVIRONMENT)"

releases: .venv/sam/.installed ## Name the kept releases of an account, the latest last: make releases ENVIRONMENT=staging
	@$(SAM)/python infra/release.py list "$(ENVIRONMENT)"

# WITH: parameters of the template that are others now, for a restored table (docs/runbooks/restore.md).
roll-back: .venv/sam/.installed ## Deploy a kept release again, at once: make roll-back ENVIRONMENT=staging RELEASE=NAME [WITH="NAME=VALUE ..."]
	@$(SAM)/python infra/release.py again "$(ENVIRONMENT)" "$(RELEASE)" $(WITH)

stop: .venv/sam/.installed ## Turn every call of a stack's functions away: make stop ENVIRONMENT=staging
	@$(SAM)/python infra/restore.py stop "$(ENVIRONMENT)"

start: .venv/sam/.installed ## Let calls in again: make start ENVIRONMENT=staging
	@$(SAM)/python infra/restore.py start "$(ENVIRONMENT)"

restore: .venv/sam/.installed ## Restore a stack's table beside the one in use: make restore ENVIRONMENT=staging TO=2026-11-30T09:00:00Z
	@$(SAM)/python infra/restore.py table "$(ENVIRONMENT)" "$(TO)"

adopt: .venv/sam/.installed ## Make a table fit to be used that a backup restored: make adopt ENVIRONMENT=staging TABLE=NAME
	@$(SAM)/python infra/restore.py adopt "$(ENVIRONMENT)" "$(TABLE)"

build/.folders: Makefile
	@mkdir -p $(FUNCTIONS:%=build/lambda/%) && touch $@

.venv/ministack/.installed: infra/local/requirements-emulator.txt
.venv/sam/.installed: infra/local/requirements-sam.txt
.venv/api-tests/.installed: infra/local/requirements-api-tests.txt
.venv/client/.installed: infra/local/requirements-client.txt
.venv/%/.installed:
	@echo "Installing $(basename $(notdir $<)) into .venv/$* (a minute or two the first time) ..."
	@python3 -m venv --clear .venv/$*
	@# Only wheels with the recorded digests, so that no unpinned tool builds anything here.
	@.venv/$*/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: --requirement $<
	@.venv/$*/bin/pip check
	@touch $@
