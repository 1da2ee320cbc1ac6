SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test check advisories bench fmt openapi clean

help: ## What there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Build everything and start the server; SIGNALBOX_LISTEN and SIGNALBOX_DATA move it
	@scripts/prerequisites run
	@scripts/build-ui
	@exec cargo run --release --locked --package signalbox -- \
		serve --examples examples

test: ## Every test, on both databases and in a browser; the last line counts them
	@scripts/prerequisites test
	@exec cargo xtask test

check: ## Formatting, lints, the rules of the house, licences
	@scripts/prerequisites run
	@scripts/build-ui
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- --deny warnings
	cargo xtask tidy
	npm --prefix ui run --silent check
	@if cargo deny --version >/dev/null 2>&1; then set -x; cargo deny check licenses bans sources; $(MAKE) advisories; fi

advisories: ## What is known against the libraries that are shipped; asks RustSec and npm
	@cargo deny --version >/dev/null 2>&1 || { echo "cargo deny is missing: cargo install --locked cargo-deny" >&2; exit 1; }
	cargo deny check advisories
	npm --prefix ui audit --omit=dev

bench: ## Load, growth and start-up on both databases, written to bench/RESULTS.md
	@scripts/prerequisites bench
	@scripts/build-ui
	@SIGNALBOX_TEST_POSTGRES_DURABLE=1 exec scripts/with-postgres \
		cargo run --release --quiet --locked --package xtask -- bench

fmt: ## Format everything
	cargo fmt --all
	npm --prefix ui run --silent format

openapi: ## Write ui/openapi.json and the client types again, after a change of the API
	@exec cargo xtask openapi

clean: ## Remove what was built (never ./data)
	cargo clean
	rm -rf ui/dist ui/node_modules ui/test-results ui/playwright-report
