# Every target begins with bin/bootstrap, which makes .venv as requirements.lock says; the second time it takes no time.
.DEFAULT_GOAL := help
.PHONY: help run test check test-full faults lock clean environment
PYTEST = .venv/bin/pytest

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

run: environment ## start everything with the demo county; Ctrl-C stops it
	@exec .venv/bin/yichuang run

test: check ## check, then the tests of core, lines, house and interface
	@bin/browser >/dev/null
	$(PYTEST) -q tests/house tests/core tests/lines tests/platform/people tests/platform/notices tests/faces/api

check: environment ## lint, types, floors
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

test-full: check ## every test there is, browser walks and fault campaigns included
	@bin/browser >/dev/null
	YICHUANG_CAMPAIGN=full $(PYTEST)

faults: environment ## only the tests that kill, lie, slow and repeat, with the whole campaigns
	YICHUANG_CAMPAIGN=full $(PYTEST) -m fault

lock: environment ## pin what pyproject.toml asks for, by hash
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
		--group pyproject.toml:dev pyproject.toml -o requirements.lock
	@bin/bootstrap

clean: ## remove what can be made again; data in var/ are kept
	rm -rf .venv site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

environment:
	@bin/bootstrap
